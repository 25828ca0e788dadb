"""What share of the group is it? Wilson's and the exact interval, and what a finite population changes.

Sources: Wilson 1927; Clopper and Pearson 1934; Brown, Cai and DasGupta 2001 (why not Wald); Cochran 1977,
*Sampling techniques*, section 2.6 (finite population); Berry and Armitage 1995 (mid-P).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import betainc, betaincinv

from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, require, z_of

_HALVINGS: Final = 60


def wilson(count: int, n: int, *, population: int | None = None, level: float = LEVEL) -> Estimate:
    """A share with Wilson's score interval: (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    ``count`` of ``n`` independent draws carry the mark; the share lies within 0..1. With ``population`` the n are
    drawn without replacement from so many and the share is theirs: n is replaced by n / (1 - n/population), so that
    a complete count is certain. Nobody asked (n = 0) is NaN with ends 0 and 1. Raises EstimatorError where the
    counts contradict each other.

    >>> found = wilson(42, 300)
    >>> round(found.estimate, 3), round(found.low, 7), round(found.high, 7)
    (0.14, 0.1052713, 0.1838316)
    """
    _check(count, n, population)
    if n == 0:
        return Estimate(np.nan, 0.0, 1.0, 0)
    missing = 1.0 if population is None else 1 - n / population
    size = n / missing if missing else np.inf
    low, high = wilson_ends(np.array(count / n), np.array(size), level=level)
    return Estimate(count / n, float(low), float(high), n)


def wilson_ends(share: Floats, size: Floats, *, level: float = LEVEL) -> Floats:
    """Wilson's ends for shares seen in ``size`` draws (any number from 0 up, infinite too): 2 x the shape given.

    Written by how much of the interval's centre is 1/2 instead of the share: all of it with no draws, of which the
    ends are 0 and 1; none of it with infinitely many.

    >>> [round(float(end), 7) for end in wilson_ends(np.array(42 / 300), np.array(300.0))]
    [0.1052713, 0.1838316]
    >>> wilson_ends(np.array(0.0), np.array(0.0)).tolist()
    [0.0, 1.0]
    """
    z = z_of(level)
    even = z * z / (size + z * z)
    centre = share * (1 - even) + even / 2
    half = np.sqrt(even * (share * (1 - share) * (1 - even) + even / 4))
    ends: Floats = np.clip(np.stack([np.minimum(centre - half, share), np.maximum(centre + half, share)]), 0.0, 1.0)
    return ends


def clopper_pearson(count: int, n: int, *, level: float = LEVEL) -> Estimate:
    """A share with the exact interval: never covers less than it says, so it is wide. For a handful of draws.

    The ends are the beta quantiles B(α/2; x, n-x+1) and B(1-α/2; x+1, n-x). Nobody asked is NaN with ends 0 and 1.

    >>> found = clopper_pearson(3, 40)
    >>> round(found.low, 8), round(found.high, 8)
    (0.01574218, 0.20386475)
    """
    _check(count, n, None)
    require(0 < level < 1, f"The level of an interval is {level}; it lies between 0 and 1.")
    if n == 0:
        return Estimate(np.nan, 0.0, 1.0, 0)
    return Estimate(count / n, *exact_ends(count / n, n, level=level), n)


def exact_ends(share: float, size: float, *, level: float = LEVEL) -> tuple[float, float]:
    """Clopper and Pearson's ends for a share seen in ``size`` draws (above 0, whole or not; the marked need not be).

    >>> low, high = exact_ends(3 / 40, 40)
    >>> round(low, 8), round(high, 8)
    (0.01574218, 0.20386475)
    """
    tail, count = (1 - level) / 2, share * size
    rest = size - count
    low = float(betaincinv(count, rest + 1, tail)) if share > 0 else 0.0
    high = float(betaincinv(count + 1, rest, 1 - tail)) if share < 1 else 1.0
    return low, high


def mid_p_ends(share: Floats, size: Floats, *, level: float = LEVEL) -> Floats:
    """Ends for shares seen in few draws (``size`` above 0, whole or not): 2 x the shape given.

    The exact test with half the weight on what was seen: between Wilson's interval, which for ten draws holds some
    shares only 91 times in 100, and the exact one, which is wider than need be. The lower end is where seeing
    as much or more would have a chance of half of what is outside ``level``, the upper end where as little would.

    >>> [round(float(end), 4) for end in mid_p_ends(np.array(0.3), np.array(10.0))]
    [0.0826, 0.6199]
    """
    count = share * size
    low, high = (_where(side, count, size) for side in ((1 - level) / 2, (1 + level) / 2))
    low = np.where(count <= 0, 0.0, np.minimum(low, share))
    high = np.where(count >= size, 1.0, np.maximum(high, share))
    return np.stack([low, high])


def _where(side: float, count: Floats, size: Floats) -> Floats:
    """The shares at which the chance of more than was seen, and half of just as much, is ``side``: by halving."""
    least, most = np.zeros(np.shape(count)), np.ones(np.shape(count))
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        below = _mid_chance(middle, count, size) < side
        least, most = np.where(below, middle, least), np.where(below, most, middle)
    return least


def _mid_chance(share: Floats, count: Floats, size: Floats) -> Floats:
    """The chance of more than was seen, and half of that of just as much."""
    with np.errstate(invalid="ignore"):
        as_much = np.where(count > 0, betainc(np.maximum(count, 1e-9), size - count + 1, share), 1.0)
        more = np.where(count < size, betainc(count + 1, np.maximum(size - count, 1e-9), share), 0.0)
    found: Floats = (as_much + more) / 2
    return found


def _check(count: int, n: int, population: int | None) -> None:
    require(0 <= count <= n, f"{count} of {n} cannot be a share.")
    require(population is None or population >= max(n, 1), f"{n} cannot be drawn from {population}.")
