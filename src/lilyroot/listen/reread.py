"""Reading again: the messages whose text is still held, by another version of the reader.

Intake commits a batch as one segment of messages, one of texts and one of readings, row for row. So a batch is read
again as a whole: its new readings become a segment of their own, and the old one is marked as outdated in the same
transaction. One reading of a message counts at any moment, also after a crash; what has been done is not done again.
What was released stays as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.errors import StoreError
from lilyroot.listen.intake import read_texts
from lilyroot.read.reader import Reader
from lilyroot.store.lock import held
from lilyroot.store.objections import delete_held
from lilyroot.store.store import Store

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reread:
    """Messages: read again, read by this version before, and those whose text is gone and whose reading stays."""

    again: int
    before: int
    gone: int

    def sentence(self) -> str:
        total = self.again + self.before + self.gone
        return f"in {total:,} = read again {self.again:,} + read before {self.before:,} + text gone {self.gone:,}"


def reread(store: Store, reader: Reader, *, report: Report) -> Reread:
    """Read every message whose text is held with ``reader``. Running it again changes nothing.

    ``report`` is told how many of how many messages are done. Waits for its turn. Cost: linear in the texts held;
    memory holds one batch.
    """
    with held(store.lock, wait=True):
        delete_held(store)
        counted = _counted(store)
        texts = store.catalogue.connection.execute(
            "SELECT sha, export, rows FROM segment WHERE tab = 'texts' ORDER BY export, sha"
        ).fetchall()
        again = before = 0
        total = sum(rows for _, _, rows in texts)
        for sha, export, rows in texts:
            old, version = _reading_of(store, counted, sha, export)
            if version == reader.version:
                before += rows
            else:
                _replace(store, old, export, _read(store, sha, reader), reader.version)
                again += rows
            report(again + before, total)
        return Reread(again, before, _messages(store) - total)


def _messages(store: Store) -> int:
    (rows,) = store.catalogue.connection.execute(
        "SELECT COALESCE(SUM(rows), 0) FROM segment WHERE tab = 'messages'"
    ).fetchone()
    return int(rows)


Batch = tuple[str, str, int]  # export, and key and revision of its first message
Counted = dict[Batch, tuple[str, str]]  # hash of the segment of readings that counts, and its reader


def _counted(store: Store) -> Counted:
    """The readings that count of every batch."""
    rows = store.catalogue.connection.execute(
        """SELECT sha, export, reader FROM segment
           WHERE tab = 'readings' AND sha NOT IN (SELECT sha FROM outdated)"""
    ).fetchall()
    return {_batch(store, "readings", sha, export): (sha, reader) for sha, export, reader in rows}


def _batch(store: Store, table: str, sha: str, export: str) -> Batch:
    with pq.ParquetFile(store.segments.path(table, sha)) as file:
        first = next(file.iter_batches(1, columns=["message", "revision"])).to_pylist()[0]
    return export, first["message"], first["revision"]


def _reading_of(store: Store, counted: Counted, texts: str, export: str) -> tuple[str, str]:
    store.segments.verify("texts", texts)
    found = counted.get(_batch(store, "texts", texts, export))
    if found is None:
        raise StoreError(
            "reread.batch",
            "A batch of texts has no readings that count.",
            remedy="Restore the data folder from a backup; the catalogue and the segments belong together.",
            file=f"texts/{texts[:12]}.parquet",
        )
    return found


def _read(store: Store, texts: str, reader: Reader) -> pa.Table:
    return read_texts(pq.read_table(store.segments.path("texts", texts)), reader)


def _replace(store: Store, old: str, export: str, readings: pa.Table, version: str) -> None:
    with store.catalogue.writing() as connection:
        new, size = store.segments.write("readings", readings)
        _note(connection, new, len(readings), size, export, version)
        connection.execute("INSERT OR IGNORE INTO outdated VALUES (?)", (old,))
        connection.execute(
            "DELETE FROM outdated WHERE sha = ?", (new,)
        )  # a version that was used before counts again


def _note(connection: sqlite3.Connection, sha: str, rows: int, size: int, export: str, version: str) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO segment VALUES ('readings', ?, ?, ?, ?, ?, NULL)", (sha, rows, size, export, version)
    )
