"""When did the level of a series change? Looking back over all of it at once.

Sources: Killick, Fearnhead and Eckley 2012 (optimal segmentation); Yao 1988 (the penalty 2 σ² ln n); Ploberger and
Krämer 1992 (the test on sums of residuals); von Neumann and others 1941 (σ from neighbours).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import kolmogorov, stdtrit

from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, floats, require


@dataclass(frozen=True, slots=True)
class Levels:
    """``breaks``: how many values lie before each change; ``levels``: the mean of each stretch, with interval."""

    breaks: tuple[int, ...]
    levels: tuple[Estimate, ...]


def change_points(values: ArrayLike, *, shortest: int = 2, level: float = LEVEL) -> Levels:
    """The changes of level that make squared residuals plus 2 σ² ln n for each change smallest.

    ``values``: a series at equal steps, at least two stretches of the ``shortest`` length; σ² is half the mean square
    of the steps between neighbours, so that changes do not enter it. The intervals of the levels take the changes as
    known, and the values of a stretch as independent. In independent values without any change it finds one about one
    time in ten: ask :func:`cusum_test` first.

    >>> found = change_points([5, 6, 5, 4, 5, 9, 10, 9, 11, 10])
    >>> found.breaks, [one.estimate for one in found.levels]
    ((5,), [5.0, 9.8])
    """
    x = floats(values, "values of a series")
    require(shortest > 1, "A stretch has at least 2 values.")
    require(len(x) >= 2 * shortest, "The series is too short to change.")
    n = len(x)
    penalty = float((np.diff(x) ** 2).mean()) * float(np.log(n))  # 2 σ² ln n
    sums, squares = (np.append(0.0, np.cumsum(line)) for line in (x - x.mean(), (x - x.mean()) ** 2))
    best, came = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=np.int64)
    best[0] = -penalty
    for end in range(shortest, n + 1):
        starts = np.arange(0, end - shortest + 1)
        lengths = end - starts
        cost = squares[end] - squares[starts] - (sums[end] - sums[starts]) ** 2 / lengths
        total = best[starts] + np.maximum(cost, 0.0) + penalty
        came[end] = int(np.argmin(total))
        best[end] = float(total[came[end]])
    breaks, end = [], n
    while (end := int(came[end])) > 0:
        breaks.append(end)
    edges = [0, *reversed(breaks), n]
    stretches = (x[start:stop] for start, stop in pairwise(edges))
    return Levels(tuple(edges[1:-1]), tuple(_level(stretch, level) for stretch in stretches))


def cusum_test(values: ArrayLike) -> tuple[float, float]:
    """Has the level changed at all? The largest cumulated residual over σ sqrt(n), and its p-value.

    Assumes independent values; at least 3, not all alike.

    >>> statistic, p = cusum_test([5, 6, 5, 4, 5, 9, 10, 9, 11, 10])
    >>> round(statistic, 3), p < 0.05
    (1.441, True)
    """
    x = floats(values, "values of a series")
    require(len(x) > 2 and float(np.ptp(x)) > 0, "A series needs 3 values that are not all alike.")
    path = np.cumsum(x - x.mean()) / (x.std(ddof=1) * np.sqrt(len(x)))
    statistic = float(np.abs(path).max())
    return statistic, float(kolmogorov(statistic))


def _level(stretch: Floats, level: float) -> Estimate:
    n, middle = len(stretch), float(stretch.mean())
    half = float(stdtrit(n - 1, (1 + level) / 2)) * float(stretch.std(ddof=1)) / n**0.5
    return Estimate(middle, middle - half, middle + half, n)
