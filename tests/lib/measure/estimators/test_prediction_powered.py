"""Prediction-powered inference: against ppi-python, and what scores add."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.prediction_powered import calibrated, prediction_powered

TRUTH = [1] * 14 + [1] * 4 + [0] * 8 + [0] * 174
PREDICTED = [1] * 14 + [0] * 4 + [1] * 8 + [0] * 174
ELSEWHERE = [1] * 520 + [0] * 4480


def test_both_forms_agree_with_ppi_python() -> None:
    plain = prediction_powered(TRUTH, PREDICTED, ELSEWHERE, tuned=False)
    tuned = prediction_powered(TRUTH, PREDICTED, ELSEWHERE)

    assert (plain.estimate, plain.low, plain.high) == pytest.approx((0.084, 0.04912383, 0.11887617), abs=5e-9)
    assert (tuned.estimate, tuned.low, tuned.high) == pytest.approx((0.08628707, 0.05642258, 0.11615156), abs=5e-9)
    assert plain.n == 200


def test_predictions_that_never_vary_leave_the_labels_alone() -> None:
    found = prediction_powered(TRUTH, [0] * 200, [0] * 5000)

    assert found.estimate == pytest.approx(0.09)


def test_predictions_that_mislead_are_not_used() -> None:
    found = prediction_powered(TRUTH, 1 - np.array(TRUTH), [1] * 4500 + [0] * 500)

    assert found.estimate == pytest.approx(0.09)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-5, 5), st.floats(0.1, 9))
def test_another_unit_changes_only_the_unit(seed: int, shift: float, stretch: float) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=40)
    predicted, elsewhere = truth + rng.normal(size=40), rng.normal(size=300)

    here = prediction_powered(truth, predicted, elsewhere)
    there = prediction_powered(truth * stretch + shift, predicted * stretch + shift, elsewhere * stretch + shift)

    assert (there.estimate, there.low) == pytest.approx((here.estimate * stretch + shift, here.low * stretch + shift))


def scored(rng: np.random.Generator, labels: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores that order messages well but are no probabilities; the truth is marked for one in six of them."""
    scores = rng.random(labels + 4000)
    truth = (rng.random(labels + 4000) < np.clip(2 * scores - 1.2, 0, 1) ** 1.5).astype(float)
    return truth[:labels], scores[:labels] ** 3, scores[labels:] ** 3


def test_scores_are_narrower_than_labels_alone_and_hold_the_truth() -> None:
    rng = np.random.default_rng(7)
    truth = float(np.mean(np.clip(2 * (np.arange(10**6) + 0.5) / 10**6 - 1.2, 0, 1) ** 1.5))
    held, widths = 0, []
    for turn in range(200):
        labels, scores, elsewhere = scored(rng, 200)
        found = calibrated(labels, scores, elsewhere, seed=turn)
        held += found.low <= truth <= found.high
        widths.append((found.high - found.low) / (2 * 1.96 * labels.std() / np.sqrt(200)))

    assert 0.90 <= held / 200 <= 0.985
    assert np.mean(widths) < 0.95


def test_only_the_order_of_scores_counts() -> None:
    labels, scores, elsewhere = scored(np.random.default_rng(8), 200)

    here, there = calibrated(labels, scores, elsewhere), calibrated(labels, scores / 2, elsewhere / 2)

    assert there == here


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(EstimatorError, match="one prediction for every"):
        prediction_powered([1, 0], [1], [1])
    with pytest.raises(EstimatorError, match="one score for every"):
        calibrated([1, 0], [1], [1])
    with pytest.raises(EstimatorError, match="at least 5 labels"):
        calibrated([1, 0], [1, 0.5], [1])
    with pytest.raises(EstimatorError, match="no other predictions"):
        prediction_powered([1, 0], [1, 0], [])
