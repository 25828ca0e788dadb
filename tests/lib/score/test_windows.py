"""Which months, quarters and waves a score is made of."""

from __future__ import annotations

import pytest

from lilyroot.errors import SettingsError
from lilyroot.score import Sources, Window
from lilyroot.score.window import asked_in
from tests.culture_ledgers import figure, sources_of


def test_a_quarter_holds_its_months_and_its_records() -> None:
    talk = [figure("salience", 0.1, 0.1, 0.1, period=month) for month in ("2025-03", "2025-04", "2025-06")]
    sources = sources_of(talk=talk, records=[figure("evidence_cited", 0.5, 0.4, 0.6)])

    window = Window.of("2025-Q2")

    assert window.talk(sources.talk) == ["2025-04", "2025-06"]
    assert window.records(sources.records) == ["2025-Q2"]
    assert Window.of("2025").records(sources.records) == ["2025-Q2"]
    assert Window.of("2025-06").records(sources.records) == ["2025-Q2"]
    assert Window.of("2025-05").records(sources.records) == []


@pytest.mark.parametrize(
    ("name", "waves"),
    [("2025-Q1", []), ("2025-Q2", ["early-summer"]), ("2026-05", ["early-summer"]), ("2026-06", []), ("undated", [])],
)
def test_a_wave_speaks_for_a_year_and_never_for_the_time_before_it(name: str, waves: list[str]) -> None:
    sources = sources_of(answers=[figure("cp", 50.0, 40.0, 60.0)])

    assert Window.of(name).answers(sources.answers) == waves


def test_a_wave_named_after_a_time_belongs_to_it() -> None:
    assert asked_in({"period": "2024-03", "begins": "2025-06"}) == "2024-03"
    assert asked_in({"period": "2024-Q3", "begins": "2025-06"}) == "2024-09"
    assert asked_in({"period": "spring", "begins": "2025-06"}) == "2025-06"
    assert asked_in({"period": "spring", "made_at": "2025-07-01T06:00:00+00:00"}) == "2025-07"


@pytest.mark.parametrize("name", ["2025-Q5", "2025-13", "spring", "", "25"])
def test_what_names_no_time_is_refused(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Window.of(name)

    assert caught.value.code == "score.period"


def test_the_latest_window_is_the_last_quarter_of_anything() -> None:
    talk = [figure("salience", 0.1, 0.1, 0.1, period="2024-12")]

    assert sources_of(talk=talk).latest() == Window.of("2024-Q4")
    assert sources_of(talk=talk, answers=[figure("cp", 50.0, 40.0, 60.0)]).latest() == Window.of("2025-Q2")
    assert sources_of(talk=[figure("salience", 0.1, 0.1, 0.1, period="undated")]).latest() == Window.of("undated")
    assert sources_of().latest() is None


def test_talk_alone_is_a_source_too() -> None:
    talk = sources_of(talk=[figure("salience", 0.1, 0.1, 0.1)]).talk

    alone = Sources.of_talk(talk)

    assert (alone.talk.periods, alone.answers.periods, alone.records.periods) == (["2025-06"], [], [])


def test_a_run_of_months_is_a_window() -> None:
    assert Window.over(["2025-03", "2025-02", "undated"]) == Window("2025-02 to 2025-03", ("2025-02", "2025-03"))
    assert Window.over(["undated"]) == Window.of("undated")
