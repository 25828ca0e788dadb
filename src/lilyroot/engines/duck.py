"""The engine for daily use: DuckDB, in this process, in memory, spilling to a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from lilyroot.engines.engine import EngineError, Rows, checked_name, shaped


class DuckDB:
    """An in-memory DuckDB that is closed, and its spill folder removed, at the end of the ``with``.

    ``memory`` is what DuckDB may hold before it spills ("1GB"); ``threads`` how many cores it may use (all when
    None); ``spill`` a folder that must exist, under which its temporary files go (the system's own when None).
    It never loads an extension, so it never reaches for the network.

    >>> import pyarrow as pa
    >>> with DuckDB(threads=1) as engine:
    ...     engine.load("talk", pa.table({"team": ["a", "a", "b"], "blame": [True, False, False]}))
    ...     engine.query("SELECT team, COUNT(*) AS messages FROM talk GROUP BY team ORDER BY team").to_pylist()
    [{'team': 'a', 'messages': 2}, {'team': 'b', 'messages': 1}]
    """

    def __init__(self, *, memory: str = "1GB", threads: int | None = None, spill: Path | None = None) -> None:
        self._spill = TemporaryDirectory(prefix="lilyroot-", dir=spill)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": self._spill.name,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads is not None:
            settings["threads"] = threads
        self._connection = duckdb.connect(":memory:", config=settings)
        self._connection.execute("SET TimeZone = 'UTC'")  # a month is the same month on every machine
        self._views: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back memory and disk; harmless when repeated."""
        self._connection.close()
        self._spill.cleanup()

    def load(self, name: str, rows: Rows) -> None:
        self._forget(name)
        with _told_plainly():
            if isinstance(rows, pa.Table):
                self._connection.register(name, rows)
            else:
                self._connection.read_parquet([str(path) for path in rows]).create_view(name)
        self._views.add(name)

    def derive(self, name: str, *sql: str) -> None:
        if len(sql) > 1:
            self.load(name, self._filed(name, sql))
            return
        made = f"{checked_name(name)}_being_made"
        self._run(f"CREATE OR REPLACE TABLE {made} AS {sql[0]}")
        self._forget(name)
        self._run(f"ALTER TABLE {made} RENAME TO {name}")

    def _filed(self, name: str, queries: Sequence[str]) -> list[Path]:
        """The answers as files, which take a fraction of the room of a table that has to spill."""
        folder = Path(mkdtemp(prefix=f"{checked_name(name)}-", dir=self._spill.name))
        paths = [folder / f"{number:02d}.parquet" for number in range(len(queries))]
        for path, query in zip(paths, queries, strict=True):
            place = str(path).replace("'", "''")
            self._run(f"COPY ({query}) TO '{place}' (FORMAT parquet)")
        return paths

    def query(self, sql: str, schema: pa.Schema | None = None) -> pa.Table:
        with _told_plainly():
            return shaped(self._connection.sql(sql).to_arrow_table(), schema)

    def _forget(self, name: str) -> None:
        kind = "VIEW" if checked_name(name) in self._views else "TABLE"
        self._views.discard(name)
        self._run(f"DROP {kind} IF EXISTS {name}")

    def _run(self, sql: str) -> None:
        with _told_plainly():
            self._connection.execute(sql)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """DuckDB's errors as ours; theirs stays attached as the cause."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise EngineError(
            "engine.memory",
            "DuckDB needs more memory, or more room for its temporary files, than it was given.",
            remedy="Give it a larger memory limit or fewer threads, or a spill folder with more free space.",
        ) from error
    except duckdb.IOException as error:
        raise EngineError(
            "engine.file",
            "A segment cannot be read, or the spill folder cannot be written.",
            remedy="Check that the store is complete and that the disk has free space.",
        ) from error
    except duckdb.Error as error:
        raise EngineError(
            "engine.sql",
            f"DuckDB refuses a query ({type(error).__name__}).",
            remedy="This is a fault of ours, or a table was not loaded; the cause is attached.",
        ) from error
