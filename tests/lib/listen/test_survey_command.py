"""Opening a wave for a wrong day is noticed, and a wave that was opened by mistake is taken back and written down."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from answer_files import DAY, WAVE, house, opened, row, written
from click.testing import CliRunner, Result

from lilyroot.cli import verbs
from lilyroot.errors import SurveyError
from lilyroot.home import Home
from lilyroot.listen.answers import take_in
from lilyroot.model.survey import questionnaire
from lilyroot.store.sheets import close
from lilyroot.store.store import Store
from lilyroot.store.waves import open_wave, waves, withdraw, withdrawn_waves

Run = Callable[..., Result]
NOW = datetime.now(UTC).date()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command in the home whose organisation is the small house."""
    home = tmp_path / "home"
    store = Store.open(Home(home), today=NOW)
    house(store, tmp_path)
    store.close()
    return lambda *arguments: CliRunner().invoke(verbs, ["survey", *arguments, "--home", str(home)])


def test_opening_tells_how_many_people_the_wave_is_for(run: Run) -> None:
    said = run("open", "2026-07").output

    assert f"the organisation as it stood on {NOW}: 24 people in 3 teams." in said
    assert len(said.splitlines()) == 1


def test_a_day_in_the_past_is_told_with_the_way_back(run: Run) -> None:
    said = run("open", "2026-07", "--stands", str(NOW - timedelta(days=500))).output.splitlines()

    assert said[1] == (
        "That day is 500 days ago; today: the same, as the HRIS file has no start days. "
        "If you meant another day: lilyroot survey withdraw 2026-07, and open it anew."
    )


def test_a_day_when_hardly_anybody_was_there_is_told_beside_today(run: Run, tmp_path: Path) -> None:
    lines = ["a,,Desk,2001-01-01", *(f"p{n},,Desk,2020-01-01" for n in range(11))]
    hris = tmp_path / "dated.csv"
    hris.write_text("\n".join(["employee_id,manager_id,team,start", *lines, ""]))
    CliRunner().invoke(verbs, ["organisation", str(hris), "--home", str(tmp_path / "home")])

    said = run("open", "2026-07", "--stands", "2002-02-02").output.splitlines()

    assert "1 person in 1 team." in said[0]
    assert "today: 12 people in 1 team." in said[1]
    assert said[2].startswith("Fewer than 6 people: nothing of this wave can be shown.")


def test_a_day_to_come_is_refused(run: Run) -> None:
    refused = run("open", "2026-07", "--stands", str(NOW + timedelta(days=2)))

    assert f"is still to come (today is {NOW})" in str(refused.exception)
    assert run("list").output == "no waves: lilyroot survey open\n"


@pytest.mark.parametrize("given", ["31.7.2026", "2026-02-30", "yesterday"])
def test_what_is_no_day_is_answered_with_an_example(run: Run, given: str) -> None:
    refused = run("open", "2026-07", "--stands", given)

    assert refused.exit_code == 2
    told = " ".join(refused.output.split())
    assert f"'{given}' is no day. Write year, month and day, for example 2026-07-31." in told


def test_a_withdrawn_wave_is_gone_written_down_and_can_be_opened_again(run: Run) -> None:
    run("open", "2026-07", "--stands", "2020-01-01")

    said = run("withdraw", "2026-07", "--by", "Ada Larch", "--reason", "For a wrong day.").output
    listed = run("list").output.splitlines()
    again = run("open", "2026-07")

    assert said == "2026-07 is withdrawn; open it anew: lilyroot survey open 2026-07\n"
    assert listed[0] == "no waves: lilyroot survey open"
    assert listed[1] == f"2026-07  opened {NOW}, withdrawn {NOW} by Ada Larch: For a wrong day."
    assert again.exit_code == 0
    assert len(run("list").output.splitlines()) == 2


def test_answers_are_deleted_only_when_that_is_said(store: Store, tmp_path: Path) -> None:
    wave = opened(store, tmp_path)
    answers = written(tmp_path / "answers.csv", [row(wave, "s1"), row(wave, "s2")])
    take_in(store, answers, WAVE)

    with pytest.raises(SurveyError, match="Answers were taken in"):
        withdraw(store, WAVE, by="Ada", reason="r", today=DAY)
    gone = withdraw(store, WAVE, by="Ada", reason="Wrong day.", today=DAY, with_answers=True)

    assert gone.files == 1
    assert (waves(store), withdrawn_waves(store)) == ([], [gone])
    assert not list(store.home.segments.rglob("*.parquet"))
    left = "\n".join(store.catalogue.connection.iterdump())
    assert not any(f'INSERT INTO "{table}"' in left for table in ("sheet_seen", "answer_file", "wave_place"))

    open_wave(store, WAVE, items=questionnaire().form("short"), k=5, stands=DAY, today=DAY)
    assert take_in(store, answers, WAVE).counts.committed == 2
    assert close(store, WAVE, today=DAY).committed == 2


def test_a_closed_wave_is_not_withdrawn(store: Store, tmp_path: Path) -> None:
    wave = opened(store, tmp_path)
    take_in(store, written(tmp_path / "answers.csv", [row(wave, "s1")]), WAVE)
    close(store, WAVE, today=DAY)

    with pytest.raises(SurveyError, match="is frozen"):
        withdraw(store, WAVE, by="Ada", reason="r", today=DAY, with_answers=True)


@pytest.mark.parametrize(("by", "reason"), [(" ", "r"), ("Ada", "")])
def test_a_withdrawal_is_signed_and_has_a_reason(store: Store, tmp_path: Path, by: str, reason: str) -> None:
    opened(store, tmp_path)

    with pytest.raises(SurveyError, match="stay written down"):
        withdraw(store, WAVE, by=by, reason=reason, today=DAY)


@pytest.mark.parametrize("statement", ["DELETE FROM withdrawn_wave", "UPDATE withdrawn_wave SET reason = 'none'"])
def test_the_log_of_withdrawn_waves_stays(store: Store, tmp_path: Path, statement: str) -> None:
    opened(store, tmp_path)
    withdraw(store, WAVE, by="Ada", reason="r", today=date(2026, 4, 1))

    with pytest.raises(sqlite3.IntegrityError, match="stays written down"):
        store.catalogue.connection.execute(statement)
