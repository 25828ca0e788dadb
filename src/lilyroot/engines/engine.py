"""What an engine promises: the same SQL, the same numbers.

Indicator SQL is written once, in the subset that DuckDB, SQLite and Spark accept unchanged:

- joins, GROUP BY by name, CASE, COUNT(DISTINCT ...), ROW_NUMBER() OVER (PARTITION BY ... ORDER BY ...);
- no lists, QUALIFY, FILTER, date functions, NULLS FIRST/LAST, or functions beyond SUM, COUNT, MIN, MAX, COALESCE;
- a flag is only ever asked as ``CASE WHEN blame THEN 1 ELSE 0 END`` (a boolean here, 0 or 1 there);
- a whole number that was summed is cast back, ``CAST(SUM(x) AS BIGINT)``; before a division both sides are
  ``CAST(... AS DOUBLE)``;
- an instant is only ever ordered by, with ``CASE WHEN sent IS NULL THEN 1 ELSE 0 END`` before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import pyarrow as pa

from lilyroot.errors import LilyrootError, SettingsError

Rows: TypeAlias = pa.Table | Sequence[Path]


class EngineError(LilyrootError):
    """The engine could not run a query: not enough memory, a file that cannot be read, or SQL it refuses."""


class Engine(Protocol):
    """A place to put tables and ask for others."""

    def load(self, name: str, rows: Rows) -> None:
        """Make rows known under a name: an Arrow table, or Parquet files of one schema. Replaces that name."""

    def derive(self, name: str, *sql: str) -> None:
        """Keep the answer to a query, inside the engine, under a name. Replaces that name.

        Several queries with the same columns are asked one after the other, and their answers kept as one table: for
        what would need too much room at once.
        """

    def query(self, sql: str, schema: pa.Schema | None = None) -> pa.Table:
        """The answer to a query; with ``schema``, its columns in that order and of those types."""


# What matters is that a name can never carry SQL; the length is the shortest limit among the engines.
_LONGEST_NAME: Final = 60


def checked_name(name: str) -> str:
    """The name, if it is one that needs no quoting anywhere."""
    if name.isidentifier() and name.isascii() and name.islower() and len(name) <= _LONGEST_NAME:
        return name
    raise SettingsError(
        "engine.name",
        f"{name!r} cannot name a table.",
        remedy="Use small letters, digits and underscores, beginning with a letter.",
    )


def shaped(table: pa.Table, schema: pa.Schema | None) -> pa.Table:
    """The table in the order and the types of a schema; unchanged without one."""
    return table if schema is None else table.select(schema.names).cast(schema)
