"""What must never be on disk: who spoke, in any file, and what was said, once its time is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
from slack_exports import message, write_zip

from lilyroot.home import Home
from lilyroot.store.lock import held as held_lock
from lilyroot.store.retention import FOREVER, delete_due, held
from lilyroot.store.store import Store

DAY = "general/2025-02-19.json"
SPEAKER, ADDRESS, NAME = "U0CANARYSPEAKER", "canary.address@example.org", "Canary Realname"
WORDS = "canarywords from the loading dock"
USERS = [{"id": SPEAKER, "name": "canaryhandle", "profile": {"email": ADDRESS, "real_name": NAME}}]


def files_with(folder: Path, *needles: str) -> list[str]:
    hits = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        hits += [path.name for needle in needles if needle.encode() in data]
    return hits


def test_no_speaker_is_named_in_any_file(store, take_in, tmp_path):
    """Parquet is compressed, so the rows are looked at as well as the bytes."""
    take_in(write_zip(tmp_path / "export.zip", {DAY: [message(1, WORDS) | {"user": SPEAKER}]}, USERS))
    store.catalogue.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert files_with(store.home.data, SPEAKER, ADDRESS, NAME, "canaryhandle") == []
    assert not any(needle in str(rows(store)) for needle in (SPEAKER, ADDRESS, NAME, "canaryhandle"))
    assert WORDS in str(rows(store)), "the test looks where the text would be"


def rows(store) -> list:

    return [
        pq.read_table(path).to_pylist() for t in ("messages", "texts", "readings") for path in store.segment_paths(t)
    ]


def test_text_is_there_until_its_day_and_gone_after_it(store, take_in, tmp_path):
    bad = {"type": "message", "ts": "not a time", "user": SPEAKER, "text": WORDS}
    take_in(write_zip(tmp_path / "export.zip", {DAY: [message(1, WORDS), bad]}, USERS))
    today = datetime.now(UTC).date()
    store.close()

    kept = Store.open(Home(store.home.root), today=today + timedelta(days=30))
    on_its_last_day = sum(entry.messages + entry.quarantined for entry in held(kept.catalogue.connection))
    kept.close()
    after = Store.open(Home(store.home.root), today=today + timedelta(days=31))

    assert on_its_last_day == 2
    assert held(after.catalogue.connection) == []
    assert WORDS not in str(rows(after))
    assert files_with(store.home.data, "canarywords") == []
    assert list(store.home.segments.glob("texts/*")) == []
    assert len(rows(after)) == 2, "messages and readings stay"
    after.close()


def test_nothing_of_the_export_stays_in_the_spool(store, take_in, tmp_path):
    take_in(write_zip(tmp_path / "export.zip", {DAY: [message(1)]}))

    assert list(store.home.spool.iterdir()) == []


def test_what_an_interrupted_run_left_in_the_spool_goes_at_the_next_opening(store):
    left = store.home.spool / "0123.part"
    left.write_bytes(b"half an export")
    store.close()

    Store.open(Home(store.home.root), today=date.min).close()

    assert not left.exists()


def test_a_run_that_is_under_way_keeps_its_spool(store):
    in_use = store.home.spool / "0123.part"
    in_use.write_bytes(b"half an export")

    with held_lock(store.lock, wait=True):
        Store.open(Home(store.home.root), today=date.min).close()

    assert in_use.exists()


def test_places_and_names_of_files_go_with_the_text(store, take_in, tmp_path):
    """A mail's file name is often its subject."""
    take_in(write_zip(tmp_path / "export.zip", {DAY: [message(1), "no message"]}, USERS))

    delete_due(store.catalogue, store.segments, FOREVER)

    names = store.catalogue.connection.execute("SELECT name FROM export").fetchall()
    places = store.catalogue.connection.execute("SELECT place FROM quarantine").fetchall()
    assert (names, places) == ([("",)], [("",)])
