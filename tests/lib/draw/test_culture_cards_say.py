"""What the cards of the eight dimensions and of the gap say, with much, little and nothing behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lilyroot.draw import Figure, figures
from lilyroot.score import Sources
from tests.culture_ledgers import Culture, publish
from tests.ledgers import DEPARTMENTS, Cell, organisation

PLANTED = {("Support", "D2"): 75.0, ("Sales", "D2"): 35.0}
TORN = {("survey", "D5"): 75.0, ("decisions", "D5"): 30.0}


def cards(folder: Path, culture: Culture, cells: list[Cell] | None = None) -> tuple[Figure, Figure, list[str]]:
    sources = Sources.of(publish(folder, cells or organisation(DEPARTMENTS, 2), culture, quarters=1))
    found = figures(sources.talk, sources=sources)
    by_key = {figure.key: figure for figure in found}
    return by_key["dimensions"], by_key["say-and-do"], [figure.key for figure in found]


def drawn(figure: Figure) -> list[str]:
    """The labels of a chart, from top to bottom."""
    rows = [row for rows in (figure.spec or {})["datasets"].values() for row in rows if "label" in row]
    return [row["label"] for row in sorted(rows, key=lambda row: row["y"])]


def test_with_everything_they_come_first_and_tell_what_was_planted(tmp_path: Path) -> None:
    dimensions, say_do, keys = cards(tmp_path, Culture(PLANTED, TORN))

    assert keys[:3] == ["dimensions", "dimension-changes", "say-and-do"]
    assert dimensions.sentence.startswith("On customer understanding, Support stands ")
    assert "Sales stands" in dimensions.sentence
    assert dimensions.sentence.endswith("on incentives and recognition, the sources contradict one another.")
    assert say_do.sentence.startswith("Leaders name the customer in 4")
    assert say_do.next_step.startswith("Take the last three trade-offs the customer lost")


def test_sources_that_contradict_one_another_are_drawn_one_by_one(tmp_path: Path) -> None:
    dimensions, _, _ = cards(tmp_path, Culture(PLANTED, TORN))

    labels = drawn(dimensions)
    at = labels.index("Incentives, metrics and recognition")
    row = next(row for row in dimensions.rows if row[1] == "Incentives, metrics and recognition")

    # what they write and say is missing: signals that nobody has checked give no points
    assert labels[at + 1 : at + 4] == ["what people answer", "decisions, pay, praise", "goals and operations"]
    assert row[2] == "–"
    assert row[-1].startswith("The sources contradict one another")


def test_with_talk_alone_they_stand_last_and_teach(tmp_path: Path) -> None:
    dimensions, say_do, keys = cards(tmp_path, Culture(streams=("talk",)))

    assert keys[-3:] == ["dimensions", "say-and-do", "missing"]
    assert dimensions.next_step.startswith("Ask people")
    assert (say_do.spec, say_do.narrow) == (None, None)
    assert say_do.sentence.startswith("Here you will see")
    assert {row[2] for row in say_do.rows} == {"lilyroot records", "lilyroot survey"}


def test_answers_alone_tell_what_people_see(tmp_path: Path) -> None:
    dimensions, say_do, _ = cards(tmp_path, Culture(streams=("talk", "answers")))

    assert say_do.spec is None
    assert say_do.sentence.startswith("People see ")
    assert say_do.sentence.endswith(" less done than leaders say.")
    assert "answers of late-spring" in dimensions.caption.line()


@pytest.mark.parametrize("streams", [("talk",), ("talk", "answers"), ("talk", "answers", "records")])
def test_every_number_in_a_row_has_its_interval_and_its_people(tmp_path: Path, streams: tuple[str, ...]) -> None:
    dimensions, _, _ = cards(tmp_path, Culture(streams=streams))

    for row in dimensions.rows:
        assert len(row) == len(dimensions.columns)
        if row[2] != "–":
            assert " to " in row[3]
            assert row[7]


def test_nothing_of_a_group_kept_private_is_told(tmp_path: Path) -> None:
    cells = [
        Cell("organisation", "all", "Harbour Foods", "", 0, 100),
        Cell("team", "a", "Ovens", "all", 1, 50),
        Cell("team", "b", "Office", "all", 1, 50, hidden="withheld"),
    ]

    dimensions, say_do, _ = cards(tmp_path, Culture(), cells)

    assert {row[2] for row in dimensions.rows if row[0] == "Office"} == {"–"}
    assert [row for row in say_do.rows if row[0] == "Office"] == [
        ("Office", "–", *[""] * 6, "Fewer than 5 people could be told apart.")
    ]
