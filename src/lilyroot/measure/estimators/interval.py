"""95 % intervals for shares and ratios of sums over clusters (conversations).

Two intervals are made and the wider end of each is taken:

1. the cluster bootstrap's percentiles, expanded for few clusters (Hesterberg 2015): the levels are those at which a
   normal quantile equals sqrt(k/(k-1)) times the t quantile with k - 1 degrees of freedom;
2. for a share, Wilson's interval on the effective sample size of Korn and Graubard (1998): messages divided by the
   design effect of a delete-one-cluster jackknife (at least 1), reduced by (z/t)^2; where all or none carry the
   mark, the jackknife sees nothing, and Kish's (sum of sizes)^2 / (sum of squared sizes) stands in;
   for a ratio, a t interval on the log scale with the jackknife's standard error.

The first alone misses rare marks (it cannot see what it did not draw), the second alone misses skewed shares with
strongly alike conversations; docs/explanation/intervals.md has the simulated coverage of each.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from lilyroot.measure.estimators.bootstrap import normal_scores, replicates
from lilyroot.measure.estimators.estimate import Floats, z_of
from lilyroot.measure.estimators.proportions import wilson_ends

FEWEST_CLUSTERS: Final = 5
_TAIL: Final = 0.025
_Z: Final = z_of(1 - 2 * _TAIL)


def intervals(
    num: Floats, den: Floats, *, shares: NDArray[np.bool_], doubt: Floats | None = None
) -> tuple[Floats, Floats]:
    """Low and high ends for the ratios ``num.sum(0) / den.sum(0)``, one per column.

    ``num`` and ``den``: clusters x columns, in an order that has nothing to do with the content. ``shares`` marks
    the columns that lie within 0..1 because num is part of den; the others are ratios. ``doubt`` is, per column, the
    variance that the denominator has of its own (0 when it is simply counted).
    Both ends are NaN where fewer than 5 clusters have a denominator, or where nothing varies in a ratio.

    >>> num, den = np.array([[1.0], [0], [2], [0], [1], [0]]), np.array([[4.0], [5], [4], [3], [6], [2]])
    >>> low, high = intervals(num, den, shares=np.array([True]))
    >>> [round(float(end), 3) for end in (low[0], high[0])]
    [0.0, 0.436]
    """
    total, clusters = den.sum(axis=0), (den > 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative_doubt = np.zeros_like(total) if doubt is None else np.nan_to_num(np.sqrt(doubt) / total)
        resampled = percentiles(replicates(num, den), relative_doubt, clusters)
        analytic = np.where(
            shares, _wilson_of_clusters(num, den, clusters), _log_t(num, den, relative_doubt, clusters)
        )
        low = np.fmin(resampled[0], analytic[0])
        high = np.fmax(resampled[1], analytic[1])
    silent = (clusters < FEWEST_CLUSTERS) | ((high <= low) & ~shares)
    low[silent] = high[silent] = np.nan
    return low, high


def jackknife_variance(num: Floats, den: Floats, clusters: NDArray[np.int64]) -> Floats:
    """Variance of the ratio of sums when whole clusters come and go: (k-1)/k * sum of squared changes."""
    tops, bottoms = num.sum(axis=0), den.sum(axis=0)
    changes = (tops - num) / (bottoms - den) - tops / bottoms
    found: Floats = (clusters - 1) / clusters * (changes**2).sum(axis=0)
    return found


def t_of(clusters: NDArray[np.int64]) -> Floats:
    """The t quantile of a two-sided 95 % interval from so many clusters, at least two."""
    found: Floats = np.asarray(stdtrit(np.maximum(clusters - 1, 1), 1 - _TAIL), dtype=np.float64)
    return found


def percentiles(ratios: Floats, relative_doubt: Floats, clusters: NDArray[np.int64]) -> Floats:
    """Expanded percentiles of the resampled ratios, 2 x columns; resamples without a denominator do not count."""
    if relative_doubt.any():
        ratios = ratios * np.exp(relative_doubt[:, None] * normal_scores())
    ordered = np.sort(ratios, axis=1)  # NaN goes to the end
    counted = np.isfinite(ordered).sum(axis=1)
    level = ndtr(-t_of(clusters) * np.sqrt(clusters / np.maximum(clusters - 1, 1)))
    return np.stack([_quantile(ordered, counted, level), _quantile(ordered, counted, 1 - level)])


def _quantile(ordered: Floats, counted: NDArray[np.int64], level: Floats) -> Floats:
    """Each row's quantile at its own level, linear between neighbours; NaN in a row with nothing in it."""
    last = np.maximum(counted - 1, 0)
    place = np.nan_to_num(level) * last
    below = place.astype(np.int64)
    above = np.minimum(below + 1, last)
    rows = np.arange(len(ordered))
    lower, upper = ordered[rows, below], ordered[rows, above]
    found: Floats = lower + (place - below) * (upper - lower)
    return found


def _wilson_of_clusters(num: Floats, den: Floats, clusters: NDArray[np.int64]) -> Floats:
    total = den.sum(axis=0)
    share = num.sum(axis=0) / total
    seen = share * (1 - share) / jackknife_variance(num, den, clusters)
    kish = total**2 / (den**2).sum(axis=0)
    effective = np.where((share <= 0) | (share >= 1), kish, np.fmin(seen, total))
    return wilson_ends(share, effective * (_Z / t_of(clusters)) ** 2)


def _log_t(num: Floats, den: Floats, relative_doubt: Floats, clusters: NDArray[np.int64]) -> Floats:
    ratio = num.sum(axis=0) / den.sum(axis=0)
    relative = np.sqrt(jackknife_variance(num, den, clusters) / ratio**2 + relative_doubt**2)
    return np.stack([ratio * np.exp(-t_of(clusters) * relative), ratio * np.exp(t_of(clusters) * relative)])
