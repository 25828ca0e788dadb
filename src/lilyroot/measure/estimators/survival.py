"""What share is still open after so long, when some are not over yet? Kaplan and Meier.

Sources: Kaplan and Meier 1958; Greenwood 1926 (the variance); Kalbfleisch and Prentice 2002, section 1.4 (the
interval on the log-minus-log scale).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lilyroot.measure.estimators.estimate import LEVEL, Estimates, floats, require, z_of
from lilyroot.measure.estimators.proportions import wilson_ends


def kaplan_meier(durations: ArrayLike, over: ArrayLike, at: ArrayLike, *, level: float = LEVEL) -> Estimates:
    """The share still open right after each time in ``at``: the product of 1 - events / at risk up to then.

    ``durations`` (0 or more, any unit, that of ``at``) from the start to the end or to the last look; ``over``: True
    where it ended then. Who was last looked at counts as at risk up to and including that time. The share lies within
    0..1; one less it is the share kept by then. Interval: Greenwood's variance on the log-minus-log scale; while
    nothing or everything has ended, Wilson's with the number at risk at the first or last end. NaN after the last
    look, unless all had ended. ``n``: how many were at risk just before each time.

    >>> found = kaplan_meier([5, 8, 12, 12, 20], [True, False, True, True, False], [4, 12])
    >>> found.estimate.round(3).tolist(), found.low.round(3).tolist(), found.n.tolist()
    ([1.0, 0.267], [0.566, 0.01], [5, 3])
    """
    length = floats(durations, "durations")
    ended = np.asarray(over, dtype=bool)
    asked = floats(at, "times")
    require(length.shape == ended.shape, "There is not one end for every duration.")
    require(bool((length >= 0).all()), "A duration is below 0.")
    times = np.unique(length[ended])
    events = np.array([(ended & (length == time)).sum() for time in times], dtype=np.float64)
    risk = np.array([(length >= time).sum() for time in times], dtype=np.float64)
    share = np.append(1.0, np.cumprod(1 - events / risk))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.append(0.0, np.cumsum(events / (risk * (risk - events))))) / np.log(share)
        ends = np.exp(np.log(share) * np.exp(np.array([[-1.0], [1.0]]) * z_of(level) * spread))
    edge = (share <= 0) | (share >= 1)
    last = np.append(float(len(length)), risk)
    ends[:, edge] = wilson_ends(share[edge], last[edge], level=level)
    low, high = ends.min(axis=0), ends.max(axis=0)
    place = np.searchsorted(times, asked, side="right")
    known = (asked <= length.max()) | (share[place] <= 0)
    n = np.array([(length >= time).sum() for time in asked], dtype=np.int64)
    share, low, high = (np.where(known, line[place], np.nan) for line in (share, low, high))
    return Estimates(share, low, high, n)
