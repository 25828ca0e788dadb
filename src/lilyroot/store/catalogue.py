"""The catalogue: one SQLite file, one writer at a time, every change whole or not at all."""

from __future__ import annotations

import sqlite3
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from lilyroot.errors import StoreError

SCHEMA_VERSION = "1"
ORGANISATION = "organisation"
"""The entry of ``meta`` that says what the organisation is called."""


def folded_name(name: str | None) -> str:
    """One spelling of a person's signature, so that the same one twice is noticed.

    >>> folded_name("  Émile  LARCH ")
    'émile larch'
    """
    return " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())


@contextmanager
def looked_at(path: Path) -> Iterator[sqlite3.Connection]:
    """The catalogue to look at only: waits for no writer, changes nothing, and is empty where there is none yet."""
    there = path.exists()
    connection = sqlite3.connect(path if there else ":memory:", timeout=5, isolation_level=None)
    try:
        if not there:
            connection.executescript(_schema())
        connection.execute("PRAGMA query_only = ON")
        yield connection
    finally:
        connection.close()


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether the catalogue has a table: not if an older version made it and nobody has written to it since.

    Asked rather than tried: a query can also fail because somebody else is writing, and that is no empty table.
    """
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone() is not None


def _schema() -> str:
    return files("lilyroot.store").joinpath("schema.sql").read_text()


class Catalogue:
    """A connection to the catalogue. ``writing`` is the only way to change it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.execute("PRAGMA secure_delete = ON")  # quarantined bytes do not linger in free pages
        self.connection.execute("PRAGMA cache_size = -65536")
        # Asked by a trigger: where it is missing, in other programs, nothing is approved at all.
        self.connection.create_function("folded_name", 1, folded_name, deterministic=True)
        self._migrate(path)

    def _migrate(self, path: Path) -> None:
        """Make what is missing. Where nothing is, no lock is asked for: whoever only looks waits for no writer."""
        wanted = zlib.crc32(_schema().encode()) & 0x7FFFFFFF
        (there,) = self.connection.execute("PRAGMA user_version").fetchone()
        if there == wanted and self.meta("schema") == SCHEMA_VERSION:
            return
        with self.writing():
            for statement in _schema().split(";\n"):
                self.connection.execute(statement)
            found = self.meta("schema")
            if found is None:
                self.set_meta("schema", SCHEMA_VERSION)
            elif found != SCHEMA_VERSION:
                raise StoreError(
                    "catalogue.version",
                    f"The catalogue has schema {found}; this version of Lilyroot knows {SCHEMA_VERSION}.",
                    remedy="Use the version of Lilyroot that wrote it, or a new home.",
                    file=path.name,
                )
            self.connection.execute(f"PRAGMA user_version = {wanted}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; the writer's lock is held from the start, so what is read inside stays true."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def meta(self, key: str) -> str | None:
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def close(self) -> None:
        self.connection.close()
