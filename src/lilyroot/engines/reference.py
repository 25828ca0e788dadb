"""The slow and obvious engine: SQLite from the standard library, filled row by row.

It runs the same SQL text as DuckDB and shares no code with it, so that a number both agree on is not the
invention of one engine. For tests and for anyone who doubts a figure; not for a million messages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.engines.engine import EngineError, Rows, checked_name, shaped

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BATCH = 10_000


class Reference:
    """An in-memory SQLite with the interface of every engine.

    >>> import pyarrow as pa
    >>> with Reference() as engine:
    ...     engine.load("talk", pa.table({"team": ["a", "a", "b"], "blame": [True, False, False]}))
    ...     engine.query("SELECT team, COUNT(*) AS messages FROM talk GROUP BY team ORDER BY team").to_pylist()
    [{'team': 'a', 'messages': 2}, {'team': 'b', 'messages': 1}]
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the memory; harmless when repeated."""
        self._connection.close()

    def load(self, name: str, rows: Rows) -> None:
        tables = [rows] if isinstance(rows, pa.Table) else [pq.read_table(path) for path in rows]
        columns = tables[0].column_names
        self._run(f"DROP TABLE IF EXISTS {checked_name(name)}")
        self._run(f"CREATE TABLE {name} ({', '.join(columns)})")
        places = ", ".join("?" for _ in columns)
        for table in tables:
            self._connection.executemany(f"INSERT INTO {name} VALUES ({places})", _plain_rows(table))  # noqa: S608

    def derive(self, name: str, *sql: str) -> None:
        made = f"{checked_name(name)}_being_made"
        first, *others = sql
        self._run(f"CREATE TABLE {made} AS {first}")
        for other in others:
            self._run(f"INSERT INTO {made} {other}")
        self._run(f"DROP TABLE IF EXISTS {name}")
        self._run(f"ALTER TABLE {made} RENAME TO {name}")

    def query(self, sql: str, schema: pa.Schema | None = None) -> pa.Table:
        answer = self._run(sql)
        names = [column[0] for column in answer.description]
        rows = answer.fetchall()
        columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
        return shaped(pa.table(columns), schema)

    def _run(self, sql: str) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql)
        except sqlite3.Error as error:
            raise EngineError(
                "engine.sql",
                f"SQLite refuses a query ({type(error).__name__}).",
                remedy="This is a fault of ours, or a table was not loaded; the cause is attached.",
            ) from error


def _plain_rows(table: pa.Table) -> Iterator[tuple[object, ...]]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield tuple(_plain(value) for value in row)


def _plain(value: object) -> object:
    """SQLite knows no booleans and no instants: 0 or 1, and microseconds since 1970."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return (aware - _EPOCH) // timedelta(microseconds=1)
    return int(value) if isinstance(value, bool) else value
