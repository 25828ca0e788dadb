"""What the figures say about invented organisations, and what they must never show."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pytest

from lilyroot.draw import Figure, figures, headline, svg
from lilyroot.draw.view import View
from lilyroot.release.released import Released
from tests.ledgers import Cell, factor, months, publish, publish_rows, rows_of

TALK = ["team-orientation", "function-orientation", "customer-talk", "trend", "engagement", "signals"]
KEYS = [*TALK, "dimensions", "say-and-do", "missing"]


Drawn = dict[str, list[Figure]]


def pick(figures: list[Figure], key: str) -> Figure:
    (found,) = [figure for figure in figures if figure.key == key]
    return found


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows]


def test_the_smallest_group_counts_those_who_may_pool_what_they_know(forty: Released) -> None:
    view = View(forty)
    view.manifests = [{"k": 5}, {"k": 5, "policy": {"k": 5, "colluders": 1}}]

    assert view.threshold == 6


def test_the_headline_tells_the_planted_story(forty: Released) -> None:
    assert headline(forty) == (
        "When customers come up, Support talks about their situation more than twice as often as Sales; "
        "in Sales it fell after April and in Stores it rose after June."
    )


def test_the_headline_of_undated_meetings_says_what_is_known(undated: Released) -> None:
    assert headline(undated) == "Marketing talks about customers twice as often as Industrial design."


def test_where_nothing_differs_nobody_can_tell(tmp_path: Path) -> None:
    cells = [Cell("organisation", "all", "All", "", 0, 60)]
    cells += [Cell("team", name, name, "all", 1, 20) for name in ("North", "South", "West")]

    released = publish(tmp_path / "releases", ["2025-01", "2025-02"], cells).released()

    assert headline(released) == (
        "When customers come up, about 40\u00a0% of the talk is about their situation; "
        "the groups cannot be told apart."
    )


def test_change_is_spoken_of_only_where_there_are_months_enough_for_one(tmp_path: Path) -> None:
    cells = [Cell("organisation", "all", "All", "", 0, 60)]
    cells += [Cell("team", name, name, "all", 1, 20) for name in ("North", "South", "West")]

    released = publish(tmp_path / "releases", months(8), cells).released()

    assert headline(released) == (
        "When customers come up, about 40\u00a0% of the talk is about their situation; "
        "the groups cannot be told apart; no change stands out from chance."
    )


def test_one_team_is_compared_with_nobody(tmp_path: Path) -> None:
    cells = [Cell("organisation", "all", "All", "", 0, 60), Cell("team", "t", "All of us", "all", 1, 60)]

    released = publish(tmp_path / "releases", ["2025-01"], cells).released()

    assert headline(released) == "When customers come up, about 45\u00a0% of the talk is about their situation."


def test_a_group_of_fewer_than_half_of_the_months_is_in_the_table_only(tmp_path: Path) -> None:
    lasting = [Cell("organisation", "all", "All", "", 0, 60)]
    lasting += [Cell("team", name, name, "all", 1, 20) for name in ("North", "South")]
    passing = Cell("team", "west", "West", "all", 1, 20)
    rows = [
        row for at, month in enumerate(months(5)) for cell in lasting for row in rows_of(cell, month, at, Random(at))
    ]
    rows += [row for at, month in enumerate(months(2)) for row in rows_of(passing, month, at, Random(at))]

    figure = pick(figures(publish_rows(tmp_path / "releases", rows)), "team-orientation")

    assert {row["group"] for row in values(figure.spec or {}) if "figure" in row} == {"North", "South"}
    assert [(row[0], row[5]) for row in figure.rows] == [
        ("North", "5 of 5"),
        ("South", "5 of 5"),
        ("West", "2 of 5"),
    ]
    assert figure.notes[0] == "1 group existed in fewer than half of the months; in the table only."


def test_what_is_counted_together_is_said_in_words(tmp_path: Path) -> None:
    cell = Cell("organisation", "all", "All", "", 0, 60)
    withheld = [
        {"cut": "team", "label": "App", "shown_in": "App + Online Shop, own members"},
        {"cut": "team", "label": "Online Shop", "shown_in": "App + Online Shop, own members"},
        {"cut": "team", "label": "Board", "shown_in": "Finance"},
    ]
    shown_in = [Cell("team", name, name, "all", 1, 20) for name in ("App + Online Shop, own members", "Finance")]
    rows = [row for one in (cell, *shown_in) for row in rows_of(one, "2025-01", 0, Random(1))]

    figure = pick(figures(publish_rows(tmp_path / "releases", rows, withheld=withheld)), "missing")

    why = "A group of its own needs 5 people, and so does every difference of groups."
    assert [row for row in figure.rows if "counted" in row[0]] == [
        ("App is counted together with Online Shop itself", "teams", "all figures", "this period", why),
        ("Board is counted in Finance", "teams", "all figures", "this period", why),
    ]
    assert figure.sentence == (
        "2 small groups are counted together with others; no figure stands for fewer than 5 people."
    )


def test_the_name_of_a_department_is_not_repeated_below_it(tmp_path: Path) -> None:
    cells = [Cell("organisation", "all", "All", "", 0, 60)]
    cells += [Cell("team", name, name, "all", 1, 20) for name in ("Sales", "Shop")]
    cells += [Cell("team", "s", "App + Shop, own members", "Shop", 2, 10)]

    figure = pick(figures(publish(tmp_path / "releases", ["2025-01"], cells).released()), "team-orientation")

    assert [row[0] for row in figure.rows] == ["Sales", "Shop", "\u2003App + own members"]


def test_an_empty_ledger_has_a_headline_and_no_figures(empty: Released) -> None:
    assert headline(empty) == "Nothing has been released yet."
    assert figures(empty) == []


@pytest.mark.parametrize("name", ["forty", "undated", "two_hundred"])
def test_figures_come_in_reading_order_and_complete(name: str, drawn: Drawn) -> None:
    found = drawn[name]

    assert [figure.key for figure in found] == KEYS
    for figure in found:
        assert figure.sentence.endswith(".")
        assert figure.next_step.endswith((".", "?"))
        assert figure.caption.period in figure.caption.line()
        assert {len(row) for row in figure.rows} <= {len(figure.columns)}
        if figure.key != "say-and-do":  # nothing of it comes from a reader
            assert any("ncorrected" in note for note in figure.notes)


def test_every_specification_is_valid_vega_lite(drawn: Drawn) -> None:
    for figure in drawn["forty"]:
        for spec in (figure.spec, figure.narrow):
            if spec is not None:
                assert alt.LayerChart.from_dict(spec).to_dict()["width"] == "container"


def test_the_same_ledger_gives_the_same_figures(undated: Released, drawn: Drawn) -> None:
    assert figures(undated) == drawn["undated"]


def test_a_team_kept_private_has_words_where_its_figure_would_be(drawn: Drawn) -> None:
    figure = pick(drawn["forty"], "team-orientation")

    hatched = [row for row in values(figure.spec or {}) if row.get("status") == "withheld"]
    told = [row for row in figure.rows if row[-1] == "Fewer than 5 people could be told apart."]

    assert {row["text"] for row in hatched} == {"kept private: fewer than 5 could be told apart"}
    assert len({row["group"] for row in hatched}) == len(told) == 3
    assert {row[1] for row in told} == {"–"}
    assert "3 groups are kept private (hatched): fewer than 5 people could be told apart." in figure.notes


def test_two_hundred_teams_are_drawn_by_department_and_listed_in_full(drawn: Drawn) -> None:
    figure = pick(drawn["two_hundred"], "team-orientation")

    estimates = {row["group"] for row in values(figure.spec or {}) if "figure" in row}

    assert len(estimates) == 20
    assert len(figure.rows) == 220
    assert figure.notes[0] == "200 teams are not drawn but in the table."


def test_a_single_period_has_no_trend_and_says_so(drawn: Drawn) -> None:
    figure = pick(drawn["undated"], "trend")

    assert (figure.spec, figure.narrow, figure.rows) == (None, None, ())
    assert figure.sentence == "There is no trend to show yet: it needs at least two released months."


def test_signals_are_hints_until_people_have_checked_a_sample(drawn: Drawn) -> None:
    figure = pick(drawn["forty"], "signals")

    assert figure.sentence.startswith("Signals are hints so far")
    assert not any(mark in str(figure.spec) for mark in ("▲", "▼"))


def test_once_checked_signals_name_who_stands_out(forty: Released, tmp_path: Path) -> None:
    checked = publish_rows(tmp_path / "checked", forty.table.to_pylist(), audit={"messages": 300})

    assert pick(figures(checked), "signals").sentence == (
        "Operations shows more blame and more brush-off; Support more customer voice; Finance more politics "
        "than the whole organisation."
    )


def test_engagement_names_the_liveliest_and_the_quietest(drawn: Drawn) -> None:
    assert pick(drawn["forty"], "engagement").sentence == (
        "Conversations about customers draw more replies than others in the same channel, most in tickets; "
        "fewer in chat."
    )


def test_the_window_holds_the_last_periods_only(forty: Released) -> None:
    (figure,) = [figure for figure in figures(forty, last=3) if figure.key == "trend"]

    assert figure.caption.period == "October to December 2025, 3 monthly releases"
    assert {row[1] for row in figure.rows} == {"October 2025", "November 2025", "December 2025"}


def test_the_name_of_the_last_month_ends_at_the_edge_instead_of_being_cut_off(forty: Released) -> None:
    (figure,) = [figure for figure in figures(forty, last=4) if figure.key == "trend"]

    texts = ElementTree.fromstring(svg(figure)).iter("{http://www.w3.org/2000/svg}text")
    anchored = {text.text: text.get("text-anchor") for text in texts}
    assert (anchored["Sep 2025"], anchored["Dec 2025"]) == ("start", "end")


@pytest.mark.parametrize("narrow", [False, True])
def test_svg_is_well_formed_and_holds_labels_as_text_only(tmp_path: Path, narrow: bool) -> None:
    hostile = '<script>alert("1")</script> & "quotes" #strong[x] $y$'
    cells = [Cell("organisation", "all", hostile, "", 0, 60)]
    cells += [Cell("team", name, f"{name} {hostile}", "all", 1, 30, factor()) for name in ("A", "B")]
    released = publish(tmp_path / "releases", ["2025-01", "2025-02"], cells).released()

    for figure in figures(released):
        picture = svg(figure, narrow=narrow)
        if picture:
            names = {element.tag.split("}")[1] for element in ElementTree.fromstring(picture).iter()}
            assert names <= {"svg", "g", "path", "line", "text", "tspan", "rect", "defs", "clipPath"}


def test_svg_is_the_same_every_time_and_follows_the_theme(drawn: Drawn) -> None:
    figure = drawn["undated"][0]

    assert svg(figure) == svg(figure)
    assert "#3d7a16" in svg(figure)
    assert "#9cc777" in svg(figure, "dark")
    assert "#" not in svg(figure, "page")


def test_shares_are_told_in_whole_percent(drawn: Drawn) -> None:
    cells = [cell for figure in drawn["forty"] for row in figure.rows for cell in row if "%" in cell]

    assert len(cells) > 100
    assert [cell for cell in cells if "." in cell] == []
