"""The barrier: nothing that is published may have a place for a person.

Rows of a release are groups. A table with a column that could name somebody is refused before it is written, whatever
stands in it, and the architecture tests look for the same words beside figures in every room that shows something.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from lilyroot.errors import ReleaseRefused

NAMES_A_PERSON: Final = frozenset(
    {"person", "speaker", "author", "sender", "recipient", "employee", "worker", "colleague", "individual"}
    | {"user", "username", "member", "login", "mail", "email", "address", "phone", "firstname", "lastname", "surname"}
    | {"staff", "giver", "receiver", "respondent", "sheet"}
)
_HOLDS_WORDS: Final = frozenset({"message", "text", "quote", "comment"})


def names_a_person(name: str) -> bool:
    """Whether a column or a field of this name could say who somebody is.

    >>> names_a_person("author_id"), names_a_person("persons"), names_a_person("cell")
    (True, False, False)
    """
    return not NAMES_A_PERSON.isdisjoint(_words(name))


def _words(name: str) -> list[str]:
    return name.lower().replace("-", "_").split("_")


def refuse_persons(schema: pa.Schema, table: str) -> None:
    """Raises ReleaseRefused when a table, or a structure in it, has a column for a person or for what one wrote."""
    named = sorted(
        name for name in _names(schema) if names_a_person(name) or not _HOLDS_WORDS.isdisjoint(_words(name))
    )
    if named:
        raise ReleaseRefused(
            "release.person",
            f"The table {table} has columns that could name or quote a person: {', '.join(named)}.",
            remedy="Releases hold figures of groups only; leave these columns out.",
        )


def _names(fields: pa.Schema | pa.StructType) -> list[str]:
    found = []
    for field in fields:
        found.append(field.name)
        kind = field.type.value_type if pa.types.is_list(field.type) else field.type
        if pa.types.is_struct(kind):
            found += _names(kind)
    return found
