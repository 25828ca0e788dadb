"""Nobody is asked again before the results of the last time have a response, in whatever way it is tried."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from lilyroot.errors import SurveyError
from lilyroot.home import Home
from lilyroot.store.catalogue import Catalogue
from lilyroot.store.responses import owed, released_waves, respond, responses
from tests.asked_people import FIRST, NEXT, answers_of, asked_once, declared, run, worked

LATER = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
WORDS = (
    "--heard",
    "Nobody knows who decides.",
    "--will",
    "Each names one.",
    "--due",
    LATER,
    "--by",
    "Ada Larch",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked")
    asked_once(folder)
    return folder


@pytest.fixture
def home(made, tmp_path) -> Home:
    shutil.copytree(made / "home", tmp_path / "home")
    return Home(tmp_path / "home")


def fault_of(home: Home, *arguments: object) -> SurveyError:
    """What a verb refuses with, before ``lilyroot`` makes a sentence of it."""
    fault = run(home, *arguments).exception
    assert isinstance(fault, SurveyError)
    return fault


def test_without_declared_sources_commands_go_on_as_before(home):
    assert "is open" in worked(home, "survey", "open", NEXT)


def test_a_next_wave_is_not_opened_before_the_results_are_answered(home):
    declared(home)

    fault = fault_of(home, "survey", "open", NEXT)

    assert fault.code == "survey.unanswered"
    assert f"The results of {FIRST} were published, and nobody has said what was heard" in fault.sentence
    assert f"lilyroot survey respond {FIRST}" in fault.remedy
    assert NEXT not in worked(home, "survey", "list")


def test_the_response_is_the_way_out(home):
    declared(home)

    told = worked(home, "survey", "respond", FIRST, *WORDS)

    assert f"{FIRST} is answered by Ada Larch" in told
    assert "answered by Ada Larch" in worked(home, "survey", "list")
    assert "is open" in worked(home, "survey", "open", NEXT)


def test_a_wave_that_was_open_already_takes_no_answers_in(home, made):
    worked(home, "survey", "open", NEXT)
    declared(home)

    fault = fault_of(home, "survey", "take-in", NEXT, answers_of(made / "shop", NEXT))
    worked(home, "survey", "respond", FIRST, *WORDS)
    taken = worked(home, "survey", "take-in", NEXT, answers_of(made / "shop", NEXT))

    assert f"{NEXT} has to wait" in fault.sentence
    assert "in 0 " not in taken
    assert "+ duplicate 0 +" in taken


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"heard": "  "}, "survey.heard"),
        ({"will": ""}, "survey.will"),
        ({"will": "x" * 2_001}, "survey.will"),
        ({"by": " "}, "survey.by"),
        ({"due": datetime(2020, 1, 1, tzinfo=UTC).date()}, "survey.due"),
        ({"wave": NEXT}, "survey.unreleased"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_kept(home, change, code):
    catalogue = Catalogue(home.catalogue)
    given = {"wave": FIRST, "heard": "a", "will": "b", "due": datetime.now(UTC).date(), "by": "ada", **change}

    with pytest.raises(SurveyError) as fault:
        respond(catalogue, given.pop("wave"), **given)

    assert fault.value.code == code
    assert responses(catalogue.connection) == []
    catalogue.close()


def test_what_was_answered_stays_written_down_and_the_last_counts(home):
    declared(home)
    worked(home, "survey", "respond", FIRST, *WORDS)
    worked(home, "survey", "respond", FIRST, *WORDS[:2], "--will", "We drop the form.", *WORDS[4:])
    catalogue = Catalogue(home.catalogue)

    said = [one.will for one in responses(catalogue.connection)]
    for wish in ("UPDATE response SET will = 'x'", "DELETE FROM response"):
        with pytest.raises(sqlite3.IntegrityError):
            catalogue.connection.execute(wish)

    assert said == ["We drop the form.", "Each names one."]
    assert (released_waves(catalogue.connection), owed(catalogue.connection)) == ([FIRST], "")
    catalogue.close()
