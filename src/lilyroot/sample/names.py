"""Names for invented people (``names.toml``); any likeness is chance."""

from __future__ import annotations

import random
import tomllib
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

_LISTS: Final[dict[str, str]] = tomllib.loads((files("lilyroot.sample") / "names.toml").read_text(encoding="utf-8"))
FIRST: Final = tuple(_LISTS["first"].split())
LAST: Final = tuple(_LISTS["last"].split())
INITIALS: Final = "ABCDEFGHJKLMNPRSTVW"


def invent_names(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Pairs (first name, rest of the name) without end in sight and never the same full name twice."""
    count = len(FIRST) * len(LAST)
    order = list(range(count))
    rng.shuffle(order)
    for middle in ("", *(f"{letter}. " for letter in INITIALS)):
        for index in order:
            yield FIRST[index % len(FIRST)], middle + LAST[index // len(FIRST)]


def mail_name(first: str, rest: str) -> str:
    """The name as the part of a mail address before the @: plain letters and dots."""
    plain = unicodedata.normalize("NFKD", f"{first} {rest}").encode("ascii", "ignore").decode()
    return ".".join(plain.replace(".", "").lower().split())
