"""A real identity provider of SAML 2.0, small: a key of its own, and ways to sign what it should not."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import DigestAlgorithm, SignatureMethod, XMLSigner

ISSUER = "https://login.example.com/saml"
ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


class Forgiving(XMLSigner):
    """Signs with what nobody should sign with any more."""

    def check_deprecated_methods(self) -> None:
        """Nothing is refused."""


def certificate(key: rsa.RSAPrivateKey, days: int = 365) -> x509.Certificate:
    """A certificate of this key, signed by itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "login.example.com")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=2))
    return made.not_valid_after(now + timedelta(days=days)).sign(key, hashes.SHA256())


@dataclass
class Provider:
    """Who is signed in there, and with which key it says so."""

    name: str = "4711"
    groups: tuple[str, ...] = ("cx-team",)
    attributes: dict[str, str] = field(default_factory=lambda: {"uid": "ada"})
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    format: str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"

    def pem(self) -> bytes:
        return certificate(self.key).public_bytes(Encoding.PEM)

    def asked(self, address: str) -> dict[str, str]:
        """What stands in a question, as the browser brought it."""
        packed = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
        request = etree.fromstring(zlib.decompress(base64.b64decode(packed), wbits=-15))
        return {**request.attrib, "Issuer": request.findtext("{*}Issuer")}

    def answer(
        self,
        asked: dict[str, str],
        *,
        text: Callable[[str], str] = str,
        signs: str = "assertion",
        key: Any = None,
        method: SignatureMethod = SignatureMethod.RSA_SHA256,
        digest: DigestAlgorithm = DigestAlgorithm.SHA256,
    ) -> etree._Element:
        """A response. ``text`` changes it before it is signed; ``signs``: assertion, response, both or nothing."""
        root = etree.fromstring(text(self._text(asked)))
        signer = Forgiving(
            signature_algorithm=method,
            digest_algorithm=digest,
            c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
        )
        key = key or self.key

        def signed(node: etree._Element) -> etree._Element:
            return signer.sign(node, key=key, cert=[certificate(key)], reference_uri=node.get("ID"))

        if signs in ("assertion", "both"):
            inner = root.find(ASSERTION)
            root.replace(inner, signed(inner))
        return signed(root) if signs in ("response", "both") else root

    def _text(self, asked: dict[str, str]) -> str:
        now = datetime.now(UTC)
        at, until, before = (f"{now + timedelta(seconds=s):%Y-%m-%dT%H:%M:%SZ}" for s in (0, 120, -120))
        here, number, audience = asked["AssertionConsumerServiceURL"], asked["ID"], asked["Issuer"]
        values = "".join(f"<saml:AttributeValue>{group}</saml:AttributeValue>" for group in self.groups)
        told = "".join(
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>'
            for name, value in self.attributes.items()
        )
        whole = f"""
        <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
            xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="{at}"
            Destination="{here}" InResponseTo="{number}">
          <saml:Issuer>{ISSUER}</saml:Issuer>
          <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
          <saml:Assertion ID="_a1" Version="2.0" IssueInstant="{at}">
            <saml:Issuer>{ISSUER}</saml:Issuer>
            <saml:Subject>
              <saml:NameID Format="{self.format}">{self.name}</saml:NameID>
              <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
                <saml:SubjectConfirmationData Recipient="{here}" InResponseTo="{number}" NotOnOrAfter="{until}"/>
              </saml:SubjectConfirmation>
            </saml:Subject>
            <saml:Conditions NotBefore="{before}" NotOnOrAfter="{until}">
              <saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>
            </saml:Conditions>
            <saml:AuthnStatement AuthnInstant="{at}"/>
            <saml:AttributeStatement>
              <saml:Attribute Name="groups">{values}</saml:Attribute>{told}
            </saml:AttributeStatement>
          </saml:Assertion>
        </samlp:Response>"""
        return re.sub(r">\s+<", "><", whole.strip())


def posted(answer: etree._Element | bytes | str) -> dict[str, str]:
    """What the provider's page sends by way of the browser."""
    raw = answer if isinstance(answer, bytes | str) else etree.tostring(answer)
    return {"SAMLResponse": base64.b64encode(raw.encode() if isinstance(raw, str) else raw).decode()}
