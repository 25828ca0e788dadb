"""The teams of a people file as a tree, in the order in which a page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lilyroot_web.sources.library import Look

MOST: Final = 300
"""Teams that are shown."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A team at its depth below the top."""

    team: str
    depth: int
    rows: int


def of(look: Look) -> list[Branch]:
    """Every team below its parent, sorted by name."""
    below: dict[str, list[str]] = {}
    for team, parent in sorted(look.parents.items(), key=lambda pair: pair[0].casefold()):
        below.setdefault(parent, []).append(team)
    return list(_walk("", below, look, 0))[:MOST]


def _walk(parent: str, below: dict[str, list[str]], look: Look, depth: int) -> Iterator[Branch]:
    waiting = [(team, depth) for team in reversed(below.get(parent, []))]
    while waiting:  # not by calling itself: a line of reporting may be as deep as a file makes it
        team, level = waiting.pop()
        yield Branch(team, level, look.members.get(team, 0))
        waiting += [(under, level + 1) for under in reversed(below.get(team, []))]
