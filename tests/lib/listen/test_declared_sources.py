"""A source is read only while it is on, after people were told; what was said of it stays written down."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from lilyroot.cli.source import command
from lilyroot.errors import SourceRefused
from lilyroot.home import Home
from lilyroot.listen.answers import take_in
from lilyroot.listen.people import hris_header, look_at_hris, take_in_hris, take_in_team_map
from lilyroot.listen.records import take_in_records
from lilyroot.store.retention import held
from lilyroot.store.sources import Said, declare, history, permitted, sources, switch
from lilyroot.store.store import Store

TODAY = datetime.now(UTC).date()
CHAT = Said(
    name="chat",
    kind="slack",
    purpose="To see how customers come up in our talk.",
    ground="agreement",
    contact="The works council",
    notice="Public channels are read. Direct messages never are.",
    told=TODAY,
    days=7,
    is_on=True,
)


@pytest.fixture
def own(tmp_path):
    store = Store.open(Home(tmp_path / "home"), today=TODAY)
    yield store
    store.close()


def test_until_anything_is_declared_everything_is_taken_in(own):
    assert permitted(own.catalogue, "chat") is None


def test_from_the_first_declaration_on_there_is_no_silent_source(own):
    declare(own.catalogue, CHAT, by="ada")

    assert permitted(own.catalogue, "chat").purpose == CHAT.purpose
    with pytest.raises(SourceRefused) as refused:
        permitted(own.catalogue, "mail")
    assert refused.value.code == "source.undeclared"


def test_nothing_is_taken_in_while_a_source_is_off_or_before_people_are_told(own):
    declare(own.catalogue, CHAT, by="ada")
    switch(own.catalogue, "chat", on=False, by="ben")
    with pytest.raises(SourceRefused, match="switched off"):
        permitted(own.catalogue, "chat")

    declare(own.catalogue, replace(CHAT, told=TODAY + timedelta(days=1)), by="ada")
    with pytest.raises(SourceRefused, match="told"):
        permitted(own.catalogue, "chat")
    assert permitted(own.catalogue, "chat", TODAY + timedelta(days=1)).name == "chat"


@pytest.mark.parametrize("missing", ["name", "purpose", "contact", "notice"])
def test_what_is_missing_is_named(own, missing):
    with pytest.raises(SourceRefused) as refused:
        declare(own.catalogue, replace(CHAT, **{missing: "  "}), by="ada")

    assert refused.value.code == f"source.{missing}"
    assert sources(own.catalogue.connection) == {}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"ground": "because"}, "ground"), ({"days": 366}, "days"), ({"notice": "x" * 5_001}, "notice")],
)
def test_what_cannot_be_is_refused(own, wrong, code):
    with pytest.raises(SourceRefused) as refused:
        declare(own.catalogue, replace(CHAT, **wrong), by="ada")

    assert refused.value.code == f"source.{code}"


def test_somebody_says_it(own):
    with pytest.raises(SourceRefused):
        declare(own.catalogue, CHAT, by="  ")


def test_everything_that_was_said_stays_and_no_hand_changes_it(own):
    declare(own.catalogue, CHAT, by="ada")
    switch(own.catalogue, "chat", on=False, by="ben")

    said = history(own.catalogue.connection, "chat")
    assert [(one.by, one.is_on) for one in said] == [("ben", False), ("ada", True)]
    for order in ("UPDATE source SET purpose = 'x'", "DELETE FROM source"):
        with pytest.raises(sqlite3.IntegrityError, match="stays written down"):
            own.catalogue.connection.execute(order)


def test_a_name_keeps_its_kind(own):
    declare(own.catalogue, CHAT, by="ada")

    with pytest.raises(SourceRefused) as refused:
        declare(own.catalogue, replace(CHAT, kind="mail"), by="ada")
    assert refused.value.code == "source.kind"


HRIS = "Personnel No,Boss,team,Org Unit,name\n1,,old,Board,Ada\n2,1,old,Shop,Ben\n3,1,old,Shop,Cleo\n"


def test_every_way_in_asks(own, tmp_path):
    """People, records, answers and team maps are sources, too."""
    declare(own.catalogue, CHAT, by="ada")
    people, goals, teams = tmp_path / "hris.csv", tmp_path / "goals.csv", tmp_path / "teams.csv"
    people.write_text("employee_id,manager_id,team\n1,,Board\n")
    goals.write_text("id\n1\n")
    teams.write_text("speaker,team\nada,Board\n")

    for way in (
        lambda: take_in_hris(own, people),
        lambda: take_in_records(own, goals, "goals"),
        lambda: take_in(own, goals, "spring"),
        lambda: take_in_team_map(own, teams, "mail"),
    ):
        with pytest.raises(SourceRefused):
            way()
    assert own.catalogue.connection.execute("SELECT COUNT(*) FROM stint").fetchone() == (0,)


def test_a_people_file_is_looked_at_under_its_own_column_names_and_nothing_is_kept(own, tmp_path):
    file = tmp_path / "hris.csv"
    file.write_text(HRIS)
    columns = {"employee_id": "Personnel No", "manager_id": "Boss", "team": "Org Unit"}

    look = look_at_hris(own, file, columns)

    assert hris_header(file) == ("Personnel No", "Boss", "team", "Org Unit", "name")
    assert (look.people, look.parents, look.members) == (3, {"Board": "", "Shop": "Board"}, {"Board": 1, "Shop": 2})
    assert look.not_used == ("team",)
    assert own.catalogue.connection.execute("SELECT COUNT(*) FROM stint").fetchone() == (0,)
    assert take_in_hris(own, file, columns).teams == 2


def test_raw_text_is_kept_no_longer_than_people_were_told(own, tmp_path):
    from lilyroot.listen.connector import ListenOptions
    from lilyroot.listen.connectors import find
    from lilyroot.listen.intake import Listening, listen, taken_in
    from tests.keyword_reader import KeywordReader

    declare(own.catalogue, replace(CHAT, kind="table"), by="ada")
    notes = tmp_path / "notes.csv"
    notes.write_text("speaker,sent,text\ndana,2026-03-01T09:00:00,The nursery needs the hose.\ndana,soon,When?\n")

    listen(own, notes, Listening(find("table"), ListenOptions("chat"), KeywordReader(), 30))

    assert [entry.delete_after for entry in held(own.catalogue.connection)] == [TODAY + timedelta(days=7)]
    (one,) = taken_in(own.catalogue.connection, "chat")
    assert (one.receipt.committed, one.receipt.quarantined, one.receipt.came_in) == (1, 1, 2)
    assert one.ended >= one.began


def test_the_verb_declares_switches_and_lists(tmp_path):
    home, notice = ["--home", str(tmp_path / "home")], tmp_path / "notice.txt"
    notice.write_text("Public channels are read.")
    run = CliRunner().invoke
    said = ["--as", "slack", "--purpose", "To learn", "--ground", "agreement", "--contact", "HR", "--by", "ada"]

    declared = run(command, ["declare", "chat", *said, "--notice", str(notice), *home])
    switched = run(command, ["off", "chat", "--by", "ada", *home])
    listed = run(command, ["list", *home])

    assert declared.output.startswith("chat: on, a works agreement")
    assert switched.output == listed.output
    assert listed.output.startswith("chat: off")
    assert f"people told on {TODAY}" in listed.output
