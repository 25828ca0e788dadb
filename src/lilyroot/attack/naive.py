"""What others do: publish every group of k people or more and hide the rest ("hide n < 5").

From people, each with a team and a function, and the tree of teams. Published are the totals of every team with all
below it, of every function, and of every function within the teams at the top; and over time, of every team by month
and by quarter. A group of fewer than k is hidden. The attacks show what hiding it is worth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lilyroot.attack.published import Published, Total
from lilyroot.attack.windows import months_of

K: Final = 5
"""The threshold that is usual."""

Person = tuple[str, str]
"""The team and the function of somebody."""


@dataclass(frozen=True, slots=True)
class Naive:
    """Totals that a threshold alone lets through, and the named groups of 1 to k - 1 people that it hides."""

    published: Published
    hidden: tuple[Total, ...]


def one_window(people: Iterable[Person], parents: Mapping[str, str], k: int, where: str = "") -> Naive:
    """The totals of one window; ``parents`` has the team above each, "" at the top.

    >>> office = [("Ovens", "baker")] * 9 + [("Shop", "baker")] + [("Shop", "seller")] * 3
    >>> [total.name for total in one_window(office, {"Ovens": "", "Shop": ""}, 5).hidden]
    ['team Shop', 'function seller', 'function in Shop baker', 'function in Shop seller']
    """
    counted = Counter(people)
    cells = sorted(counted)
    groups: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for number, (team, function) in enumerate(cells):
        above = list(_upwards(team, parents))
        for name in above:
            groups["team", name].add(number)
        groups["organisation", ""].add(number)
        groups["function", function].add(number)
        groups[f"function in {above[-1]}", function].add(number)
    persons = [counted[cell] for cell in cells]
    sizes = {key: sum(persons[number] for number in inside) for key, inside in groups.items()}
    return _by_threshold(where, persons, groups, sizes, k)


def months_and_quarters(months: Mapping[str, Sequence[Person]], parents: Mapping[str, str], k: int) -> Naive:
    """Teams by month and by quarter; ``months`` has the people of each month ("2025-01").

    A base cell is a team in a month. A quarter counts as large enough when one of its months is.
    """
    counted = Counter((team, month) for month, people in months.items() for team, _ in people)
    cells = sorted(counted)
    groups: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    most: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for number, (team, month) in enumerate(cells):
        for name in ("", *_upwards(team, parents)):
            for cut, window in (("month", month), ("quarter", _quarter(month))):
                key = f"team by {cut}", f"{name or 'organisation'} {window}"
                groups[key].add(number)
                most[key][month] += counted[team, month]
    sizes = {key: max(by_month.values()) for key, by_month in most.items()}
    return _by_threshold("months and quarters", [counted[cell] for cell in cells], groups, sizes, k)


def _by_threshold(
    where: str,
    persons: Sequence[int],
    groups: Mapping[tuple[str, str], set[int]],
    sizes: Mapping[tuple[str, str], int],
    k: int,
) -> Naive:
    totals = {
        (cut, name): Total(f"{cut} {name}".strip(), frozenset(cells), cut) for (cut, name), cells in groups.items()
    }
    return Naive(
        Published.of(where, persons, [totals[key] for key in sorted(totals) if sizes[key] >= k]),
        tuple(total for key, total in totals.items() if sizes[key] < k),
    )


def _quarter(month: str) -> str:
    first = months_of(month)
    return f"{month[:4]}-Q{first[0] % 12 // 3 + 1}" if first else month


def _upwards(team: str, parents: Mapping[str, str]) -> Iterator[str]:
    """The team and those above it; a circle is walked once."""
    seen: set[str] = set()
    while team and team not in seen:
        seen.add(team)
        yield team
        team = parents.get(team, "")


def recovered(naive: Naive) -> list[bool]:
    """Which hidden groups have a total that follows exactly from the published ones, in the order of ``hidden``."""
    from lilyroot.attack.rows import RowSpace

    found: list[bool] = RowSpace(naive.published).determined(group.cells for group in naive.hidden).tolist()
    return found
