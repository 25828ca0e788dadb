"""How far do the values of what is done lie from those of what is said? A distance of two sets of shares.

The total variation distance is half the sum of the differences: the share of weight that would have to move.
Taken from samples it is never 0, even where the two are the same: with seven values and 50 items a side about
0.18. So both sides are drawn again along a path from "no difference" to the observed one and beyond it; the
estimate is the point of the path whose mean is what was seen, the interval the points from which it would be seen
in the middle 95 % of draws. Near 0 this takes the whole bias away, and far from 0, where there is little bias, it
takes little; subtracting the bias at 0 everywhere would show a true 0.38 as 0.24 (50 items a side). Simulated:
docs/explanation/dimensions.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from lilyroot.measure.estimators.chance import normals
from lilyroot.measure.estimators.estimate import Floats

DRAWS: Final = 1000
_PATH: Final = np.linspace(0.0, 2.5, 51)  # 0: both as the mean of the two; 1: as observed; beyond: further apart


@dataclass(frozen=True, slots=True)
class Distance:
    """A total variation distance (0..1), corrected for its bias, with its 95 % interval.

    ``seen`` is the distance as counted, ``chance`` how often two equal sides would look at least that far apart.
    """

    distance: float
    low: float
    high: float
    seen: float
    chance: float


def distance(said: Sequence[float], said_items: float, done: Sequence[float], done_items: float) -> Distance:
    """How different are two sets of shares, each from so many coded items?

    Both hold one share (0..1) per value, in the same order, and sum to about 1; the rest is scaled away.

    >>> far = distance([0.6, 0.3, 0.1], 200, [0.2, 0.3, 0.5], 200)
    >>> round(far.seen, 2), far.low < far.distance < far.high, far.chance < 0.01
    (0.4, True, True)
    """
    e, n = (np.asarray(shares, dtype=np.float64) / float(np.sum(shares)) for shares in (said, done))
    middle = (e * said_items + n * done_items) / (said_items + done_items)
    seen = float(_apart(e, n))
    truth, drawn = [], []
    for step in _PATH:
        one, other = (_along(middle, shares, float(step)) for shares in (e, n))
        truth.append(float(_apart(one, other)))
        drawn.append(_apart(_drawn("said", one, said_items), _drawn("done", other, done_items)))
    found = (np.mean(drawn, axis=1), np.quantile(drawn, 0.975, axis=1), np.quantile(drawn, 0.025, axis=1))
    corrected, low, high = (_where(seen, line, np.array(truth)) for line in found)
    return Distance(corrected, min(low, corrected), max(high, corrected), seen, float((drawn[0] >= seen).mean()))


def _apart(one: Floats, other: Floats) -> Floats:
    found: Floats = np.abs(one - other).sum(axis=-1) / 2
    return found


def _along(middle: Floats, shares: Floats, step: float) -> Floats:
    moved = np.clip(middle + step * (shares - middle), 0.0, None)
    scaled: Floats = moved / moved.sum()
    return scaled


def _drawn(side: str, shares: Floats, items: float) -> Floats:
    """Shares of so many items drawn again and again: normal numbers with the multinomial's covariance."""
    z = _chance(side, len(shares))
    root = np.sqrt(shares)
    drawn: Floats = shares + (root * z - shares * (z @ root)[:, None]) / np.sqrt(items)
    return drawn


@cache
def _chance(side: str, values: int) -> Floats:
    """The same for every group and every step of the path."""
    return normals(f"score/allocation/{side}", DRAWS, values)


def _where(seen: float, line: Floats, truth: Floats) -> float:
    """The true distance at which a line over the path reaches what was seen; 0 where it begins above."""
    rising = np.maximum.accumulate(line)
    return 0.0 if seen <= rising[0] else float(np.interp(seen, rising, truth))
