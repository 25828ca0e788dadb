"""How many units a correlation needs: the published numbers, and a simulation of what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.power import units_needed


@pytest.mark.parametrize(("r", "units"), [(0.10, 783), (0.15, 347), (0.20, 194), (0.25, 124), (0.30, 85)])
def test_the_published_numbers(r: float, units: int) -> None:
    assert units_needed(r) == units_needed(-r) == units


def test_unreliable_teams_need_more() -> None:
    assert units_needed(0.2, reliability=0.6) == 325


def test_with_so_many_units_it_is_found_as_often_as_promised() -> None:
    rng, n = np.random.default_rng(4), units_needed(0.3)
    one = rng.normal(size=(3000, n))
    other = 0.3 * one + np.sqrt(1 - 0.09) * rng.normal(size=(3000, n))
    one, other = (side - side.mean(axis=1, keepdims=True) for side in (one, other))
    seen = (one * other).sum(axis=1) / np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))

    assert (np.abs(np.arctanh(seen)) * np.sqrt(n - 3) > 1.96).mean() == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize("wrong", [{"correlation": 0.0}, {"correlation": 1.0}])
def test_no_correlation_and_a_full_one_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(EstimatorError, match="correlation"):
        units_needed(**wrong)


def test_impossible_demands_are_refused() -> None:
    with pytest.raises(EstimatorError, match="power"):
        units_needed(0.2, power=1.0)
    with pytest.raises(EstimatorError, match="reliability"):
        units_needed(0.2, reliability=0.0)
