"""The drift detector: the worked steps, and its promise about false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.drift import baseline_of, of_counts, of_means, threshold_for


def test_the_worked_steps() -> None:
    found = of_counts(
        [3, 2, 4, 3, 6, 8, 7, 9], [40] * 8, 0.08, threshold=200, alternatives=[0.10, 0.12, 0.16, 0.20, 0.30]
    )

    expected = [0.376952, 0.42921, 1.041214, 1.07913, 4.227083, 42.645838, 220.086925, 7009.121483]
    assert found.evidence.tolist() == pytest.approx(expected, abs=5e-7)
    assert found.alarm == 6
    assert found.e_values[-1] == pytest.approx(7009.121483 / 8, abs=1e-6)


def test_evidence_never_grows_faster_than_the_weeks_if_nothing_moves() -> None:
    rng = np.random.default_rng(1)
    paths = [of_means(rng.beta(0.8, 9.2, 10), 0.08, threshold=52).evidence for _ in range(4000)]

    assert np.mean(paths, axis=0)[-1] == pytest.approx(10, rel=0.15)  # the mean of M_t is t


def test_false_alarms_stay_within_what_was_promised() -> None:
    rng, weeks, threshold = np.random.default_rng(2), 52, 520.0
    alarms = [
        of_means(rng.beta(0.08 * 19, 0.92 * 19, weeks), 0.08, threshold=threshold).alarm is not None
        for _ in range(1000)
    ]

    assert np.mean(alarms) <= weeks / threshold


def test_a_share_that_triples_is_found() -> None:
    rng = np.random.default_rng(3)
    calm, moved = rng.beta(0.08 * 19, 0.92 * 19, 26), rng.beta(0.24 * 19, 0.76 * 19, 60)

    found = of_means(np.concatenate([calm, moved]), baseline_of(calm), threshold=threshold_for(300))

    assert found.alarm is not None
    assert found.alarm >= 26


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0.05, 0.15))
def test_evidence_is_never_negative_and_a_lower_baseline_finds_more(weeks: list[float], baseline: float) -> None:
    here = of_means(weeks, baseline, threshold=10)
    lower = of_means(weeks, baseline * 0.8, threshold=10)

    assert (here.evidence >= 0).all()
    assert (lower.evidence >= here.evidence - 1e-12).all()
    assert here.alarm is None or here.evidence[here.alarm] >= 10


def test_the_baseline_is_an_upper_bound() -> None:
    rng = np.random.default_rng(4)

    above = [baseline_of(rng.beta(1.6, 18.4, 26)) >= 0.08 for _ in range(1000)]

    assert np.mean(above) == pytest.approx(0.97, abs=0.02)
    assert baseline_of([1.0, 1.0, 0.2]) == 1


def test_more_units_wait_for_more_evidence() -> None:
    assert threshold_for(300) == 15600
    assert threshold_for(300, false_alarms_a_year=12) == 1300


def test_weeks_and_bets_that_make_no_sense_are_refused() -> None:
    with pytest.raises(EstimatorError, match="weekly share"):
        of_means([0.1, 1.2], 0.08, threshold=52)
    with pytest.raises(EstimatorError, match="baseline"):
        of_means([0.1], 0.0, threshold=52)
    with pytest.raises(EstimatorError, match="bet"):
        of_means([0.1], 0.5, threshold=52, bets=[3.0])
    with pytest.raises(EstimatorError, match="threshold"):
        of_means([0.1], 0.1, threshold=1.0)
    with pytest.raises(EstimatorError, match="trials"):
        of_counts([5], [4], 0.08, threshold=52, alternatives=[0.1])
    with pytest.raises(EstimatorError, match="baseline"):
        of_counts([3], [4], 1.0, threshold=52, alternatives=[0.1])
    with pytest.raises(EstimatorError, match="alternative"):
        of_counts([3], [4], 0.08, threshold=52, alternatives=[0.05])
    with pytest.raises(EstimatorError, match="2 weeks"):
        baseline_of([0.1])
    with pytest.raises(EstimatorError, match="weekly share"):
        baseline_of([0.1, 2.0])
    with pytest.raises(EstimatorError, match="above 0"):
        threshold_for(0)
