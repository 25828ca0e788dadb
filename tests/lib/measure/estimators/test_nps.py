"""Net promoter score: against the worked example, and as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.nps import net_promoters, of_answers, wald

CLASSES = st.tuples(*[st.integers(0, 60)] * 3).filter(lambda three: sum(three) > 0)


def test_the_worked_example() -> None:
    plain_centre, plain_half = wald(np.array([42.0, 33.0, 25.0]))
    centre, half = wald(np.array([42.75, 34.5, 25.75]))
    found = net_promoters(42, 33, 25)

    assert (plain_centre - plain_half, plain_centre + plain_half) == pytest.approx((1.31, 32.69), abs=0.005)
    assert centre == pytest.approx(16.505, abs=0.0005)
    assert (found.low, found.high) == pytest.approx((1.08, 31.93), abs=0.005)
    assert (found.estimate, found.n) == (17, 100)
    assert (found.low, found.high) == pytest.approx((centre - half, centre + half))


@given(CLASSES)
def test_a_score_lies_in_its_interval_and_that_in_the_scale(classes: tuple[int, int, int]) -> None:
    found = net_promoters(*classes)

    assert -100 <= found.low <= found.estimate <= found.high <= 100


@given(CLASSES)
def test_changing_sides_turns_the_score_round(classes: tuple[int, int, int]) -> None:
    promoters, passives, detractors = classes
    here, there = net_promoters(*classes), net_promoters(detractors, passives, promoters)

    assert (there.low, there.estimate, there.high) == pytest.approx((-here.high, -here.estimate, -here.low))


def test_all_promoters_are_not_certain() -> None:
    found = net_promoters(8, 0, 0)

    assert (found.estimate, found.high) == (100, 100)
    assert found.low < 70


def test_answers_fall_into_classes_at_seven_and_nine() -> None:
    assert of_answers([9, 10, 7, 8, 6, 0, 6, np.nan]) == net_promoters(2, 2, 3)


def test_nobody_asked_says_nothing() -> None:
    for found in (net_promoters(0, 0, 0), of_answers([]), of_answers([np.nan])):
        assert np.isnan(found.estimate)
        assert (found.low, found.high, found.n) == (-100, 100, 0)


@pytest.mark.parametrize("answer", [-1, 11])
def test_an_answer_outside_the_scale_is_refused(answer: int) -> None:
    with pytest.raises(EstimatorError, match=r"not in 0\.\.10"):
        of_answers([5, answer])


def test_fewer_than_none_are_refused() -> None:
    with pytest.raises(EstimatorError, match="whole numbers"):
        net_promoters(-1, 2, 3)


@pytest.mark.parametrize(("people", "least"), [(7, 0.91), (15, 0.94), (60, 0.93)])
def test_the_interval_holds_the_truth_where_the_plain_one_does_not(people: int, least: float) -> None:
    rng = np.random.default_rng(9)
    draws = rng.multinomial(people, [0.85, 0.12, 0.03], 4000)

    held = [found.low <= 82 <= found.high for found in (net_promoters(*map(int, one)) for one in draws)]
    plain = [abs(centre - 82) <= half for centre, half in (wald(one.astype(float)) for one in draws)]

    assert least <= np.mean(held) <= 0.98
    assert np.mean(plain) < np.mean(held)
