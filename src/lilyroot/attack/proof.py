"""Check the proof of one family of figures: in whole numbers, with nothing but the standard library.

A family lists people in base cells, published totals as sets of base cells, and exchanges. Totals can be added and
subtracted with any weights; a combination then weighs each base cell with f(c), and concerns the people whose weight
is not 0. Take one that concerns somebody and scale it so that its largest weight is 1, at cell p of the people a. An
exchange d that no total sees gives sum f d = 0. So d(p) is at most the sum of |d| over the other cells of a, and of
|f| |d| over everybody else's. If in no other group the |d| add up to more than its people, at least
d(p) - |d(other cells of a)| people outside a are concerned. With those in a that must exceed k - 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Column = tuple[int, ...]
"""The published totals that a base cell enters."""

Pattern = tuple[Column, ...]
"""The columns of the cells of a group of people: who have the same are told apart by nobody."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Amounts by base cell in units of one ``per``-th of a person: fractions without a fraction."""

    amounts: Mapping[int, int]
    per: int


class Family:
    """People, totals and exchanges of one family, as written in a certificate; ``ValueError`` if it is none."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self.persons = _whole(written["persons"], 0)
        self.published = [frozenset(_whole(total, 0)) for total in written["published"]]
        self.whose = _whole(written.get("whose", range(len(self.persons))), 0)
        self.names = [(str(cut), str(cell)) for cut, cell in written.get("names", [])]
        self.indicators = [str(name) for name in written.get("indicators", [])]
        self.k = _whole([written["k"]], 0)[0]
        self.kinds = Kinds(written.get("kinds", {}))
        self.exchanges = {
            int(cell): Exchange(_amounts(exchange["amounts"]), *_whole([exchange["per"]], 1))
            for cell, exchange in written["exchanges"].items()
        }
        named = {cell for total in self.published for cell in total}.union(self.exchanges)
        named.update(cell for exchange in self.exchanges.values() for cell in exchange.amounts)
        if self.names and len(self.names) != len(self.published):
            raise ValueError(f"it names {len(self.names)} totals and has {len(self.published)}")
        if not named <= set(range(len(self.whose))) or not set(self.whose) <= set(range(len(self.persons))):
            raise ValueError("it names base cells or people that are not there")
        self._find_groups()

    def _find_groups(self) -> None:
        entered: list[list[int]] = [[] for _ in self.whose]
        for number, total in enumerate(self.published):
            for cell in total:
                entered[cell].append(number)
        self.column = [tuple(numbers) for numbers in entered]
        columns: defaultdict[int, set[Column]] = defaultdict(set)
        for cell, owner in enumerate(self.whose):
            columns[owner].add(self.column[cell])
        pattern_of = {owner: tuple(sorted(found - {()})) for owner, found in columns.items()}
        self.pattern: list[Pattern] = [pattern_of[owner] for owner in self.whose]
        self.people: defaultdict[Pattern, int] = defaultdict(int)
        for owner, pattern in pattern_of.items():
            self.people[pattern] += self.persons[owner]

    def concerned(self, total: frozenset[int]) -> int:
        """How many people a published total adds up."""
        return sum(self.persons[owner] for owner in {self.whose[cell] for cell in total})

    def faults(self) -> Iterator[str]:
        """In words, whatever is not proven."""
        for number, total in enumerate(self.published):
            people = self.concerned(total)
            if people < self.k:
                yield f"{self.name(number)} concerns {people} people, fewer than {self.k}"
        proven = {(self.pattern[cell], self.column[cell]) for cell in self.proven()}
        for pattern, people in self.people.items():
            for column in pattern:
                if 0 < people < self.k and (pattern, column) not in proven:
                    yield f"no proof holds for {people} people in {' and '.join(self.name(n) for n in column)}"
        yield from self.kinds.faults(self.k)

    def proven(self) -> set[int]:
        """The base cells whose exchange holds."""
        return {cell for cell, exchange in self.exchanges.items() if self._proves(cell, exchange)}

    def name(self, number: int) -> str:
        """A published total in words."""
        return " ".join(self.names[number]) if number < len(self.names) else f"total {number}"

    def _proves(self, cell: int, exchange: Exchange) -> bool:
        seen: defaultdict[int, int] = defaultdict(int)
        moved: defaultdict[tuple[Pattern, Column], int] = defaultdict(int)
        for other, amount in exchange.amounts.items():
            moved[self.pattern[other], self.column[other]] += amount
            for number in self.column[other]:
                seen[number] += amount
        if any(seen.values()):
            return False
        here = self.pattern[cell], self.column[cell]
        gained = moved.pop(here, 0)
        sizes: defaultdict[Pattern, int] = defaultdict(int)
        for (pattern, _), amount in moved.items():
            sizes[pattern] += abs(amount)
        gained -= sizes.pop(here[0], 0)
        per = exchange.per
        return per * self.people[here[0]] + gained > per * (self.k - 1) and all(
            size <= per * self.people[pattern] for pattern, size in sizes.items()
        )


class Kinds:
    """Kinds of conversation beside the totals: people take part in several, and each adds up only a part of them.

    A combination that weighs kinds q and r differently concerns everybody who takes part in both. So where at least k
    people join each kind to another, and so all of them, a combination that concerns fewer weighs all kinds alike;
    together they are the whole, which is one of the totals.
    """

    def __init__(self, written: Mapping[str, Any]) -> None:
        self.names = [(str(cut), str(cell)) for cut, cell in written.get("names", [])]
        self.persons = _whole(written.get("persons", []), 0)
        self.shared = [_whole(three, 0) for three in written.get("shared", [])]
        inside = all(len(three) == 3 and max(three[:2]) < len(self.names) for three in self.shared)
        if len(self.names) != len(self.persons) or not inside:
            raise ValueError("its kinds do not fit together")

    def faults(self, k: int) -> Iterator[str]:
        """In words, kinds of few people and kinds that too few people join to the first one."""
        joined = {0}
        for _ in self.names:
            for one, other, people in self.shared:
                if people >= k and joined & {one, other}:
                    joined |= {one, other}
        for number, (name, people) in enumerate(zip(self.names, self.persons, strict=True)):
            if people < k:
                yield f"{' '.join(name)} concerns {people} people, fewer than {k}"
            if number not in joined:
                yield f"fewer than {k} people join {' '.join(name)} to {' '.join(self.names[0])}"


def _amounts(written: Mapping[str, Any]) -> dict[int, int]:
    _whole(map(abs, written.values()), 0)
    return {int(cell): amount for cell, amount in written.items()}


def _whole(numbers: Any, least: int) -> list[int]:
    found = list(numbers)
    if not all(type(n) is int and n >= least for n in found):
        raise ValueError("a count is not a whole number")
    return found
