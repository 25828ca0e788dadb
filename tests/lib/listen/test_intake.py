"""Taking in exports: once, exactly, with books that close."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
from slack_exports import message, write_zip

from lilyroot.engines import DuckDB
from lilyroot.measure.gather import gather

ORDERED = {"fact": "SELECT * FROM fact ORDER BY message", "said": "SELECT * FROM said ORDER BY ALL"}
DAY = "general/2025-02-19.json"


def stored(store, table: str) -> list[dict]:
    paths = store.segment_paths(table)
    return pa.concat_tables([pq.read_table(path) for path in paths]).to_pylist() if paths else []


def counted(store) -> int:
    """Messages that count when a period is measured."""
    with DuckDB(threads=1) as engine:
        gather(store, engine)
        return engine.query("SELECT COUNT(*) AS n FROM fact").to_pylist()[0]["n"]


def gathered(store) -> dict[str, pa.Table]:
    with DuckDB(threads=1) as engine:
        gather(store, engine)
        return {name: engine.query(sql) for name, sql in ORDERED.items()}


def test_every_message_is_committed_read_and_kept_without_its_speaker(store, take_in, tmp_path):
    export = write_zip(tmp_path / "export.zip", {DAY: [message(i) for i in range(25)]})

    receipt = take_in(export)

    assert receipt.sentence() == "in 25 = committed 25 + duplicate 0 + quarantined 0"
    assert len(stored(store, "messages")) == len(stored(store, "texts")) == len(stored(store, "readings")) == 25
    assert {row["orientation"] for row in stored(store, "readings")} == {"centric"}
    assert {row["reader"] for row in stored(store, "readings")} == {"keyword-1"}
    assert len({row["speaker"] for row in stored(store, "messages")}) == 12


def test_many_messages_are_gathered_in_parts_and_none_is_lost_or_counted_twice(store, take_in, tmp_path, monkeypatch):
    take_in(write_zip(tmp_path / "export.zip", {DAY: [message(i) for i in range(300)]}))
    at_once = gathered(store)

    monkeypatch.setattr("lilyroot.measure.gather._JOINED_AT_ONCE", 70)

    assert gathered(store) == at_once
    assert at_once["fact"].num_rows == 300
    assert sum(at_once["said"]["messages"].to_pylist()) == 300


def test_the_same_export_again_changes_nothing(store, take_in, tmp_path):
    export = write_zip(tmp_path / "export.zip", {DAY: [*(message(i) for i in range(25)), "not a message"]})
    first = take_in(export)

    again = take_in(export)

    assert (first.committed, first.quarantined) == (25, 1)
    assert again.sentence() == "in 26 = committed 0 + duplicate 25 + quarantined 1"
    assert again.known_before
    assert len(stored(store, "messages")) == 25


def test_an_overlapping_export_adds_only_what_is_new(store, take_in, tmp_path):
    take_in(write_zip(tmp_path / "a.zip", {DAY: [message(i) for i in range(20)]}))

    receipt = take_in(write_zip(tmp_path / "b.zip", {DAY: [message(i) for i in range(10, 30)]}))

    assert receipt.sentence() == "in 20 = committed 10 + duplicate 10 + quarantined 0"
    assert counted(store) == 30


def test_an_edited_message_counts_once_whichever_version_comes_first(store, take_in, tmp_path):
    plain, edited = message(1), message(1, "changed my mind", edited={"user": "U1", "ts": "1740009999.0"})
    take_in(write_zip(tmp_path / "new.zip", {DAY: [edited, message(2)]}))

    take_in(write_zip(tmp_path / "old.zip", {DAY: [plain, message(2)]}))

    assert counted(store) == 2
    with DuckDB(threads=1) as engine:
        gather(store, engine)
        orientations = engine.query("SELECT orientation FROM fact ORDER BY orientation")["orientation"].to_pylist()
    assert orientations == ["centric", "none"]


def test_one_id_with_two_texts_keeps_the_first_and_quarantines_the_second(store, take_in, tmp_path):
    take_in(write_zip(tmp_path / "a.zip", {DAY: [message(1)]}))

    receipt = take_in(write_zip(tmp_path / "b.zip", {DAY: [message(1, "quite another text")]}))

    assert receipt.sentence() == "in 1 = committed 0 + duplicate 0 + quarantined 1"
    assert counted(store) == 1


def test_the_same_words_from_two_sources_are_two_messages(store, take_in, tmp_path):
    export = write_zip(tmp_path / "export.zip", {DAY: [message(i) for i in range(5)]})
    take_in(export, source="slack-berlin")

    receipt = take_in(export, source="slack-oslo")

    assert receipt.committed == 5
    assert counted(store) == 10


def test_five_identical_bad_entries_are_five_in_quarantine(store, take_in, tmp_path):
    receipt = take_in(write_zip(tmp_path / "export.zip", {DAY: [message(1), *[17] * 5]}))

    assert receipt.sentence() == "in 6 = committed 1 + duplicate 0 + quarantined 5"


def test_bots_and_joins_are_passed_over_and_said(store, take_in, tmp_path):
    join = message(3, "joined", subtype="channel_join")

    receipt = take_in(write_zip(tmp_path / "export.zip", {DAY: [message(1), join]}))

    assert receipt.came_in == 1
    assert sum(receipt.passed_over.values()) == 1
