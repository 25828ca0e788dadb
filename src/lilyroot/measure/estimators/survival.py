"""What share is still open after so long, when some are not over yet? Kaplan and Meier.

Sources: Kaplan and Meier 1958; Greenwood 1926 (the variance); Kalbfleisch and Prentice 2002, section 1.4 (the
interval on the log-minus-log scale); Rothman 1978 (that of a share kept by a day).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Estimates, Floats, floats, require, z_of
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
    length, ended = _seen(durations, over)
    asked = floats(at, "times")
    times, risk, share, spread = _life_table(length, ended)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = z_of(level) * np.sqrt(spread) / np.log(share)
        ends = np.exp(np.log(share) * np.exp(np.array([[-1.0], [1.0]]) * reach))
    edge = (share <= 0) | (share >= 1)
    last = np.append(float(len(length)), risk)
    ends[:, edge] = wilson_ends(share[edge], last[edge], level=level)
    low, high = ends.min(axis=0), ends.max(axis=0)
    place = np.searchsorted(times, asked, side="right")
    known = (asked <= length.max()) | (share[place] <= 0)
    n = np.array([(length >= time).sum() for time in asked], dtype=np.int64)
    share, low, high = (np.where(known, line[place], np.nan) for line in (share, low, high))
    return Estimates(share, low, high, n)


def kept_by_due(elapsed: ArrayLike, kept: ArrayLike, *, level: float = LEVEL) -> Estimate:
    """What share of promises is kept by the due day, when customers let go of some before?

    ``elapsed``: when each ended, 0 made, 1 due; ``kept``: True where it was kept then. One less the share that is
    still open at the due day, or at the last end if that comes first. The interval is Wilson's on the number of
    promises that would have Greenwood's variance: the one on the log-minus-log scale is far too wide where all were
    kept. NaN where customers let go of every promise before its day: none of them says whether any would have been.

    >>> found = kept_by_due([0.2, 0.5, 0.5, 0.7, 1, 1], [True, True, False, True, True, False])
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3), found.n
    (0.778, 0.346, 0.959, 6)
    """
    ended, over = _seen(elapsed, kept)
    times, _, share, spread = _life_table(ended, over)
    due = int(np.searchsorted(times, 1.0, side="right"))
    value = 1 - float(share[due])
    alike = float(((ended >= 1) | over).sum())  # where Greenwood sees nothing vary
    told = value / ((1 - value) * float(spread[due])) if 0 < value < 1 else alike
    if not told:
        return Estimate(np.nan, np.nan, np.nan, len(ended))
    low, high = wilson_ends(np.array(value), np.array(told), level=level)
    return Estimate(value, float(low), float(high), len(ended))


def _seen(durations: ArrayLike, over: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    length, ended = floats(durations, "durations"), np.asarray(over, dtype=bool)
    require(length.shape == ended.shape, "There is not one end for every duration.")
    require(bool((length >= 0).all()), "A duration is below 0.")
    return length, ended


def _life_table(length: Floats, ended: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats, Floats]:
    """The times at which any ended and how many were at risk just before.

    And, before the first and after each of them, the share still open and Greenwood's sum (variance over square).
    """
    times, events = np.unique(length[ended], return_counts=True)
    risk = len(length) - np.searchsorted(np.sort(length), times).astype(np.float64)
    share = np.append(1.0, np.cumprod(1 - events / risk))
    with np.errstate(divide="ignore"):
        spread = np.append(0.0, np.cumsum(events / (risk * (risk - events))))
    return times, risk, share, spread
