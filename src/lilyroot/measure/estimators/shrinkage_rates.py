"""What is a small team's true rate? So many of so many, drawn toward its department's rate: beta-binomial.

For counts of independent things (people who answered, decisions); messages are alike within conversations, so their
shares go through :mod:`lilyroot.measure.estimators.shrinkage` with the bootstrap's standard error instead. Teams of a
parent have rates from a beta distribution around the parent's, parents' rates one around the organisation's. How much
rates differ is not taken as known: everything is averaged over a grid of what the counts do not contradict, flat in
the correlation of two draws of one team (1 / (prior's size + 1)), that of two teams of one parent, and the mean.

Sources: Skellam 1948; Griffiths 1973; Gelman and others 2013, *Bayesian data analysis*, section 5.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, betaln, expit, logit

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import LEVEL, Estimates, Floats, counts, require
from lilyroot.measure.estimators.shrinkage import lowest_fifth

DRAWS: Final = 500
_ALIKE: Final = np.geomspace(1e-4, 0.9, 80)  # the correlation of two draws of one team
_PARENTS_ALIKE: Final = np.geomspace(1e-3, 0.9, 16)
_MEANS: Final = 48


@dataclass(frozen=True, slots=True)
class ShrunkRates(Estimates):
    """Shrunken rates, one per team; the fields are those of :class:`lilyroot.measure.estimators.shrinkage.Shrunk`."""

    weight: Floats
    toward: Floats
    lowest_fifth: Floats


def shrink_rates(
    marked: ArrayLike,
    trials: ArrayLike,
    *,
    parents: Sequence[str] | None = None,
    seed: int | str = 0,
    level: float = LEVEL,
) -> ShrunkRates:
    """Shrink each team's rate toward its parent's: (marked + prior's part) / (trials + prior's size), averaged.

    ``marked`` of ``trials`` (1 or more) per team, and optionally the name of each team's parent. Rates within 0..1.
    Estimates are means, intervals the middle of 500 draws. ``n`` counts trials. The order of teams changes nothing.

    >>> found = shrink_rates([9, 4, 0, 6], [10, 10, 10, 10])
    >>> found.estimate.round(1).tolist(), bool((found.low < found.estimate).all())
    ([0.8, 0.4, 0.1, 0.6], True)
    """
    x, n = counts(marked, "marked counts"), counts(trials, "trials")
    require(x.shape == n.shape and bool((x <= n).all()), "More are marked in a team than there were trials.")
    require(bool((n > 0).all()), "A team without trials has no rate.")
    require(parents is None or len(parents) == len(x), "There is not one parent for every team.")
    names = np.zeros(len(x)) if parents is None else np.unique(np.asarray(parents), return_inverse=True)[1]
    if len(np.unique(names)) == len(x):
        names = np.zeros(len(x))
    order = np.lexsort((n, x, names))
    back = np.argsort(order)
    parent = np.unique(names[order], return_inverse=True)[1]
    x_sorted, n_sorted = x[order].astype(np.float64), n[order].astype(np.float64)
    toward, size = _priors(x_sorted, n_sorted, parent, seed)
    above, below = x_sorted + toward * size, n_sorted - x_sorted + (1 - toward) * size
    drawn = betaincinv(above, below, uniforms(f"{seed}/teams", DRAWS, len(x)))
    estimate = (above / (above + below)).mean(axis=0)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    weight = (n_sorted / (n_sorted + size)).mean(axis=0)
    return ShrunkRates(
        estimate[back],
        np.minimum(low, estimate)[back],
        np.maximum(high, estimate)[back],
        n,
        weight[back],
        toward.mean(axis=0)[back],
        lowest_fifth(drawn[:, back]),
    )


def _priors(x: Floats, n: Floats, parent: NDArray[np.int64], seed: int | str) -> tuple[Floats, Floats]:
    """Draws of what each team is drawn toward (draws x teams), and of the prior's size (draws x 1)."""
    means, flat = _mean_grid(x, n)
    sizes = 1 / _ALIKE - 1
    likely = _by_parent(x, n, parent, means, sizes)  # alike x parents x means
    # one parent: any mean is as good as another before; several: (parents alike, organisation's mean) x means
    above = flat[None] if likely.shape[1] == 1 else _parent_priors(means, flat)
    joint = np.einsum("apm,cm->apc", np.exp(likely), above)
    chance = np.log(np.maximum(joint, 1e-300)).sum(axis=1)
    chance += np.log(_ALIKE)[:, None]  # flat in the correlation, whose steps are equal in its logarithm
    if likely.shape[1] > 1:
        chance += (np.log(_PARENTS_ALIKE)[:, None] + np.log(flat)).ravel()
    cumulated = np.cumsum(np.exp(chance - chance.max()).ravel())
    cells = np.searchsorted(cumulated, (np.arange(DRAWS) + 0.5) / DRAWS * cumulated[-1])
    alike, prior = cells // chance.shape[1], cells % chance.shape[1]
    each = np.exp(likely[alike]) * above[prior][:, None, :]  # draws x parents x means
    steps = np.cumsum(each, axis=2)
    throw = uniforms(f"{seed}/parents", DRAWS, likely.shape[1])[:, :, None] * steps[:, :, -1:]
    return means[(steps < throw).sum(axis=2)][:, parent], sizes[alike][:, None]


def _mean_grid(x: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Rates that any team might have, at equal steps of the log-odds, and the width of each step as a rate."""
    seen = (x + 0.5) / (n + 1)
    reach = 4 / np.sqrt(n * seen * (1 - seen) + 1)
    odds = np.linspace((logit(seen) - reach).min(), (logit(seen) + reach).max(), _MEANS)
    means = expit(odds)
    width = means * (1 - means)
    return means, width / width.sum()


def _by_parent(x: Floats, n: Floats, parent: NDArray[np.int64], means: Floats, sizes: Floats) -> Floats:
    """The log-likelihood of each parent's teams for every size of the prior and every mean, its top at 0."""
    a, b = sizes[:, None] * means, sizes[:, None] * (1 - means)
    found = np.zeros((parent.max() + 1, *a.shape))
    usual = betaln(a, b)
    for team in range(len(x)):
        found[parent[team]] += betaln(a + x[team], b + n[team] - x[team]) - usual
    lifted: Floats = np.moveaxis(found - found.max(axis=(1, 2), keepdims=True), 0, 1)
    return lifted


def _parent_priors(means: Floats, width: Floats) -> Floats:
    """The chance of each mean of a parent, for every likeness of parents and every mean of the organisation."""
    size = (1 / _PARENTS_ALIKE - 1)[:, None, None]
    a, b = size * means[None, :, None], size * (1 - means)[None, :, None]
    logs = (a - 1) * np.log(means) + (b - 1) * np.log1p(-means) - betaln(a, b) + np.log(width)
    chance = np.exp(logs - logs.max(axis=2, keepdims=True))
    found: Floats = (chance / chance.sum(axis=2, keepdims=True)).reshape(-1, len(means))
    return found
