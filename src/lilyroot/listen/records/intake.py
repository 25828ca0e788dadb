"""Taking in a table of records: every row is committed, a duplicate, or in quarantine, and the sum closes.

A file is dealt with in one transaction, so it is taken in whole or not at all. A row is known by its id: the same row
again is a duplicate, another row with that id is a correction and becomes a new revision, of which the last counts;
what the older one said is deleted. People become keyed pseudonyms, as speakers do; free text is not stored.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from lilyroot.errors import ExportError, SettingsError, columns_missing
from lilyroot.listen.receipt import Receipt
from lilyroot.listen.records.cells import Fault, Kept, read_cells
from lilyroot.listen.records.rules import check
from lilyroot.listen.soundness import clean, refuse
from lilyroot.listen.table.delimited import delimited
from lilyroot.listen.table.rows import BadRow, Row, Table
from lilyroot.model.record import Refused
from lilyroot.model.records import KINDS, Column
from lilyroot.store.lock import held
from lilyroot.store.sources import permitted
from lilyroot.store.store import Store, retention_day

_RETENTION_DAYS: Final = 30  # of what is in quarantine, as for messages
_PEOPLE: Final = ("person", "people")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file amounted to. ``corrected``: how many of the committed rows replace an earlier one;
    ``not_used``: columns of the file that this kind of record does not have."""

    receipt: Receipt
    corrected: int
    not_used: tuple[str, ...]


def take_in_records(store: Store, path: Path, kind: str, *, source: str = "", today: date | None = None) -> TakenIn:
    """Take in one CSV file of a kind of record (see ``lilyroot.model.records.KINDS``). Twice changes nothing.

    ``source`` names where the rows come from and is part of every key; by default it is the kind. Raises
    ``ExportError`` when the file cannot be read or lacks a column, ``SettingsError`` when there is no such kind; a
    row that is wrong goes to quarantine with its line, and the others are taken in.
    """
    if kind not in KINDS:
        raise SettingsError(
            "records.kind", f"There are no records called {kind!r}.", remedy=f"Use {', '.join(KINDS)}."
        )
    with held(store.lock, wait=True):
        permitted(store.catalogue, source or kind)
        return _File(store, path, kind, source or kind, today or datetime.now(UTC).date()).take_in()


@dataclass(slots=True)
class _File:
    """One file on its way into the store."""

    store: Store
    path: Path
    kind: str
    source: str
    today: date
    duplicate: int = 0
    committed: int = 0
    corrected: int = 0
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    seen: dict[str, bytes] = field(default_factory=dict)  # the rows of this file by key

    @property
    def columns(self) -> tuple[Column, ...]:
        return KINDS[self.kind]

    def take_in(self) -> TakenIn:
        try:
            with self.path.open("rb") as stream:
                export = self._identity(hashlib.file_digest(stream, "sha256").hexdigest())
                stream.seek(0)
                table = delimited(stream, "", "", {column.name for column in self.columns})
                not_used = self._not_used(table)
                with self.store.catalogue.writing() as connection:
                    if known := self._known_before(connection, export):
                        return TakenIn(known, 0, not_used)
                    self._begin(connection, export)
                    for number, row in enumerate(table.rows):
                        self._deal_with(connection, export, number, row)
                    self._end(connection, export)
        except OSError as error:
            raise ExportError(
                "file.unreadable", "The file cannot be opened.", remedy="Check the path.", file=str(self.path)
            ) from error
        except ExportError as error:
            raise ExportError(
                error.code, error.sentence, remedy=error.remedy, file=self.path.name, place=error.place
            ) from error
        return TakenIn(self._receipt(export), self.corrected, not_used)

    def _identity(self, digest: str) -> str:
        return hashlib.sha256(f"records\n{self.kind}\n{self.source}\n{digest}".encode()).hexdigest()

    def _not_used(self, table: Table) -> tuple[str, ...]:
        absent = [column.name for column in self.columns if column.needed and column.name not in table.columns]
        if absent:
            raise ExportError(
                "records.column",
                f"{columns_missing(absent)}; found: {', '.join(table.columns)}.",
                remedy=f"lilyroot records template {self.kind} prints the columns.",
                place="line 1",
            )
        known = {column.name for column in self.columns}
        return tuple(name for name in table.columns if name and name not in known)

    def _known_before(self, connection: sqlite3.Connection, export: str) -> Receipt | None:
        row = connection.execute(
            "SELECT committed, duplicate, quarantined FROM export WHERE id = ?", (export,)
        ).fetchone()
        if row is None:
            return None
        committed, duplicate, quarantined = row
        return Receipt(export, self.path.name, 0, committed + duplicate, quarantined, {}, known_before=True)

    def _begin(self, connection: sqlite3.Connection, export: str) -> None:
        connection.execute(
            "INSERT INTO export (id, source, connector, name, began) VALUES (?, ?, 'records', ?, ?)",
            (export, self.source, clean(self.path.name), _now()),
        )

    def _end(self, connection: sqlite3.Connection, export: str) -> None:
        last_day = retention_day(self.today, _RETENTION_DAYS).isoformat()
        connection.executemany(
            "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (export, number, at.place, at.offset, at.code, at.sentence, at.remedy, at.raw, last_day)
                for number, at in self.refused
            ],
        )
        connection.execute(
            "UPDATE export SET closed = ?, items = ?, committed = ?, duplicate = ?, quarantined = ? WHERE id = ?",
            (_now(), *self._counts(), export),
        )

    def _counts(self) -> tuple[int, int, int, int]:
        counts = self.committed, self.duplicate, len(self.refused)
        return (sum(counts), *counts)

    def _receipt(self, export: str) -> Receipt:
        return Receipt(export, self.path.name, self.committed, self.duplicate, len(self.refused), {})

    def _deal_with(self, connection: sqlite3.Connection, export: str, number: int, row: Row | BadRow) -> None:
        if isinstance(row, BadRow):
            self._refuse(number, row, row.code, row.sentence, row.remedy)
            return
        try:
            kept = read_cells(self.columns, row.cells, self.today)
            check(self.kind, kept)
        except Fault as fault:
            self._refuse(number, row, "records.row", f"Line {row.number:,}: {fault.sentence}", fault.remedy)
            return
        key = self.store.keys.place(self.source, self.kind, str(kept["id"]))
        body = self.store.keys.body(json.dumps(kept, sort_keys=True))
        if self.seen.setdefault(key, body) != body:
            sentence = f"Line {row.number:,}: another row of this file has the same id."
            self._refuse(number, row, "records.id_twice", sentence, "Give each row an id of its own.")
        elif self._is_new(connection, key, body):
            self._commit(connection, export, key, body, kept)
        else:
            self.duplicate += 1

    def _refuse(self, number: int, row: Row | BadRow, code: str, sentence: str, remedy: str) -> None:
        self.refused.append((number, refuse(self.path.name, row.offset, code, sentence, remedy, row.raw)))

    def _is_new(self, connection: sqlite3.Connection, key: str, body: bytes) -> bool:
        found = connection.execute("SELECT 1 FROM record WHERE key = ? AND body = ?", (key, body)).fetchone()
        return found is None

    def _commit(self, connection: sqlite3.Connection, export: str, key: str, body: bytes, kept: Kept) -> None:
        (before,) = connection.execute(
            "SELECT COALESCE(MAX(revision), 0) FROM record WHERE key = ?", (key,)
        ).fetchone()
        connection.execute("UPDATE record SET content = NULL WHERE key = ?", (key,))
        connection.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
            (self.kind, key, before + 1, body, export, json.dumps(dict(self._stored(connection, kept)))),
        )
        self.committed += 1
        self.corrected += before > 0

    def _stored(self, connection: sqlite3.Connection, kept: Kept) -> Iterator[tuple[str, object]]:
        """What is stored of a row: no id, no free text, and pseudonyms instead of people."""
        for column in self.columns:
            said = kept[column.name]
            if column.form in _PEOPLE and said:
                people = (said,) if isinstance(said, str) else said
                yield column.name, [self._pseudonym(connection, person) for person in people]
            elif column.form == "hashed":
                yield column.name, self.store.keys.place(self.source, column.name, said) if said else None
            elif column.form not in ("id", "unkept"):
                yield column.name, said

    def _pseudonym(self, connection: sqlite3.Connection, person: str) -> str:
        keys = self.store.keys
        speaker = keys.speaker(self.source, person)
        connection.execute(
            "INSERT OR IGNORE INTO speaker_alias VALUES (?, ?, ?, 0)", (speaker, self.source, keys.alias(person))
        )
        return speaker


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
