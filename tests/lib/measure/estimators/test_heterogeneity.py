"""Agreement of sources and the variance between: against metafor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.heterogeneity import Method, between_variance, cochran_q, pooled

VALUES, ERRORS = [72, 65, 58, 80, 61, 70, 55, 90], [4, 6, 8, 5, 3, 7, 9, 12]
# 13 trials of the BCG vaccine (Colditz and others 1994): cases and others among vaccinated, then among the rest
TRIALS = np.array(
    [
        [4, 119, 11, 128],
        [6, 300, 29, 274],
        [3, 228, 11, 209],
        [62, 13536, 248, 12619],
        [33, 5036, 47, 5761],
        [180, 1361, 372, 1079],
        [8, 2537, 10, 619],
        [505, 87886, 499, 87892],
        [29, 7470, 45, 7232],
        [17, 1699, 65, 1600],
        [186, 50448, 141, 27197],
        [5, 2493, 3, 2338],
        [27, 16886, 29, 17825],
    ]
)


def log_risk_ratios() -> tuple[np.ndarray, np.ndarray]:
    cases, others, usual, rest = TRIALS.T
    ratio = np.log(cases / (cases + others)) - np.log(usual / (usual + rest))
    return ratio, np.sqrt(1 / cases - 1 / (cases + others) + 1 / usual - 1 / (usual + rest))


def test_cochrans_q_agrees_with_metafor() -> None:
    found = cochran_q(VALUES, ERRORS)

    assert found.q == pytest.approx(19.328225, abs=5e-7)
    assert found.n == 8
    assert found.i_squared == pytest.approx(1 - 7 / 19.328225)


@pytest.mark.parametrize(("method", "expected"), [("reml", 48.849587), ("dl", 53.358979), ("pm", 62.009606)])
def test_the_variance_between_agrees_with_metafor(method: Method, expected: float) -> None:
    assert between_variance(VALUES, ERRORS, method=method) == pytest.approx(expected, abs=2e-5)


def test_the_vaccine_trials_agree_with_metafor() -> None:
    found = pooled(*log_risk_ratios())

    assert between_variance(*log_risk_ratios()) == pytest.approx(0.31324333, abs=1e-6)
    assert between_variance(*log_risk_ratios(), method="dl") == pytest.approx(0.30876026, abs=5e-9)
    assert found.estimate == pytest.approx(-0.71453235, abs=1e-6)
    assert found.error == pytest.approx(0.17978153, abs=1e-6)
    assert found.high - found.estimate > 2.178 * found.error  # Student's, 12 degrees of freedom


def test_equal_sources_agree() -> None:
    found = cochran_q([5, 5, 5], [1, 2, 3])

    assert (found.estimate, found.q, found.p, found.i_squared) == (5, 0, 1, 0)
    assert between_variance([5, 5, 5], [1, 2, 3], method="dl") == 0
    assert between_variance([5, 5, 5], [1, 2, 3]) == 0


def test_one_source_always_agrees_with_itself() -> None:
    found = cochran_q([5], [2])

    assert (found.estimate, found.p, found.n) == (5, 1, 1)
    assert between_variance([5], [2]) == 0


def test_the_mean_of_one_source_is_that_source() -> None:
    found = pooled([5], [2])

    assert (found.estimate, found.error) == (5, 2)
    assert found.high == pytest.approx(5 + 1.959964 * 2)


@pytest.mark.parametrize("sources", [3, 8])
def test_the_mean_of_few_sources_is_held_as_often_as_its_interval_says(sources: int) -> None:
    rng = np.random.default_rng(19)
    errors = np.resize([2.0, 3.0, 5.0], sources)

    found = [pooled(rng.normal(60, np.hypot(4, errors)), errors) for _ in range(500)]

    assert 0.93 <= np.mean([one.low <= 60 <= one.high for one in found]) <= 1


def test_sources_far_apart_do_not() -> None:
    assert cochran_q([20, 80], [5, 5]).p < 0.01


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.5, 20)), min_size=2, max_size=12),
    st.floats(-100, 100),
    st.floats(0.1, 10),
)
def test_moving_and_stretching_all_values_changes_no_judgement(
    sources: list[tuple[float, float]], shift: float, stretch: float
) -> None:
    values, errors = np.array(sources).T

    here, there = cochran_q(values, errors), cochran_q(stretch * values + shift, stretch * errors)

    assert there.q == pytest.approx(here.q, rel=1e-6, abs=1e-6)
    assert there.estimate == pytest.approx(stretch * here.estimate + shift, rel=1e-9, abs=1e-6)


def test_a_method_that_does_not_exist_is_refused() -> None:
    with pytest.raises(EstimatorError, match="no method 'best'"):
        between_variance(VALUES, ERRORS, method="best")  # type: ignore[arg-type]


def test_the_test_of_agreement_alarms_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    errors = np.array([2.0, 3.0, 5.0])

    alarms = [cochran_q(rng.normal(60, errors), errors).p < 0.05 for _ in range(1000)]

    assert np.mean(alarms) == pytest.approx(0.05, abs=0.02)
