"""95 % intervals of means over people, all figures of a group from one resampling of its sheets.

Two intervals are made and the wider end of each is taken, as for shares: the percentiles of the bootstrap, expanded
for few people (Hesterberg 2015), and Student's. A mean of few bounded answers is nearly normal, and both say nearly
the same; where answers are lopsided the first leans with them. An interval is never shorter than what one person more
might do to the mean: where all answer alike it would tell everybody's answer, and so would having none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lilyroot.measure.estimators.bootstrap import draws, piles, replicates
from lilyroot.measure.estimators.interval import FEWEST_CLUSTERS, percentiles, t_of

Floats = NDArray[np.float64]


def means(num: Floats, den: Floats, lowest: Floats, highest: Floats) -> tuple[Floats, Floats]:
    """Both ends for the means ``num.sum(0) / den.sum(0)``, one per column.

    ``num``: sheets x columns, 0 where ``den`` is 0; ``den``: 1 where a sheet counts, else 0. The ends lie within
    ``lowest`` and ``highest``, reach at least to where the mean would be with one more person at either of these, and
    are NaN below 5 people.

    >>> num, den = np.array([[50.0], [75], [50], [25], [100], [50]]), np.ones((6, 1))
    >>> low, high = means(num, den, np.array([0.0]), np.array([100.0]))
    >>> round(float(low[0])), round(float(high[0]), 1)
    (31, 87.5)
    """
    n = den.sum(axis=0).astype(np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = num.sum(axis=0) / n
        spread = np.sqrt((den * (num - mean) ** 2).sum(axis=0) / (n - 1) / n)
        resampled = percentiles(replicates(num, den), np.zeros(len(n)), n)
        low = np.fmin(resampled[0], mean - t_of(n) * spread)
        high = np.fmax(resampled[1], mean + t_of(n) * spread)
        low, high = np.fmin(low, mean + (lowest - mean) / (n + 1)), np.fmax(high, mean + (highest - mean) / (n + 1))
    low, high = np.clip(low, lowest, highest), np.clip(high, lowest, highest)
    silent = n < FEWEST_CLUSTERS
    low[silent] = high[silent] = np.nan
    return low, high


def resampled_variances(values: Floats) -> Floats:
    """The sample variance of each column in each resample of the rows: columns x 1000.

    ``values``: rows x columns, NaN where missing. A resample with fewer than two values has none (NaN).
    """
    present = np.isfinite(values)
    filled = np.where(present, values, 0.0)
    rows = piles(np.hstack([present.astype(np.float64), filled, filled**2]))
    sums = rows.T @ draws(len(rows)).T.astype(np.float64)
    n, total, squares = np.split(sums, 3)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(n > 1, (squares - total**2 / n) / (n - 1), np.nan)
    return found
