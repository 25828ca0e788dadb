"""The questionnaire: constructs and their items, pairs of what is said and what is done, and two recommendations.

The words are in ``items.toml`` and have a version. Answers run from 1 (strongly disagree) to 5 (strongly agree); to
the two recommendations from 0 to 10. "Cannot say" is a missing answer, never a middle one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

Role = Literal["scale", "say", "do", "recommend"]
Form = Literal["full", "short"]
FORMS: Final[tuple[Form, ...]] = ("full", "short")
SHORT_OF: Final = 1  # items of each key in the short form
FAVOURABLE_FROM: Final = 4
PROMOTER_FROM, DETRACTOR_TO = 9, 6


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``family`` is the construct, pair or recommendation it belongs to.

    ``sign`` is -1 where agreeing speaks against the construct. ``lowest`` and ``highest`` bound the answers.
    """

    id: str
    family: str
    role: Role
    text: str
    sign: int = 1
    short: bool = True
    lowest: int = 1
    highest: int = 5


@dataclass(frozen=True, slots=True)
class Construct:
    """What several items measure together: its short name, its name in words and what is meant by it."""

    name: str
    title: str
    means: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Something leaders may say and people may do."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Would people recommend this to a friend?"""

    name: str
    title: str


@dataclass(frozen=True)
class Questionnaire:
    """All items of one version, in the order in which they are asked."""

    version: str
    stem: str
    constructs: tuple[Construct, ...]
    pairs: tuple[Pair, ...]
    recommendations: tuple[Recommendation, ...]
    items: tuple[Item, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    def form(self, form: Form) -> tuple[Item, ...]:
        """The items of a form.

        >>> [item.id for item in questionnaire().form("short")][:4]
        ['cp1', 'cp3', 'cu1', 'cu3']
        """
        return tuple(item for item in self.items if item.short or form == "full")


def needed(asked: int) -> int:
    """How many of a construct's ``asked`` items a sheet must answer to count: 3 of 4, in the short form both.

    >>> needed(4), needed(2)
    (3, 2)
    """
    return min(asked, 3)


@lru_cache(maxsize=1)
def questionnaire() -> Questionnaire:
    """The questionnaire of this version of Lilyroot.

    >>> questionnaire().by_id["cp3"].sign, questionnaire().by_id["enps"].highest, len(questionnaire().items)
    (-1, 10, 74)
    """
    content = tomllib.loads((files("lilyroot.model") / "items.toml").read_text("utf-8"))
    return Questionnaire(
        content["version"],
        content["stem"],
        tuple(Construct(entry["name"], entry["title"], entry["means"]) for entry in content["construct"]),
        tuple(Pair(entry["name"], entry["title"]) for entry in content["pair"]),
        tuple(Recommendation(entry["name"], entry["title"]) for entry in content["recommendation"]),
        tuple(_items(content)),
    )


def _items(content: Mapping[str, Any]) -> Iterator[Item]:
    for construct in content["construct"]:
        yield from _scale(construct["name"], construct["plus"], construct["minus"])
    for pair in content["pair"]:
        for role in ("say", "do"):
            text = content["paired"][role].format(pair["words"])
            yield Item(f"{role}_{pair['name']}", pair["name"], role, text)
    for asked in content["recommendation"]:
        yield Item(asked["name"], asked["name"], "recommend", asked["text"], lowest=0, highest=10)


def _scale(construct: str, plus: Iterable[str], minus: Iterable[str]) -> Iterator[Item]:
    number = 0
    for sign, texts in ((1, plus), (-1, minus)):
        for place, text in enumerate(texts):
            number += 1
            yield Item(f"{construct}{number}", construct, "scale", text, sign, place < SHORT_OF)
