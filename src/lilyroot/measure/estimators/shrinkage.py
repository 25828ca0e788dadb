"""What is a small team's true score? Its own data, drawn toward its department, and that toward the organisation.

Empirical Bayes for normal estimates: y_i ~ N(θ_i, s_i²), θ_i ~ N(its parent's mean, τ_w²), and the parents' means
~ N(μ, τ_b²).
The variances τ² of the estimates are those of restricted maximum likelihood. Intervals must not take them as known:
with 10 teams that covers 40 to 90 of 100 true scores instead of 95, and a parametric bootstrap of the variances still
88 to 98. So the variances are drawn from the restricted likelihood, flat in τ² (Stein's harmonic prior), then μ, the
parents' means and the teams' given them. docs/explanation/intervals.md has the simulated coverage.

Sources: Efron and Morris 1975; Morris 1983; Morris and Tang 2011 (flat in τ²); Harville 1974 (restricted likelihood).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

from lilyroot.measure.estimators.chance import normals
from lilyroot.measure.estimators.estimate import LEVEL, Estimates, Floats, counts, floats, require
from lilyroot.measure.estimators.heterogeneity import values_and_errors

DRAWS: Final = 1000
Numbers = NDArray[Any]  # real, or complex where slopes are taken

_STEPS: Final = 40
_ZOOMS: Final = 2
_NEGLIGIBLE: Final = 9.0  # log units below the best: less than a ten-thousandth of its weight


@dataclass(frozen=True, slots=True)
class Shrunk(Estimates):
    """Shrunken scores, one per team.

    ``weight``: how much of it is the team's own data (0..1); ``toward``: the parent's mean that makes up the rest;
    ``lowest_fifth``: the probability that the team is truly in the lowest fifth (flag only above 0.8, never rank).
    ``mean`` is the organisation's; ``between_teams`` and ``between_parents`` are the variances τ².
    """

    weight: Floats
    toward: Floats
    lowest_fifth: Floats
    mean: float
    between_teams: float
    between_parents: float


def shrink(
    values: ArrayLike,
    errors: ArrayLike,
    *,
    n: ArrayLike,
    parents: Sequence[str] | None = None,
    seed: int | str = 0,
    level: float = LEVEL,
) -> Shrunk:
    """Shrink each team's value toward its parent's mean, and the parents' toward the organisation's.

    ``values`` and standard ``errors`` (above 0) in one unit, ``n``: the people behind each, ``parents``: the name of
    each team's parent (none: all have the organisation). One team per parent is the same as no parents. A team
    without a value is left out by the caller. The order of teams changes nothing. Raises EstimatorError on bad input.

    >>> found = shrink([72, 65, 58, 80, 61, 70, 55, 90], [4, 6, 8, 5, 3, 7, 9, 12], n=[12] * 8)
    >>> round(found.mean, 4), round(found.between_teams, 4)
    (68.1511, 48.8496)
    >>> found.estimate.round(2).tolist()
    [71.05, 66.34, 63.76, 75.99, 62.11, 69.07, 63.2, 73.69]
    >>> found.weight.round(2).tolist()
    [0.75, 0.58, 0.43, 0.66, 0.84, 0.5, 0.38, 0.25]
    """
    y, s = values_and_errors(values, errors)
    people = counts(n, "numbers of people")
    require(people.shape == y.shape, "There is not one number of people for every value.")
    require(parents is None or len(parents) == len(y), "There is not one parent for every value.")
    names = np.zeros(len(y)) if parents is None else np.unique(np.asarray(parents), return_inverse=True)[1]
    if len(np.unique(names)) == len(y):
        names = np.zeros(len(y))
    order = np.lexsort((s, y, names))
    tree = _Tree(y[order], s[order] ** 2, np.unique(names[order], return_index=True)[1])
    back = np.argsort(order)
    variances = tree.most_likely()
    own, toward, mean = tree.best(*variances)
    drawn = tree.draws(seed)[:, back]
    estimate = (toward + own * (tree.values - toward))[back]
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Shrunk(
        estimate,
        np.minimum(low, estimate),
        np.maximum(high, estimate),
        people,
        own[back],
        toward[back],
        lowest_fifth(drawn),
        mean,
        *variances,
    )


def lowest_fifth(drawn: ArrayLike) -> Floats:
    """How often each team is among the lowest fifth (rounded up) of all teams, over draws x teams.

    >>> lowest_fifth([[1, 2, 3, 4, 5], [2, 1, 3, 4, 5]]).tolist()
    [0.5, 0.5, 0.0, 0.0, 0.0]
    """
    table = floats(drawn, "draws", dimensions=2)
    places = np.argsort(np.argsort(table, axis=1, kind="stable"), axis=1, kind="stable")
    found: Floats = (places < -(-table.shape[1] // 5)).mean(axis=0)
    return found


def james_stein(values: ArrayLike, variance: float) -> tuple[Floats, float]:
    """Shrink equally precise values toward their mean: the weight of the own value is 1 - (k-3) v / sum of squares.

    The classic (Efron and Morris 1977), kept for comparison: gives no interval. Not below 0; at least 4 values.

    >>> shrunken, weight = james_stein([0.4, 0.3, 0.25, 0.2, 0.15], 0.004)
    >>> round(weight, 3), round(float(shrunken[0]), 3)
    (0.784, 0.37)
    """
    y = floats(values, "values")
    require(len(y) > 3 and variance > 0, "James and Stein's weight needs four values and a variance above 0.")
    squares = float(((y - y.mean()) ** 2).sum())
    weight = max(0.0, 1 - (len(y) - 3) * variance / squares) if squares > 0 else 0.0
    return y.mean() + weight * (y - y.mean()), weight


@dataclass(frozen=True)
class _Tree:
    """Teams in the order of their parents; ``starts`` is where each parent's teams begin."""

    values: Floats
    squared_errors: Floats
    starts: NDArray[np.intp]

    @property
    def parent(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(self.values))))

    def parents(self, within: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Means of the parents' teams, their precisions, and the part of the log-likelihood that lies below them.

        ``within`` is a column of variances (complex ones too, for slopes); all answers have one row for each.
        """
        precise = 1 / (self.squared_errors + within)
        precision = np.add.reduceat(precise, self.starts, axis=-1)
        means = np.add.reduceat(precise * self.values, self.starts, axis=-1) / precision
        squares = precise * (self.values - means[..., self.parent]) ** 2
        inside = np.log(precise).sum(axis=-1) - squares.sum(axis=-1) - np.log(precision).sum(axis=-1)
        return means, precision, inside / 2

    def top(self, means: Numbers, precision: Numbers, between: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """The organisation's mean, its precision, and the part of the log-likelihood between parents."""
        precise = 1 / (1 / precision + between)
        total = precise.sum(axis=-1)
        mean = (precise * means).sum(axis=-1) / total
        squares = precise * (means - mean[..., None]) ** 2
        return mean, total, (np.log(precise).sum(axis=-1) - squares.sum(axis=-1) - np.log(total)) / 2

    def likelihood(self, variances: Numbers) -> complex:
        means, precision, inside = self.parents(variances[:1])
        return complex(inside + self.top(means, precision, variances[1:])[2])

    @property
    def unit(self) -> float:
        """The scale on which the variances are searched: at least that of everything seen."""
        return float(np.std(self.values) + np.sqrt(self.squared_errors).mean())

    def most_likely(self) -> tuple[float, float]:
        """The restricted maximum likelihood variances, within and between parents."""
        if len(self.values) == 1:
            return 0.0, 0.0
        free = min(len(self.starts), 2)
        scale, step = self.unit**2, 1e-20

        def fall(given: Floats) -> float:
            return -self.likelihood(np.append(given, np.zeros(2 - free)) * scale).real

        def slopes(given: Floats) -> Floats:
            """By complex steps, exact to the last digit (Squire and Trapp 1998)."""
            at = np.append(given, np.zeros(2 - free)) * scale
            rises = [self.likelihood(at + 1j * step * (np.arange(2) == place)).imag for place in range(free)]
            return np.array(rises) * -scale / step

        within, between, likely = self.surface()
        best = np.unravel_index(likely.argmax(), likely.shape)
        start = np.array([within[best[0]], between[best[1]]])[:free] ** 2 / scale
        tight: Any = {"ftol": 1e-16, "gtol": 1e-11, "maxiter": 500}
        found = minimize(fall, start, jac=slopes, method="L-BFGS-B", bounds=[(0, None)] * free, options=tight)
        variances = np.append(found.x, np.zeros(2 - free)) * scale
        return float(variances[0]), float(variances[1])

    def best(self, within: float, between: float) -> tuple[Floats, Floats, float]:
        """The weight of each team's own value, the mean of its parent, and the organisation's mean."""
        means, precision, _ = self.parents(np.array([within]))
        mean = float(self.top(means, precision, np.array([between]))[0])
        kept = between / (between + 1 / precision)
        return within / (within + self.squared_errors), (mean + kept * (means - mean))[self.parent], mean

    def surface(self) -> tuple[Floats, Floats, Floats]:
        """The restricted log-likelihood on a grid of standard deviations within and between, closed in on its top."""
        box = np.array([[0.0, 4 * self.unit], [0.0, 4 * self.unit]])
        for _ in range(1 + _ZOOMS):
            steps = (np.arange(_STEPS) + 0.5) / _STEPS
            within = box[0, 0] + steps * (box[0, 1] - box[0, 0])
            between = box[1, 0] + steps * (box[1, 1] - box[1, 0])
            if len(self.starts) == 1:
                between = np.zeros(1)
            means, precision, inside = self.parents(within[:, None] ** 2)
            likely = inside[:, None] + self.top(means[:, None], precision[:, None], between[:, None] ** 2)[2]
            box = np.array([_closer(box[side], likely.max(axis=1 - side)) for side in (0, 1)])
        return within, between, likely

    def draws(self, seed: int | str) -> Floats:
        """1,000 draws of all teams' true values: variances first, then the means above, then the teams."""
        within, between, likely = self.surface()
        flat = likely + np.log(within)[:, None] + (np.log(between) if len(between) > 1 else 0.0)
        chances = np.cumsum(np.exp(flat - flat.max()).ravel())
        cells = np.searchsorted(chances, (np.arange(DRAWS) + 0.5) / DRAWS * chances[-1])
        tau_w = within[cells // len(between)][:, None] ** 2
        tau_b = between[cells % len(between)][:, None] ** 2
        means, precision, _ = self.parents(tau_w)
        mean, total, _ = self.top(means, precision, tau_b)
        mean = mean + normals(f"{seed}/mean", DRAWS) / np.sqrt(total)
        kept = tau_b / (tau_b + 1 / precision)
        middle = mean[:, None] + kept * (means - mean[:, None])
        middle = middle + np.sqrt(kept / precision) * normals(f"{seed}/parents", *means.shape)
        own = tau_w / (tau_w + self.squared_errors)
        toward = middle[:, self.parent]
        noise = np.sqrt(own * self.squared_errors) * normals(f"{seed}/teams", DRAWS, len(self.values))
        found: Floats = toward + own * (self.values - toward) + noise
        return found


def _closer(box: Floats, likely: Floats) -> Floats:
    """The part of a box that holds what is not negligible, one cell more on either side."""
    if len(likely) == 1:
        return box
    cell = (box[1] - box[0]) / len(likely)
    kept = np.flatnonzero(likely > likely.max() - _NEGLIGIBLE)
    return np.array([max(box[0], box[0] + (kept[0] - 1) * cell), min(box[1], box[0] + (kept[-1] + 2) * cell)])
