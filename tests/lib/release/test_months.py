"""Rows of some months, read indicator by indicator: the same as all at once, and nothing before it is asked for."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from lilyroot.release.combine import monthly
from lilyroot.release.months import Asked, Months
from lilyroot.release.released import Released
from tests.ledgers import Cell, publish

PERIODS = ["2025-01", "2025-02", "2025-03"]
WIDE = ("2025-03", "2025-01")


@pytest.fixture
def released(tmp_path: Path) -> Released:
    cells = [
        Cell("organisation", "all", "Everybody", "", 0, 300),
        Cell("team", "sales", "Sales", "", 1, 80),
        Cell("team", "stores", "Stores", "", 1, 6, hidden="withheld"),
        Cell("kind", "chat", "Chat", "", 1, 200),
    ]
    return publish(tmp_path / "releases", PERIODS, cells).released()


def test_every_figure_rests_on_the_same_rows_as_when_all_are_read_at_once(released: Released) -> None:
    at_once = monthly(released, WIDE)

    months = Months(released, WIDE)

    assert {key: months.rows(*key) for key in at_once} == at_once
    assert len(at_once) > 20


def test_the_groups_know_which_indicators_they_have_and_which_are_never_shown(released: Released) -> None:
    months = Months(released, WIDE)

    cells = {(one.cut, one.cell): one for one in months.cells()}

    for place, some in groupby(monthly(released, WIDE).items(), key=lambda one: one[0][:2]):
        told = {key[2]: rows for key, rows in some}
        assert cells[place].indicators == {name: len(rows) for name, rows in told.items()}
        assert cells[place].rows == sum(len(rows) for rows in told.values())
        assert cells[place].hidden == {
            name for name, rows in told.items() if all(row["value"] is None for row in rows)
        }
    assert [one.label for one in cells.values()] == ["Everybody", "Sales", "Stores", "Chat"]
    assert [bool(one.hidden) for one in cells.values()] == [False, False, True, False]


def test_only_the_cuts_that_are_asked_for_are_there(released: Released) -> None:
    months = Months(released, PERIODS, cuts=("team",))

    assert [one.cell for one in months.cells()] == ["sales", "stores"]
    assert months.rows("kind", "chat", "messages") == []


def test_what_is_asked_for_is_made_once_and_the_rest_never() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    asked = Asked(["one", "two"], make)

    assert ("two" in asked, "three" in asked, list(asked), len(asked)) == (True, False, ["one", "two"], 2)
    assert (asked["two"], asked["two"], asked.get("three")) == ("TWO", "TWO", None)
    assert made == ["two"]
