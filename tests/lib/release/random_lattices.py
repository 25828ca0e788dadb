"""Small lattices of all sorts, and what can be isolated in them, found by trying every group of people."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from lilyroot.release.certificate import Totals

K = 5


@st.composite
def lattices(draw: st.DrawFn, cells: int = 7, totals: int = 6, people: int = 6) -> Totals:
    """Any totals over a few base cells, some of them without people."""
    persons = draw(st.lists(st.integers(0, people), min_size=1, max_size=cells))
    subsets = st.frozensets(st.integers(0, len(persons) - 1))
    return Totals(tuple(persons), tuple(draw(st.lists(subsets, max_size=totals))))


@st.composite
def crossed(draw: st.DrawFn) -> Totals:
    """A table with totals of its rows and columns, of which some are not published."""
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(2, 4))
    persons = draw(st.lists(st.integers(0, 6), min_size=rows * columns, max_size=rows * columns))
    margins = [frozenset(range(r * columns, (r + 1) * columns)) for r in range(rows)]
    margins += [frozenset(range(c, rows * columns, columns)) for c in range(columns)]
    hidden = draw(st.frozensets(st.integers(0, len(margins) - 1), max_size=2))
    return Totals(tuple(persons), tuple(margin for i, margin in enumerate(margins) if i not in hidden))


def fewest_people(totals: Totals, below: int = K) -> int | None:
    """The fewest people that any combination of the totals concerns, if they are fewer than ``below``.

    For every group of cells with so few people: some combination is zero everywhere else but not in the group exactly
    if without the cells of the group the totals have a lower rank.
    """
    cells = [cell for cell, n in enumerate(totals.persons) if n]
    full = rank(_matrix(totals, cells))
    found = [
        sum(totals.persons[cell] for cell in group)
        for size in range(1, below)
        for group in combinations(cells, size)
        if sum(totals.persons[cell] for cell in group) < below
        and rank(_matrix(totals, [cell for cell in cells if cell not in group])) < full
    ]
    return min(found, default=None)


def _matrix(totals: Totals, cells: Sequence[int]) -> list[list[Fraction]]:
    return [[Fraction(cell in total) for cell in cells] for total in totals.published]


def rank(matrix: list[list[Fraction]]) -> int:
    """By elimination, in fractions."""
    rows, found = [list(row) for row in matrix], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            times = rows[i][column] / rows[found][column]
            rows[i] = [a - times * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found
