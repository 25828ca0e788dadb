"""Bounds: how narrowly do published figures together enclose what a small group contributed?

What is known: the total behind every published figure up to rounding; how many messages, threads or sheets it was
made of; how many people stand behind each base cell and that each of them contributed at least once; and that a
contribution counts from 0 to 1 (in parts of the range of answers). What is asked, by linear programmes: the least and
the greatest sum a small group can have. It is found where that is known to less than one contribution, such as how
many of them said yes, and no published group alone says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.attack.figures import adds_up, ends_of_range, sums
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
    ends = ends_of_range(window.figures)
    for indicator in sorted(layer.indicators & ends.keys()):
        if adds_up(indicator):
            figures = {f.total: f for f in window.figures if f.indicator == indicator}
            attempt = attempt.and_(_enclosed(layer.published, layer.threshold, figures, ends[indicator]))
    return attempt


def _enclosed(published: Published, k: int, figures: Mapping[str, Figure], ends: tuple[float, float]) -> Attempt:
    shown = [n for n, total in enumerate(published.totals) if total.name in figures]
    people = np.array([published.persons[owner] for owner in published.whose], dtype=np.float64)
    seen = set().union(*(published.totals[n].cells for n in shown))
    small = [cell for cell in sorted(seen) if people[cell] < k]
    told = [figures[published.totals[n].name] for n in shown]
    # where the number of sheets is not told, the headcount is as good
    base = [f.base or people[list(published.totals[n].cells)].sum() for f, n in zip(told, shown, strict=True)]
    programme = Programme(published.matrix[shown], people, np.array(base), sums(told, base, ends))
    found = []
    for cell in programme.doubtful([cell for cell in small if programme.alone(cell) >= ONE]):
        least, most = programme.interval(cell)
        if most - least < ONE:
            where = " and ".join(published.totals[n].name for n in published.totals_of[cell])
            recipe = f"{told[0].indicator} of {int(people[cell])} people in {where}: "
            recipe += f"{least:.2f} to {most:.2f} of what they contributed"
            found.append(Finding("bounds", published.where, int(people[cell]), recipe))
    return Attempt("bounds", len(small), tuple(found))


class Programme:
    """Variables: for each base cell how much there is, at least one for each person, and its sum.

    ``matrix`` has a row for each shown figure, ``base`` and ``known`` (least, greatest sum) belong to its rows.
    """

    def __init__(self, matrix: Any, people: Floats, base: Floats, known: Floats) -> None:
        from scipy.sparse import csr_array, eye_array, hstack, vstack

        self.people, self.base, self.known = people, base, known
        self._rows_of = matrix.tocsc()
        self.cells = len(people)
        unit, none = eye_array(self.cells), csr_array(matrix.shape)
        self._equal: Any = hstack([matrix, none])
        self._upper: Any = vstack([hstack([-unit, unit]), hstack([none, matrix]), hstack([none, -matrix])])
        self._limit = np.concatenate([np.zeros(self.cells), known[1] + _SLACK, _SLACK - known[0]])

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
        """Least and greatest sum of a cell."""
        low, high = (self._solve([cell], sign)[cell] for sign in (-1.0, 1.0))
        return float(low), float(high)

    def alone(self, cell: int) -> float:
        """How wide the narrowest interval is that one published group alone leaves for the sum of this cell."""
        rows = self._rows_of.indices[self._rows_of.indptr[cell] : self._rows_of.indptr[cell + 1]]
        most = self.known[1, rows].min()
        least = (self.known[0, rows] - (self.base[rows] - self.people[cell])).max()
        return float(most - max(0.0, least))

    def _solve(self, cells: Sequence[int], sign: float) -> Any:
        """Raise (or lower) the sums of these cells; the sums of all of them, or None."""
        from scipy.optimize import linprog

        cost = np.zeros(2 * self.cells)
        cost[[self.cells + cell for cell in cells]] = -sign
        limits = [*((n, None) for n in self.people), *([(0, None)] * self.cells)]
        answer = linprog(cost, self._upper, self._limit, self._equal, self.base, limits, method="highs")
        return None if answer.x is None else answer.x[self.cells :]
