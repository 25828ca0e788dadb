"""The Monday brief: what moved beyond noise is told, and nothing else; the same for one team and for everything."""

from __future__ import annotations

import pytest

from lilyroot.draw.brief import LAST, brief
from tests.ledgers import Cell, factor, months, publish, step

PERIODS = months(15)
LAST_MONTH = len(PERIODS) - LAST


def organisation(**stories) -> list[Cell]:
    return [
        Cell("organisation", "organisation", "Anglers", "", 0, 900),
        Cell("team", "Service", "Service", "organisation", 1, 300, stories.get("service", factor())),
        Cell("team", "Phone", "Phone", "Service", 2, 150, stories.get("phone", factor())),
        Cell("team", "Mail+Service/own", "Mail + Service, own members", "Service", 2, 150),
        Cell("team", "Sales", "Sales", "organisation", 1, 300),
        Cell("team", "Shops", "Shops", "organisation", 1, 30, hidden=stories.get("hidden", "")),
    ]


@pytest.fixture
def released(tmp_path):
    def make(periods=PERIODS, **stories):
        return publish(tmp_path, periods, organisation(**stories)).released("talk")

    return make


def test_what_moved_is_told_with_its_interval_and_one_thing_to_do(released):
    told = brief(released(phone=step("salience", LAST_MONTH, 1.0, 0.5)).within(["Phone"]), ["Phone"])

    assert len(told.moved) == 1
    assert told.moved[0].startswith("In Phone talk about customers went down: from 18")
    assert "points)." in told.moved[0]
    assert told.opening == told.moved[0]
    assert told.to_do.startswith("Begin the next meeting with one customer")
    line = told.standings[0].lines[0]
    assert (line.than_before, line.than_all, line.persons) == ("down", "down", "100–249")


def test_nothing_moved_is_said_and_is_no_failure(released):
    told = brief(released().within(["Phone"]), ["Phone"])

    assert told.moved == ()
    assert told.opening == (
        "Nothing moved beyond noise in Phone, and nothing there stands apart from the organisation."
    )
    assert told.to_do.startswith("Nothing asks for you.")


def test_chance_alone_moves_hardly_any_brief(tmp_path):
    moved = 0
    for seed in range(60):
        ledger = publish(tmp_path / str(seed), PERIODS, organisation(), seed=seed)
        moved += bool(brief(ledger.released("talk"), None).moved)

    assert moved <= 6  # 5 % of 60 is 3; more than 6 has a chance of 3 %


def test_a_group_that_stands_apart_is_told_when_nothing_moved(released):
    told = brief(released(phone=factor(salience=2.0)).within(["Phone"]), ["Phone"])

    assert told.opening == "In Phone talk about customers is above the organisation's."


def test_a_leader_gets_the_unit_and_what_is_right_below(released):
    told = brief(released().within(["Service"]), ["Service"])

    assert [group.label for group in told.standings] == ["Service", "Mail + Service, own members", "Phone"]


def test_a_unit_that_is_published_with_others_is_shown_as_that_group(released):
    told = brief(released().within(["Mail"]), ["Mail"])

    assert [group.label for group in told.standings] == ["Mail + Service, own members"]


def test_everything_is_the_organisation_and_its_departments(released):
    told = brief(released(), None)

    assert [group.label for group in told.standings] == ["Anglers", "Sales", "Service", "Shops"]
    assert told.standings[0].lines[0].than_all is None


def test_no_unit_is_the_organisation(released):
    told = brief(released().within([]), [])

    assert [group.label for group in told.standings] == ["Anglers"]


def test_what_is_hidden_says_why(released):
    told = brief(released(hidden="withheld").within(["Shops"]), ["Shops"])

    assert all(line.value == "" and "kept private" in line.hidden for line in told.standings[0].lines)


def test_too_few_months_to_compare_are_said(released):
    told = brief(released(periods=PERIODS[:2]).within(["Phone"]), ["Phone"])

    assert (told.moved, told.before) == ((), "")


def test_an_empty_or_undated_ledger_has_no_brief(released, tmp_path):
    assert brief(released(periods=[]), None) is None
    assert brief(publish(tmp_path / "undated", ["undated"], organisation()).released("talk"), None) is None
