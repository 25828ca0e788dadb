"""Bounds: that what is hidden cannot be narrowed down either.

A certificate says that nothing hidden can be worked out by adding and subtracting. Who also knows how many people
each group has could still narrow a hidden count down: what is left over of a total has to go somewhere. So for each
hidden total two tables are looked for that agree with everything published, to the last person, stay within what is
known of each base cell, and differ in the hidden total by at least the protection width. Whoever sees what is
published cannot tell these two tables from the true one.

A solver finds them; whether they are such tables is checked in whole numbers. Without two such tables, a hidden total
counts as open, whatever the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lilyroot.errors import ReleaseRefused
from lilyroot.release.certificate import Exchange, Totals, seen
from lilyroot.release.parts import Part, parts
from lilyroot.release.solver import Question, answers, whole

Change = Mapping[int, int]
"""How a table differs from the true one, by base cell."""


@dataclass(frozen=True)
class Table:
    """A count for each base cell, and what may be known of it: that it is from ``least`` to ``most``.

    For people who took part: at least nobody, at most the headcount of the cell.
    """

    counts: tuple[int, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.counts) == len(self.least) == len(self.most) or any(
            not low <= n <= high for low, n, high in zip(self.least, self.counts, self.most, strict=True)
        ):
            raise ReleaseRefused(
                "witness.table",
                "A count lies outside what is said to be known of it.",
                remedy="Give for each base cell its count, and the least and the most it may be.",
            )

    @cached_property
    def room(self) -> tuple[int, ...]:
        """By how much each count may differ from itself at most."""
        return tuple(most - least for least, most in zip(self.least, self.most, strict=True))

    def everybody(self, total: Iterable[int]) -> bool:
        """Whether there are as many in a total as there may be at most: of people, whether all of them took part."""
        return all(self.counts[cell] == self.most[cell] for cell in total)


@dataclass(frozen=True)
class Witness:
    """Two tables that nobody can tell from the true one, as changes of it: fewer and more of what is hidden."""

    fewer: Change
    more: Change


@dataclass(frozen=True)
class Audit:
    """A checked witness for every hidden total that has one, and the numbers of those that have none."""

    witnesses: Mapping[int, Witness]
    open: tuple[int, ...]


def audit(published: Sequence[frozenset[int]], table: Table, hidden: Sequence[frozenset[int]], width: int) -> Audit:
    """Look for a witness for each hidden total.

    ``width`` is by how much the two tables must differ; a total that could not differ so much even if nothing were
    published must be as open as it can be.

    >>> found = audit([frozenset({0, 1})], Table((3, 2), (0, 0), (6, 5)), [frozenset({0})], width=2)
    >>> found.witnesses[0].fewer, found.witnesses[0].more, found.open
    ({0: -3, 1: 3}, {1: -2, 0: 2}, ())
    """
    alike = Totals(table.room, tuple(published)).atoms
    found = {number: _near_by(alike, table, total) for number, total in enumerate(hidden)}
    ahead = unproven(published, table, hidden, width, found)  # the solver is asked only where no neighbour will do
    asked = [hidden[number] for number in ahead]
    fine = Totals(table.room, (*published, *asked))
    changes = _extremes(parts(published, fine.atom_of), fine, table, asked)
    found |= {number: Witness(*change) for number, change in zip(ahead, changes, strict=True)}
    missing = unproven(published, table, hidden, width, found)
    return Audit({number: witness for number, witness in found.items() if number not in missing}, missing)


def unproven(
    published: Sequence[frozenset[int]],
    table: Table,
    hidden: Sequence[frozenset[int]],
    width: int,
    witnesses: Mapping[int, Witness],
) -> tuple[int, ...]:
    """The numbers of the hidden totals for which there are no two tables as they should be, in whole numbers."""
    everybody = Totals((1,) * len(table.counts), tuple(published))

    def possible(change: Change) -> bool:
        within = all(table.least[c] <= table.counts[c] + n <= table.most[c] for c, n in change.items())
        return within and not seen(everybody, Exchange(change))

    def holds(total: frozenset[int], witness: Witness) -> bool:
        fewer, more = (sum(change.get(c, 0) for c in total) for change in (witness.fewer, witness.more))
        needed = min(width, sum(table.room[c] for c in total))
        return more - fewer >= needed and possible(witness.fewer) and possible(witness.more)

    return tuple(n for n, total in enumerate(hidden) if n not in witnesses or not holds(total, witnesses[n]))


def _near_by(alike: Iterable[Sequence[int]], table: Table, total: frozenset[int]) -> Witness:
    """How few and how many a hidden total may have if only those change who enter the same published totals."""
    fewer: dict[int, int] = {}
    more: dict[int, int] = {}
    for cells in alike:
        inside, outside = [c for c in cells if c in total], [c for c in cells if c not in total]
        if inside and outside:
            fewer.update(_moved(table, inside, outside))
            more.update(_moved(table, outside, inside))
    return Witness(fewer, more)


def _moved(table: Table, source: Sequence[int], target: Sequence[int]) -> Iterator[tuple[int, int]]:
    """As many moved from some cells to others as can be."""
    most = min(
        sum(table.counts[c] - table.least[c] for c in source), sum(table.most[c] - table.counts[c] for c in target)
    )
    yield from _spread(table, source, -most)
    yield from _spread(table, target, most)


def _extremes(
    all_parts: Iterable[Part], fine: Totals, table: Table, hidden: Sequence[frozenset[int]]
) -> list[tuple[dict[int, int], dict[int, int]]]:
    """For each hidden total the changes that make it least and most, as far as the solver finds them."""
    part_of = {atom: part for part in all_parts for atom in part.atoms}
    cells_of = {atom[0]: atom for atom in fine.atoms}
    asked: list[tuple[int, bool, Question]] = []
    for number, total in enumerate(hidden):
        inside = sorted({fine.atom_of[cell] for cell in total & fine.atom_of.keys()})
        for part in {id(part_of[atom]): part_of[atom] for atom in inside}.values():
            asked += [(number, more, _question(part, cells_of, table, inside, more)) for more in (False, True)]
    changes: list[tuple[dict[int, int], dict[int, int]]] = [({}, {}) for _ in hidden]
    for (number, more, question), answer in zip(asked, answers([q for *_, q in asked]), strict=True):
        for atom, change in zip(question.part.atoms, whole(question, answer), strict=True):
            changes[number][more].update(_spread(table, cells_of[atom], change))
    return changes


def _question(
    part: Part, cells_of: Mapping[int, Sequence[int]], table: Table, inside: Sequence[int], more: bool
) -> Question:
    least = [sum(table.least[c] - table.counts[c] for c in cells_of[atom]) for atom in part.atoms]
    most = [sum(table.most[c] - table.counts[c] for c in cells_of[atom]) for atom in part.atoms]
    gain = np.where(np.isin(part.atoms, inside), 1.0 if more else -1.0, 0.0)
    return Question(part, np.array(least, dtype=float), np.array(most, dtype=float), gain)


def _spread(table: Table, cells: Sequence[int], change: int) -> Iterator[tuple[int, int]]:
    """The change of an atom over its base cells, each within its limits; cells that stay as they are are left out."""
    for cell in cells:
        step = min(max(change, table.least[cell] - table.counts[cell]), table.most[cell] - table.counts[cell])
        if step:
            yield cell, step
            change -= step
