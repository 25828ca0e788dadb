"""What an attacker has of one window and one family of figures: which people every published total adds up.

Only counts of people are known, never what anybody said. People who enter the same totals are told apart by nobody,
so they are taken together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scipy.sparse import csr_array


Column = tuple[int, ...]
"""The totals that a base cell enters."""

Pattern = tuple[Column, ...]
"""The columns of all base cells of a class."""


@dataclass(frozen=True, slots=True)
class Total:
    """A published total: its name, the base cells it adds up, and the cut it belongs to."""

    name: str
    cells: frozenset[int]
    cut: str = ""


@dataclass(frozen=True)
class Published:
    """All totals of one window and family.

    ``persons`` are the people in each class; ``whose`` says for each base cell to which class it belongs (a class has
    several where people take part in several kinds of conversation). No person is in two classes. After ``merged``,
    ``held`` tells which base cells were taken together into each.
    """

    where: str
    persons: tuple[int, ...]
    whose: tuple[int, ...]
    totals: tuple[Total, ...]
    held: tuple[frozenset[int], ...] = ()

    @classmethod
    def of(cls, where: str, persons: Sequence[int], totals: Iterable[Total]) -> Published:
        """Where every base cell holds people of its own.

        >>> Published.of("2025-01", (4, 9), [Total("all", frozenset({0, 1}))]).people({0, 1})
        13
        """
        return cls(where, tuple(persons), tuple(range(len(persons))), tuple(totals))

    def people(self, cells: Iterable[int]) -> int:
        """How many people these base cells concern."""
        return sum(self.persons[owner] for owner in {self.whose[cell] for cell in cells})

    @cached_property
    def totals_of(self) -> tuple[tuple[int, ...], ...]:
        """For each base cell the totals that contain it, in order."""
        found: list[list[int]] = [[] for _ in self.whose]
        for number, total in enumerate(self.totals):
            for cell in total.cells:
                found[cell].append(number)
        return tuple(tuple(sorted(numbers)) for numbers in found)

    @cached_property
    def matrix(self) -> csr_array:
        """Totals x base cells, 1.0 where a total adds up a cell."""
        from scipy.sparse import csr_array

        pairs = [(row, cell) for row, total in enumerate(self.totals) for cell in sorted(total.cells)]
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        return csr_array(([1.0] * len(pairs), (rows, columns)), shape=(len(self.totals), len(self.whose)))

    def merged(self) -> Published:
        """The same with classes that no total tells apart taken together, and totals that are equal named once.

        Base cells in no total are left out: nothing is known of them.
        """
        first_of: dict[frozenset[int], Total] = {}
        for total in self.totals:
            if total.cells:
                first_of.setdefault(total.cells, total)
        distinct = Published(self.where, self.persons, self.whose, tuple(first_of.values()))
        columns: defaultdict[int, set[Column]] = defaultdict(set)
        for owner, column in zip(self.whose, distinct.totals_of, strict=True):
            columns[owner].update({column} - {()})
        pattern_of = {owner: tuple(sorted(found)) for owner, found in columns.items() if found}
        persons: defaultdict[Pattern, int] = defaultdict(int)
        for owner, pattern in pattern_of.items():
            persons[pattern] += self.persons[owner]
        held: defaultdict[tuple[Pattern, Column], set[int]] = defaultdict(set)
        for cell, column in enumerate(distinct.totals_of):
            if column:
                held[pattern_of[self.whose[cell]], column].add(cell)
        return _put_together(distinct, persons, held)


def _put_together(
    distinct: Published, persons: dict[Pattern, int], held: dict[tuple[Pattern, Column], set[int]]
) -> Published:
    number = {pattern: owner for owner, pattern in enumerate(persons)}
    inside: list[set[int]] = [set() for _ in distinct.totals]
    for cell, (_, column) in enumerate(held):
        for total in column:
            inside[total].add(cell)
    return Published(
        distinct.where,
        tuple(persons.values()),
        tuple(number[pattern] for pattern, _ in held),
        tuple(Total(t.name, frozenset(cells), t.cut) for t, cells in zip(distinct.totals, inside, strict=True)),
        tuple(frozenset(cells) for cells in held.values()),
    )
