"""The survey on Spark is the survey on DuckDB, figure by figure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from lilyroot.engines import DuckDB, Spark
from lilyroot.measure.answers import evaluate, population
from tests.lib.measure.small_survey import WAVE, cells, invented, put

pytest.importorskip("pyspark", reason="needs the extra spark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)


def test_spark_measures_a_wave_as_duckdb_does(tmp_path: Path) -> None:
    sheets = invented(70, seed=6)
    found: list[list[pa.Table]] = []
    with Spark("local[2]", spill=tmp_path, memory="512m", parts=2) as spark, DuckDB(threads=1) as duck:
        for engine in (spark, duck):
            put(engine, sheets)
            found.append([population(engine, WAVE), evaluate(engine, WAVE, cells())])

    for one, other in zip(*found, strict=True):
        assert one.num_rows > 0
        assert one.equals(other)
