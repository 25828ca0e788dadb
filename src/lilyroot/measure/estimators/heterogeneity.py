"""Do several estimates of one thing agree, and by how much do they differ beyond chance?

Sources: Cochran 1954 (Q); Higgins and Thompson 2002 (I²); DerSimonian and Laird 1986; Paule and Mandel 1982;
Viechtbauer 2005 (REML for the variance between); Knapp and Hartung 2003 (the interval of the mean).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import chdtrc, stdtrit

from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, floats, require, z_of

Method = Literal["reml", "dl", "pm"]


@dataclass(frozen=True, slots=True)
class Agreement(Estimate):
    """The common value with its interval, and how much its sources disagree.

    ``q`` is Cochran's, ``p`` the chance of a larger one if all sources measured the same, ``i_squared`` the share of
    the spread that chance does not explain (0..1).
    """

    q: float
    p: float
    i_squared: float


def cochran_q(values: ArrayLike, errors: ArrayLike, *, level: float = LEVEL) -> Agreement:
    """Do the sources agree? Q = sum of w (y - mean)², w = 1/error², against chi-square with k - 1 degrees of freedom.

    ``values`` and their standard ``errors`` (above 0), one per source, in one unit. The estimate is the mean weighted
    by w. One source alone always agrees (p = 1).

    >>> found = cochran_q([72, 65, 58, 80, 61, 70, 55, 90], [4, 6, 8, 5, 3, 7, 9, 12])
    >>> round(found.q, 6), round(found.p, 4)
    (19.328225, 0.0072)
    """
    y, s = values_and_errors(values, errors)
    weights = 1 / s**2
    middle = float(weights @ y / weights.sum())
    q, degrees = float(weights @ (y - middle) ** 2), len(y) - 1
    half = z_of(level) / float(np.sqrt(weights.sum()))
    p = float(chdtrc(degrees, q)) if degrees else 1.0
    surplus = max(0.0, 1 - degrees / q) if q > 0 else 0.0
    return Agreement(middle, middle - half, middle + half, len(y), q, p, surplus)


def between_variance(values: ArrayLike, errors: ArrayLike, *, method: Method = "reml") -> float:
    """The variance τ² between the true values behind estimates with these standard errors; 0 from below.

    ``reml``: restricted maximum likelihood (the default everywhere); ``dl``: DerSimonian and Laird's moments;
    ``pm``: Paule and Mandel's, the τ² at which Q equals its degrees of freedom. In the square of the unit.

    >>> round(between_variance([72, 65, 58, 80, 61, 70, 55, 90], [4, 6, 8, 5, 3, 7, 9, 12]), 4)
    48.8496
    """
    y, s = values_and_errors(values, errors)
    require(method in ("reml", "dl", "pm"), f"There is no method {method!r} for the variance between.")
    if len(y) < 2:
        return 0.0
    if method == "dl":
        weights = 1 / s**2
        surplus = cochran_q(y, s).q - (len(y) - 1)
        return max(0.0, surplus / float(weights.sum() - (weights**2).sum() / weights.sum()))
    excess = _reml_score if method == "reml" else _pm_excess
    return _root(lambda tau2: excess(tau2, y, s), float(y.var(ddof=1) + (s**2).max()))


@dataclass(frozen=True, slots=True)
class Pooled(Estimate):
    """A mean over sources that differ; ``error`` is its standard error if the variance between were known."""

    error: float


def pooled(values: ArrayLike, errors: ArrayLike, *, method: Method = "reml", level: float = LEVEL) -> Pooled:
    """The mean of the true values behind estimates that differ beyond chance: weights 1/(error² + τ²).

    Interval: Knapp and Hartung's (Student's with k - 1 degrees of freedom, the error enlarged where the values
    scatter more than their weights say, never reduced), as the normal one misses too often with few sources.

    >>> found = pooled([72, 65, 58, 80, 61, 70, 55, 90], [4, 6, 8, 5, 3, 7, 9, 12])
    >>> round(found.estimate, 5), round(found.low, 2), round(found.high, 2)
    (68.15113, 59.79, 76.52)
    """
    y, s = values_and_errors(values, errors)
    z = z_of(level)
    weights = 1 / (s**2 + between_variance(y, s, method=method))
    middle, error = float(weights @ y / weights.sum()), float(1 / np.sqrt(weights.sum()))
    if len(y) == 1:
        return Pooled(middle, middle - z * error, middle + z * error, 1, error)
    scatter = float(weights @ (y - middle) ** 2) / (len(y) - 1)
    half = float(stdtrit(len(y) - 1, (1 + level) / 2)) * error * max(1.0, scatter) ** 0.5
    return Pooled(middle, middle - half, middle + half, len(y), error)


def values_and_errors(values: ArrayLike, errors: ArrayLike) -> tuple[Floats, Floats]:
    """Both as finite numbers, one standard error above 0 for every value."""
    y, s = floats(values, "values"), floats(errors, "standard errors")
    require(y.shape == s.shape, "There is not one standard error for every value.")
    require(bool((s > 0).all()), "A standard error is not above 0.")
    return y, s


def _reml_score(tau2: float, y: Floats, s: Floats) -> float:
    """Twice the slope of the restricted log-likelihood."""
    weights = 1 / (s**2 + tau2)
    middle = weights @ y / weights.sum()
    return float((weights**2 * (y - middle) ** 2).sum() - weights.sum() + (weights**2).sum() / weights.sum())


def _pm_excess(tau2: float, y: Floats, s: Floats) -> float:
    weights = 1 / (s**2 + tau2)
    middle = weights @ y / weights.sum()
    return float(weights @ (y - middle) ** 2) - (len(y) - 1)


def _root(excess: Callable[[float], float], start: float) -> float:
    """Where the falling function crosses 0, or 0 where it is below from the beginning."""
    if excess(0.0) <= 0:
        return 0.0
    top = start
    while excess(top) > 0:
        top *= 2
    return float(brentq(excess, 0.0, top, xtol=1e-12, rtol=1e-12))
