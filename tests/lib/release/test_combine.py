"""A quarter or a year is arithmetic on released months and nothing else."""

from __future__ import annotations

from math import inf, isclose, sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.release.combine import BANDS, Z95, change, combine, difference, over, standard_error
from tests.ledgers import Cell, publish, step


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
        "basis": "reader_only",
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


@given(months())
def test_the_order_of_the_months_does_not_matter(rows: list[dict[str, Any]]) -> None:
    forth, back = combine(rows, len(rows)), combine(rows[::-1], len(rows))

    assert isclose(forth.value or 0, back.value or 0, abs_tol=1e-12)
    assert isclose(forth.error or 0, back.error or 0, abs_tol=1e-12)
    assert (forth.persons, forth.base) == (back.persons, back.base)


@given(months(), st.sampled_from(["withheld", "too_little"]))
def test_a_hidden_month_adds_nothing_but_is_counted(rows: list[dict[str, Any]], status: str) -> None:
    without = combine(rows, len(rows) + 1)

    with_hidden = combine([*rows, hidden("2025-12", status, "Why.")], len(rows) + 1)

    assert with_hidden == without
    assert with_hidden.shown == len(rows)


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
