"""How much of what was said the reader could not read, by language: which shares may be published.

They are figures of the whole organisation, never of a group in it: which team writes in which language is nobody's
business here. A share is published when those who wrote what it counts are as many as a published figure needs, and
so are those behind what is left of the total. Languages of fewer people are told together as ``other``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lilyroot.release.tree_rule import K, People, together

NOT_READ: Final = "not_read"
"""The indicator: the share of messages that were not read. ``not_read_de`` and so on are its parts."""

OTHER: Final = "other"
_MOST_LANGUAGES: Final = 5


@dataclass(frozen=True, slots=True)
class NotRead:
    """Messages that were not read, of all there were; ``people`` wrote them."""

    indicator: str
    messages: int
    of: int
    people: People


def not_read(said: Iterable[Mapping[str, Any]], k: int = K) -> list[NotRead]:
    """The share of a period's messages that were not read, then its languages, the largest first.

    ``said``: rows of ``measure.LANGUAGES`` of one period, each person and language once. Where fewer than ``k``
    people (or mainly one) wrote in unknown languages there is nothing, just as where nobody did: that somebody wrote
    in another language is told of nobody.

    >>> from lilyroot.release.not_read import not_read
    >>> rows = [{"language": "de", "person": p, "messages": 2, "messages_read": 0} for p in "abcde"]
    >>> rows += [{"language": "en", "person": p, "messages": 18, "messages_read": 18} for p in "abcde"]
    >>> [(share.indicator, share.messages, share.of) for share in not_read(rows)]
    [('not_read', 10, 100), ('not_read_de', 10, 100)]
    """
    rows = list(said)
    of = sum(row["messages"] for row in rows)
    by_language = _by_language(rows)
    everyone = together(by_language.values())
    if not everyone.messages or not everyone.large_enough(k):
        return []
    parts = [(NOT_READ, everyone), *((f"{NOT_READ}_{name}", people) for name, people in _parts(by_language, k))]
    return [NotRead(indicator, _size(people), of, people) for indicator, people in parts]


def _by_language(rows: Sequence[Mapping[str, Any]]) -> dict[str, People]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row["messages"] > row["messages_read"]:
            found[row["language"]][row["person"]] = row["messages"] - row["messages_read"]
    return {language: People(people) for language, people in found.items()}


def _parts(by_language: Mapping[str, People], k: int) -> list[tuple[str, People]]:
    """Languages that may be told, the largest first, and the rest together if there is a rest.

    The rest must be large enough as well, so the smallest languages join it until it is.
    """
    ordered = sorted(by_language.items(), key=lambda item: (-_size(item[1]), item[0]))
    told = [item for item in ordered[:_MOST_LANGUAGES] if item[1].large_enough(k)]
    rest = [people for language, people in ordered if language not in dict(told)]
    while rest and told and not together(rest).large_enough(k):
        rest.append(told.pop()[1])
    return [*told, (OTHER, together(rest))] if rest else told


def _size(people: People) -> int:
    return sum(people.messages.values())
