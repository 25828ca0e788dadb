"""Fixed effects: Grunfeld's firms, against plm and linearmodels."""

from __future__ import annotations

import numpy as np
import pytest

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.panel_effects import within
from tests.lib.measure.estimators.grunfeld import CAPITAL, FIRM, INVESTMENT, VALUE, YEAR

PREDICTORS = np.column_stack([VALUE, CAPITAL])


def test_firms_agree_with_plm() -> None:
    found = within(PREDICTORS, INVESTMENT, FIRM)

    assert found.estimate.tolist() == pytest.approx([0.1101238041, 0.3100653413], abs=5e-11)
    assert found.error.tolist() == pytest.approx([0.014342144, 0.049792609], abs=5e-10)
    assert (found.units, found.n.tolist()) == (10, [200, 200])


def test_firms_and_years_agree_with_plm() -> None:
    found = within(PREDICTORS, INVESTMENT, FIRM, YEAR)

    assert found.estimate.tolist() == pytest.approx([0.1177158551, 0.3579162731], abs=5e-11)


def test_order_and_what_units_have_for_good_change_nothing() -> None:
    order = np.random.default_rng(1).permutation(200)
    here = within(PREDICTORS, INVESTMENT, FIRM, YEAR)

    there = within(
        (PREDICTORS + 50 * FIRM[:, None])[order], (INVESTMENT + 7 * FIRM - YEAR)[order], FIRM[order], YEAR[order]
    )

    assert there.estimate.tolist() == pytest.approx(here.estimate.tolist(), rel=1e-8)
    assert there.low.tolist() == pytest.approx(here.low.tolist(), rel=1e-7)


def test_a_panel_with_gaps_is_what_dummies_give() -> None:
    kept = np.random.default_rng(2).random(200) < 0.7
    dummies = np.column_stack([FIRM[kept, None] == np.arange(10), YEAR[kept, None] == np.arange(1936, 1955)])
    full = np.column_stack([PREDICTORS[kept], dummies.astype(float)])

    found = within(PREDICTORS[kept], INVESTMENT[kept], FIRM[kept], YEAR[kept])

    assert found.estimate.tolist() == pytest.approx(np.linalg.lstsq(full, INVESTMENT[kept])[0][:2].tolist(), rel=1e-6)


def test_slopes_are_held_as_often_as_their_intervals_say() -> None:
    rng, held = np.random.default_rng(3), []
    unit = np.repeat(np.arange(40), 6)
    for _ in range(300):
        x = rng.normal(size=240) + rng.normal(size=40)[unit]
        noise = np.cumsum(rng.normal(size=(40, 6)), axis=1).ravel()  # periods of a unit depend on each other
        found = within(x[:, None], 0.5 * x + 3 * rng.normal(size=40)[unit] + noise, unit)
        held.append(found.low[0] <= 0.5 <= found.high[0])

    assert 0.92 <= np.mean(held) <= 0.98


def test_what_is_no_panel_is_refused() -> None:
    x, y = np.arange(6.0)[:, None], np.arange(6.0)
    with pytest.raises(EstimatorError, match="2 units"):
        within(x, y, ["a"] * 6)
    with pytest.raises(EstimatorError, match="too few observations"):
        within(x, y, list("abcdef"))
    with pytest.raises(EstimatorError, match="does not change within"):
        within([[1], [1], [1], [2], [2], [2]], y, list("aaabbb"))
    with pytest.raises(EstimatorError, match="one outcome"):
        within(x[:5], y, list("aaabbb"))
    with pytest.raises(EstimatorError, match="one unit and period"):
        within(x, y, list("aaabb"))
