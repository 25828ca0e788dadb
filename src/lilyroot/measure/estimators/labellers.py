"""Do people who label the same messages give them the same labels? Cohen's kappa and Krippendorff's alpha.

Sources: Cohen 1960; Fleiss, Cohen and Everitt 1969 (the standard error of kappa); Krippendorff 2004, chapter 11;
Efron and Tibshirani 1993 (the bootstrap).
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, counts, require, z_of
from lilyroot.model import agreement

Scale = Literal["nominal", "ordinal", "interval", "ratio"]
DRAWS: Final = 1000


def cohen_kappa(table: ArrayLike, *, level: float = LEVEL) -> Estimate:
    """Kappa of two labellers: (agreed - by chance) / (1 - by chance), from a square table of counts.

    Row: the first one's label, column: the second one's. At most 1, negative below chance. Normal interval with the
    standard error of Fleiss, Cohen and Everitt. NaN with ends -1 and 1 where both gave everything one label.

    >>> found = cohen_kappa([[20, 5], [10, 15]])
    >>> round(found.estimate, 3), round(found.low, 3), round(found.high, 3), found.n
    (0.4, 0.151, 0.649, 50)
    """
    pairs = counts(table, "pairs of labels", dimensions=2)
    require(pairs.shape[0] == pairs.shape[1], "The two labellers have different numbers of labels.")
    n = int(pairs.sum())
    require(n > 0, "No message was labelled twice.")
    kappa = agreement.cohen_kappa({place: int(times) for place, times in np.ndenumerate(pairs)})
    if kappa is None:
        return Estimate(np.nan, -1.0, 1.0, n)
    share = pairs / n
    first, second = share.sum(axis=1), share.sum(axis=0)
    chance = float(first @ second)
    weights = np.eye(len(share)) - (1 - kappa) * (first[None, :] + second[:, None])
    variance = float((share * weights**2).sum()) - (kappa - chance * (1 - kappa)) ** 2
    half = z_of(level) * float(np.sqrt(max(variance, 0.0) / n)) / (1 - chance)
    return Estimate(kappa, max(kappa - half, -1.0), min(kappa + half, 1.0), n)


def krippendorff_alpha(
    labels: ArrayLike, scale: Scale = "nominal", *, seed: int | str = 0, level: float = LEVEL
) -> Estimate:
    """Alpha of labellers x messages, any number of each: 1 - disagreement seen / disagreement by chance.

    Labels are numbers, NaN where somebody did not label; messages with one label or none are left out. ``scale`` says
    what a difference of labels means. At most 1; negative where people disagree more than by chance. Interval:
    messages resampled 1,000 times. ``n``: messages with two labels or more. NaN with ends -1 and 1 where there is
    only one label.

    >>> found = krippendorff_alpha([[1, 2, 3, 3, 2], [1, 2, 3, 3, 1], [1, float("nan"), 3, 3, 2]])
    >>> round(found.estimate, 3), found.n
    (0.797, 5)
    """
    require(scale in ("nominal", "ordinal", "interval", "ratio"), f"There is no scale {scale!r}.")
    given = np.asarray(labels, dtype=np.float64)
    require(given.ndim == 2, "Alpha needs labellers x messages.")
    given = given[:, (~np.isnan(given)).sum(axis=0) > 1]
    n = given.shape[1]
    require(n > 0, "No message was labelled twice.")
    values = np.unique(given[~np.isnan(given)])
    require(scale != "ratio" or bool((values >= 0).all()), "On a ratio scale no label is below 0.")
    if len(values) == 1:
        return Estimate(np.nan, -1.0, 1.0, n)
    pairs = _coincidences(given, values)
    middle = float(_alpha(pairs.sum(axis=0)[None], values, scale)[0])
    drawn = (uniforms(seed, DRAWS, n) * n).astype(np.int64)
    times = np.zeros((DRAWS, n))
    np.add.at(times, (np.arange(DRAWS)[:, None], drawn), 1.0)
    resampled = _alpha(np.einsum("bn,nvw->bvw", times, pairs, optimize=True), values, scale)
    low, high = np.nanquantile(resampled, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(middle, min(float(low), middle), max(float(high), middle), n)


def _coincidences(given: Floats, values: Floats) -> Floats:
    """For every message, how often each pair of labels met in it, weighed so that every label counts once."""
    seen = (given[:, :, None] == values).sum(axis=0).astype(np.float64)  # messages x values
    met = seen[:, :, None] * seen[:, None, :] - seen[:, :, None] * np.eye(len(values))
    found: Floats = met / (seen.sum(axis=1) - 1)[:, None, None]
    return found


def _alpha(pairs: Floats, values: Floats, scale: Scale) -> Floats:
    """Alpha of each table of coincidences; NaN where a resample holds one label only."""
    of_each = pairs.sum(axis=2)
    total = of_each.sum(axis=1)
    apart = _distances(of_each, values, scale)
    expected = (of_each[:, :, None] * of_each[:, None, :] * apart).sum(axis=(1, 2)) / (total - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(expected > 0, 1 - (pairs * apart).sum(axis=(1, 2)) / expected, np.nan)
    return found


def _distances(of_each: Floats, values: Floats, scale: Scale) -> Floats:
    """The squared distance of every two labels; on an ordinal scale it depends on how often those between occur."""
    one, other = values[:, None], values[None, :]
    if scale == "nominal":
        return np.asarray(one != other, dtype=np.float64)[None]
    if scale == "interval":
        squares: Floats = (one - other)[None] ** 2
        return squares
    if scale == "ratio":
        total = one + other
        relative: Floats = ((one - other) / np.where(total > 0, total, 1.0))[None] ** 2
        return relative
    middle = np.cumsum(of_each, axis=1) - of_each / 2
    found: Floats = (middle[:, :, None] - middle[:, None, :]) ** 2
    return found
