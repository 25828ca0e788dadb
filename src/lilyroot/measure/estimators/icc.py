"""Are people of one team more alike than people of different teams, and how well does a team's mean tell it apart?

Sources: Bliese 2000, and his R package multilevel (ICC(1), ICC(2) from the one-way analysis of variance, with the
mean group size); Searle 1971 (the interval; with unequal groups the size of Thomas and Hultquist 1978); Shrout and
Fleiss 1979 (the six forms for raters); McGraw and Wong 1996 (their intervals).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from lilyroot.measure.estimators.estimate import LEVEL, Estimate, counts, floats, require


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """ICC(1): the share of the variance that lies between groups; ICC(2): the reliability of the groups' means."""

    icc1: Estimate
    icc2: Estimate
    groups: int


def of_groups(values: ArrayLike, groups: Sequence[str] | ArrayLike, *, level: float = LEVEL) -> GroupAgreement:
    """ICC(1) and ICC(2) of one number per person and the name of the person's group.

    At least 2 groups and one with 2 people. NaN values are left out. ICC(1) <= 1, negative where groups differ less
    than chance; ICC(2) has no lower bound. Rank teams only from ICC(2) >= 0.6 on. ``n`` counts people.

    >>> found = of_groups([4, 5, 4, 2, 1, 2, 3, 3, 4], ["a", "a", "a", "b", "b", "b", "c", "c", "c"])
    >>> round(found.icc1.estimate, 3), round(found.icc2.estimate, 3), found.groups
    (0.836, 0.939, 3)
    """
    number = np.asarray(values, dtype=np.float64)
    names = np.asarray(groups)
    require(number.shape == names.shape and number.ndim == 1, "There is not one group for every value.")
    kept = ~np.isnan(number)
    number = floats(number[kept], "values")
    codes = np.unique(names[kept], return_inverse=True)[1]
    sizes = np.bincount(codes)
    means = np.bincount(codes, number) / sizes
    between = float(sizes @ (means - number.mean()) ** 2)
    within = float(((number - means[codes]) ** 2).sum())
    return of_squares(sizes, between, within, level=level)


def of_squares(sizes: ArrayLike, between: float, within: float, *, level: float = LEVEL) -> GroupAgreement:
    """The same from the sizes of the groups and the sums of squares between and within them.

    >>> found = of_squares([3, 3, 3], 12.667, 2.0)
    >>> round(found.icc1.estimate, 3)
    0.857
    """
    size = counts(sizes, "sizes of groups")
    people, groups = int(size.sum()), len(size)
    require(groups > 1 and bool((size > 0).all()), "ICCs need at least 2 groups with people in each.")
    require(people > groups, "ICCs need at least one group of 2 people.")
    one, other = groups - 1, people - groups
    mean_between, mean_within = between / one, within / other
    require(mean_between > 0 or mean_within > 0, "Everybody gave the same answer: there is no variance to divide.")
    ratio = mean_between / mean_within if mean_within > 0 else np.inf
    usual = people / groups
    typical = (people - float((size**2).sum()) / people) / one
    ends = _ends(ratio, one, other, level)
    low, high = (_first(f, typical) for f in ends)
    icc1 = _estimate(_first(ratio, usual), low, high, people)
    low, high = (_second(f) for f in ends)
    return GroupAgreement(icc1, _estimate(_second(ratio), low, high, people), groups)


def shrout_fleiss(ratings: ArrayLike, *, level: float = LEVEL) -> dict[str, Estimate]:
    """The six intraclass correlations of targets x raters, complete: how well do raters agree on the targets?

    ``1,1``: other raters for each target; ``2,1``: these raters stand for others; ``3,1``: only these raters, and
    who is strict does not matter; ``1,k``, ``2,k``, ``3,k``: of the mean of all raters. At most 1. ``n``: targets.

    >>> found = shrout_fleiss([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    >>> {form: round(one.estimate, 2) for form, one in found.items()}
    {'1,1': 0.17, '2,1': 0.29, '3,1': 0.71, '1,k': 0.44, '2,k': 0.62, '3,k': 0.91}
    """
    table = floats(ratings, "ratings", dimensions=2)
    n, k = table.shape
    require(n > 1 and k > 1, "Agreement of raters needs at least 2 targets and 2 raters.")
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    total = float(((table - table.mean()) ** 2).sum())
    of_rows, of_columns = (
        k * float(((rows - table.mean()) ** 2).sum()),
        n * float(((columns - rows.mean()) ** 2).sum()),
    )
    require(of_rows > 0, "All targets were rated alike: there is no variance to divide.")
    targets, raters = of_rows / (n - 1), of_columns / (k - 1)
    rest = max(total - of_rows - of_columns, 0.0) / ((n - 1) * (k - 1))
    inside = (total - of_rows) / (n * (k - 1))
    plain = [_over(targets, inside), *_ends(_over(targets, inside), n - 1, n * (k - 1), level)]
    fixed = [_over(targets, rest), *_ends(_over(targets, rest), n - 1, (n - 1) * (k - 1), level)]
    second = [_agreement(targets, raters, rest, n, k), *_agreement_ends(targets, raters, rest, n, k, level)]
    found = {
        "1,1": [_first(f, k) for f in plain],
        "2,1": second,
        "3,1": [_first(f, k) for f in fixed],
        "1,k": [_second(f) for f in plain],
        "2,k": [_stepped_up(one, k) for one in second],
        "3,k": [_second(f) for f in fixed],
    }
    return {form: _estimate(middle, low, high, n) for form, (middle, low, high) in found.items()}


def _first(ratio: float, size: float) -> float:
    return 1.0 if np.isinf(ratio) else (ratio - 1) / (ratio + size - 1)


def _second(ratio: float) -> float:
    return 1 - 1 / ratio if ratio > 0 else -np.inf


def _over(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else np.inf


def _ends(ratio: float, one: int, other: int, level: float) -> list[float]:
    return [ratio / float(fdtri(one, other, tail)) for tail in ((1 + level) / 2, (1 - level) / 2)]


def _stepped_up(single: float, k: int) -> float:
    """Spearman and Brown: the reliability of the mean of k raters of this single reliability."""
    return k * single / (1 + (k - 1) * single)


def _agreement(targets: float, raters: float, rest: float, n: int, k: int) -> float:
    return (targets - rest) / (targets + (k - 1) * rest + k * (raters - rest) / n)


def _agreement_ends(targets: float, raters: float, rest: float, n: int, k: int, level: float) -> tuple[float, float]:
    """McGraw and Wong 1996, table 7: with Satterthwaite's degrees of freedom for raters and rest together."""
    single = _agreement(targets, raters, rest, n, k)
    if single >= 1:
        return 1.0, 1.0
    a = k * single / (n * (1 - single))
    b = 1 + k * single * (n - 1) / (n * (1 - single))
    mixed = a * raters + b * rest
    freedom = mixed**2 / ((a * raters) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1)))
    upper, lower = (float(fdtri(*pair, (1 + level) / 2)) for pair in ((n - 1.0, freedom), (freedom, n - 1.0)))
    spread = k * raters + (k * n - k - n) * rest
    low = n * (targets - upper * rest) / (upper * spread + n * targets)
    high = n * (lower * targets - rest) / (spread + n * lower * targets)
    return low, high


def _estimate(middle: float, low: float, high: float, n: int) -> Estimate:
    return Estimate(float(middle), float(min(low, middle)), float(max(high, middle)), n)
