"""Single sign-on with the organisation's own directory (OpenID Connect), as written in ``sign-on.toml`` of the home.

    [[directory]]
    id = "company"                          # in the address to register: /sign-in/with/company/back
    name = "your company account"           # after "Sign in with"
    address = "https://login.example.com"   # the issuer; what else is needed is found from there
    client = "lilyroot"
    secret-file = "keys/company-secret"     # in the home, readable by its owner only

    [directory.roles]                       # a group of the directory -> roles here
    "cx-team" = ["steward"]
    "sales-leads" = ["leader of Sales"]

What is wrong in it stops the start with a sentence, so that nobody is locked out by surprise.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from lilyroot.errors import AccessRefused, SettingsError
from lilyroot.home import Home
from lilyroot_web.access.policy import role_in_words, unit_for

FILE: Final = "sign-on.toml"
_KEYS: Final = {"id", "name", "address", "client", "secret-file", "groups", "external", "roles"}
_NEEDED: Final = ("id", "name", "address", "client", "secret-file")
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Directory:
    """Where people may sign in with the account they have there. ``groups`` is the claim that names their groups.

    ``external`` is the claim that holds what SCIM calls externalId; "" if the directory puts nobody here.
    """

    id: str
    name: str
    address: str
    client: str
    secret: str = field(repr=False)
    groups: str = "groups"
    external: str = ""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def directories(home: Home) -> tuple[Directory, ...]:
    """The directories of this installation; none where there is no file. Raises ``SettingsError``."""
    path = home.root / FILE
    if not path.exists():
        return ()
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(f"It is no TOML: {error}.", "Mend the line it names.") from error
    unknown = sorted(set(written) - {"directory"})
    if unknown or not isinstance(written.get("directory"), list):
        raise _wrong(
            f"It holds {', '.join(unknown) or 'no directory'}.", "Begin each directory with a line [[directory]]."
        )
    found = tuple(_directory(home, number, entry) for number, entry in enumerate(written["directory"], start=1))
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
                    "settings": {"server_url": one.address},
                }
                for one in found
            ],
        }
    }


def _directory(home: Home, number: int, entry: Mapping[str, Any]) -> Directory:
    place = f"directory {number}"
    unknown, missing = sorted(set(entry) - _KEYS), [key for key in _NEEDED if not str(entry.get(key, "")).strip()]
    if unknown:
        raise _wrong(
            f"{place} has {', '.join(unknown)}, which means nothing.", f"Known are {', '.join(sorted(_KEYS))}."
        )
    if missing:
        raise _wrong(f"{place} lacks {', '.join(missing)}.", "Add what is missing.")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", entry["id"]):
        raise _wrong(f"{place} has the id {entry['id']}.", "Use small letters, digits and hyphens.")
    address = urlsplit(entry["address"])
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
        raise _wrong(f"{place} has the address {entry['address']}.", "Give the issuer's address, with https.")
    return Directory(
        id=entry["id"],
        name=entry["name"],
        address=entry["address"].rstrip("/"),
        client=entry["client"],
        secret=_secret(home.root / entry["secret-file"], place),
        groups=str(entry.get("groups", "groups")),
        external=str(entry.get("external", "")),
        roles=_roles(entry.get("roles", {}), place),
    )


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
