"""What is published, in small parts: everything that can be computed from it stays the same.

A total less the totals it contains says the same together with them. A department of which all teams are published
adds nothing and vanishes; one of which a team is withheld becomes what is left of it. So the organisation falls into
small parts that have nothing to do with one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Row:
    """What is left of a total: its atoms, and the combination of totals (by number) that gives them."""

    atoms: frozenset[int]
    combination: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """Atoms and rows that hang together; ``matrix`` has a line for each row, and 1 at each of its atoms."""

    atoms: tuple[int, ...]
    rows: tuple[Row, ...]
    matrix: csr_array[Any]

    @cached_property
    def rows_at(self) -> dict[int, list[int]]:
        """For each atom, the numbers of the rows it is in."""
        found: dict[int, list[int]] = {atom: [] for atom in self.atoms}
        for number, row in enumerate(self.rows):
            for atom in row.atoms:
                found[atom].append(number)
        return found

    def around(self, atom: int, size: int) -> Part:
        """So many atoms, or somewhat more, to which small rows lead from one atom; the rows as far as they are there.

        What no row sees of changes to these atoms alone, no row of the whole part sees.
        """
        reached, tried = {atom}, set(self.rows_at[atom])
        ahead = [(len(self.rows[number].atoms), number) for number in tried]
        heapify(ahead)
        while ahead and len(reached) < size:
            new = self.rows[heappop(ahead)[1]].atoms - reached
            reached |= new
            for number in {n for one in new for n in self.rows_at[one]} - tried:
                tried.add(number)
                heappush(ahead, (len(self.rows[number].atoms), number))
        columns = [place for place, one in enumerate(self.atoms) if one in reached]
        lines = sorted({number for one in reached for number in self.rows_at[one]})
        rows = tuple(replace(self.rows[n], atoms=self.rows[n].atoms & reached) for n in lines)
        return Part(tuple(self.atoms[place] for place in columns), rows, self.matrix[lines][:, columns])


def parts(published: Sequence[frozenset[int]], atom_of: Mapping[int, int]) -> list[Part]:
    """All atoms, by what hangs together. Cells without an atom do not count."""
    rows = sparse_rows([frozenset(atom_of[cell] for cell in total & atom_of.keys()) for total in published])
    atoms = sorted(set(atom_of.values()))
    place = {atom: i for i, atom in enumerate(atoms)}
    lines = np.array([line for line, row in enumerate(rows) for _ in row.atoms], dtype=np.int64)
    columns = np.array([place[atom] for row in rows for atom in sorted(row.atoms)], dtype=np.int64)
    matrix = csr_array((np.ones(len(lines)), (lines, columns)), shape=(len(rows), len(atoms)))
    size = len(rows) + len(atoms)
    graph = csr_array((np.ones(len(lines)), (lines, columns + len(rows))), shape=(size, size))
    count, part_of = connected_components(graph, directed=False)
    seeing, inside = _by_part(part_of[: len(rows)], count), _by_part(part_of[len(rows) :], count)
    return [
        Part(tuple(atoms[i] for i in columns), tuple(rows[i] for i in lines), matrix[lines][:, columns])
        for lines, columns in zip(seeing, inside, strict=True)
    ]


def _by_part(part_of: Iterable[int], count: int) -> list[list[int]]:
    members: list[list[int]] = [[] for _ in range(count)]
    for i, part in enumerate(part_of):
        members[part].append(i)
    return members


def sparse_rows(sets: Sequence[frozenset[int]]) -> list[Row]:
    """Each set less the earlier, smaller ones it contains.

    >>> [sorted(row.atoms) for row in sparse_rows([frozenset({1, 2, 3}), frozenset({1, 2}), frozenset({3, 4})])]
    [[1, 2], [3, 4], [3]]
    """
    first: dict[frozenset[int], int] = {}
    for number, atoms in enumerate(sets):
        first.setdefault(atoms, number)
    rows: list[Row] = []
    within: defaultdict[int, list[frozenset[int]]] = defaultdict(list)
    for atoms in sorted(first, key=lambda s: (len(s), first[s])):
        left, taken = less(atoms, within)
        if left:
            rows.append(Row(left, {first[atoms]: 1, **{first[inner]: -1 for inner in taken}}))
        for atom in atoms:
            within[atom].append(atoms)
    return rows


def less(
    whole: frozenset[int], within: Mapping[int, Sequence[frozenset[int]]]
) -> tuple[frozenset[int], list[frozenset[int]]]:
    """What is left of a set when sets inside it, the largest first, are taken out of it; and what was taken out.

    ``within`` has the sets that may be taken out, by each of their members.
    """
    left, taken = whole, []
    for member in sorted(whole):
        if member in left:
            inner = max((s for s in within.get(member, ()) if s <= left), key=len, default=None)
            if inner:
                left -= inner
                taken.append(inner)
    return left, taken
