"""What a figure becomes before it is shown: rounded, its people as a band, and never all or none in a small group."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lilyroot.measure.indicators import INDICATORS, Indicator
from lilyroot.measure.records import RECORDS_INDICATORS
from lilyroot.release.rows import band, numbers, published, too_little

SALIENCE = next(one for one in INDICATORS if one.name == "salience")
REPLIES = next(one for one in INDICATORS if one.name == "engagement_replies")
FAVOURABLE = replace(SALIENCE, name="tr_favourable", reader=False, one_each=True)
TRUST = replace(FAVOURABLE, name="tr", form="points")
GAP = replace(FAVOURABLE, name="say_do", form="balance")


@pytest.mark.parametrize(
    ("n", "told"),
    [(5, "5–9"), (9, "5–9"), (10, "10–19"), (20, "20–49"), (99, "50–99"), (249, "100–249"), (499, "250–499")],
)
def test_people_are_told_as_a_band(n: int, told: str) -> None:
    assert band(n) == told
    assert band(500) == band(10_000) == "500+"


@pytest.mark.parametrize(
    ("indicator", "value", "n", "shown"),
    [
        (SALIENCE, 1.0, 19, 0.995),
        (SALIENCE, 0.0, 5, 0.005),
        (SALIENCE, 1.0, 20, 1.0),
        (SALIENCE, 0.12345, 8, 0.123),
        (FAVOURABLE, 1.0, 5, 0.8),
        (FAVOURABLE, 8 / 9, 9, 0.8),
        (FAVOURABLE, 0.0, 19, 0.1),
        (FAVOURABLE, 1.0, 20, 1.0),
        (TRUST, 100.0, 7, 80.0),
        (TRUST, 61.26, 7, 61.3),
        (TRUST, 0.0, 12, 10.0),
        (GAP, -100.0, 12, -80.0),
        (REPLIES, 0.0, 5, 0.0),
        (REPLIES, 3.14159, 5, 3.142),
    ],
)
def test_in_a_small_group_nothing_is_all_or_none(indicator: Indicator, value: float, n: int, shown: float) -> None:
    assert published(indicator, value, n) == pytest.approx(shown)


def test_all_but_one_looks_like_all_where_everyone_counts_once() -> None:
    for n in range(6, 20):
        assert published(FAVOURABLE, 1.0, n) == published(FAVOURABLE, (n - 1) / n, n)


def test_the_interval_does_not_tell_all_from_all_but_one_either() -> None:
    every = {"value": 1.0, "low": 0.57, "high": 1.0}
    all_but_one = {"value": 0.8, "low": 0.38, "high": 0.96}

    assert numbers(FAVOURABLE, every, 5) == numbers(FAVOURABLE, all_but_one, 5)
    assert numbers(FAVOURABLE, every, 5) == pytest.approx({"value": 0.8, "low": 0.2, "high": 0.8})
    assert numbers(FAVOURABLE, {"value": 0.6, "low": 0.23, "high": 0.88}, 5)["low"] == 0.23
    assert numbers(FAVOURABLE, every, 20) == every
    assert numbers(SALIENCE, {"value": 1.0, "low": 0.9, "high": 1.0, "base": 4_000}, 8)["low"] == 0.9


def test_how_unevenly_recognition_is_spread_is_no_count_and_told_in_twentieths() -> None:
    spread = next(one for one in RECORDS_INDICATORS if one.name == "recognition_spread")
    found = {"value": 0.556, "low": 0.29, "high": 0.793, "base": 9}

    assert [numbers(spread, found, 9, lot)["value"] for lot in (0.1, 0.9)] == [0.55, 0.55]
    assert (numbers(spread, found, 9)["low"], numbers(spread, found, 9)["high"]) == (0.25, 0.8)


def test_a_base_of_people_is_not_told() -> None:
    told = {one.name for one in RECORDS_INDICATORS if not one.base_is_people}

    assert {"tradeoffs_won", "goals_customer"} <= told
    assert not {"recognition_per_head", "recognition_spread", "incentive_weight"} & told


def test_nothing_little_and_few_people_look_the_same() -> None:
    nothing = {"value": None, "low": None, "high": None, "contributors": 9}
    little = {**nothing, "value": 0.25}
    few = {"value": 0.25, "low": 0.1, "high": 0.5, "contributors": 5}

    (told,) = {too_little(figure, 6) for figure in (nothing, little, few)}

    assert told
    assert "conversation" not in told, "records and answers are told in the same words"
    assert not too_little({**few, "contributors": 6}, 6)


def test_a_count_is_told_as_its_base_is_and_not_to_the_last_message() -> None:
    messages = next(one for one in INDICATORS if one.name == "messages")
    figure = {"value": 31.0, "low": 31.0, "high": 31.0, "base": 31}

    assert numbers(messages, {**figure, "told": 30}, 30) == {"value": 30.0, "low": 30.0, "high": 30.0}
    assert numbers(messages, figure, 30)["value"] == 31.0


def test_a_share_is_of_its_base_as_that_is_told() -> None:
    figure = {"value": 10 / 31, "low": 0.2, "high": 0.5, "base": 31, "told": 30}

    assert numbers(SALIENCE, figure, 31, lot=0.999) == pytest.approx({"value": 0.3, "low": 0.2, "high": 0.5})
