"""Agreement within teams: against R, and as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.rwg import SLIGHT_SKEW, rwg_of, uniform_variance, within_group

# lq2002 of R's package multilevel: the mean variance of 11 leadership items in each of 49 companies, computed once
# with sapply(split(lq2002[, 3:13], lq2002$COMPID), function(x) mean(apply(x, 2, var)))
COMPANIES = """
1.447793 1.121895 1.283287 1.269537 1.163912 0.882251 1.148019 1.321764 1.188096 1.396970 1.233866 1.419332 0.809091
1.471538 1.079254 1.523286 1.310595 1.243030 1.138397 1.514196 1.046674 1.262338 1.392798 1.056469 1.345455 1.067846
1.001063 1.432896 1.370254 1.338555 1.097729 0.910101 0.871264 1.112251 1.361858 1.244640 1.457292 1.117241 1.101873
1.170330 1.210956 1.397207 0.804887 1.489020 0.930356 1.276033 1.460190 1.371795 0.857656
"""


def test_the_companies_agree_as_r_says() -> None:
    found = [rwg_of(float(variance), 11, null=uniform_variance(5)) for variance in COMPANIES.split()]

    assert found[:3] == pytest.approx([0.80752726, 0.89593832, 0.86001202], abs=5e-7)
    assert np.mean(found) == pytest.approx(0.8677849, abs=5e-7)
    assert np.median(found) == pytest.approx(0.87010766, abs=5e-7)


def test_people_who_agree_on_everything_agree_fully_but_it_is_not_certain() -> None:
    found = within_group([[4, 5]] * 6)

    assert (found.estimate, found.low, found.high, found.n) == (1, 0, 1, 6)


def test_less_agreement_than_at_random_is_none() -> None:
    assert within_group([[1, 5], [5, 1], [1, 1], [5, 5]]).estimate == 0


def test_a_skewed_null_leaves_less_agreement() -> None:
    answers = [[4, 4, 5], [4, 5, 5], [3, 4, 4], [4, 4, 4], [2, 3, 4]]

    assert within_group(answers, null=SLIGHT_SKEW).estimate < within_group(answers).estimate


def test_the_skewed_null_is_the_variance_of_its_answers() -> None:
    chance, answers = np.array([0.05, 0.15, 0.20, 0.35, 0.25]), np.arange(1, 6)

    assert round(float(chance @ answers**2 - (chance @ answers) ** 2), 2) == SLIGHT_SKEW


@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=3, max_size=9), st.randoms())
def test_agreement_lies_in_its_interval_whatever_the_order(answers: list[list[int]], random: object) -> None:
    here = within_group(answers)
    random.shuffle(answers)  # type: ignore[attr-defined]
    there = within_group([sheet[::-1] for sheet in answers])

    assert 0 <= here.low <= here.estimate <= here.high <= 1
    assert (there.estimate, there.low, there.high) == pytest.approx((here.estimate, here.low, here.high))


def test_sheets_with_a_gap_are_left_out() -> None:
    answers = [[4.0, 4], [4, 5], [3, 4], [np.nan, 1], [4, 2]]

    assert within_group(answers) == within_group([one for one in answers if not np.isnan(one).any()])


@pytest.mark.parametrize(
    ("answers", "null", "says"),
    [
        ([[1, 2], [2, 3]], 2.0, "3 complete"),
        ([1, 2, 3], 2.0, "people x items"),
        ([[1], [2], [3]], 0.0, "not above 0"),
    ],
)
def test_what_cannot_be_judged_is_refused(answers: list[object], null: float, says: str) -> None:
    with pytest.raises(EstimatorError, match=says):
        within_group(answers, null=null)  # type: ignore[arg-type]
    with pytest.raises(EstimatorError, match="2 options"):
        uniform_variance(1)


@pytest.mark.parametrize("people", [6, 12, 30])
def test_the_interval_holds_the_truth_as_often_as_it_says(people: int) -> None:
    rng = np.random.default_rng(8)

    def answers(n: int) -> np.ndarray:
        mood = np.sqrt(0.3) * rng.normal(size=(n, 1))
        return np.clip(np.round(3.4 + 0.9 * (mood + np.sqrt(0.7) * rng.normal(size=(n, 4)))), 1, 5)

    truth = rwg_of(float(answers(200_000).var(axis=0).mean()), 4)

    held = np.mean(
        [found.low <= truth <= found.high for found in (within_group(answers(people)) for _ in range(400))]
    )

    assert 0.92 <= held <= 0.985
