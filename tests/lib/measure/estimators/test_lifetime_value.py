"""Customers' future purchases: the published example, and parameters found again in invented customers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.lifetime_value import (
    Model,
    expected_purchases,
    expected_value,
    fit_purchases,
    fit_spending,
    simulate,
)

# How many customers of CDNOW bought again so often, last after so many weeks of so many that they were watched: the
# public sample of Fader and Hardie, every tenth customer of early 1997, without who they are
CUSTOMERS = np.genfromtxt(Path(__file__).with_name("cdnow.csv"), delimiter=",", skip_header=1)
# Fader, Hardie and Lee 2005, table 2: the model fitted to them
CDNOW = Model((0.2426, 4.4135, 0.7929, 2.4258), np.zeros((4, 4)), 2357)
TRUE = (0.6, 6.0, 0.8, 2.5)


def test_the_published_customer() -> None:
    found = expected_purchases(CDNOW, [2], [30.43], [38.86], 39)

    assert found.estimate[0] == pytest.approx(1.2259104, abs=5e-5)
    assert found.n.tolist() == [2]


def test_the_published_fit() -> None:
    repeats, last, age = np.repeat(CUSTOMERS[:, :3], CUSTOMERS[:, 3].astype(int), axis=0).T

    found = fit_purchases(repeats, last, age)

    assert found.customers == 2357
    assert [round(one, 4) for one in found.parameters] == [0.2426, 4.4135, 0.7929, 2.4258]
    assert (np.sqrt(np.diag(found.covariance)) < 0.3).all()


def test_parameters_are_found_again() -> None:
    rng, inside = np.random.default_rng(4), []
    for _ in range(6):
        model = fit_purchases(*simulate(rng, 1500, TRUE))
        error = np.sqrt(np.diag(model.covariance))
        inside.append(np.abs(np.log(model.parameters) - np.log(TRUE)) < 2.58 * error)

    assert np.mean(inside) >= 0.85


def test_what_is_expected_comes_true_on_average() -> None:
    rng = np.random.default_rng(5)
    repeats, last, age = simulate(rng, 4000, TRUE)
    model = Model(TRUE, np.zeros((4, 4)), 4000)

    soon, later = (expected_purchases(model, repeats, last, age, ahead).estimate for ahead in (1.0, 26.0))

    # the mean over customers is what new customers do between the same ages, followed in a simulation of their own
    more = simulate_between(np.random.default_rng(6), 40_000)
    assert later.mean() == pytest.approx(more, rel=0.07)
    assert (soon < later).all()


def simulate_between(rng: np.random.Generator, customers: int) -> float:
    """Purchases in the 26 weeks after an age drawn like in ``simulate``, per customer."""
    r, alpha, a, b = TRUE
    rate, leave = rng.gamma(r, 1 / alpha, customers), rng.beta(a, b, customers)
    age, now, counted = rng.uniform(27, 39, customers), np.zeros(customers), np.zeros(customers)
    here = np.ones(customers, dtype=bool)
    while here.any():
        now = now + rng.exponential(1, customers) / rate
        here &= now < age + 26
        counted[here & (now > age)] += 1
        here &= rng.random(customers) > leave
    return float(counted.mean())


def test_who_bought_lately_is_expected_to_buy_more() -> None:
    found = expected_purchases(CDNOW, [4, 4], [10.0, 37.0], [38.0, 38.0], 26)

    assert found.estimate[1] > 5 * found.estimate[0]


def test_spending_is_drawn_toward_everybodys() -> None:
    rng = np.random.default_rng(7)
    repeats, scale = rng.integers(1, 12, 3000), rng.gamma(4.0, 1 / 15.0, 3000)
    model = fit_spending(repeats, rng.gamma(6.0 * repeats) / scale / repeats)

    found = expected_value(model, [1, 20], [200.0, 200.0])

    assert found.estimate[0] < found.estimate[1] < 200
    assert ((found.low < found.estimate) & (found.estimate < found.high)).all()
    assert model.parameters == pytest.approx((6.0, 4.0, 15.0), rel=0.35)


def test_more_customers_leave_less_doubt() -> None:
    rng = np.random.default_rng(8)
    few, many = (fit_purchases(*simulate(rng, size, TRUE)) for size in (300, 3000))

    narrow, wide = (expected_purchases(model, [2], [30.0], [38.0], 39) for model in (many, few))

    assert narrow.high[0] - narrow.low[0] < wide.high[0] - wide.low[0]


@pytest.mark.parametrize(
    ("repeats", "last", "age", "says"),
    [
        ([1], [5.0], [4.0], "lies after now"),
        ([1], [0.0], [4.0], "without a repeat purchase or none"),
        ([0], [3.0], [4.0], "without a repeat purchase"),
        ([1.5], [3.0], [4.0], "whole numbers"),
        ([1, 2], [3.0], [4.0], "one time and age"),
        ([0, 0], [0.0, 0.0], [4.0, 5.0], "Nobody bought again"),
    ],
)
def test_purchases_that_contradict_each_other_are_refused(
    repeats: list[float], last: list[float], age: list[float], says: str
) -> None:
    with pytest.raises(EstimatorError, match=says):
        fit_purchases(repeats, last, age)


def test_spending_and_time_ahead_that_make_no_sense_are_refused() -> None:
    with pytest.raises(EstimatorError, match="time ahead"):
        expected_purchases(CDNOW, [2], [30.0], [38.0], 0)
    with pytest.raises(EstimatorError, match="above 0"):
        fit_spending([0, 1], [5.0, 5.0])
    with pytest.raises(EstimatorError, match="one mean value"):
        fit_spending([1, 1], [5.0])
