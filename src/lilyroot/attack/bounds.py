"""Bounds: how narrowly do published figures together enclose what a small group contributed?

What is known: the total behind every published figure up to rounding; how many messages, threads or sheets it was
made of, up to rounding too; how many people stand behind each base cell and that each of them contributed at least
once; and that a contribution counts from 0 to 1 (in parts of the range of answers). What is asked, by linear
programmes: the least and the greatest sum a small group can have, and how often it can have contributed at all. It is
found where that is known to less than one contribution: how many of them said yes, if no published group alone says
so; and how many messages about customers they wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.attack.figures import adds_up, counted_off, ends_of_range, sums
from lilyroot.attack.finding import Attempt, Finding
from lilyroot.attack.opened import Figure, Layer, Window
from lilyroot.attack.published import Published

Floats = NDArray[np.float64]

ONE: Final = 1.0
"""A contribution: an answer, or a message."""

_SLACK: Final = 1e-6
_ROUNDS: Final = 6


def bounds(window: Window, layer: Layer) -> Attempt:
    """What groups of fewer people than the layer's threshold contributed, enclosed by all that is shown."""
    attempt = Attempt("bounds", 0, ())
    ends, off = ends_of_range(window.figures), counted_off(window.figures)
    rests_on: set[frozenset[tuple[str, int]]] = set()
    for indicator in sorted(layer.indicators & ends.keys()):
        figures = {f.total: f for f in window.figures if f.indicator == indicator}
        if adds_up(indicator):
            attempt = attempt.and_(_enclosed(layer.published, layer.threshold, figures, ends[indicator], off))
        counted = frozenset((total, f.base) for total, f in figures.items() if f.base)
        if counted and counted not in rests_on:  # many indicators rest on the same messages
            rests_on.add(counted)
            attempt = attempt.and_(_counted(layer.published, layer.threshold, figures, off))
    return attempt


def _enclosed(
    published: Published, k: int, figures: Mapping[str, Figure], ends: tuple[float, float], off: int
) -> Attempt:
    shown, people, small = _view(published, k, figures.keys())
    told = [figures[published.totals[n].name] for n in shown]
    # where the number of sheets is not told, the headcount is as good, and exact
    heads = [people[list(published.totals[n].cells)].sum() for n in shown]
    base = np.array([f.base or n for f, n in zip(told, heads, strict=True)])
    doubt = np.array([off if f.base else 0 for f in told])
    matrix, known = published.matrix[shown], sums(told, base, ends, doubt)
    alone = _alone(matrix, people, base + doubt, known)
    programme = Programme(matrix, people, (base - doubt, base + doubt), known)
    found = []
    for cell in programme.doubtful([cell for cell in small if alone[cell] >= ONE]):
        least, most = programme.interval(cell)
        if most - least < ONE:
            recipe = (
                f"{told[0].indicator} of {_of(published, cell)}: {least:.2f} to {most:.2f} of what they contributed"
            )
            found.append(Finding("bounds", published.where, int(people[cell]), recipe))
    return Attempt("bounds", len(small), tuple(found))


def _alone(matrix: Any, people: Floats, base: Floats, known: Floats) -> Floats:
    """How wide the narrowest interval is that one published group alone leaves for the sum of each base cell."""
    rows, cells = matrix.nonzero()
    most, least = np.full(len(people), np.inf), np.zeros(len(people))
    np.minimum.at(most, cells, known[1, rows])
    np.maximum.at(least, cells, known[0, rows] - (base[rows] - people[cells]))
    return most - least


def _counted(published: Published, k: int, figures: Mapping[str, Figure], off: int) -> Attempt:
    """How often small groups contributed, from how many contributions each figure rests on."""
    shown, people, small = _view(published, k, {total for total, figure in figures.items() if figure.base})
    told = [figures[published.totals[n].name] for n in shown]
    base = np.array([float(f.base) for f in told])
    programme = Programme(published.matrix[shown], people, (base - off, base + off))
    found = []
    for cell in programme.doubtful(small):
        least, most = programme.interval(cell)
        if most - least < ONE:
            recipe = f"what {told[0].indicator} rests on: {least:.2f} to {most:.2f} are of {_of(published, cell)}"
            found.append(Finding("bounds", published.where, int(people[cell]), recipe))
    return Attempt("bounds", len(small), tuple(found))


def _view(published: Published, k: int, names: Collection[str]) -> tuple[list[int], Floats, list[int]]:
    """The totals of these names, the people in each base cell, and the base cells in them with fewer than k."""
    shown = [n for n, total in enumerate(published.totals) if total.name in names]
    people = np.array([published.persons[owner] for owner in published.whose], dtype=np.float64)
    seen = set().union(*(published.totals[n].cells for n in shown))
    return shown, people, [cell for cell in sorted(seen) if people[cell] < k]


def _of(published: Published, cell: int) -> str:
    where = " and ".join(published.totals[n].name for n in published.totals_of[cell])
    return f"{published.persons[published.whose[cell]]} people in {where}"


class Programme:
    """Variables: for each base cell how much there is, at least one for each person; and its sum, if that is asked.

    ``matrix`` has a row for each shown figure, ``base`` and ``known`` (least and greatest number and sum) belong to
    its rows. Without ``known`` it is asked how much there is.
    """

    def __init__(self, matrix: Any, people: Floats, base: tuple[Floats, Floats], known: Floats | None = None) -> None:
        from scipy.sparse import csr_array, eye_array, hstack, vstack

        self.people, self.cells = people, len(people)
        limit = [base[1] + _SLACK, _SLACK - base[0]]
        rows: Any = [matrix, -matrix]
        if known is not None:
            unit, none = eye_array(self.cells), csr_array(matrix.shape)
            rows = [hstack([row, none]) for row in rows]
            rows += [hstack([-unit, unit]), hstack([none, matrix]), hstack([none, -matrix])]
            limit += [np.zeros(self.cells), known[1] + _SLACK, _SLACK - known[0]]
        self._asked = 0 if known is None else self.cells  # where the variables that are asked for begin
        self._upper: Any = vstack(rows)
        self._limit = np.concatenate(limit)

    def doubtful(self, cells: Sequence[int]) -> list[int]:
        """Cells that a few possible states of affairs do not show to be open: all left ones high, then low."""
        left, low, high = list(cells), np.full(self.cells, np.inf), np.full(self.cells, -np.inf)
        for _ in range(_ROUNDS if left else 0):
            for sign in (1.0, -1.0):
                state = self._solve(left, sign)
                if state is None:
                    return []  # the figures contradict one another (rounding): nothing follows from them
                low, high = np.minimum(low, state), np.maximum(high, state)
            closed = [cell for cell in left if high[cell] - low[cell] < ONE]
            if len(closed) in (0, len(left)):
                return closed
            left = closed
        return left

    def interval(self, cell: int) -> tuple[float, float]:
        """The least and the most of a cell."""
        low, high = (self._solve([cell], sign)[cell] for sign in (-1.0, 1.0))
        return float(low), float(high)

    def _solve(self, cells: Sequence[int], sign: float) -> Any:
        """Raise (or lower) what is asked of these cells; that of all of them, or None."""
        from scipy.optimize import linprog

        cost = np.zeros(self._upper.shape[1])
        cost[[self._asked + cell for cell in cells]] = -sign
        limits = [*((n, None) for n in self.people), *([(0, None)] * self._asked)]
        answer = linprog(cost, self._upper, self._limit, bounds=limits, method="highs")
        return None if answer.x is None else answer.x[self._asked : self._asked + self.cells]
