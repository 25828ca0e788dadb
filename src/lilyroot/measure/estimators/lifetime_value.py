"""How often will a customer buy again, and for how much? BG/NBD and Gamma-Gamma, for customers without a contract.

A customer buys at a rate of their own (gamma distributed over customers) and leaves after any purchase with a chance
of their own (beta distributed); what they spend varies around a mean of their own. Customers with no repeat purchase
stay in the first model; only the second leaves them out. Where customers have contracts, ask
:mod:`lilyroot.measure.estimators.survival` instead.

Sources: Fader, Hardie and Lee 2005 (BG/NBD); Fader and Hardie 2013 (Gamma-Gamma); Colombo and Jiang 1999.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from lilyroot.measure.estimators.chance import normals
from lilyroot.measure.estimators.estimate import LEVEL, Estimates, Floats, floats, require

DRAWS: Final = 500


@dataclass(frozen=True, slots=True)
class Model:
    """Parameters in the order of the model, and how they vary together on the scale of their logarithms."""

    parameters: tuple[float, ...]
    covariance: Floats
    customers: int


def fit_purchases(repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> Model:
    """BG/NBD by maximum likelihood: r and alpha of the buying rate, a and b of the chance to leave.

    One entry per customer: repeat purchases (0 or more), the time from first to last purchase, and from first to now,
    in one unit. Raises EstimatorError where times contradict each other or nobody bought again.

    >>> rng = np.random.default_rng(1)
    >>> repeats, last, age = simulate(rng, 800, (0.5, 5.0, 0.8, 2.5))
    >>> model = fit_purchases(repeats, last, age)
    >>> [bool(0.3 < found / true < 3) for found, true in zip(model.parameters, (0.5, 5.0, 0.8, 2.5))]
    [True, True, True, True]
    """
    x, t, end = _purchases(repeats, last, age)
    require(bool((x > 0).any()), "Nobody bought again: there is nothing to fit.")

    def likely(logs: Floats) -> float:
        return float(_purchase_likelihood(np.exp(logs), x, t, end).sum())

    start = np.log([0.5, float(end.mean()) / 5, 0.8, 2.5])
    return _fitted(likely, start, len(x))


def expected_purchases(
    model: Model, repeats: ArrayLike, last: ArrayLike, age: ArrayLike, ahead: float, *, seed: int | str = 0
) -> Estimates:
    """How many purchases each customer is expected to make in the time ahead; the interval is that of the mean.

    It holds the doubt about the parameters (500 draws), not how the one customer will happen to buy. ``n``: repeat
    purchases seen.

    >>> cdnow = Model((0.2426, 4.4135, 0.7929, 2.4258), np.zeros((4, 4)), 2357)
    >>> round(float(expected_purchases(cdnow, [2], [30.43], [38.86], 39).estimate[0]), 4)
    1.2259
    """
    x, t, end = _purchases(repeats, last, age)
    require(ahead > 0, "The time ahead is not above 0.")
    middle = _expected(np.array(model.parameters), x, t, end, ahead)
    return _with_doubt(model, middle, lambda drawn: _expected(drawn, x, t, end, ahead), x, seed)


def fit_spending(repeats: ArrayLike, mean_value: ArrayLike) -> Model:
    """Gamma-Gamma by maximum likelihood: p, q and v, from customers with repeats and their mean value (above 0).

    >>> rng = np.random.default_rng(2)
    >>> repeats = rng.integers(1, 12, 2000)
    >>> scale = rng.gamma(4.0, 1 / 15.0, 2000)
    >>> model = fit_spending(repeats, rng.gamma(6.0 * repeats) / scale / repeats)
    >>> [bool(0.6 < found / true < 1.7) for found, true in zip(model.parameters, (6.0, 4.0, 15.0))]
    [True, True, True]
    """
    x, m = _spending(repeats, mean_value)

    def likely(logs: Floats) -> float:
        p, q, v = np.exp(logs)
        each = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        each = each + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(x * m + v)
        return float(each.sum())

    return _fitted(likely, np.log([2.0, 3.0, float(m.mean())]), len(x))


def expected_value(model: Model, repeats: ArrayLike, mean_value: ArrayLike, *, seed: int | str = 0) -> Estimates:
    """What a purchase of each customer is worth on average: their own mean, drawn toward everybody's.

    >>> model = Model((6.0, 4.0, 15.0), np.zeros((3, 3)), 2000)
    >>> expected_value(model, [1, 10], [60.0, 60.0]).estimate.round(1).tolist()
    [50.0, 58.6]
    """
    x, m = _spending(repeats, mean_value)

    def at(parameters: Floats) -> Floats:
        p, q, v = parameters
        found: Floats = p * (v + x * m) / (p * x + q - 1)
        return found

    return _with_doubt(model, at(np.array(model.parameters)), at, x, seed)


def simulate(
    rng: np.random.Generator, customers: int, parameters: tuple[float, float, float, float]
) -> tuple[Floats, Floats, Floats]:
    """Purchases of customers who behave as the model says: repeats, time of the last one, age.

    >>> [len(side) for side in simulate(np.random.default_rng(1), 3, (0.5, 5.0, 0.8, 2.5))]
    [3, 3, 3]
    """
    r, alpha, a, b = parameters
    rate, leave = rng.gamma(r, 1 / alpha, customers), rng.beta(a, b, customers)
    age, repeats, last = rng.uniform(27, 39, customers), np.zeros(customers), np.zeros(customers)
    here = np.ones(customers, dtype=bool)  # nobody leaves before the first repeat
    while here.any():
        following = last + rng.exponential(1, customers) / rate
        here &= following < age
        repeats[here] += 1
        last[here] = following[here]
        here &= rng.random(customers) > leave
    return repeats, last, age


def _purchases(repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> tuple[Floats, Floats, Floats]:
    x, t, end = floats(repeats, "repeats"), floats(last, "times of the last purchase"), floats(age, "ages")
    require(x.shape == t.shape == end.shape, "There is not one time and age for every customer.")
    require(bool(((x >= 0) & (x == np.floor(x))).all()), "Repeat purchases are whole numbers from 0 up.")
    ordered = bool(((t >= 0) & (t <= end) & (end > 0)).all()) and bool(((t > 0) == (x > 0)).all())
    require(ordered, "A last purchase lies after now, or there is a time without a repeat purchase or none with one.")
    return x, t, end


def _spending(repeats: ArrayLike, mean_value: ArrayLike) -> tuple[Floats, Floats]:
    x, m = floats(repeats, "repeats"), floats(mean_value, "mean values")
    require(x.shape == m.shape, "There is not one mean value for every customer.")
    require(bool(((x > 0) & (m > 0)).all()), "Spending needs customers with repeat purchases of a value above 0.")
    return x, m


def _purchase_likelihood(parameters: Floats, x: Floats, t: Floats, end: Floats) -> Floats:
    r, alpha, a, b = parameters
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    staying = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    still = -(r + x) * np.log(alpha + end)
    left = np.log(a) - np.log(np.maximum(b + x - 1, 1e-12)) - (r + x) * np.log(alpha + t)
    found: Floats = buying + staying + np.where(x > 0, np.logaddexp(still, left), still)
    return found


def _expected(parameters: Floats, x: Floats, t: Floats, end: Floats, ahead: float) -> Floats:
    r, alpha, a, b = parameters
    a = a if abs(a - 1) > 1e-6 else 1 + 1e-6  # the formula has a hole there, the function none
    ratio = hyp2f1(r + x, b + x, a + b + x - 1, ahead / (alpha + end + ahead))
    gain = 1 - ((alpha + end) / (alpha + end + ahead)) ** (r + x) * ratio
    left = np.where(x > 0, a / np.maximum(b + x - 1, 1e-12) * ((alpha + end) / (alpha + t)) ** (r + x), 0.0)
    found: Floats = (a + b + x - 1) / (a - 1) * gain / (1 + left)
    return found


def _fitted(likely: Callable[[Floats], float], start: Floats, customers: int) -> Model:
    """The most likely parameters, and the inverse of how sharply the likelihood falls around them."""
    tight: Any = {"xatol": 1e-7, "fatol": 1e-9, "maxiter": 20_000, "maxfev": 20_000, "adaptive": True}

    def fall(logs: Floats) -> float:
        return -likely(logs)

    best = minimize(fall, start, method="Nelder-Mead", options=tight).x
    wide, step = len(start), 1e-3
    curve = np.zeros((wide, wide))
    for row in range(wide):
        for column in range(wide):
            one, other = np.eye(wide)[row] * step, np.eye(wide)[column] * step
            corners = likely(best + one + other) - likely(best + one - other)
            curve[row, column] = (corners - likely(best - one + other) + likely(best - one - other)) / (4 * step**2)
    values, vectors = np.linalg.eigh(-(curve + curve.T) / 2)
    covariance = vectors / np.maximum(values, 1e-3) @ vectors.T
    return Model(tuple(float(one) for one in np.exp(best)), covariance, customers)


def _with_doubt(
    model: Model, middle: Floats, at: Callable[[Floats], Floats], x: Floats, seed: int | str
) -> Estimates:
    values, vectors = np.linalg.eigh(model.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn = np.exp(np.log(model.parameters) + normals(seed, DRAWS, len(model.parameters)) @ root.T)
    found = np.array([at(one) for one in drawn])
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Estimates(middle, np.minimum(low, middle), np.maximum(high, middle), x.astype(np.int64))
