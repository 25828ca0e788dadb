"""Shares in steps of three: right on average, inside their interval, and not to be undone without the key."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.measure.estimators.proportions import mid_p_ends, wilson_ends
from lilyroot.release.steps import STEP, draws_told, in_grains, in_round_steps, in_steps, in_threes
from lilyroot.store.keys import Keys

DIGITS = 3


def figure(count: int, base: int) -> dict[str, float]:
    share = count / base
    return {"value": share, "low": max(0.0, share - 0.04), "high": min(1.0, share + 0.05)}


@settings(derandomize=True)
@given(st.integers(10, 900), st.data(), st.floats(0, 1, exclude_max=True))
def test_a_share_is_a_multiple_of_three_next_to_the_truth_and_inside_its_interval(
    base: int, data, lot: float
) -> None:
    count = data.draw(st.integers(0, base))

    told = in_steps(figure(count, base), base, DIGITS, lot)

    assert abs(told["value"] * base - count) < STEP
    assert told["value"] == 1.0 or round(told["value"] * base, 6) % STEP in (0.0, pytest.approx(STEP))
    assert 0 <= told["low"] <= told["value"] <= told["high"] <= 1
    assert told["low"] <= figure(count, base)["low"] + 1e-9
    assert told["high"] >= figure(count, base)["high"] - 1e-9
    assert min(figure(count, base)["low"], told["value"]) - told["low"] < STEP / base, "no further out than need be"
    assert told["high"] - max(figure(count, base)["high"], told["value"]) < STEP / base


@pytest.mark.parametrize("count", range(7))
def test_it_is_right_on_average(count: int) -> None:
    lots = [(n + 0.5) / 300 for n in range(300)]

    mean = sum(in_steps(figure(count, 60), 60, DIGITS, lot)["value"] * 60 for lot in lots) / len(lots)

    assert mean == pytest.approx(count)


@pytest.mark.parametrize("count", [0, 3, 30, 60])
def test_what_is_a_multiple_is_told_as_it_is(count: int) -> None:
    assert {in_steps(figure(count, 60), 60, DIGITS, lot)["value"] for lot in (0.0, 0.5, 0.999)} == {count / 60}


@settings(derandomize=True)
@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1, exclude_max=True))
def test_a_count_is_told_as_a_multiple_of_three_next_to_it_and_not_below_its_people(
    count: int, people: int, lot: float
) -> None:
    least = min(count, people)

    told = in_threes(count, least, lot)

    assert told % STEP == 0
    assert abs(told - count) < STEP
    assert told >= least


@pytest.mark.parametrize("count", range(30, 36))
def test_a_count_is_right_on_average(count: int) -> None:
    lots = [(n + 0.5) / 300 for n in range(300)]

    assert sum(in_threes(count, 8, lot) for lot in lots) / len(lots) == pytest.approx(count)


@settings(derandomize=True)
@given(st.integers(10, 5000), st.data(), st.floats(0, 1, exclude_max=True))
def test_what_has_been_told_as_a_base_is_told_so_among_another(base: int, data, lot: float) -> None:
    count = data.draw(st.integers(0, base))
    among, told = in_threes(base, 5, lot), in_threes(count, 0, lot)

    share = in_steps(figure(count, base), base, DIGITS, lot, told=among, count=told)

    assert share["value"] * among == pytest.approx(min(told, among))
    assert share["low"] <= share["value"] <= share["high"]


@settings(derandomize=True)
@given(st.integers(10, 900), st.data(), st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True))
def test_a_share_of_a_base_in_threes_does_not_give_the_base_away(base: int, data, lot: float, other: float) -> None:
    count, told = data.draw(st.integers(0, base)), in_threes(base, 5, other)

    share = in_steps(figure(count, base), base, DIGITS, lot, told=told)["value"]

    assert share == 1.0 or round(share * told, 6) % STEP in (0.0, pytest.approx(STEP))
    assert share == 1.0 or abs(share * told - count) < STEP


def test_where_three_are_less_than_a_digit_nothing_is_lost() -> None:
    told = figure(1234, 3000)

    assert in_steps(told, 3000, DIGITS, 0.3) == told


@pytest.mark.parametrize(("base", "values"), [(2_999, {30 / 2_999, 33 / 2_999}), (3_000, {31 / 3_000})])
def test_shares_are_told_in_steps_as_long_as_three_are_more_than_a_digit(base: int, values: set[float]) -> None:
    found = {in_steps(figure(31, base), base, DIGITS, lot)["value"] for lot in (0.0, 0.999)}

    assert sorted(found) == pytest.approx(sorted(values))


def test_the_lot_is_the_same_every_time_and_another_with_another_key() -> None:
    one, other = Keys(os.urandom(32)), Keys(os.urandom(32))
    names = ("2025-03", "team", "north", "rate_blame")

    assert one.chance(*names) == one.chance(*names)
    assert one.chance(*names) != other.chance(*names)
    lots = [one.chance("2025-03", str(n)) for n in range(2_000)]
    assert 0.45 < sum(lots) / len(lots) < 0.55


# --- shares of which no base is told ----------------------------------------------------------------------------


def of_trade_offs(count: int, base: int) -> dict[str, float]:
    """A share as its estimator makes it: mid-P where there are few, else Wilson."""
    share, size = np.array(count / base), np.array(float(base))
    low, high = mid_p_ends(share, size) if base < 40 else wilson_ends(share, size)
    return {"value": count / base, "low": float(low), "high": float(high)}


@pytest.mark.parametrize(("least", "most"), [(6, 14), (15, 29), (30, 59), (60, 149), (150, 299)])
def test_ends_tell_nothing_of_a_base_that_the_value_has_not_told(least: int, most: int) -> None:
    """One pair of ends for each value as told, whatever the base: the ends of seven shares once left none but 33."""
    ends: dict[float, set[tuple[float, float]]] = {}
    for base in range(least, most + 1):
        for count in range(base + 1):
            for lot in (0.0, 0.999):
                told = in_round_steps(of_trade_offs(count, base), (base // STEP) * STEP, lot)
                ends.setdefault(told["value"], set()).add((told["low"], told["high"]))

    assert {value: len(pairs) for value, pairs in ends.items()} == dict.fromkeys(ends, 1)


@settings(derandomize=True)
@given(st.integers(6, 900), st.data(), st.floats(0, 1, exclude_max=True))
def test_a_share_without_its_base_stays_in_its_interval(base: int, data, lot: float) -> None:
    told = in_round_steps(of_trade_offs(data.draw(st.integers(0, base)), base), (base // STEP) * STEP, lot)

    assert 0 <= told["low"] <= told["value"] <= told["high"] <= 1


@pytest.mark.parametrize("base", [8, 20, 30, 59, 60, 100, 150, 300])
@pytest.mark.parametrize("truth", [0.02, 0.1, 0.3, 0.5, 0.8])
def test_its_interval_holds_the_truth(base: int, truth: float) -> None:
    rng = np.random.default_rng([base, int(truth * 100)])
    seen, lots = rng.binomial(base, truth, 2_000), rng.random(2_000)

    drawn = zip(seen.tolist(), lots.tolist(), strict=True)
    told = [in_round_steps(of_trade_offs(count, base), in_threes(base, 5, 0.5), lot) for count, lot in drawn]

    assert np.mean([one["low"] <= truth <= one["high"] for one in told]) > 0.94


def test_an_interval_wider_than_its_number_explains_stays_wide() -> None:
    """People who were resampled speak for few: 0.2 to 0.6 of 300 is no 0.34 to 0.46."""
    told = in_round_steps({"value": 0.4, "low": 0.2, "high": 0.6}, 300, 0.5, by_number=False)

    assert told["value"] == 0.4
    assert told["low"] <= 0.2
    assert told["high"] >= 0.6


@pytest.mark.parametrize(("base", "least"), [(30, 28), (59, 28), (60, 58), (3_000, 2_998)])
def test_how_many_a_share_speaks_for_at_least_is_read_back_from_its_ends(base: int, least: int) -> None:
    told = in_round_steps(of_trade_offs(base // 3, base), base, 0.5)

    assert draws_told(told["value"], told["low"], told["high"]) == least
    assert draws_told(told["value"], told["low"], told["high"] + 0.001) == 0


def test_an_interval_that_its_number_explains_says_no_less_than_by_its_number() -> None:
    exact = of_trade_offs(80, 200)

    assert in_round_steps(exact, 200, 0.5, by_number=False) == in_round_steps(exact, 200, 0.5)


def test_where_nothing_is_known_nearly_everything_is_left_open() -> None:
    told = in_round_steps({"value": 0.02, "low": 0.0, "high": 1.0}, 60, 0.9, by_number=False)

    assert (told["value"], told["low"]) == (0.0, 0.0)
    assert told["high"] > 0.9


def test_a_grain_leaves_ends_that_are_on_it_where_they_are() -> None:
    assert in_grains({"value": 0.45, "low": 0.3, "high": 0.65}, 0.05) == {"value": 0.45, "low": 0.3, "high": 0.65}
