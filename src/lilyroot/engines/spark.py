"""The engine for more than one machine: Spark, on a cluster or in this process. Needs ``lilyroot[spark]``, Java."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.engines.engine import EngineError, Rows, checked_name, shaped
from lilyroot.errors import SettingsError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SETTINGS: Final = {
    "spark.sql.session.timeZone": "UTC",  # a month is the same month on every machine
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_HERE: Final = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


class Spark:
    """A Spark session whose tables live in a folder of its own, removed at the end of the ``with``.

    ``master`` is where the work is done: ``local[2]`` is this process with two threads, ``spark://host:7077`` a
    cluster. ``spill`` is a folder that every worker reaches under the same path (the system's temporary folder when
    None, which is enough for ``local``); ``memory`` what an executor may hold ("2g"); ``parts`` into how many parts
    a shuffle divides its rows (as many as cores is a good start).
    Raises SettingsError when PySpark or Java is missing, EngineError when the cluster cannot be reached.

        with Spark("local[2]") as engine:
            engine.load("talk", [Path("talk.parquet")])
            engine.query("SELECT team, COUNT(*) AS messages FROM talk GROUP BY team ORDER BY team")
    """

    def __init__(
        self, master: str = "local[2]", *, spill: Path | None = None, memory: str = "2g", parts: int = 4
    ) -> None:
        self._folder = TemporaryDirectory(prefix="lilyroot-", dir=spill)
        try:
            self._session = _started(master, memory, parts, Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the cluster and the disk; harmless when repeated."""
        self._session.stop()
        self._folder.cleanup()

    def load(self, name: str, rows: Rows) -> None:
        if isinstance(rows, pa.Table):
            path = self._place(name)
            pq.write_table(rows, path, coerce_timestamps="us")
            rows = [path]
        with _told_plainly():
            self._view(name, self._session.read.parquet(*[str(path) for path in rows]))

    def derive(self, name: str, *sql: str) -> None:
        path = self._place(name)
        with _told_plainly():
            # Kept as files: a chain of views would be worked out anew by each query that reads it.
            for query in sql:
                self._session.sql(query).write.parquet(str(path), mode="append")
            self._view(name, self._session.read.parquet(str(path)))

    def query(self, sql: str, schema: pa.Schema | None = None) -> pa.Table:
        with _told_plainly():
            return shaped(self._session.sql(sql).toArrow(), schema)

    def _view(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(checked_name(name))

    def _place(self, name: str) -> Path:
        return Path(self._folder.name) / f"{checked_name(name)}-{uuid4().hex}.parquet"


def _started(master: str, memory: str, parts: int, folder: Path) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SettingsError(
            "engine.spark_missing",
            "PySpark is not installed.",
            remedy="Install the extra: pip install 'lilyroot[spark]'.",
        ) from error
    settings = {
        **_SETTINGS,
        **(_HERE if master.startswith("local") or "127.0.0.1" in master else {}),  # nobody else need reach us
        "spark.sql.shuffle.partitions": str(parts),
        "spark.executor.memory": memory,
        "spark.driver.memory": memory,
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder),
    }
    builder: Any = SparkSession.builder
    builder = builder.master(master).appName("lilyroot")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session: SparkSession = builder.getOrCreate()
    except Exception as error:  # py4j and PySpark raise whatever the other side says
        raise EngineError(
            "engine.spark",
            f"Spark does not start on {master} ({type(error).__name__}).",
            remedy="Check that Java 17 or later is installed and the cluster can be reached; the cause is attached.",
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Spark's errors as ours; theirs stays attached as the cause."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise EngineError(
            "engine.sql",
            f"Spark refuses a query ({error.getCondition() or type(error).__name__}).",
            remedy="This is a fault of ours, a table was not loaded, or a file is gone; the cause is attached.",
        ) from error
