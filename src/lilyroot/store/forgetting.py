"""Forgetting a source: everything that was taken in from it, as if it had never been.

For a mapping that was wrong, an export that should not have been given, or an objection. What was released stays
released: it concerns groups, and a release is never changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow.parquet as pq

from lilyroot.store.audit_texts import delete_texts_of
from lilyroot.store.lock import held
from lilyroot.store.store import Store


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What had come in of the source, as its receipts say it."""

    exports: int
    messages: int


# Rows of a source, in an order that no foreign key minds.
_DELETIONS = (
    """DELETE FROM outdated WHERE sha IN (SELECT sha FROM segment WHERE tab = 'readings'
       AND export IN (SELECT id FROM export WHERE source = ?1))""",
    "DELETE FROM segment WHERE export IN (SELECT id FROM export WHERE source = ?1)",
    "DELETE FROM quarantine WHERE export IN (SELECT id FROM export WHERE source = ?1)",
    "DELETE FROM passed_over WHERE export IN (SELECT id FROM export WHERE source = ?1)",
    "DELETE FROM not_read WHERE export IN (SELECT id FROM export WHERE source = ?1)",
    "DELETE FROM record WHERE export IN (SELECT id FROM export WHERE source = ?1)",
    "DELETE FROM export WHERE source = ?1",
    "DELETE FROM stated_team WHERE speaker IN (SELECT speaker FROM speaker_alias WHERE source = ?1)",
    "DELETE FROM speaker_alias WHERE source = ?1",
    "DELETE FROM stint WHERE origin = 'map:' || ?1",
    "DELETE FROM person_alias WHERE origin = 'map:' || ?1",
    "DELETE FROM team WHERE origin IN ('map:' || ?1, 'stated:' || ?1)",
)


def forget(store: Store, source: str) -> Forgotten:
    """Delete a source's messages, texts, readings, quarantine, speakers and team map. Waits for its turn.

    Rows first, files second: after a crash in between the files are garbage and go at the next opening.
    """
    with held(store.lock, wait=True):
        with store.catalogue.writing() as connection:
            exports, messages = connection.execute(
                "SELECT COUNT(*), COALESCE(SUM(committed), 0) FROM export WHERE source = ?", (source,)
            ).fetchone()
            _forget_keys(store, source)
            for deletion in _DELETIONS:
                connection.execute(deletion, (source,))
        store.catalogue.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # it holds what was deleted
        delete_texts_of(store.home, source)
        store.tidy()
    return Forgotten(exports, messages)


def _forget_keys(store: Store, source: str) -> None:
    connection = store.catalogue.connection
    committed = connection.execute(
        """SELECT sha FROM segment
           WHERE tab = 'messages' AND export IN (SELECT id FROM export WHERE source = ?)""",
        (source,),
    ).fetchall()
    for (sha,) in committed:
        rows = pq.read_table(store.segments.path("messages", sha), columns=["message", "revision"])
        keys = list(zip(rows["message"].to_pylist(), rows["revision"].to_pylist(), strict=True))
        connection.executemany("DELETE FROM message WHERE key = ? AND revision = ?", keys)
        connection.executemany("DELETE FROM superseded WHERE key = ? AND revision = ?", keys)
        connection.executemany("DELETE FROM panel WHERE key = ? AND revision = ?", keys)
