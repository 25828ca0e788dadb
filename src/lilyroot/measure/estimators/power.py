"""How many units does it take to see a correlation, if there is one?

Sources: Fisher 1921 (the z transformation); Cohen 1988, chapter 3; Spearman 1904 (attenuation).
"""

from __future__ import annotations

from math import atanh, ceil, sqrt

from scipy.special import ndtri

from lilyroot.measure.estimators.estimate import require, z_of


def units_needed(correlation: float, *, power: float = 0.8, reliability: float = 1.0, level: float = 0.95) -> int:
    """The units (teams, shops) needed to find a true correlation with this power, two-sided.

    ((z of the level + z of the power) / artanh r)² + 3, rounded up. ``reliability``, that of the unit means such as
    ICC(2), makes the correlation smaller by its root. Not 0 and within -1..1.

    >>> units_needed(0.2), units_needed(0.2, reliability=0.6)
    (194, 325)
    """
    require(0 < abs(correlation) < 1, "The correlation must lie between -1 and 1 and not be 0.")
    require(0 < power < 1, "The power lies between 0 and 1.")
    require(0 < reliability <= 1, "A reliability lies above 0 and is at most 1.")
    seen = abs(correlation) * sqrt(reliability)
    return ceil(((z_of(level) + float(ndtri(power))) / atanh(seen)) ** 2 + 3)
