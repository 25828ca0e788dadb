"""What every estimator answers with: an estimate, both ends of its interval, and the number it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from lilyroot.errors import EstimatorError

Floats = NDArray[np.float64]
LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with its interval. ``n``: the observations behind it. Ends are NaN where nothing can be said."""

    estimate: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Estimates:
    """The same for several groups at once, one array each, in the order the groups were given."""

    estimate: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]


def z_of(level: float) -> float:
    """The normal quantile that leaves half of what is outside ``level`` on each side.

    >>> round(z_of(0.95), 4)
    1.96
    """
    require(0 < level < 1, f"The level of an interval is {level}; it lies between 0 and 1.")
    return float(ndtri((1 + level) / 2))


def require(condition: bool, sentence: str) -> None:
    """Raise an :class:`EstimatorError` with this sentence unless the condition holds."""
    if not condition:
        remedy = "See the documentation of the estimator for what it accepts."
        raise EstimatorError("unusable_numbers", sentence, remedy=remedy)


def floats(values: ArrayLike, what: str, *, dimensions: int = 1) -> Floats:
    """The values as finite floating-point numbers of that many dimensions, at least one of them."""
    found = np.asarray(values, dtype=np.float64)
    require(found.ndim == dimensions, f"The {what} have {found.ndim} dimensions instead of {dimensions}.")
    require(found.size > 0, f"There are no {what}.")
    require(bool(np.isfinite(found).all()), f"The {what} hold something that is no number.")
    return found


def counts(values: ArrayLike, what: str, *, dimensions: int = 1) -> NDArray[np.int64]:
    """The values as whole numbers from 0 up."""
    found = floats(values, what, dimensions=dimensions)
    whole = bool((found == np.floor(found)).all()) and bool((found >= 0).all())
    require(whole, f"The {what} must be whole numbers from 0 up.")
    return found.astype(np.int64)
