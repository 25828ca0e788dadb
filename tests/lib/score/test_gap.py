"""The gap between saying and doing: by hand, and what chance alone would give."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from lilyroot.measure.answers.figures import TOO_FEW_FOR_GAP
from lilyroot.release.steps import in_round_steps
from lilyroot.score import Window, gap, headline
from lilyroot.score.allocation import distance
from lilyroot.score.gap import Gap
from tests.culture_ledgers import DONE, SAID, figure, sources_of

QUARTER = Window.of("2025-Q2")


def whole(**rows: list[dict[str, object]]) -> Gap:
    (found,) = gap(sources_of(**rows), QUARTER)
    return found


def shares(said_items: int, done_items: int) -> list[dict[str, object]]:
    rows = []
    for side, of, items in (("espoused", SAID, said_items), ("enacted", DONE, done_items)):
        for value, share in of.items():
            half = 1.959964 * sqrt(share * (1 - share) / items)
            rows.append(figure(f"{side}_{value}", share, share - half, share + half, base=items))
    return rows


def test_the_headline_is_that_of_the_model() -> None:
    records = [*shares(100, 80), figure("tradeoffs_won", 0.18, 0.12, 0.26)]
    records[0] |= {"low": 0.36, "high": 0.46}

    assert headline(whole(records=records)) == (
        "Leaders name the customer in 41 % [36, 46] of value statements; "
        "the customer prevailed in 18 % [12, 26] of recorded trade-offs."
    )


def test_without_one_side_there_is_no_headline() -> None:
    assert headline(whole(records=[figure("tradeoffs_won", 0.18, 0.12, 0.26)])) == ""


def test_the_gap_for_the_customer_joins_both_intervals() -> None:
    """41 % +- 5 said, 18 % -6 +8 done: -23, from -23 - sqrt(6^2 + 5^2) to -23 + sqrt(8^2 + 5^2)."""
    records = shares(100, 80)
    records[0] |= {"low": 0.36, "high": 0.46}
    records[7] |= {"low": 0.12, "high": 0.26}

    allocation = whole(records=records).allocation

    assert allocation is not None
    customer = allocation.customer
    assert (customer.value, customer.low, customer.high) == (
        pytest.approx(-23),
        pytest.approx(-23 - sqrt(61)),
        pytest.approx(-23 + sqrt(89)),
    )


@pytest.mark.parametrize(("said", "done", "shown"), [(50, 50, True), (49, 200, False), (200, 49, False)])
def test_all_values_together_need_fifty_items_a_side(said: int, done: int, shown: bool) -> None:
    allocation = whole(records=shares(said, done)).allocation

    assert allocation is not None
    assert (allocation.apart is not None) == shown


@pytest.mark.parametrize(("trade_offs", "shown"), [(60, True), (149, True), (59, False)])
def test_of_trade_offs_without_a_number_the_fewest_count(trade_offs: int, shown: bool) -> None:
    """In steps of .05 there are 58 at least, in steps of .1 there may be 28."""
    records = shares(100, 100)
    for row in records:
        if str(row["indicator"]).startswith("enacted_"):
            exact = {name: float(str(row[name])) for name in ("value", "low", "high")}
            row |= {**in_round_steps(exact, trade_offs, 0.5), "base": None}

    allocation = whole(records=records).allocation

    assert allocation is not None
    assert (allocation.apart is not None) == shown


def test_one_value_missing_and_nothing_is_compared() -> None:
    hidden = {"value": None, "low": None, "high": None, "status": "withheld", "reason": "Fewer than 5 statements."}
    records = shares(100, 100)
    records[3] |= hidden

    found = whole(records=records)

    assert found.allocation is None
    assert "Fewer than 5 statements." in found.reasons


@pytest.mark.parametrize("persons", ["10–19", "20–49", "500+"])
def test_a_pair_that_was_released_rests_on_fifteen_people_whatever_the_band_says(persons: str) -> None:
    answers = [
        figure("say_do_mistakes", -20.0, -32.0, -8.0, persons=persons),
        figure("say_do_listening", -10.0, -18.0, -2.0, persons=persons),
    ]

    perceived = whole(answers=answers).perceived

    assert perceived is not None
    assert (perceived.points, perceived.low, perceived.high) == (-15.0, -25.0, -5.0)
    assert [item.name for item in perceived.items] == ["listening", "mistakes"]
    assert perceived.persons == persons


def test_what_fewer_than_fifteen_people_answered_is_told_with_the_reason_of_the_release() -> None:
    few = figure("say_do_mistakes", None, None, None, status="too_little", reason=TOO_FEW_FOR_GAP, persons="10–19")

    found = whole(answers=[few])

    assert found.perceived is None
    assert TOO_FEW_FOR_GAP in found.reasons


def test_promises_come_as_they_were_released() -> None:
    kept = whole(records=[figure("commitments_kept", 0.7, 0.61, 0.79)]).promises

    assert kept is not None
    assert (kept.value, kept.low, kept.high, kept.persons) == (0.7, 0.61, 0.79, "20–49")


def test_what_is_missing_is_said() -> None:
    assert whole(talk=[figure("salience", 0.1, 0.1, 0.2)]).reasons == (
        "No answers on saying and doing were released.",
        "Statements of values and what prevailed were not both released.",
        "No promises to customers were released.",
    )


def drawn(chance: np.random.Generator, said: list[float], done: list[float], items: int):
    e, n = (chance.multinomial(items, of) / items for of in (said, done))
    return distance(list(e), items, list(n), items)


def test_equal_sides_look_apart_and_are_corrected() -> None:
    """Seven values, 50 items a side: as counted about .18 apart although they are the same."""
    chance = np.random.default_rng(3)
    same = list(SAID.values())

    found = [drawn(chance, same, same, 50) for _ in range(40)]

    assert np.mean([one.seen for one in found]) == pytest.approx(0.18, abs=0.02)
    assert np.mean([one.distance for one in found]) < 0.09
    assert sum(one.chance < 0.05 for one in found) <= 6
    assert sum(one.low > 0 for one in found) <= 4


def test_sides_that_differ_are_found_and_covered() -> None:
    chance = np.random.default_rng(4)
    said, done = list(SAID.values()), list(DONE.values())
    true = sum(abs(one - other) for one, other in zip(said, done, strict=True)) / 2

    found = [drawn(chance, said, done, 100) for _ in range(40)]

    assert np.mean([one.distance for one in found]) == pytest.approx(true, abs=0.02)
    assert sum(one.low <= true <= one.high for one in found) >= 35
    assert all(one.low <= one.distance <= one.high <= 1 for one in found)
