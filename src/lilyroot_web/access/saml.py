"""Signing in with SAML 2.0: what we ask a directory, what it has to know of us, and which answers count once.

A browser carries what it asked in a sealed cookie of its own, for ten minutes: an answer that another browser asked
for, or nobody, is not read. The cookie comes along where a directory's page posts the answer, as the one of the
session does not.
"""

from __future__ import annotations

import base64
import secrets
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from lxml.builder import ElementMaker

from lilyroot_web.access.assertions import PROTOCOL, SAML, Expected, NotBelieved, Said, read
from lilyroot_web.access.models import SpentRequest
from lilyroot_web.config.sign_on import Saml

COOKIE: Final = "lilyroot_saml"
WITHIN: Final = timedelta(minutes=10)
"""How long somebody may take at the directory."""
_SALT: Final = "lilyroot.saml"
_POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser asked a directory, and where its person wants to go then."""

    number: str
    directory: str
    then: str


def entity(directory: Saml) -> str:
    """What we are called there; also where our description is."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('saml_metadata', args=[directory.id])}"


def address(directory: Saml) -> str:
    """Where the directory's answers go."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('saml_back', args=[directory.id])}"


def ask(directory: Saml, then: str) -> tuple[str, Asked]:
    """Where to send the browser, and what it has to remember."""
    asked = Asked(f"_{secrets.token_hex(20)}", directory.id, then)
    packer = zlib.compressobj(wbits=-15)  # bare, as the redirect binding has it
    packed = packer.compress(_request(directory, asked.number)) + packer.flush()
    joint = "&" if "?" in directory.address else "?"
    return f"{directory.address}{joint}{urlencode({'SAMLRequest': base64.b64encode(packed).decode()})}", asked


def remember(response: HttpResponse, asked: Asked) -> None:
    """Lay what was asked into the browser, where no script reads it."""
    response.set_cookie(
        COOKIE,
        signing.dumps([asked.number, asked.directory, asked.then], salt=_SALT),
        max_age=WITHIN,
        path=reverse("account_login"),
        secure=settings.BEHIND_HTTPS,
        httponly=True,
        # the answer is posted by a page of the directory; without https directory and browser are on this machine
        samesite="None" if settings.BEHIND_HTTPS else "Lax",
    )


def forget(response: HttpResponse) -> None:
    """An answer came; the next one needs a new question."""
    samesite = "None" if settings.BEHIND_HTTPS else "Lax"
    response.delete_cookie(COOKIE, path=reverse("account_login"), samesite=samesite)
    response.cookies[COOKIE]["secure"] = settings.BEHIND_HTTPS


def asked_by(request: HttpRequest, directory: Saml) -> Asked:
    """What this browser asked this directory. Raises ``NotBelieved``."""
    try:
        asked = Asked(*signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=WITHIN))
    except (signing.BadSignature, TypeError) as error:
        raise NotBelieved("this browser asked nothing, or too long ago") from error
    if asked.directory != directory.id:
        raise NotBelieved("this browser asked another directory")
    return asked


def believed(request: HttpRequest, directory: Saml) -> SocialLogin:
    """Whom a posted answer lets in, once. Raises ``NotBelieved``."""
    asked = asked_by(request, directory)
    expected = Expected(directory.issuer, directory.certificates, entity(directory), address(directory), asked.number)
    said = read(request.POST.get("SAMLResponse", ""), expected, timezone.now())
    _spend(asked.number)
    account = SocialAccount(provider=directory.id, uid=said.name, extra_data={"userinfo": _claims(directory, said)})
    provider = get_adapter().get_provider(request, directory.id)  # kept while somebody takes their second step
    login = SocialLogin(user=get_user_model()(), account=account, provider=provider)
    login.state = {"process": AuthProcess.LOGIN, "next": asked.then or None}
    return login


def _spend(number: str) -> None:
    """A request is answered once."""
    SpentRequest.objects.filter(at__lt=timezone.now() - 2 * WITHIN).delete()
    try:
        with transaction.atomic():
            SpentRequest.objects.create(number=number, at=timezone.now())
    except IntegrityError as error:
        raise NotBelieved("it was answered before") from error


def _claims(directory: Saml, said: Said) -> dict[str, Any]:
    """What is kept of an answer: the name, the groups and the id of SCIM, named as OpenID Connect has them."""
    called = said.attributes.get(directory.called, ()) if directory.called else (said.name,)
    claims: dict[str, Any] = {"preferred_username": called[0] if called else ""}
    claims[directory.groups] = list(said.attributes.get(directory.groups, ()))
    if directory.external:
        claims[directory.external] = next(iter(said.attributes.get(directory.external, ())), "")
    return claims


def _request(directory: Saml, number: str) -> bytes:
    """The question: who is this?"""
    make = ElementMaker(namespace=PROTOCOL, nsmap={"samlp": PROTOCOL, "saml": SAML})
    request = make.AuthnRequest(
        ElementMaker(namespace=SAML).Issuer(entity(directory)),
        make.NameIDPolicy(AllowCreate="true"),
        ID=number,
        Version="2.0",
        IssueInstant=f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}",
        Destination=directory.address,
        ProtocolBinding=_POST,
        AssertionConsumerServiceURL=address(directory),
    )
    return bytes(etree.tostring(request))


def description(directory: Saml) -> bytes:
    """Our description, which the directory's administrator hands to it."""
    make = ElementMaker(namespace=_METADATA, nsmap={None: _METADATA})
    found = make.EntityDescriptor(
        make.SPSSODescriptor(
            make.AssertionConsumerService(Binding=_POST, Location=address(directory), index="0", isDefault="true"),
            AuthnRequestsSigned="false",
            WantAssertionsSigned="true",
            protocolSupportEnumeration=PROTOCOL,
        ),
        entityID=entity(directory),
    )
    return bytes(etree.tostring(found, xml_declaration=True, encoding="utf-8", pretty_print=True))
