"""Bounds: how narrowly do published figures together enclose the figure of a small group?

What is known: the total and the number of messages, threads or sheets behind every published figure (up to rounding),
how many people stand behind each base cell, that each of them contributed at least once, and the range an answer can
have. What is asked: the least and the greatest average a small group can have (a linear-fractional programme, made
linear by Charnes and Cooper). One published group alone always says something of every part of it; the attack
succeeds where all together say clearly more than the one that says most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.attack.figures import NOT_SHARES, ends_of_range, sums
from lilyroot.attack.finding import Attempt, Finding
from lilyroot.attack.opened import Figure, Layer, Window
from lilyroot.attack.published import Published

Floats = NDArray[np.float64]

NARROW: Final = 0.5
"""Found where the interval is narrower than the weight of one person in the group, and in any case than half of the
range and half of what one published group alone leaves open."""

_SLACK: Final = 1e-9


def bounds(window: Window, layer: Layer) -> Attempt:
    """The figures of groups of fewer people than the layer's threshold, enclosed by all that is shown."""
    attempt = Attempt("bounds", 0, ())
    ends = ends_of_range(window.figures)
    for indicator in sorted(layer.indicators & ends.keys()):
        if not indicator.startswith(NOT_SHARES):
            figures = {f.total: f for f in window.figures if f.indicator == indicator}
            attempt = attempt.and_(_enclosed(layer.published, layer.threshold, figures, ends[indicator]))
    return attempt


def _enclosed(published: Published, k: int, figures: Mapping[str, Figure], ends: tuple[float, float]) -> Attempt:
    shown = [n for n, total in enumerate(published.totals) if total.name in figures]
    people = np.array([published.persons[owner] for owner in published.whose], dtype=np.float64)
    small = [cell for cell, n in enumerate(people) if n < k and any(t in shown for t in published.totals_of[cell])]
    if not small:
        return Attempt("bounds", 0, ())
    told = [figures[published.totals[n].name] for n in shown]
    base = np.array([figure.base for figure in told], dtype=np.float64)
    known = sums(told, ends)
    programme = _Programme(published.matrix[shown], people, base, known)
    found = []
    for cell in programme.doubtful(small):
        low, high = programme.interval(cell)
        alone = _alone(published, cell, shown, base, known, people[cell])
        if high - low < min(programme.narrow[cell], NARROW * alone):
            where = " and ".join(published.totals[n].name for n in published.totals_of[cell])
            span = ends[1] - ends[0]
            recipe = f"{told[0].indicator} of {int(people[cell])} people in {where} lies between "
            recipe += f"{ends[0] + span * low:.3g} and {ends[0] + span * high:.3g}"
            found.append(Finding("bounds", published.where, int(people[cell]), recipe))
    return Attempt("bounds", len(small), tuple(found))


def _alone(published: Published, cell: int, shown: Sequence[int], base: Floats, sums: Floats, people: float) -> float:
    """How wide the narrowest interval is that one published group alone leaves for this cell."""
    widths = []
    for at, total in enumerate(shown):
        if cell in published.totals[total].cells:
            greatest = min(1.0, sums[1, at] / people)
            least = max(0.0, 1 - (base[at] - sums[0, at]) / people)
            widths.append(greatest - least)
    return float(min(widths))


def _column(numbers: Floats) -> Any:
    from scipy.sparse import csr_array

    return csr_array(numbers.reshape(-1, 1))


class _Programme:
    """Variables: for each base cell how much there is (at least one for each person) and its sum; and a scale."""

    def __init__(self, matrix: Any, people: Floats, base: Floats, sums: Floats) -> None:
        from scipy.sparse import csr_array, eye_array, hstack, vstack

        self.cells = len(people)
        self.narrow = np.minimum(NARROW, 1 / np.maximum(people, 1))
        unit, none = eye_array(self.cells), csr_array((self.cells, self.cells))
        empty = csr_array(matrix.shape)
        self.equal: Any = hstack([matrix, empty, _column(-base)]).tocsr()
        self.upper: Any = vstack(
            [
                hstack([-unit, none, _column(people)]),
                hstack([-unit, unit, csr_array((self.cells, 1))]),
                hstack([empty, matrix, _column(-sums[1] - _SLACK * base)]),
                hstack([empty, -matrix, _column(sums[0] - _SLACK * base)]),
            ]
        ).tocsr()

    def doubtful(self, cells: Sequence[int]) -> list[int]:
        """Cells that two possible states of affairs do not show to be open: all small groups high, all low."""
        witnesses = [self._solve(cells, sign, scaled=None) for sign in (1.0, -1.0)]
        if any(witness is None for witness in witnesses):
            return []  # the figures contradict one another (rounding): nothing follows from them
        shares = np.array([w[self.cells : -1] / np.maximum(w[: self.cells], _SLACK) for w in witnesses])
        width = shares.max(axis=0) - shares.min(axis=0)
        return [cell for cell in cells if width[cell] < self.narrow[cell]]

    def interval(self, cell: int) -> tuple[float, float]:
        """Least and greatest average of a cell, in parts of the range."""
        ends = [self._solve([cell], sign, scaled=cell) for sign in (-1.0, 1.0)]
        low, high = (float(end[self.cells + cell]) if end is not None else None for end in ends)
        return low if low is not None else 0.0, high if high is not None else 1.0

    def _solve(self, cells: Sequence[int], sign: float, scaled: int | None) -> Any:
        """Raise (or lower) the sums of these cells; with ``scaled``, in parts of what there is in that cell."""
        from scipy.optimize import linprog

        cost = np.zeros(2 * self.cells + 1)
        cost[[self.cells + cell for cell in cells]] = -sign
        limits: list[tuple[float | None, float | None]] = [(0, None)] * len(cost)
        limits[-1 if scaled is None else scaled] = (1, 1)
        answer = linprog(
            cost,
            A_ub=self.upper,
            b_ub=np.zeros(self.upper.shape[0]),
            A_eq=self.equal,
            b_eq=np.zeros(self.equal.shape[0]),
            bounds=limits,
            method="highs",
        )
        return answer.x if answer.status == 0 else None
