"""A quarter or a year is arithmetic on released months and nothing else."""

from __future__ import annotations

from math import hypot, inf, isclose, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.release.combine import (
    BANDS,
    Z95,
    Change,
    change,
    combine,
    difference,
    largest_band,
    monthly,
    over,
    smallest_band,
    standard_error,
)
from tests.ledgers import Cell, publish, publish_rows, step


def row(period: str, **given: Any) -> dict[str, Any]:
    """A released row; what is not given makes a shown share of 0.4 on 100 messages."""
    usual = {
        "period": period,
        "cut": "team",
        "cell": "t1",
        "label": "Team 1",
        "parent": "",
        "depth": 1,
        "indicator": "centric_share",
        "value": 0.4,
        "low": 0.3,
        "high": 0.5,
        "persons": "10–19",
        "base": 100,
        "status": "shown",
        "reason": "",
        "basis": "audited",
    }
    return {**usual, **given}


def hidden(period: str, status: str, reason: str) -> dict[str, Any]:
    return row(period, value=None, low=None, high=None, base=None, persons="", status=status, reason=reason)


shares = st.floats(0, 1)


@st.composite
def months(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(1, 6))):
        low, value, high = sorted((draw(shares), draw(shares), draw(shares)))
        band = draw(st.sampled_from(BANDS))
        base = draw(st.integers(1, 10_000))
        found.append(row(f"2025-{number + 1:02d}", value=value, low=low, high=high, base=base, persons=band))
    return found


@settings(derandomize=True)
@given(months())
def test_the_mean_lies_among_the_months_and_its_interval_around_it(rows: list[dict[str, Any]]) -> None:
    whole = combine(rows, len(rows))

    values = [one["value"] for one in rows]
    assert whole.value is not None
    assert whole.low is not None
    assert whole.high is not None
    assert min(values) - 1e-12 <= whole.value <= max(values) + 1e-12
    assert 0 <= whole.low <= whole.value + 1e-12
    assert whole.value - 1e-12 <= whole.high <= 1


@settings(derandomize=True)
@given(months())
def test_the_order_of_the_months_does_not_matter(rows: list[dict[str, Any]]) -> None:
    forth, back = combine(rows, len(rows)), combine(rows[::-1], len(rows))

    assert isclose(forth.value or 0, back.value or 0, abs_tol=1e-12)
    assert isclose(forth.error or 0, back.error or 0, abs_tol=1e-12)
    assert (forth.persons, forth.base) == (back.persons, back.base)


@settings(derandomize=True)
@given(months(), st.sampled_from(["withheld", "too_little"]))
def test_a_hidden_month_adds_nothing_but_is_counted(rows: list[dict[str, Any]], status: str) -> None:
    without = combine(rows, len(rows) + 1)

    with_hidden = combine([*rows, hidden("2025-12", status, "Why.")], len(rows) + 1)

    assert with_hidden == without
    assert with_hidden.shown == len(rows)


@settings(derandomize=True)
@given(months())
def test_a_change_looked_at_from_the_other_end_is_its_mirror(rows: list[dict[str, Any]]) -> None:
    earlier, later = combine(rows, len(rows)), combine([row("2026-01")], 1)

    there, back = difference(earlier, later), difference(later, earlier)

    assert isclose(there.difference or 0, -(back.difference or 0), abs_tol=1e-12)
    assert {"up": "down", "down": "up", "cannot tell": "cannot tell"}[there.direction] == back.direction


def test_months_weigh_by_their_base() -> None:
    rows = [row("2025-01", value=0.2, low=0.1, high=0.3, base=300), row("2025-02", value=0.6, low=0.4, high=0.8)]

    whole = combine(rows, 2)

    assert whole.value == pytest.approx(0.3)
    assert whole.error == pytest.approx(sqrt((300 * 0.1) ** 2 + (100 * 0.2) ** 2) / Z95 / 400)
    assert whole.base == 400


def test_a_sum_of_messages_is_a_complete_count() -> None:
    rows = [row(f"2025-0{n}", indicator="messages", value=v, low=v, high=v, base=v) for n, v in ((1, 120), (2, 80))]

    whole = combine(rows, 2)

    assert (whole.value, whole.low, whole.high, whole.error) == (200, 200, 200, 0)


def test_the_smallest_band_that_was_shown_counts() -> None:
    rows = [row("2025-01", persons="100–249"), row("2025-02", persons="5–9"), row("2025-03", persons="10–19")]

    assert combine(rows, 3).persons == "5–9"


def test_kept_private_speaks_before_too_little() -> None:
    rows = [hidden("2025-01", "withheld", "Too few people."), hidden("2025-02", "too_little", "Too little talk.")]

    whole = combine(rows, 2)

    assert (whole.value, whole.status, whole.reason, whole.shown) == (None, "withheld", "Too few people.", 0)


def test_a_ratio_may_be_larger_than_one() -> None:
    whole = combine([row("2025-01", indicator="engagement_replies", value=1.8, low=1.4, high=2.4)], 1)

    assert whole.high is not None
    assert 1.8 < whole.high < inf


def test_an_interval_cut_off_at_zero_stands_for_its_longer_arm() -> None:
    assert standard_error(row("2025-01", value=0.01, low=0.0, high=0.05)) == pytest.approx(0.04 / Z95)


def test_the_bands_of_many_groups_are_told_from_the_smallest_to_the_largest() -> None:
    bands = ["20–49", "5–9", "", "500+", "100–249"]

    assert (smallest_band(bands), largest_band(bands)) == ("5–9", "500+")
    assert (smallest_band([""]), largest_band([])) == ("", "")


def test_a_figure_without_interval_is_taken_as_a_complete_count() -> None:
    assert standard_error(row("2025-01", low=None)) == 0.0
    assert standard_error(row("2025-01", high=None)) == 0.0
    whole = combine([row("2025-01", value=0.3, low=None, high=None), row("2025-02", value=0.5, high=0.6)], 2)
    assert whole.value == pytest.approx(0.4)
    assert whole.error == pytest.approx(0.2 / Z95 / 2)


def test_a_month_without_a_base_makes_all_months_count_the_same() -> None:
    rows = [row("2025-01", value=0.2, low=0.1, base=900, high=0.3), row("2025-02", value=0.6, high=0.7, base=None)]

    whole = combine(rows, 2)

    assert whole.value == pytest.approx(0.4)
    assert whole.error == pytest.approx(hypot(0.1, 0.3) / Z95 / 2)
    assert whole.base == 0, "a part is not told as the whole"


def test_an_interval_ends_where_the_range_does() -> None:
    near_all = combine([row("2025-01", value=0.98, low=0.5, high=1.0)], 1)
    near_none = combine([row("2025-01", value=0.02, low=0.0, high=0.5)], 1)

    assert (near_all.low, near_all.high) == (pytest.approx(0.5), 1.0)
    assert (near_none.low, near_none.high) == (0.0, pytest.approx(0.5))


def test_up_and_down_are_told_only_where_the_interval_excludes_nothing_at_all() -> None:
    first, same = combine([row("2025-01", value=0.5, low=0.4, high=0.6)], 1), sqrt(2) * 0.1

    def by(much: float) -> Change:
        return difference(first, combine([row("2025-02", value=0.5 + much, low=0.4 + much, high=0.6 + much)], 1))

    assert [by(much).direction for much in (0.15, -0.15, 0.13, -0.13)] == ["up", "down", "cannot tell", "cannot tell"]
    found = by(0.15)
    assert (found.difference, found.low, found.high) == pytest.approx((0.15, 0.15 - same, 0.15 + same))
    exact = combine([row("2025-01", indicator="messages", value=9, low=9, high=9)], 1)
    assert difference(exact, exact).direction == "cannot tell"


def test_nobody_can_tell_a_change_from_nothing() -> None:
    shown, nothing = combine([row("2025-01")], 1), combine([hidden("2025-02", "withheld", "Why.")], 1)
    unknown = Change("cannot tell", None, None, None)

    assert difference(shown, nothing) == unknown
    assert difference(nothing, shown) == unknown
    assert difference(nothing, nothing) == unknown


def test_what_a_figure_is_called_is_what_it_was_called_last() -> None:
    rows = [row("2025-02", label="Ovens", parent="t9", depth=2), row("2025-01", label="Bakers")]

    whole = combine(rows, 5)

    assert (whole.label, whole.parent, whole.depth, whole.shown, whole.periods) == ("Ovens", "t9", 2, 2, 5)
    assert (whole.status, whole.reason) == ("shown", "")


def test_the_last_reason_of_those_that_hide_it_is_told() -> None:
    little = [hidden("2025-01", "too_little", "Old."), hidden("2025-02", "too_little", "New.")]

    assert (combine(little, 2).status, combine(little, 2).reason) == ("too_little", "New.")
    assert combine([hidden("2025-01", "withheld", "")], 1).reason == ""
    assert combine([*little, hidden("2025-03", "withheld", "Few.")], 3).reason == "Few."


# --- what an unchecked reader gets wrong ------------------------------------------------------------

MONTHS, TRUE = 12, 0.4
CHANCE, WRONG = 0.03, 0.06  # of a month; of the reader, in all months and groups alike


def read_months(rng: np.random.Generator, wrong: float, basis: str) -> list[dict[str, Any]]:
    """A year whose months are off by chance and, all alike, by ``wrong``; each month's band allows for both."""
    values = TRUE + wrong + rng.normal(0, CHANCE, MONTHS)
    reach = Z95 * np.hypot(CHANCE, WRONG)
    return [
        row(f"2025-{n + 1:02d}", value=value, low=value - reach, high=value + reach, basis=basis)
        for n, value in enumerate(values.tolist())
    ]


def test_what_an_unchecked_reader_gets_wrong_does_not_vanish_with_more_months() -> None:
    rng, held = np.random.default_rng(3), {"reader_only": 0, "audited": 0}
    for _ in range(400):
        wrong = rng.normal(0, WRONG)
        for basis in held:
            year = combine(read_months(rng, wrong, basis), MONTHS)
            assert year.low is not None
            assert year.high is not None
            held[basis] += year.low <= TRUE <= year.high

    assert held["reader_only"] / 400 >= 0.95
    assert held["audited"] / 400 < 0.6  # what treating it as chance would do


def test_two_groups_read_by_the_same_reader_are_seldom_told_apart_by_chance() -> None:
    rng = np.random.default_rng(4)
    told = 0
    for _ in range(400):
        wrong = rng.normal(0, WRONG)
        one, other = (combine(read_months(rng, wrong, "reader_only"), MONTHS) for _ in range(2))
        told += difference(one, other).direction != "cannot tell"

    assert told / 400 <= 0.05


@settings(derandomize=True)
@given(months())
def test_a_year_an_unchecked_reader_read_is_as_unsure_as_its_months_are(rows: list[dict[str, Any]]) -> None:
    year = combine([{**one, "basis": "reader_only"} for one in rows], len(rows))

    total = sum(one["base"] for one in rows)
    assert year.low == pytest.approx(sum(one["base"] * one["low"] for one in rows) / total, abs=1e-9)
    assert year.high == pytest.approx(sum(one["base"] * one["high"] for one in rows) / total, abs=1e-9)


def test_audited_months_beside_unchecked_ones_bring_their_own_chance() -> None:
    rows = [row(f"2025-0{n}", basis=basis) for n, basis in ((1, "reader_only"), (2, "reader_only"), (3, "audited"))]

    year = combine(rows, 3)

    assert year.low == pytest.approx(0.4 - hypot(0.2, 0.1) / 3)


def test_a_month_without_an_interval_leaves_none_to_the_year() -> None:
    year = combine([row("2025-01"), row("2025-02", low=None, high=None)], 2)

    assert (year.value, year.low, year.high) == (0.4, None, None)


@pytest.mark.parametrize("end", ["low", "high"])
def test_half_an_interval_is_none(end: str) -> None:
    year = combine([row("2025-01"), row("2025-02", **{end: None})], 2)

    assert (year.value, year.low, year.high) == (0.4, None, None)


def test_months_come_in_their_order_and_others_do_not_come(tmp_path: Path) -> None:
    released = publish_rows(tmp_path / "releases", [row(f"2025-{n:02d}", value=n / 10) for n in (3, 1, 2, 4)])

    found = monthly(released, ["2025-03", "2025-01", "2025-09"])

    assert {key: [one["value"] for one in rows] for key, rows in found.items()} == {
        ("team", "t1", "centric_share"): [0.1, 0.3]
    }
    (whole,) = over(released, ["2025-03", "2025-01", "2025-09", "2025-03"])
    assert (whole.shown, whole.periods) == (2, 3)


def test_a_change_needs_a_figure_on_both_sides(tmp_path: Path) -> None:
    released = publish_rows(tmp_path / "releases", [row("2025-01", value=0.1), row("2025-02", value=0.9)])

    def between(earlier: list[str], later: list[str]) -> Change:
        return change(released, "team", "t1", "centric_share", earlier, later)

    assert between(["2025-01"], ["2025-02"]).difference == pytest.approx(0.8)
    assert between(["2024-12"], ["2025-02"]) == between(["2025-01"], []) == Change("cannot tell", None, None, None)


def test_over_and_change_read_the_ledger(tmp_path: Path) -> None:
    drifting = Cell("team", "sales", "Sales", "", 1, 80, step("centric_share", 3, 1.0, 0.4))
    steady = Cell("team", "support", "Support", "", 1, 80)
    periods = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"]
    released = publish(tmp_path / "releases", periods, [drifting, steady]).released()

    rows = over(released, periods[3:])
    fell = change(released, "team", "sales", "centric_share", periods[:3], periods[3:])
    same = change(released, "team", "support", "centric_share", periods[:3], periods[3:])
    nothing = change(released, "team", "nobody", "centric_share", periods[:3], periods[3:])

    assert {(row.cell, row.shown, row.periods) for row in rows} == {("sales", 3, 3), ("support", 3, 3)}
    assert (fell.direction, same.direction, nothing.direction) == ("down", "cannot tell", "cannot tell")
    assert nothing.difference is None
