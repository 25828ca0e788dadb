"""Whoever may look at a group sees the scores that everybody else sees of it, and no scores of other groups."""

from __future__ import annotations

from pathlib import Path

import pytest

from lilyroot.draw import figures
from lilyroot.draw.brief import brief
from lilyroot.score import Sources, Window, dimensions, gap
from tests.culture_ledgers import Culture, figure, publish, sources_of
from tests.ledgers import factor, organisation

QUARTER = Window.of("2025-Q2")
DEPARTMENTS = ("Ovens", "Shop", "Vans", "Desk", "Mill")
LINES = [("d0",), ("d1t1",), ("d0", "d2"), ("d4", "d4t1"), ()]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    cells = organisation({name: factor() for name in DEPARTMENTS}, teams=4)
    culture = Culture(planted={("Ovens", "D1"): 90.0, ("Shop", "D4"): 15.0})
    folder: Path = tmp_path_factory.mktemp("bakery")
    return Sources.of(publish(folder / "releases", cells, culture))


@pytest.mark.parametrize("units", LINES, ids=str)
def test_a_reader_of_a_line_sees_what_an_analyst_sees(everything: Sources, units: tuple[str, ...]) -> None:
    narrow = everything.within(units)
    groups = {(group.cut, group.cell) for group in narrow.groups(QUARTER)}

    scores = [one for one in dimensions(everything, QUARTER) if (one.cut, one.cell) in groups]
    gaps = [one for one in gap(everything, QUARTER) if (one.cut, one.cell) in groups]

    assert groups >= {("team", unit) for unit in units} | {("organisation", "all")}
    assert len(groups) < len(everything.groups(QUARTER))  # there is something that could be told
    assert dimensions(narrow, QUARTER) == scores
    assert dimensions(narrow, QUARTER, deepest=1) == [one for one in scores if one.depth <= 1]
    assert gap(narrow, QUARTER) == gaps
    assert brief(narrow.talk, units) == brief(everything.talk, units)


def test_what_is_pulled_by_neighbours_is_pulled_by_those_out_of_view_too(everything: Sources) -> None:
    scores = [one for one in dimensions(everything.within({"d0"}), QUARTER) if one.cell == "d0"]

    assert any(one.own is not None and one.own < 1 for one in scores)


def test_a_look_within_a_look_and_up_to_a_month_is_scored_alike(everything: Sources) -> None:
    before = Window.of("2025-Q1")
    alone = [one for one in dimensions(everything, before) if one.cell in ("all", "d1", "d1t1")]

    narrow = everything.within({"d1"}).within({"d1t1"}).until("2025-03")

    assert [one for one in dimensions(narrow, before) if one.cut != "function"] == alone


def test_a_group_that_came_into_the_line_within_the_window_is_not_scored_there() -> None:
    def team(period: str, cell: str, parent: str, depth: int) -> dict[str, object]:
        given = {"cut": "team", "cell": cell, "label": cell, "parent": parent, "depth": depth, "period": period}
        return figure("salience", 0.15, 0.12, 0.18, **given)

    rows = [
        row
        for period, above in (("2025-05", "Shop"), ("2025-06", "Ovens"))
        for row in (
            figure("salience", 0.15, 0.12, 0.18, period=period),
            team(period, "Ovens", "all", 1),
            team(period, "Shop", "all", 1),
            team(period, "Night shift", above, 2),
        )
    ]
    narrow = sources_of(talk=rows).within({"Ovens"})

    assert "Night shift" in {group.cell for group in narrow.groups(QUARTER)}
    assert {score.cell for score in dimensions(narrow, QUARTER)} == {"all", "Ovens"}
    assert {one.cell for one in gap(narrow, QUARTER)} == {"all", "Ovens"}


def test_nobody_is_told_that_no_department_stands_out_where_none_was_compared(everything: Sources) -> None:
    nobody, one = (everything.within(units) for units in (set(), {"d1"}))

    said = [
        card.sentence
        for narrow in (nobody, one)
        for card in figures(narrow.talk, sources=narrow)
        if card.key in ("dimensions", "signals")
    ]

    assert len(said) == 4
    assert not any("No department stands out" in sentence for sentence in said[:2])
    assert "not compared" in said[0] or "not compared" in said[1]
