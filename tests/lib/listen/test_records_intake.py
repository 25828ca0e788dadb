"""Tables of records: every row is committed, a duplicate or in quarantine; people are pseudonyms; no text is kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import ExportError, SettingsError
from lilyroot.listen.intake import open_quarantine, quarantined_bytes
from lilyroot.listen.people import take_in_hris
from lilyroot.listen.records import TakenIn, column_lines, take_in_records, template
from lilyroot.listen.records.cells import Fault, read_cells
from lilyroot.listen.records.rules import check
from lilyroot.model.records import KINDS, VALUES
from lilyroot.store.forgetting import forget
from lilyroot.store.organisation import persons
from lilyroot.store.retention import FOREVER, delete_due

TODAY = date(2026, 4, 1)
GOOD = {
    "statements": {"id": "s1", "date": "2026-01-09", "by": "leader", "person": "dana", "values": "customer; cost"},
    "decisions": {
        **{"id": "d1", "date": "2026-01-09", "decided_by": "dana; kim@example.org", "options": "3"},
        **{"values": "customer; revenue", "prevailed": "revenue", "customer_evidence": "no"},
        **{"affected": "customers", "decision": "No refund of the Olander order"},
    },
    "incentives": {"id": "i1", "function": "Sales", "measure": "turnover", "weight": "60 %", "value": "revenue"},
    "recognitions": {"id": "r1", "date": "2026-01-09", "giver": "dana", "receiver": "kim", "value": "customer"},
    "goals": {"id": "g1", "team": "Nursery", "period": "2026-Q1", "customer_outcome": "yes"},
    "commitments": {"id": "c1", "made": "2026-01-09", "due": "2026-05-09", "owner": "dana"},
    "metrics": {"id": "m1", "metric": "waiting time", "value": "customer"},
    "agenda": {"id": "a1", "date": "2026-01-09", "meeting": "Board", "value": "cost", "minutes": "12.5"},
}
EVERY = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def file(tmp_path):
    def write(kind: str, *rows: dict[str, str], name: str = "records.csv") -> Path:
        columns = [column.name for column in KINDS[kind]]
        lines = [",".join(row.get(column, "") for column in columns) for row in rows]
        path = tmp_path / name
        path.write_text("\n".join([template(kind), *lines, ""]))
        return path

    return write


@pytest.fixture
def records(store):
    def take_in(path: Path, kind: str, **more: str) -> TakenIn:
        return take_in_records(store, path, kind, today=TODAY, **more)

    return take_in


def counts(taken: TakenIn) -> tuple[int, int, int, int]:
    return taken.receipt.came_in, taken.receipt.committed, taken.receipt.duplicate, taken.receipt.quarantined


def contents(store) -> list[dict[str, object]]:
    rows = store.catalogue.connection.execute("SELECT content FROM record WHERE content IS NOT NULL ORDER BY key")
    return [json.loads(content) for (content,) in rows]


@EVERY
def test_a_good_row_is_committed_and_the_same_row_again_is_a_duplicate(kind, file, records, store):
    first = records(file(kind, GOOD[kind]), kind)
    again = records(file(kind, GOOD[kind], {**GOOD[kind], "id": "another"}, name="later.csv"), kind)

    assert counts(first) == (1, 1, 0, 0)
    assert counts(again) == (2, 1, 1, 0)
    assert len(contents(store)) == 2


@EVERY
def test_the_same_file_again_changes_nothing(kind, file, records, store):
    path = file(kind, GOOD[kind], {**GOOD[kind], "id": ""})
    records(path, kind)
    before = list(store.catalogue.connection.iterdump())

    again = records(path, kind)

    assert again.receipt.known_before
    assert counts(again) == (2, 0, 1, 1)
    assert list(store.catalogue.connection.iterdump()) == before


def test_a_changed_row_replaces_the_one_before_and_nothing_of_that_is_left(file, records, store):
    records(file("decisions", GOOD["decisions"]), "decisions")

    taken = records(file("decisions", {**GOOD["decisions"], "prevailed": "customer"}, name="b.csv"), "decisions")

    assert (counts(taken), taken.corrected) == ((1, 1, 0, 0), 1)
    assert [content["prevailed"] for content in contents(store)] == ["customer"]
    revisions = store.catalogue.connection.execute("SELECT revision, content IS NULL FROM record ORDER BY revision")
    assert revisions.fetchall() == [(1, 1), (2, 0)]


def test_an_old_file_given_again_does_not_undo_a_correction(file, records, store):
    old = file("decisions", GOOD["decisions"], name="old.csv")
    records(old, "decisions")
    records(file("decisions", {**GOOD["decisions"], "prevailed": "customer"}, name="new.csv"), "decisions")

    old.write_text(old.read_text() + "\n")  # other bytes, the same row
    taken = records(old, "decisions")

    assert counts(taken) == (1, 0, 1, 0)
    assert [content["prevailed"] for content in contents(store)] == ["customer"]


def test_two_rows_of_one_file_with_one_id_are_a_contradiction(file, records):
    rows = (GOOD["metrics"], {**GOOD["metrics"], "value": "cost"}, GOOD["metrics"])

    taken = records(file("metrics", *rows), "metrics")

    assert counts(taken) == (3, 1, 1, 1)


BAD = [
    ("statements", {"person": ""}, "a leader's statement names nobody"),
    ("statements", {"by": "official"}, "an official text names a person"),
    ("statements", {"values": "customer; profit"}, "values has a word that is not on its list"),
    ("statements", {"values": ";"}, "values is empty"),
    ("statements", {"date": "2026-04-03"}, "date is 2026-04-03, which cannot be"),
    ("statements", {"date": "1970-01-01"}, "date is 1970-01-01, which cannot be"),
    ("decisions", {"prevailed": ""}, "two or more values are in tension and none prevailed"),
    ("decisions", {"prevailed": "speed"}, "the value that prevailed is not among those in tension"),
    ("decisions", {"decided_by": " ; "}, "decided_by is empty"),
    ("decisions", {"options": "0"}, "options is no whole number from 1 up"),
    ("decisions", {"customer_evidence": "perhaps"}, "customer_evidence is neither yes nor no"),
    ("decisions", {"affected": "martians"}, "affected has a word that is not on its list"),
    ("incentives", {"team": "Nursery"}, "the rule names a function and a team"),
    ("incentives", {"weight": "-1"}, "weight is no number above 0"),
    ("incentives", {"weight": "nan"}, "weight is no number above 0"),
    ("incentives", {"start": "2026-02-01", "end": "2026-01-01"}, "end lies before start"),
    ("metrics", {"start": "2026-02-01", "end": "2026-01-01"}, "end lies before start"),
    ("goals", {"period": "Q1 2026"}, "period is no quarter and no year"),
    ("goals", {"period": "2026-Q5"}, "period is no quarter and no year"),
    ("goals", {"team": "N" * 201}, "team is longer than 200 characters"),
    ("commitments", {"due": "2025-12-31"}, "due lies before made"),
    ("commitments", {"done": "2025-12-31"}, "done lies before made"),
    ("commitments", {"withdrawn": "2025-12-31"}, "withdrawn lies before made"),
    ("commitments", {"done": "2026-02-01", "withdrawn": "2026-02-01"}, "it was both kept and withdrawn"),
    ("commitments", {"made": "31/01/2026"}, "made is no day"),
    ("agenda", {"minutes": "0"}, "minutes is no number above 0"),
]


@pytest.mark.parametrize(("kind", "change", "fault"), BAD)
def test_a_bad_row_is_quarantined_with_its_line_and_good_rows_beside_it_are_kept(
    kind, change, fault, file, records, store
):
    bad = {**GOOD[kind], "id": "bad", **change}

    taken = records(file(kind, GOOD[kind], bad, {**GOOD[kind], "id": "good"}), kind)

    (entry,) = open_quarantine(store, taken.receipt.export)
    assert counts(taken) == (3, 2, 0, 1)
    assert entry["place"] == "records.csv"
    assert str(entry["sentence"]).startswith(f"Line 3: {fault}")
    assert entry["remedy"]


@EVERY
def test_no_needed_cell_may_be_empty(kind):
    for column in KINDS[kind]:
        row = {**GOOD[kind], column.name: " "}
        if column.needed:
            with pytest.raises(Fault, match=f"^{column.name} is empty"):
                read_cells(KINDS[kind], row, TODAY)


def test_lines_that_are_no_rows_are_quarantined_too(file, records):
    path = file("metrics", GOOD["metrics"])
    path.write_bytes(path.read_bytes() + b'm2,"never closed,cost,,\nm3,\xff,cost,,\nm4,a,cost\nm5,hold time,cost,,\n')

    assert counts(records(path, "metrics")) == (5, 2, 0, 3)


def test_a_file_without_a_needed_column_is_refused_as_a_whole(tmp_path, records, store):
    path = tmp_path / "goals.csv"
    path.write_text("id,team,period\ng1,Nursery,2026-Q1\n")

    with pytest.raises(ExportError) as refused:
        records(path, "goals")

    assert str(refused.value).startswith("goals.csv, line 1: The column customer_outcome is missing; found: id, team")
    assert store.catalogue.connection.execute("SELECT COUNT(*) FROM export").fetchone() == (0,)


def test_every_missing_column_is_named_at_once(tmp_path, records):
    path = tmp_path / "goals.csv"
    path.write_text("id,goal\ng1,Fewer boxes\n")

    with pytest.raises(
        ExportError, match="The columns team, period and customer_outcome are missing; found: id, goal"
    ):
        records(path, "goals")


@pytest.mark.parametrize("body", [None, b"", b"\n\n"])
def test_a_file_that_is_missing_or_empty_is_refused(tmp_path, records, body):
    path = tmp_path / "goals.csv"
    if body is not None:
        path.write_bytes(body)

    with pytest.raises(ExportError, match=r"opened|empty"):
        records(path, "goals")


def test_there_are_only_the_kinds_there_are(tmp_path, records):
    with pytest.raises(SettingsError, match="no records called 'opinions'"):
        records(tmp_path / "opinions.csv", "opinions")


def test_columns_that_are_not_used_are_told(file, records):
    path = file("metrics")
    path.write_text("id,value,owner of the figure\nm1,cost,dana\n")

    taken = records(path, "metrics")

    assert taken.not_used == ("owner of the figure",)
    assert counts(taken) == (1, 1, 0, 0)


def test_no_name_no_id_and_no_words_get_into_the_store(file, records, store):
    row = {**GOOD["decisions"], "id": "minute-4711"}
    records(file("decisions", row), "decisions")
    records(file("agenda", {**GOOD["agenda"], "meeting": "Closure of Tarn Hill"}, name="a.csv"), "agenda")

    held = b"".join(path.read_bytes() for path in store.home.data.rglob("*") if path.is_file())
    for told in (b"dana", b"kim@example", b"Olander", b"minute-4711", b"Tarn Hill"):
        assert told not in held


def test_people_are_the_ones_the_organisation_knows_whichever_comes_first(file, records, store, tmp_path):
    records(file("statements", GOOD["statements"]), "statements")
    hris = tmp_path / "hris.csv"
    hris.write_text("employee_id,manager_id,team,name,email\n7,,Nursery,Dana,dana@example.org\n")
    take_in_hris(store, hris)
    records(file("commitments", {**GOOD["commitments"], "owner": "DANA@example.org"}, name="c.csv"), "commitments")

    known = persons(store.catalogue)

    behind = [content.get("person") or content["owner"] for content in contents(store)]
    assert {known[speaker] for (speaker,) in behind} == {store.keys.speaker("hris", "7")}


def test_a_source_can_be_forgotten(file, records, store):
    records(file("metrics", GOOD["metrics"]), "metrics", source="handbook")
    records(file("goals", GOOD["goals"], name="g.csv"), "goals")

    forgotten = forget(store, "handbook")

    assert forgotten.exports == 1
    assert [content["team"] for content in contents(store)] == ["Nursery"]


def test_the_bytes_of_refused_rows_go_when_their_time_is_over(file, records, store):
    taken = records(file("metrics", {**GOOD["metrics"], "value": "joy"}), "metrics")
    ((_, before),) = quarantined_bytes(store, taken.receipt.export)

    delete_due(store.catalogue, store.segments, FOREVER)

    ((_, after),) = quarantined_bytes(store, taken.receipt.export)
    assert before.startswith(b"m1,waiting time,joy")
    assert after == b""


def test_the_database_itself_refuses_a_kind_it_does_not_know(store, file, records):
    taken = records(file("metrics", GOOD["metrics"]), "metrics")

    with pytest.raises(Exception, match="CHECK"), store.catalogue.writing() as connection:
        connection.execute("INSERT INTO record VALUES ('moods', 'k', 1, x'00', ?, '{}')", (taken.receipt.export,))


@EVERY
def test_the_template_names_every_column_and_says_what_it_is(kind):
    lines = column_lines(kind)

    assert template(kind).split(",") == [line.split(":")[0] for line in lines]
    assert all(len(line) > 20 for line in lines)


@EVERY
@given(
    cells=st.dictionaries(st.sampled_from(["id", "date", "values", "value", "weight", "period", "made"]), st.text())
)
def test_whatever_stands_in_the_cells_is_kept_or_a_fault_of_one_sentence(kind, cells):
    row = {**GOOD[kind], **cells}
    try:
        kept = read_cells(KINDS[kind], row, TODAY)
        check(kind, kept)
    except Fault as fault:
        told, named = (fault.sentence, fault.remedy), set()
    else:
        told, named = (), {*([kept["value"]] if "value" in kept else ()), *kept.get("values", ())}

    assert all(sentence.endswith(".") for sentence in told)
    assert named <= set(VALUES)
