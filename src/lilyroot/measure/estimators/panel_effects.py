"""When a unit changes, does its outcome change with it? Fixed effects of a panel of units over periods.

What differs between units for good (and, with both ways, between periods for all) is taken out; what is left is the
change within units. Standard errors let the periods of a unit depend on each other. This is association within
units, not effect: what changes together with the predictor is not taken out.

Sources: Mundlak 1978; Arellano 1987 (errors by cluster); Cameron and Miller 2015 (few clusters: Student's with
units - 1 degrees of freedom).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from lilyroot.measure.estimators.estimate import LEVEL, Estimates, Floats, floats, require


@dataclass(frozen=True, slots=True)
class Effects(Estimates):
    """Slopes, one per predictor, with their standard ``error`` by unit. ``n``: observations used."""

    error: Floats
    units: int


def within(
    predictors: ArrayLike,
    outcome: ArrayLike,
    units: Sequence[object] | ArrayLike,
    periods: Sequence[object] | ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> Effects:
    """Slopes within units, and with ``periods`` within periods too (two-way).

    ``predictors``: observations x predictors, ``outcome``, ``units`` and ``periods``: one per observation, in any
    order; gaps in the panel are allowed, missing numbers are not. At least 2 units and more observations than
    units, periods and predictors. Under about 40 units the interval is a little narrow. In units of outcome per unit
    of predictor.

    >>> x = [[1], [2], [3], [5], [6], [9]]
    >>> found = within(x, [2.0, 4.1, 6.0, 1.0, 3.1, 9.0], ["a", "a", "a", "b", "b", "b"])
    >>> found.estimate.round(2).tolist(), found.units
    ([1.99], 2)
    """
    x, y = floats(predictors, "predictors", dimensions=2), floats(outcome, "outcomes")
    codes = [_codes(names, len(y)) for names in (units, periods) if names is not None]
    require(len(x) == len(y), "There is not one outcome for every observation.")
    groups, wide = [int(one.max()) + 1 for one in codes], x.shape[1]
    require(groups[0] > 1, "A panel has at least 2 units.")
    require(len(y) > sum(groups) + wide - (len(groups) - 1), "There are too few observations for so many units.")
    both = _centred(np.column_stack([x, y]), codes)
    inside, rest = both[:, :-1], both[:, -1]
    require(int(np.linalg.matrix_rank(inside)) == wide, "A predictor does not change within units.")
    bread = np.linalg.inv(inside.T @ inside)
    slopes = bread @ inside.T @ rest
    scores = inside * (rest - inside @ slopes)[:, None]
    sums = np.zeros((groups[0], wide))
    np.add.at(sums, codes[0], scores)
    error = np.sqrt(np.diag(bread @ sums.T @ sums @ bread))
    half = float(stdtrit(groups[0] - 1, (1 + level) / 2)) * error * np.sqrt(groups[0] / (groups[0] - 1))
    n = np.full(wide, len(y), dtype=np.int64)
    return Effects(slopes, slopes - half, slopes + half, n, error, groups[0])


def _codes(names: Sequence[object] | ArrayLike, length: int) -> NDArray[np.int64]:
    given = np.asarray(names)
    require(given.shape == (length,), "There is not one unit and period for every observation.")
    found: NDArray[np.int64] = np.unique(given, return_inverse=True)[1]
    return found


def _centred(values: Floats, codes: list[NDArray[np.int64]]) -> Floats:
    """The values less the means of their groups, both ways at once: by turns, until nothing is left to take off."""
    found: Floats = values - values.mean(axis=0)
    scale = np.abs(found).max(axis=0) + 1e-300
    for _ in range(10_000):
        largest = 0.0
        for code in codes:
            sums = np.zeros((code.max() + 1, values.shape[1]))
            np.add.at(sums, code, found)
            means = sums / np.bincount(code)[:, None]
            found = found - means[code]
            largest = max(largest, float((np.abs(means) / scale).max()))
        if largest < 1e-13:
            break
    return found
