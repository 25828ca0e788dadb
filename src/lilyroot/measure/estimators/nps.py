"""Net promoter score: promoters less detractors, in points, with an interval that holds for small teams.

Sources: Rocks 2016, *Interval estimation for the net promoter score* (adjusted Wald); Agresti and Min 2005.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lilyroot.measure.estimators.estimate import LEVEL, Estimate, counts, floats, require, z_of

PROMOTER, PASSIVE = 9, 7


def net_promoters(promoters: int, passives: int, detractors: int, *, level: float = LEVEL) -> Estimate:
    """The score 100 (P - D) / n of so many people in each class, with the adjusted Wald interval.

    Three people are added for the interval, three quarters of one to promoters and to detractors, and the rest to
    the passives; variance (P + D - (P - D)²) / n. Points from -100 to 100. The estimate is the plain score. With
    under about 15 people and nearly all of one class it covers a little less than it says. Nobody asked is NaN with
    ends -100 and 100.

    >>> found = net_promoters(42, 33, 25)
    >>> round(found.estimate, 2), round(found.low, 2), round(found.high, 2), found.n
    (17.0, 1.08, 31.93, 100)
    """
    classes = counts([promoters, passives, detractors], "classes of a net promoter score")
    n = int(classes.sum())
    if n == 0:
        return Estimate(np.nan, -100.0, 100.0, 0)
    centre, half = wald(classes + np.array([0.75, 1.5, 0.75]), level=level)
    score = 100 * float(classes[0] - classes[2]) / n
    return Estimate(score, min(max(centre - half, -100.0), score), max(min(centre + half, 100.0), score), n)


def wald(classes: NDArray[np.float64], *, level: float = LEVEL) -> tuple[float, float]:
    """Centre and half width of Wald's interval for promoters, passives and detractors, in points.

    >>> centre, half = wald(np.array([42.0, 33.0, 25.0]))
    >>> round(centre - half, 2), round(centre + half, 2)
    (1.31, 32.69)
    """
    n = float(classes.sum())
    up, down = float(classes[0]) / n, float(classes[2]) / n
    return 100 * (up - down), 100 * z_of(level) * float(np.sqrt(max(up + down - (up - down) ** 2, 0.0) / n))


def of_answers(answers: ArrayLike, *, level: float = LEVEL) -> Estimate:
    """The score of answers from 0 to 10: 9 and 10 promote, 0 to 6 detract. NaN (no answer) is left out.

    >>> found = of_answers([10, 9, 8, 7, 6, 0, float("nan")])
    >>> round(found.estimate, 2), found.n
    (0.0, 6)
    """
    given = np.asarray(answers, dtype=np.float64)
    given = given[~np.isnan(given)]
    if given.size == 0:
        return net_promoters(0, 0, 0, level=level)
    asked = floats(given, "answers")
    require(bool(((asked >= 0) & (asked <= 10)).all()), "An answer to the recommendation question is not in 0..10.")
    up, down = int((asked >= PROMOTER).sum()), int((asked < PASSIVE).sum())
    return net_promoters(up, len(asked) - up - down, down, level=level)
