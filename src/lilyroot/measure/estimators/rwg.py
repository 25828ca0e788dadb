"""Do the members of a team agree with one another, compared with people who answer at random? r_wg(j).

Sources: James, Demaree and Wolf 1984; LeBreton and Senter 2008 (the slightly skewed null); Tukey 1958 (jackknife).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, require, z_of

SLIGHT_SKEW: Final = 1.34
"""The variance of answers from 1 to 5 that lean slightly to one side (0.05, 0.15, 0.20, 0.35, 0.25)."""


def uniform_variance(options: int) -> float:
    """The variance of answers spread evenly over so many options: (A² - 1) / 12.

    >>> uniform_variance(5)
    2.0
    """
    require(options > 1, "Answers with fewer than 2 options cannot vary.")
    return (options**2 - 1) / 12


def within_group(answers: ArrayLike, *, null: float = 2.0, level: float = LEVEL) -> Estimate:
    """r_wg(j) of one team's people x items: J q / (J q + 1 - q), q = 1 - mean item variance / variance at random.

    ``null`` is the variance at random: 2 for five options answered evenly, ``SLIGHT_SKEW`` besides (report both).
    Between 0 and 1; less agreement than at random is 0. Sheets with a missing answer (NaN) are left out; at least 3
    people. Interval: Student's for the log of the variance with the jackknife's standard error; where all answer
    alike, or all but one, it is 0 to 1, for nothing is known of how much they vary. ``n``: people.

    >>> found = within_group([[4, 4, 5], [4, 5, 5], [3, 4, 4], [4, 4, 4], [5, 3, 4]])
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3), found.n
    (0.916, 0.51, 0.978, 5)
    """
    z_of(level)
    require(null > 0, "The variance of answers at random is not above 0.")
    sheets = _sheets(answers)
    people, items = sheets.shape
    spread = _spread(sheets)
    middle = rwg_of(spread, items, null=null)
    without = np.array([_spread(np.delete(sheets, one, axis=0)) for one in range(people)])
    if not (without > 0).all():
        return Estimate(middle, 0.0, 1.0, people)
    error = np.sqrt((people - 1) ** 2 / people * np.log(without).var())
    reach = float(np.exp(stdtrit(people - 1, (1 + level) / 2) * error))
    low, high = (rwg_of(one, items, null=null) for one in (spread * reach, spread / reach))
    return Estimate(middle, low, high, people)


def rwg_of(variance: float, items: int, *, null: float = 2.0) -> float:
    """r_wg(j) from the mean variance of so many items.

    >>> round(rwg_of(1.447793, 11), 6)
    0.807527
    """
    agreed = max(1 - variance / null, 0.0)
    return items * agreed / (items * agreed + 1 - agreed)


def _spread(sheets: Floats) -> float:
    return float(sheets.var(axis=0, ddof=1).mean())


def _sheets(answers: ArrayLike) -> Floats:
    sheets = np.asarray(answers, dtype=np.float64)
    require(sheets.ndim == 2 and sheets.shape[1] > 0, "Agreement needs people x items.")
    sheets = sheets[~np.isnan(sheets).any(axis=1)]
    require(len(sheets) > 2, "Agreement needs at least 3 complete sheets.")
    return sheets
