"""Alpha and omega: against R, unmoved by order and units, and as often right as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.reliability import (
    alpha,
    alpha_of,
    omega,
    omega_minres_of,
    omega_of,
    one_factor,
)
from tests.lib.measure.estimators.published import ATTITUDE

# R's psych::bfi, items A1 (reversed) to A5: the pairwise covariances, computed once with
# cov(bfi, use = "pairwise"); the answers themselves stay where they are.
BFI_AGREEABLENESS = [
    [1.981723884958, 0.560225113749, 0.485841314114, 0.305074709395, 0.321240974079],
    [0.560225113749, 1.373630696746, 0.741629027461, 0.582148334663, 0.576094732869],
    [0.485841314114, 0.741629027461, 1.694770824130, 0.696134951314, 0.828038484938],
    [0.305074709395, 0.582148334663, 0.696134951314, 2.189312886261, 0.573723643958],
    [0.321240974079, 0.576094732869, 0.828038484938, 0.573723643958, 1.583852701748],
]


def test_alpha_agrees_with_r() -> None:
    found = alpha(ATTITUDE)

    assert found.estimate == pytest.approx(0.84314277, abs=5e-9)
    assert (found.low, found.high) == pytest.approx((0.739, 0.916), abs=5e-4)  # Feldt's, as pingouin has it
    assert found.n == 30
    assert alpha_of(BFI_AGREEABLENESS) == pytest.approx(0.70301845, abs=5e-9)


def test_omega_is_that_of_maximum_likelihood() -> None:
    found = omega(ATTITUDE)

    assert found.estimate == pytest.approx(0.85632684, abs=5e-8)  # lavaan


def test_omega_by_minimal_residuals_is_another_number() -> None:
    found = omega_minres_of(np.cov(ATTITUDE, rowvar=False))

    assert found == pytest.approx(0.85099247, abs=5e-8)  # psych


@pytest.mark.parametrize("stretch", [1.0, 30.0])
def test_minimal_residuals_find_loadings_that_were_put_in_whatever_the_units(stretch: float) -> None:
    loadings = np.array([0.9, 0.7, -0.6, 0.4])
    correlations = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    units = np.array([stretch, 1.0, 1.0, 2.0])

    found = omega_minres_of(correlations * np.outer(units, units))

    assert found == pytest.approx(1 - (1 - loadings**2).sum() / correlations.sum(), abs=1e-6)


def test_omega_finds_loadings_that_were_put_in() -> None:
    loadings, own = np.array([0.9, 0.7, 0.6, 0.4, 1.2]), np.array([0.3, 0.5, 0.4, 0.8, 0.6])

    found = one_factor(np.outer(loadings, loadings) + np.diag(own))

    assert found[0].tolist() == pytest.approx(loadings.tolist(), abs=1e-5)
    assert found[1].tolist() == pytest.approx(own.tolist(), abs=1e-5)
    assert omega_of(np.outer(loadings, loadings) + np.diag(own)) == pytest.approx(3.8**2 / (3.8**2 + 2.6), abs=1e-6)


def test_equally_good_items_have_the_same_alpha_and_omega() -> None:
    matrix = np.full((4, 4), 0.45) + np.diag([0.55] * 4)

    assert omega_of(matrix) == pytest.approx(alpha_of(matrix), abs=1e-7)


SHEETS = st.integers(0, 2**32 - 1).map(
    lambda seed: (
        np.random.default_rng(seed).normal(size=(25, 1)) + np.random.default_rng(seed + 1).normal(size=(25, 4))
    )
)


@settings(deadline=None, max_examples=8)
@given(SHEETS, st.permutations(range(4)), st.floats(0.1, 50), st.floats(-20, 20))
def test_neither_order_nor_unit_nor_zero_changes_them(
    sheets: np.ndarray, order: list[int], stretch: float, shift: float
) -> None:
    other = sheets[::-1][:, order] * stretch + shift

    for estimator in (alpha, omega):
        here, there = estimator(sheets), estimator(other)
        assert there.estimate == pytest.approx(here.estimate, abs=1e-5)
        assert (there.low, there.high) == pytest.approx((here.low, here.high), abs=1e-3)
        assert here.low <= here.estimate <= here.high <= 1


def test_sheets_with_a_gap_are_left_out() -> None:
    gappy = ATTITUDE.copy()
    gappy[3, 2] = gappy[8, 0] = np.nan

    assert alpha(gappy) == alpha(np.delete(ATTITUDE, [3, 8], axis=0))
    assert omega(gappy).n == 28


def test_an_item_that_leaves_nothing_to_itself_keeps_a_little() -> None:
    loadings, own = one_factor([[1.0, 0.9, 0.9], [0.9, 1.0, 0.65], [0.9, 0.65, 1.0]])

    assert own.min() == pytest.approx(0.005)
    assert (loadings > 0).all()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ([1, 2, 3], "persons x items"),
        ([[1], [2], [3]], "at least 2 items"),
        ([[1, 2], [2, np.nan], [3, 3]], "3 complete sheets"),
        ([[1, 2], [2, 2], [3, 2]], "answered alike"),
        ([[1, 3], [2, 2], [3, 1]], "does not vary"),
    ],
)
def test_what_is_no_scale_is_refused(answers: list[object], says: str) -> None:
    with pytest.raises(EstimatorError, match=says):
        alpha(answers)  # type: ignore[arg-type]


def test_where_one_sheet_alone_lets_an_item_vary_omega_may_be_anything() -> None:
    sheets = [[1, 2, 4], [2, 2, 4], [3, 4, 4], [4, 4, 4], [5, 4, 4], [2, 3, 4], [4, 5, 4], [3, 2, 5]]

    found = omega(sheets)

    assert found.estimate == pytest.approx(omega_of(np.cov(sheets, rowvar=False)))
    assert (found.low, found.high) == (0.0, 1.0)


def test_omega_needs_three_items_and_more_sheets_than_items() -> None:
    with pytest.raises(EstimatorError, match="3 items"):
        omega([[1, 2], [2, 3], [3, 3]])
    with pytest.raises(EstimatorError, match="3 items"):
        omega_minres_of([[1.0, 0.5], [0.5, 1.0]])
    with pytest.raises(EstimatorError, match="more complete sheets"):
        omega([[1, 2, 4], [2, 3, 3], [3, 3, 5]])
    with pytest.raises(EstimatorError, match="follows from the others"):
        omega_of([[1.0, 0.5, 1.5], [0.5, 1.0, 1.5], [1.5, 1.5, 3.0]])
    with pytest.raises(EstimatorError, match="form a square"):
        omega_of([[1.0, 0.5], [0.4, 1.0]])


def test_the_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(21)
    loadings = np.array([0.8, 0.7, 0.5, 0.4])
    truth = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    held = np.zeros(2)
    for _ in range(100):
        sheets = rng.normal(size=(100, 1)) * loadings + rng.normal(size=(100, 4)) * np.sqrt(1 - loadings**2)
        for place, (estimator, of) in enumerate([(alpha, alpha_of), (omega, omega_of)]):
            found = estimator(sheets)
            held[place] += found.low <= of(truth) <= found.high

    assert (held / 100 >= 0.88).all()
    assert (held / 100 <= 1).all()
