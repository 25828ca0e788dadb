"""The fewest people that any combination of published totals concerns, by integer and linear programming (HiGHS)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.attack.finding import Attempt, Finding, combination
from lilyroot.attack.published import Published

_ZERO: Final = 1e-6
_SECONDS: Final = 60.0
_INFEASIBLE: Final = 2


def smallest_group(published: Published, k: int, proven: Collection[int] = ()) -> Attempt:
    """Is there a combination that concerns 1 to k - 1 people?

    First one integer programme for groups that are weighed 1 and nobody else (the average of a hidden team). Then for
    every small class in turn a linear programme for combinations with any weights, the largest on that class; where
    it cannot rule them out, an integer one finds the smallest. ``proven`` are base cells for which a stored proof was
    verified in whole fractions: no programme would find anything there.
    """
    if not published.totals:
        return Attempt("smallest group", 0, ())
    small = [
        cell for cell, owner in enumerate(published.whose) if published.persons[owner] < k and cell not in set(proven)
    ]
    programme = _Programme(published)
    found = [programme.group(k), *(programme.around(cell, k) for cell in small)]
    return Attempt("smallest group", 1 + len(small), tuple(dict.fromkeys(f for f in found if f)))


class _Programme:
    """Variables: a weight of each total; of each base cell; and for each class whether it is concerned."""

    def __init__(self, published: Published) -> None:
        from scipy.sparse import csr_array, eye_array, hstack, vstack

        self.published = published
        self.persons = np.array(published.persons, dtype=np.float64)
        self.totals, self.cells = len(published.totals), len(published.whose)
        self.classes = len(published.persons)
        owner = csr_array(
            (np.ones(self.cells), (range(self.cells), published.whose)), shape=(self.cells, self.classes)
        )
        none = csr_array((self.cells, self.totals))
        unit = eye_array(self.cells)
        self.equal: Any = hstack([published.matrix.T, -unit, csr_array((self.cells, self.classes))])
        self.concerned: Any = vstack([hstack([none, unit, -owner]), hstack([none, -unit, -owner])])
        nobody = csr_array((self.classes, self.totals))
        self.only_concerned: Any = hstack([nobody, -owner.T, eye_array(self.classes)])
        self.cost = np.concatenate([np.zeros(self.totals + self.cells), self.persons])

    def group(self, k: int) -> Finding | None:
        """The smallest group of 1 to k - 1 people whose own sum is a combination; None if there is none."""
        from scipy.optimize import LinearConstraint

        low = np.concatenate([np.full(self.totals, -np.inf), np.zeros(self.cells + self.classes)])
        high = np.concatenate([np.full(self.totals, np.inf), np.ones(self.cells + self.classes)])
        whole = np.repeat((0, 1), (self.totals, self.cells + self.classes))
        return self._least(low, high, whole, k, [LinearConstraint(self.only_concerned, -np.inf, 0)])

    def around(self, cell: int, k: int) -> Finding | None:
        """The smallest group of fewer than k that some combination concerns most at this base cell; None if none."""
        low = np.concatenate([np.full(self.totals, -np.inf), -np.ones(self.cells), np.zeros(self.classes)])
        high = np.concatenate([np.full(self.totals, np.inf), np.ones(self.cells + self.classes)])
        low[self.totals + cell] = 1.0
        relaxed = self._solve(low, high, None)
        if relaxed.status == _INFEASIBLE or (relaxed.status == 0 and relaxed.fun >= k - _ZERO):
            return None
        whole = np.repeat((0, 1), (self.totals + self.cells, self.classes))
        return self._least(low, high, whole, k)

    def _least(
        self,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        whole: NDArray[np.int64],
        k: int,
        more: Sequence[Any] = (),
    ) -> Finding | None:
        answer = self._solve(low, high, whole, k - 1, more)
        if answer.x is None:
            return None
        weights = answer.x[self.totals : self.totals + self.cells]
        people = self.published.people(int(cell) for cell in np.flatnonzero(np.abs(weights) > _ZERO))
        if not 0 < people < k:
            return None
        terms = {
            total.name: float(weight)
            for total, weight in zip(self.published.totals, answer.x, strict=False)
            if abs(weight) > _ZERO
        }
        return Finding("smallest group", self.published.where, people, combination(terms))

    def _solve(
        self,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        whole: NDArray[np.int64] | None,
        most: int = 0,
        more: Sequence[Any] = (),
    ) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        constraints = [LinearConstraint(self.equal, 0, 0), LinearConstraint(self.concerned, -np.inf, 0), *more]
        if most:
            constraints.append(LinearConstraint(self.cost[None, :], 1, most))
        return milp(
            self.cost,
            constraints=constraints,
            integrality=whole,
            bounds=Bounds(low, high),
            options={"time_limit": _SECONDS},
        )
