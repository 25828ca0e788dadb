"""Shares of explained variance: against relaimpo, and they always add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.drivers import explained, relative_weights
from tests.lib.measure.estimators.published import ATTITUDE

RATING, PREDICTORS = ATTITUDE[:, 0], ATTITUDE[:, 1:]


def test_lmg_agrees_with_relaimpo() -> None:
    found = explained(PREDICTORS, RATING)

    expected = [0.3708161943, 0.050903793, 0.1557659902, 0.1203450794, 0.0065887225, 0.0281822131]
    assert found.estimate.tolist() == pytest.approx(expected, abs=5e-10)
    assert found.r_squared.estimate == pytest.approx(0.73260199, abs=5e-9)
    assert ((found.low <= found.estimate) & (found.estimate <= found.high)).all()
    assert found.r_squared.n == 30


def test_johnsons_weights_agree_with_the_published_ones() -> None:
    expected = [0.3627601997, 0.0560022788, 0.1636109108, 0.1217803997, 0.0082554665, 0.0201927372]

    assert relative_weights(PREDICTORS, RATING).tolist() == pytest.approx(expected, abs=5e-10)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1), st.permutations(range(3)), st.floats(0.1, 9))
def test_neither_order_nor_unit_changes_them_and_they_add_up(seed: int, order: list[int], stretch: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, 3)) @ rng.normal(size=(3, 3))
    y = x @ rng.normal(size=3) + rng.normal(size=40)

    here, there = explained(x, y), explained(x[:, order] * stretch, y - 3)

    assert there.estimate.tolist() == pytest.approx(here.estimate[order].tolist(), abs=1e-8)
    assert here.estimate.sum() == pytest.approx(here.r_squared.estimate)
    assert relative_weights(x, y).sum() == pytest.approx(here.r_squared.estimate)


def test_uncorrelated_predictors_explain_their_own_squared_correlation() -> None:
    x = np.array([[a, b] for a in (-1.0, 1) for b in (-1.0, 1)] * 3)
    y = 2 * x[:, 0] + x[:, 1] + np.tile([0.5, -0.5, -0.5, 0.5], 3)

    squared = [np.corrcoef(x[:, place], y)[0, 1] ** 2 for place in range(2)]

    assert explained(x, y).estimate.tolist() == pytest.approx(squared)
    assert relative_weights(x, y).tolist() == pytest.approx(squared)


def test_shares_are_held_as_often_as_their_intervals_say() -> None:
    rng, held = np.random.default_rng(5), []
    for turn in range(60):
        x = rng.normal(size=(150, 2))
        found = explained(x, x @ [1.0, 0.5] + rng.normal(size=150), seed=turn)
        held.append((found.low <= [1 / 2.25, 0.25 / 2.25]) & (found.high >= [1 / 2.25, 0.25 / 2.25]))

    assert 0.89 <= np.mean(held) <= 0.99


def test_what_cannot_be_explained_is_refused() -> None:
    x = np.random.default_rng(1).normal(size=(20, 2))
    with pytest.raises(EstimatorError, match="one outcome"):
        explained(x, np.ones(19))
    with pytest.raises(EstimatorError, match="never varies"):
        explained(x, np.ones(20))
    with pytest.raises(EstimatorError, match="follows from the others"):
        explained(np.column_stack([x, x.sum(axis=1)]), x[:, 0])
    with pytest.raises(EstimatorError, match="too few units"):
        explained(x[:3], x[:3, 0])
    with pytest.raises(EstimatorError, match="too many"):
        explained(np.random.default_rng(2).normal(size=(50, 11)), np.arange(50.0))
