"""What a directory may say, read from its JSON. No database here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from lilyroot_web.access.policy import LONGEST_NAME

USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LIST: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
_FILTER: Final = re.compile(r'^\s*(userName|externalId|id)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*$', re.IGNORECASE)


class Misunderstood(Exception):
    """Something in a request that is refused, with the status and the kind that SCIM has for it."""

    def __init__(self, detail: str, *, status: int = 400, kind: str = "invalidValue") -> None:
        super().__init__(detail)
        self.status, self.kind = status, kind


@dataclass(frozen=True, slots=True)
class Described:
    """Somebody as the directory describes them; what else it says is not kept."""

    name: str
    external: str = ""
    active: bool = True
    addresses: frozenset[str] = frozenset()  # to know again whom the directory let in before; not kept


def described(body: Any, active: bool = True) -> Described:
    """A whole user, from POST or PUT; ``active`` is what they are where it says nothing of it."""
    if not isinstance(body, Mapping):
        raise Misunderstood("A user is a JSON object.", kind="invalidSyntax")
    if not body.get("userName"):
        raise Misunderstood("userName is missing.")
    name = _text(body, "userName", LONGEST_NAME)
    active = _active(body.get("active", active))
    return Described(name, _text(body, "externalId", 255), active, _addresses(name, body.get("emails")))


def patched(now: Described, body: Any) -> Described:
    """What somebody is after a PATCH: active, userName and externalId change, all else is passed over."""
    operations = body.get("Operations") if isinstance(body, Mapping) else None
    if not isinstance(operations, list) or not operations:
        raise Misunderstood("Operations is missing.", kind="invalidSyntax")
    for name, value in (pair for operation in operations for pair in _pairs(operation)):
        if name == "active":
            now = replace(now, active=_active(value))
        elif name == "username":
            now = replace(now, name=_text({"userName": value}, "userName", LONGEST_NAME))
        elif name == "externalid":
            now = replace(now, external=_text({"externalId": value}, "externalId", 255))
    return now


def _pairs(operation: Any) -> Iterator[tuple[str, Any]]:
    """Attributes and their new values in one operation, names in small letters."""
    if not isinstance(operation, Mapping) or str(operation.get("op", "")).casefold() not in (
        "add",
        "replace",
        "remove",
    ):
        raise Misunderstood("An operation is add, replace or remove.", kind="invalidSyntax")
    path, value = str(operation.get("path") or ""), operation.get("value")
    if str(operation["op"]).casefold() == "remove":
        if path.casefold() in ("username", "active"):
            raise Misunderstood(f"{path} cannot be removed.", kind="mutability")
        yield path.casefold(), ""
    elif path:
        yield path.removeprefix(f"{USER}:").casefold(), value
    elif isinstance(value, Mapping):
        yield from ((str(name).casefold(), one) for name, one in value.items())
    else:
        raise Misunderstood("An operation without a path has an object as its value.", kind="invalidSyntax")


def asked(text: str) -> tuple[str, str] | None:
    """Attribute and value of a filter ``attribute eq "value"``; None without one. Other filters are refused."""
    if not text.strip():
        return None
    found = _FILTER.match(text)
    if found is None:
        raise Misunderstood('Filters are userName, externalId or id, eq and "a value".', kind="invalidFilter")
    return found[1].casefold(), re.sub(r"\\(.)", r"\1", found[2])


def _text(body: Mapping[str, Any], name: str, longest: int) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise Misunderstood(f"{name} is a text of up to {longest} letters that can be seen.")
    return " ".join(value.split())


def _addresses(name: str, emails: Any) -> frozenset[str]:
    """Their mail addresses in small letters, the name among them where it is one."""
    listed = emails if isinstance(emails, list) else []
    given = [name, *(str(one.get("value", "")) for one in listed if isinstance(one, Mapping))]
    return frozenset(one.strip().casefold() for one in given if "@" in one)


def _active(value: Any) -> bool:
    """True and false; also as the words that some directories send."""
    known = {"true": True, "false": False}
    if isinstance(value, str) and value.casefold() in known:
        return known[value.casefold()]
    if not isinstance(value, bool):
        raise Misunderstood("active is true or false.")
    return value
