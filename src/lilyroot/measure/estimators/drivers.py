"""Which of several things explains how much of an outcome? Shares of explained variance, never "impact".

Sources: Lindeman, Merenda and Gold 1980 and Grömping 2006 (LMG: the mean gain over all orders); Johnson 2000
(relative weights); Efron and Tibshirani 1993 (bootstrap).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Estimates, Floats, floats, require

DRAWS: Final = 500
MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Drivers(Estimates):
    """How much of the outcome's variance each predictor explains; together they are ``r_squared``.

    Show them only where the interval of ``r_squared`` lies above 0.02.
    """

    r_squared: Estimate


def explained(predictors: ArrayLike, outcome: ArrayLike, *, seed: int | str = 0, level: float = LEVEL) -> Drivers:
    """LMG: the gain in R² when a predictor comes in, averaged over all orders of coming in (Shapley's value).

    ``predictors``: units x up to 10, ``outcome``: one number per unit; more units than predictors + 1, nothing
    missing. Intervals: units resampled 500 times; R² is too high by about predictors / units, and so are they.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(200, 2))
    >>> found = explained(x, x @ [1.0, 0.0] + rng.normal(size=200))
    >>> found.estimate.round(2).tolist(), round(found.r_squared.estimate, 2)
    ([0.45, 0.01], 0.46)
    """
    x, y = _checked(predictors, outcome)
    units, wide = x.shape
    both = np.column_stack([x, y])
    gains = _lmg(_correlations(both[None]))[0]
    drawn = (uniforms(seed, DRAWS, units) * units).astype(np.int64)
    resampled = _lmg(_correlations(both[drawn]))
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.nanquantile(resampled, tails, axis=0)
    whole = np.nanquantile(resampled.sum(axis=1), tails)
    total = float(gains.sum())
    r_squared = Estimate(total, min(float(whole[0]), total), max(float(whole[1]), total), units)
    n = np.full(wide, units, dtype=np.int64)
    return Drivers(gains, np.minimum(low, gains), np.maximum(high, gains), n, r_squared)


def relative_weights(predictors: ArrayLike, outcome: ArrayLike) -> Floats:
    """Johnson's approximation of the same, for many predictors: the weights of uncorrelated stand-ins, handed back.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(200, 2))
    >>> relative_weights(x, x @ [1.0, 0.0] + rng.normal(size=200)).round(2).tolist()
    [0.45, 0.01]
    """
    x, y = _checked(predictors, outcome, most=None)
    matrix = _correlations(np.column_stack([x, y])[None])[0]
    values, vectors = np.linalg.eigh(matrix[:-1, :-1])
    root = vectors * np.sqrt(values) @ vectors.T
    found: Floats = root**2 @ np.linalg.solve(root, matrix[:-1, -1]) ** 2
    return found


def _checked(predictors: ArrayLike, outcome: ArrayLike, most: int | None = MOST) -> tuple[Floats, Floats]:
    x, y = floats(predictors, "predictors", dimensions=2), floats(outcome, "outcomes")
    require(len(x) == len(y), "There is not one outcome for every unit.")
    require(len(x) > x.shape[1] + 1, "There are too few units for so many predictors.")
    require(most is None or x.shape[1] <= MOST, f"All orders of more than {MOST} predictors are too many.")
    centred = x - x.mean(axis=0)
    require(float(np.ptp(y)) > 0, "The outcome never varies.")
    require(int(np.linalg.matrix_rank(centred)) == x.shape[1], "A predictor follows from the others altogether.")
    return x, y


def _correlations(samples: Floats) -> Floats:
    centred = samples - samples.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = centred / np.sqrt((centred**2).sum(axis=1, keepdims=True))
    found: Floats = np.einsum("bui,buj->bij", scaled, scaled)
    return found


def _lmg(correlations: Floats) -> Floats:
    """The gains for each of many matrices whose last row is the outcome's; NaN where one cannot be solved."""
    wide = correlations.shape[1] - 1
    finite = np.asarray(np.isfinite(correlations).all(axis=(1, 2)))
    smallest = np.linalg.eigvalsh(np.where(finite[:, None, None], correlations, 0.0)[:, :-1, :-1])[:, 0]
    solvable = finite & (smallest > 1e-10)
    usable = correlations[solvable]
    fits: dict[frozenset[int], Floats] = {frozenset(): np.zeros(len(usable))}
    for size in range(1, wide + 1):
        for chosen in combinations(range(wide), size):
            block, side = usable[:, chosen][:, :, chosen], usable[:, chosen, -1]
            fits[frozenset(chosen)] = (side * np.linalg.solve(block, side[:, :, None])[:, :, 0]).sum(axis=1)
    gains = np.full((len(correlations), wide), np.nan)
    gains[solvable] = 0.0
    for before, fit in fits.items():
        for one in set(range(wide)) - before:
            orders = wide * comb(wide - 1, len(before))
            gains[solvable, one] += (fits[before | {one}] - fit) / orders
    return gains
