"""Single sign-on with the organisation's own directories, as written in ``sign-on.toml`` of the home.

    [[directory]]
    id = "company"                          # in the address to register: /sign-in/with/company/back
    name = "your company account"           # after "Sign in with"
    address = "https://login.example.com"   # the issuer; what else is needed is found from there
    client = "lilyroot"
    secret-file = "keys/company-secret"     # in the home, readable by its owner only

    [directory.roles]                       # a group of the directory -> roles here
    "cx-team" = ["steward"]
    "sales-leads" = ["leader of Sales"]

A directory that speaks SAML 2.0 instead of OpenID Connect:

    [[saml]]
    id = "company"                          # in the address to register: /sign-in/saml/company/metadata
    name = "your company account"
    issuer = "https://login.example.com/saml"         # what it calls itself (its entity id)
    address = "https://login.example.com/saml/sso"    # where browsers are sent (redirect binding)
    certificate-file = "keys/company.pem"             # what it signs with; two certificates while it changes them

What is wrong in it stops the start with a sentence, so that nobody is locked out by surprise.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lilyroot.errors import AccessRefused, SettingsError
from lilyroot.home import Home
from lilyroot_web.access.policy import role_in_words, unit_for

FILE: Final = "sign-on.toml"
_OPTIONAL: Final = {"groups", "external", "roles"}
_OPENID_NEEDS: Final = ("id", "name", "address", "client", "secret-file")
_SAML_NEEDS: Final = ("id", "name", "issuer", "address", "certificate-file")
_SHORTEST_KEY: Final = 2048
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Where people may sign in with the account they have there. ``groups`` is the claim that names their groups.

    ``external`` is the claim that holds what SCIM calls externalId; "" if the directory puts nobody here.
    """

    way_in: ClassVar[str]

    id: str
    name: str
    address: str
    groups: str = "groups"
    external: str = ""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenID(Directory):
    """A directory that speaks OpenID Connect; ``address`` is its issuer."""

    way_in: ClassVar[str] = "openid_connect_login"

    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saml(Directory):
    """A directory that speaks SAML 2.0. ``called`` is the attribute that names people; "" for the NameID itself."""

    way_in: ClassVar[str] = "saml_login"

    issuer: str
    certificates: tuple[x509.Certificate, ...]
    called: str = ""


def directories(home: Home) -> tuple[Directory, ...]:
    """The directories of this installation; none where there is no file. Raises ``SettingsError``."""
    path = home.root / FILE
    if not path.exists():
        return ()
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(f"It is no TOML: {error}.", "Mend the line it names.") from error
    unknown = sorted(set(written) - _KINDS.keys())
    listed = [(kind, entries) for kind, entries in written.items() if isinstance(entries, list)]
    if unknown or len(listed) < len(written) or not listed:
        raise _wrong(
            f"It holds {', '.join(unknown) or 'no directory'}.",
            "Begin each directory with a line [[directory]] or [[saml]].",
        )
    found = tuple(
        _KINDS[kind](home, f"{kind} {number}", entry)
        for kind, entries in listed
        for number, entry in enumerate(entries, start=1)
    )
    if len({one.id for one in found}) < len(found):
        raise _wrong("Two directories have the same id.", "Give each its own.")
    return found


def providers(found: tuple[Directory, ...]) -> dict[str, Any]:
    """The directories as allauth's setting."""
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": one.id,
                    "name": one.name,
                    "client_id": one.client,
                    "secret": one.secret,
                    "settings": {"server_url": one.address.rstrip("/")},
                }
                for one in found
                if isinstance(one, OpenID)
            ],
        }
    }


def _openid(home: Home, place: str, entry: Mapping[str, Any]) -> OpenID:
    common = _common(place, entry, _OPENID_NEEDS, set())
    secret = _secret(home.root / entry["secret-file"], place)
    return OpenID(**common, client=entry["client"], secret=secret)


def _saml(home: Home, place: str, entry: Mapping[str, Any]) -> Saml:
    common = _common(place, entry, _SAML_NEEDS, {"called"})
    certificates = _certificates(home.root / entry["certificate-file"], place)
    called = str(entry.get("called", ""))
    return Saml(**common, issuer=entry["issuer"], certificates=certificates, called=called)


_KINDS: Final = {"directory": _openid, "saml": _saml}


def _common(place: str, entry: Mapping[str, Any], needed: tuple[str, ...], further: set[str]) -> dict[str, Any]:
    """What both kinds have; refused where it makes no sense."""
    known = {*needed, *further, *_OPTIONAL}
    unknown, missing = sorted(set(entry) - known), [key for key in needed if not str(entry.get(key, "")).strip()]
    if unknown:
        raise _wrong(
            f"{place} has {', '.join(unknown)}, which means nothing.", f"Known are {', '.join(sorted(known))}."
        )
    if missing:
        raise _wrong(f"{place} lacks {', '.join(missing)}.", "Add what is missing.")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", entry["id"]):
        raise _wrong(f"{place} has the id {entry['id']}.", "Use small letters, digits and hyphens.")
    address = urlsplit(entry["address"])
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
        raise _wrong(f"{place} has the address {entry['address']}.", "Give its address, with https.")
    return {
        "id": entry["id"],
        "name": entry["name"],
        "address": entry["address"],
        "groups": str(entry.get("groups", "groups")),
        "external": str(entry.get("external", "")),
        "roles": _roles(entry.get("roles", {}), place),
    }


def _certificates(path: Path, place: str) -> tuple[x509.Certificate, ...]:
    """What the directory signs with: one certificate, or two while it changes them."""
    try:
        found = tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise _wrong(
            f"The certificate of {place} cannot be read from {path.name}.",
            "Write it into that file as the directory gives it, between its lines of BEGIN and END.",
        ) from error
    for one in found:
        key = one.public_key()
        strong = isinstance(key, EllipticCurvePublicKey) or (
            isinstance(key, RSAPublicKey) and key.key_size >= _SHORTEST_KEY
        )
        if not strong:
            raise _wrong(
                f"The key in {path.name} is no RSA of {_SHORTEST_KEY} bits and no elliptic curve.",
                "Let the directory sign with another one.",
            )
    return found


def _secret(path: Path, place: str) -> str:
    try:
        secret = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(f"The secret of {place} cannot be read from {path.name}.", "Write it into that file.") from error
    if path.stat().st_mode & 0o077:
        raise _wrong(f"Others can read {path.name}.", f"Run: chmod 600 {path.name}")
    return secret


def _roles(written: Any, place: str) -> dict[str, tuple[str, ...]]:
    lists = isinstance(written, dict) and all(
        isinstance(roles, list) and all(isinstance(role, str) for role in roles) for roles in written.values()
    )
    if not lists:
        raise _wrong(f"The roles of {place} are no lists.", 'Write them as "group" = ["role", "role of UNIT"].')
    for words in (words for roles in written.values() for words in roles):
        try:
            role, unit = role_in_words(words)
            unit_for(role, unit)
        except AccessRefused as fault:
            raise _wrong(f"{place} maps a group to {words}. {fault.sentence}", fault.remedy) from fault
    return {group: tuple(roles) for group, roles in written.items()}


def _wrong(sentence: str, remedy: str) -> SettingsError:
    return SettingsError("sign_on.file", sentence, remedy=remedy, file=FILE)
