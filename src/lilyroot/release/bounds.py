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

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from lilyroot.measure.streams import by_team
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
    heads = by_team(placed)
    table = Table(counts, (0,) * len(places), _most(places, there, placed, heads))
    shown = [
        frozenset(n for n, (team, profile) in enumerate(places) if team in cell.teams and profile in cell.profiles)
        for cell in cells
    ]
    teams = [team for name, team in _teams(places) if _to_hide(team, table, heads[name], k)]
    hidden = [team for team in teams if team not in shown]
    numbers = range(len(shown), len(shown) + len(hidden))
    left, _ = keep_open([*shown, *hidden], range(len(shown)), numbers, worths, table, WIDTH)
    return [cells[n] for n in left]


def _most(
    places: Sequence[Standing], there: Sequence[People], placed: Mapping[Standing, int], heads: Mapping[str, int]
) -> tuple[int, ...]:
    """Up to how many may have contributed at each place.

    Where more of a team took part at a place than people stand there, because they named no function or another one,
    the silent of the team might have done so as well: they count there, and once.
    """
    silent = Counter(heads)
    beyond: dict[str, int] = {}
    for number, ((team, profile), people) in enumerate(zip(places, there, strict=True)):
        silent[team] -= people.n
        if people.n > placed.get((team, profile), 0):
            beyond.setdefault(team, number)
    return tuple(
        people.n + (max(0, silent[team]) if beyond[team] == number else 0)
        if team in beyond
        else placed.get((team, profile), 0)
        for number, ((team, profile), people) in enumerate(zip(places, there, strict=True))
    )


def _teams(places: Sequence[Standing]) -> list[tuple[str, frozenset[int]]]:
    of_team: defaultdict[str, set[int]] = defaultdict(set)
    for number, (team, _) in enumerate(places):
        of_team[team].add(number)
    return [(team, frozenset(numbers)) for team, numbers in of_team.items()]


def _to_hide(team: frozenset[int], table: Table, heads: int, k: int) -> bool:
    """Whether some of a team contributed, but too few to be told, and not all."""
    some = sum(table.counts[n] for n in team)
    return 0 < some < k and (some < heads or not table.everybody(team))
