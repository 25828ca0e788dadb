"""Somebody says that what they write is not read: it never comes in again, what was held is gone, nobody knows."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from lilyroot.audit.box import AuditBox
from lilyroot.cli import verbs
from lilyroot.errors import ObjectionRefused
from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.listen.people import take_in_hris, take_in_team_map
from lilyroot.listen.receipt import Receipt
from lilyroot.store.lock import held
from lilyroot.store.objections import band, delete_held, object_to_reading, objects, take_back
from lilyroot.store.store import Store
from tests.audits import AUDITORS, PERIOD, open_audit, sampled
from tests.keyword_reader import KeywordReader

TODAY = datetime.now(UTC).date()
HRIS = (
    "employee_id,manager_id,team,email,name\n"
    "1,,Board,ada@shop.example,Ada Lark\n2,1,Shop,ben@shop.example,Ben Finch\n3,1,Shop,cleo@shop.example,Cleo Wren\n"
)
WITHOUT_BEN = "".join(line for line in HRIS.splitlines(keepends=True) if "ben@" not in line)
TALK = """id,speaker,sent,thread,text
m1,cleo@shop.example,2026-03-01T09:00:00,t1,The nursery needs hoses.
m2,ben@shop.example,2026-03-01T09:01:00,t1,Zanzibar is what I say.
m3,cleo@shop.example,2026-03-01T09:02:00,t1,The customer said so.
m4,ada@shop.example,2026-03-01T10:00:00,t2,Numbers are fine.
"""
LATER = """id,speaker,sent,thread,text
m5,ben@shop.example,2026-03-02T09:00:00,t3,Zanzibar again.
m6,cleo@shop.example,2026-03-02T09:01:00,t3,Quite.
m7,Ben Finch,2026-03-02T09:02:00,t3,Zanzibar for ever.
"""


@pytest.fixture
def store(tmp_path):
    opened = Store.open(Home(tmp_path / "home"), today=TODAY)
    organisation(opened, HRIS)
    yield opened
    opened.close()


def organisation(store: Store, text: str) -> None:
    path = store.home.root / "hris.csv"
    path.write_text(text)
    take_in_hris(store, path)


def taken(store: Store, text: str = TALK, source: str = "chat") -> Receipt:
    path: Path = store.home.root / "talk.csv"
    path.write_text(text)
    return listen(store, path, Listening(find("table"), ListenOptions(source), KeywordReader()))


def rows(store: Store, table: str) -> list[dict]:
    return [row for path in store.verified_paths(table) for row in pq.read_table(path).to_pylist()]


def alias(store: Store, name: str = "ben@shop.example") -> str:
    return store.keys.alias(name)


def objected(store: Store, name: str = "ben@shop.example") -> int:
    object_to_reading(store.catalogue, alias(store, name))
    with held(store.lock, wait=True):
        return delete_held(store)


def everything(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.data.rglob("*")) if path.is_file())


def test_what_is_held_goes_and_all_else_stays(store):
    taken(store)

    assert objected(store) == 1

    assert len(rows(store, "messages")) == len(rows(store, "readings")) == 3
    assert sorted(row["text"] for row in rows(store, "texts")) == [
        "Numbers are fine.",
        "The customer said so.",
        "The nursery needs hoses.",
    ]
    left = store.catalogue.connection.execute("SELECT COUNT(*) FROM message").fetchone()
    assert left == (3,)


def test_nothing_that_stood_before_holds_it_any_more(store):
    taken(store)
    before = {row["text"]: row["context"] for row in rows(store, "texts")}
    objected(store)
    after = {row["text"]: row["context"] for row in rows(store, "texts")}

    assert before["The customer said so."] == "Zanzibar is what I say."
    assert after["The customer said so."] == ""


def test_an_open_audit_loses_its_words_and_those_they_stood_before(store):
    taken(store)
    sealed = {row["text"]: store.keys.place(PERIOD, "audit item", row["message"]) for row in rows(store, "texts")}
    items = [replace(sampled(number), hash=item) for number, item in enumerate(sealed.values())]
    open_audit(store.home, items).close()
    objected(store)

    with AuditBox.open(store.home, PERIOD) as box:
        left = set(box.waiting_for(AUDITORS[0]))

    assert left == {sealed["Numbers are fine."]}


def test_the_rows_of_the_others_are_the_same_to_the_letter(store):
    taken(store)
    before = {row["message"]: row for row in rows(store, "messages")}
    readings = {row["message"]: row for row in rows(store, "readings")}
    objected(store)

    assert all(row == before[row["message"]] for row in rows(store, "messages"))
    assert all(row == readings[row["message"]] for row in rows(store, "readings"))


def test_from_then_on_it_never_comes_in_and_no_receipt_counts_it(store):
    objected(store)

    receipt = taken(store, LATER)

    assert (receipt.came_in, receipt.committed, receipt.quarantined, dict(receipt.passed_over)) == (1, 1, 0, {})
    assert [(row["text"], row["context"]) for row in rows(store, "texts")] == [("Quite.", "")]
    speakers = store.catalogue.connection.execute("SELECT COUNT(DISTINCT speaker) FROM speaker_alias").fetchone()
    assert speakers == (1,)


def test_it_is_the_same_file_again_for_whoever_gives_it_twice(store):
    objected(store)
    taken(store, LATER)

    assert taken(store, LATER).known_before


def test_a_map_of_the_source_finds_them_under_another_name(store):
    path = store.home.root / "map.csv"
    path.write_text("speaker,employee_id\nfinchy,2\n")
    take_in_team_map(store, path, "chat")
    objected(store)

    receipt = taken(store, TALK.replace("ben@shop.example", "finchy"))

    assert receipt.committed == 3
    assert "Zanzibar" not in str(rows(store, "texts"))


def test_an_address_that_came_later_takes_its_words_along(store):
    taken(store, TALK.replace("ben@shop.example", "bf@old.example"))
    assert objected(store) == 0

    organisation(store, HRIS.replace("ben@shop.example", "bf@old.example"))
    with held(store.lock, wait=True):
        assert delete_held(store) == 1


def test_whoever_left_the_people_file_stays_left_out(store):
    objected(store)
    organisation(store, WITHOUT_BEN)

    receipt = taken(store, LATER)

    assert receipt.committed == 1


def test_taken_back_it_is_read_from_then_on(store):
    objected(store)
    taken(store)
    take_back(store.catalogue, alias(store))

    assert objects(store.catalogue.connection, alias(store)) is False
    assert taken(store, LATER).committed == 3
    assert "m2" not in str(rows(store, "messages"))
    assert len(rows(store, "messages")) == 6


def test_twice_is_once(store):
    objected(store)
    assert objected(store) == 0
    assert objects(store.catalogue.connection, alias(store)) is True


@pytest.mark.parametrize("name", ["nobody@shop.example", "", "Board"])
def test_who_cannot_be_found_is_refused(store, name):
    with pytest.raises(ObjectionRefused, match="knows nobody by this"):
        object_to_reading(store.catalogue, alias(store, name))
    assert objects(store.catalogue.connection, alias(store, name)) is None


def test_who_it_was_and_when_stands_nowhere_in_words(store):
    taken(store)
    objected(store)

    columns = store.catalogue.connection.execute("SELECT * FROM objection").fetchall()
    kept = everything(store.home)

    assert [len(row) for row in columns] == [1]
    assert b"ben@shop.example" not in kept
    assert b"Zanzibar" not in kept


def test_fewer_than_five_look_like_nobody(store):
    connection = store.catalogue.connection
    told = {0: band(connection)}
    for number in range(1, 12):
        connection.execute("INSERT INTO objection VALUES (?)", (f"person {number}",))
        told[number] = band(connection)

    assert {told[number] for number in range(5)} == {"fewer than 5, perhaps nobody"}
    assert {told[number] for number in range(5, 10)} == {"5 to 9"}
    assert told[10] == "10 to 19"


def test_a_catalogue_that_cannot_be_asked_is_not_one_in_which_nobody_objects(store, tmp_path):
    broken = sqlite3.connect(tmp_path / "other.sqlite")
    assert band(broken) == "fewer than 5, perhaps nobody"  # an older version made it: it has no such table

    broken.execute("CREATE TABLE objection (somebody TEXT)")

    with pytest.raises(sqlite3.OperationalError):
        band(broken)


def test_the_operator_does_it_on_the_server_without_writing_the_name_down(store):
    taken(store)
    command = {"env": {"LILYROOT_HOME": str(store.home.root)}}

    done = CliRunner().invoke(verbs, ["objection", "add"], input="BEN@shop.example\n", **command)
    told = CliRunner().invoke(verbs, ["objection", "count"], **command)

    assert done.exit_code == 0, done.exception
    assert "Nothing they write is read from now on" in done.output
    assert "shop.example" not in done.output
    assert told.output == "People who object to being read: fewer than 5, perhaps nobody.\n"
    assert len(rows(store, "messages")) == 3

    CliRunner().invoke(verbs, ["objection", "withdraw"], input="2\n", **command)
    assert objects(store.catalogue.connection, alias(store)) is False
