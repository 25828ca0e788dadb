"""What an identity provider says of somebody (a SAML 2.0 response), read strictly. No database here, no Django.

Nothing is read but what the provider's own certificate signed, and that only if there is one way to read it: one
assertion, one signature at each of the two places where one belongs, no id twice, no comments, no entities. A
response answers one request of ours and is for this address; everything else is not believed.

Source: OASIS, SAML 2.0 core 2.2 to 2.7 and 3.2 to 3.3; profiles 4.1.4.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.x509 import Certificate
from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier
from signxml.exceptions import SignXMLException

SAML: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
LARGEST: Final = 256 * 1024
"""Letters of a response; those of providers have some thousand."""
LONGEST_NAME: Final = 191
"""Letters of a name; the table of accounts keeps no more."""
SKEW: Final = timedelta(seconds=60)
"""How far the provider's clock may be off."""

_DS: Final = "http://www.w3.org/2000/09/xmldsig#"
_NAMES: Final = {"saml": SAML, "samlp": PROTOCOL, "ds": _DS}
_PLAIN: Final = {
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
}
"""What may be done to a text before it is signed: nothing that leaves parts of it out."""
_METHODS: Final = frozenset(
    getattr(SignatureMethod, name)
    for name in ("RSA_SHA256", "RSA_SHA384", "RSA_SHA512", "ECDSA_SHA256", "ECDSA_SHA384", "ECDSA_SHA512")
)
_DIGESTS: Final = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


class NotBelieved(Exception):
    """A response that lets nobody in; the text is for the log of whoever runs this, not for the browser."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a response has to fit: who says it, to whom, where, and in answer to what."""

    issuer: str
    certificates: Sequence[Certificate]
    audience: str
    address: str
    request: str


@dataclass(frozen=True, slots=True)
class Said:
    """Who somebody is at the provider, and what else it says of them."""

    name: str
    attributes: Mapping[str, tuple[str, ...]]


def read(response: str, expected: Expected, now: datetime) -> Said:
    """Whom a response (base64, as a browser posts it) vouches for. Raises ``NotBelieved``."""
    root = _parsed(response)
    _answers(root, expected)
    assertion = _signed_assertion(root, expected.certificates)
    _is_for_us(assertion, expected, now)
    return Said(_name(assertion), _attributes(assertion))


def _parsed(response: str) -> Any:
    if len(response) > LARGEST:
        raise NotBelieved("too long")
    try:
        text = b64decode("".join(response.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise NotBelieved("no base64 of UTF-8") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotBelieved("it declares entities")
    # in UTF-8 whatever it says of itself: what was looked through above is what is parsed
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotBelieved("no XML") from error
    if any(not isinstance(node.tag, str) for node in root.iter()):
        raise NotBelieved("it holds comments or instructions, which signatures pass over")
    return root


def _answers(root: Any, expected: Expected) -> None:
    """What the envelope says. It may be unsigned: it can only make us refuse."""
    if root.tag != f"{{{PROTOCOL}}}Response" or root.get("Version") != "2.0":
        raise NotBelieved("no response of SAML 2.0")
    if root.get("InResponseTo") != expected.request:
        raise NotBelieved("it answers no request of this browser")
    if root.get("Destination") != expected.address:
        raise NotBelieved("it is for another address")
    code = root.find("samlp:Status/samlp:StatusCode", _NAMES)
    if code is None or code.get("Value") != SUCCESS:
        raise NotBelieved("the provider did not let them in")
    issuer = root.find("saml:Issuer", _NAMES)
    if issuer is not None and issuer.text != expected.issuer:
        raise NotBelieved("another provider says it")


def _signed_assertion(root: Any, certificates: Sequence[Certificate]) -> Any:
    """The one assertion, as it was signed."""
    if len(root.findall(".//saml:Assertion", _NAMES)) != 1 or root.find("saml:Assertion", _NAMES) is None:
        raise NotBelieved("there is not one assertion, or it cannot be read here")
    names = [value for node in root.iter() for key, value in node.attrib.items() if _is_id(key)]
    if len(set(names)) < len(names):
        raise NotBelieved("an id stands there twice")
    signed = [place for place in ("./", "./saml:Assertion/") if root.find(f"{place}ds:Signature", _NAMES) is not None]
    if not signed or len(root.findall(".//ds:Signature", _NAMES)) != len(signed):
        raise NotBelieved("it is unsigned, or signed where no signature belongs")
    found = [_verified(root, place, certificates) for place in signed][-1]
    return found if found.tag == f"{{{SAML}}}Assertion" else found.find("saml:Assertion", _NAMES)


def _is_id(attribute: str) -> bool:
    return etree.QName(attribute).localname.casefold() == "id"


def _verified(root: Any, place: str, certificates: Sequence[Certificate]) -> Any:
    """What the signature at this place covers: the element it stands in, and nothing else."""
    owner = root if place == "./" else root.find("saml:Assertion", _NAMES)
    signature = owner.find("ds:Signature", _NAMES)
    ways = signature.findall("ds:SignedInfo//ds:Transform", _NAMES)
    ways += signature.findall("ds:SignedInfo/ds:CanonicalizationMethod", _NAMES)
    references = signature.findall("ds:SignedInfo/ds:Reference", _NAMES)
    if any(way.get("Algorithm") not in _PLAIN for way in ways):
        raise NotBelieved("it was made ready for signing in a way that may leave parts out")
    if not owner.get("ID") or [one.get("URI") for one in references] != [f"#{owner.get('ID')}"]:
        raise NotBelieved("the signature is of something else")
    location = place.replace("saml:", f"{{{SAML}}}")
    rules = SignatureConfiguration(
        location=location,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        ignore_ambiguous_key_info=True,  # keys that lie beside are nobody's: only our certificates count
    )
    for certificate in certificates:
        try:
            result = XMLVerifier().verify(root, x509_cert=certificate, id_attribute="ID", expect_config=rules)
        except (SignXMLException, etree.LxmlError, ValueError, TypeError, AttributeError):
            continue  # another certificate of the provider may be the one
        seen = result.signed_xml
        if seen is not None and (seen.tag, seen.get("ID")) == (owner.tag, owner.get("ID")):
            return seen
    raise NotBelieved("no certificate of the provider fits the signature")


def _is_for_us(assertion: Any, expected: Expected, now: datetime) -> None:
    if assertion.get("Version") != "2.0" or _text(assertion, "saml:Issuer") != expected.issuer:
        raise NotBelieved("another provider says it")
    conditions = assertion.findall("saml:Conditions", _NAMES)
    if len(conditions) != 1:
        raise NotBelieved("it does not say for whom it is")
    _in_time(conditions[0], now)
    audiences = conditions[0].findall("saml:AudienceRestriction", _NAMES)
    if not audiences or any(expected.audience not in _texts(one, "saml:Audience") for one in audiences):
        raise NotBelieved("it is for somebody else")
    if not any(_confirms(one, expected, now) for one in assertion.findall("saml:Subject/*", _NAMES)):
        raise NotBelieved("nothing says that it answers our request now")
    sign_ins = assertion.findall("saml:AuthnStatement", _NAMES)
    if not sign_ins or any(_over(one.get("SessionNotOnOrAfter"), now) for one in sign_ins):
        raise NotBelieved("they are not signed in at the provider")


def _confirms(one: Any, expected: Expected, now: datetime) -> bool:
    """Whether whoever brings it may be taken for whom it is about: here, now, in answer to our request."""
    if one.tag != f"{{{SAML}}}SubjectConfirmation" or one.get("Method") != BEARER:
        return False
    data = one.find("saml:SubjectConfirmationData", _NAMES)
    return (
        data is not None
        and data.get("Recipient") == expected.address
        and data.get("InResponseTo") == expected.request
        and data.get("NotBefore") is None
        and data.get("NotOnOrAfter") is not None
        and not _over(data.get("NotOnOrAfter"), now)
    )


def _in_time(conditions: Any, now: datetime) -> None:
    begins = conditions.get("NotBefore")
    if begins is not None and _moment(begins) > now + SKEW:
        raise NotBelieved("it does not hold yet")
    if _over(conditions.get("NotOnOrAfter"), now):
        raise NotBelieved("it does not hold any more")


def _over(ends: str | None, now: datetime) -> bool:
    return ends is not None and _moment(ends) <= now - SKEW


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotBelieved("a time is none") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)  # SAML's times are UTC, said or not


def _name(assertion: Any) -> str:
    names = assertion.findall("saml:Subject/saml:NameID", _NAMES)
    name = _text(assertion, "saml:Subject/saml:NameID")
    if len(names) != 1 or not name or len(name) > LONGEST_NAME:
        raise NotBelieved("it does not say whom it is about")
    if names[0].get("Format") == TRANSIENT:
        raise NotBelieved("the name changes with every sign-in (NameID format transient)")
    return name


def _attributes(assertion: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in assertion.findall("saml:AttributeStatement/saml:Attribute", _NAMES):
        name = one.get("Name", "")
        found[name] = (*found.get(name, ()), *_texts(one, "saml:AttributeValue"))
    return found


def _text(node: Any, path: str) -> str:
    found = _texts(node, path)
    return found[0] if len(found) == 1 else ""


def _texts(node: Any, path: str) -> tuple[str, ...]:
    """What elements say that hold text and nothing else."""
    return tuple((one.text or "").strip() for one in node.findall(path, _NAMES) if not len(one))
