"""Bounds: who knows how many people stand where cannot say how many of a hidden team took part.

A certificate says that no published total tells fewer than k people apart. Where figures tell exactly how many people
they are made of, as those of answers do, the total could still narrow down how many of a team too small to be shown
answered: of nine people who answered, in two teams of six and four, at least three are of the second. So for each
hidden team two tables are asked for that agree with everything published and differ by two in the count of that
team (``witness``); where there are none, figures are withheld that touch it, those of least worth first.

Not asked for teams of which everybody took part: then each published total around them would have to go, to hide
nothing but that nobody was silent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from lilyroot.release.cell import Cell
from lilyroot.release.segments import Standing
from lilyroot.release.suppression import keep_open
from lilyroot.release.tree_rule import People
from lilyroot.release.witness import Table

WIDTH: Final = 2
_NOBODY: Final = People({})


def kept_open(
    cells: Sequence[Cell],
    worths: Sequence[float],
    standing: Mapping[Standing, People],
    placed: Mapping[Standing, int],
    family: str,
    k: int,
) -> list[Cell]:
    """The cells that may show a family so that of no hidden team the number who contributed is narrowed down.

    ``standing`` are those who took part, ``placed`` how many people there are, both by team and profile; ``worths``
    say of each cell what it is worth.
    """
    known = frozenset().union(*(cell.profiles for cell in cells))
    places = sorted({*standing, *(place for place in placed if place[1] in known)})
    there = [standing.get(place, _NOBODY) for place in places]
    counts = tuple(len(people.of(family)) for people in there)
    most = tuple(max(placed.get(place, 0), people.n) for place, people in zip(places, there, strict=True))
    table = Table(counts, (0,) * len(places), most)
    shown = [
        frozenset(n for n, (team, profile) in enumerate(places) if team in cell.teams and profile in cell.profiles)
        for cell in cells
    ]
    hidden = [team for team in _teams(places) if _to_hide(team, table, k) and team not in shown]
    numbers = range(len(shown), len(shown) + len(hidden))
    left, _ = keep_open([*shown, *hidden], range(len(shown)), numbers, worths, table, WIDTH)
    return [cells[n] for n in left]


def _teams(places: Sequence[Standing]) -> list[frozenset[int]]:
    of_team: defaultdict[str, set[int]] = defaultdict(set)
    for number, (team, _) in enumerate(places):
        of_team[team].add(number)
    return [frozenset(numbers) for numbers in of_team.values()]


def _to_hide(team: frozenset[int], table: Table, k: int) -> bool:
    """Whether some of a team contributed, but too few to be told, and not all."""
    return 0 < sum(table.counts[n] for n in team) < k and not table.everybody(team)
