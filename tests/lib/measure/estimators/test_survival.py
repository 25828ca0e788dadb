"""What is still open after so long: against R's survival, and as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.survival import kaplan_meier, kept_by_due

# R's `aml` (Miller 1981): weeks in remission, and whether it ended
WEEKS = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
ENDED = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]


def test_remission_agrees_with_r() -> None:
    found = kaplan_meier(WEEKS, ENDED, [20, 30, 5])

    assert found.estimate[:2].tolist() == pytest.approx([0.6459627, 0.4416839], abs=5e-8)
    # survfit(..., conf.type = "log-log"), computed once
    assert found.low.tolist() == pytest.approx([0.4139529507, 0.2273811685, 0.6949475375], abs=5e-9)
    assert found.high.tolist() == pytest.approx([0.80530776, 0.63709269, 0.97751567], abs=5e-9)
    assert found.n.tolist() == [13, 9, 23]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=30),
    st.randoms(),
)
def test_a_share_only_falls_and_lies_in_its_interval(rows: list[tuple[int, bool]], random: object) -> None:
    durations, over = zip(*rows, strict=True)
    here = kaplan_meier(durations, over, range(max(durations) + 1))
    random.shuffle(rows)  # type: ignore[attr-defined]
    there = kaplan_meier(*zip(*rows, strict=True), range(max(durations) + 1))

    assert (np.diff(here.estimate) <= 0).all()
    assert ((here.low >= 0) & (here.low <= here.estimate + 1e-12)).all()
    assert ((here.estimate - 1e-12 <= here.high) & (here.high <= 1)).all()
    assert there.low.tolist() == here.low.tolist()


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_where_all_have_ended_it_is_the_plain_share(durations: list[int]) -> None:
    found = kaplan_meier(durations, [True] * len(durations), range(22))

    plain = [np.mean(np.array(durations) > time) for time in range(22)]
    assert found.estimate.tolist() == pytest.approx(plain)


def test_nothing_ended_is_not_certainly_nothing() -> None:
    found = kaplan_meier([9] * 10, [False] * 10, [5])

    assert (found.estimate[0], found.high[0]) == (1, 1)
    assert 0.65 < found.low[0] < 0.8


def test_all_ended_is_not_certainly_all() -> None:
    found = kaplan_meier([3] * 10, [True] * 10, [5])

    assert (found.estimate[0], found.low[0]) == (0, 0)
    assert 0.2 < found.high[0] < 0.35


def test_after_the_last_look_nothing_is_known() -> None:
    found = kaplan_meier([3, 4, 9], [True, True, False], [9, 10])

    assert found.estimate[0] == pytest.approx(1 / 3)
    assert np.isnan([found.estimate[1], found.low[1], found.high[1]]).all()


def test_times_that_make_no_sense_are_refused() -> None:
    with pytest.raises(EstimatorError, match="below 0"):
        kaplan_meier([-1], [True], [3])
    with pytest.raises(EstimatorError, match="one end for every"):
        kaplan_meier([1, 2], [True], [3])


@pytest.mark.parametrize("size", [15, 60])
def test_the_interval_holds_the_truth_as_often_as_it_says(size: int) -> None:
    rng = np.random.default_rng(23)
    held = 0
    for _ in range(600):
        ends, looks = rng.exponential(10, size), rng.uniform(3, 30, size)
        found = kaplan_meier(np.minimum(ends, looks), ends <= looks, [7.0])
        held += found.low[0] <= np.exp(-0.7) <= found.high[0]

    assert 0.925 <= held / 600 <= 0.975


def test_promises_that_customers_let_go_of_count_while_they_stood() -> None:
    # at risk: 6 at .2 (one kept), 5 at .5 (one kept, one let go of), 3 at .8 (two kept); one is late
    elapsed, kept = [0.2, 0.5, 0.5, 0.8, 0.8, 1.0], [True, True, False, True, True, False]

    found = kept_by_due(elapsed, kept)

    assert found.estimate == pytest.approx(1 - 5 / 6 * 4 / 5 * 1 / 3)
    assert 0 < found.low < found.estimate < found.high < 1


@pytest.mark.parametrize("kept", [0, 12])
def test_all_or_none_kept_is_as_uncertain_as_wilson_says(kept: int) -> None:
    found = kept_by_due(np.full(12, 0.5 if kept else 1.0), np.full(12, kept > 0))

    assert found.estimate == (1 if kept else 0)
    assert (found.low, found.high) == pytest.approx((0.7575060, 1) if kept else (0, 0.2424940))


def test_promises_of_which_all_were_let_go_of_say_nothing() -> None:
    found = kept_by_due([0.1, 0.4, 0.4, 0.6, 0.9], [False] * 5)

    assert np.isnan([found.estimate, found.low, found.high]).all()
