"""Spark keeps the promises of an engine, and measures what DuckDB measures, cell by cell."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lilyroot.engines import DuckDB, Engine, EngineError, Spark
from lilyroot.errors import SettingsError
from lilyroot.measure import INDICATORS, evaluate, left_out, population
from lilyroot.model.labels import FLAGS
from tests.lib.measure.small import KINDS, PERIOD, PLACES, cells, facts, load

pytest.importorskip("pyspark", reason="needs the extra spark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

TALK = pa.table(
    {
        "team": ["a", "b", "a"],
        "blame": [True, False, False],
        "sent": pa.array(
            [datetime(2025, 3, 2, tzinfo=UTC), None, datetime(2025, 3, 1, tzinfo=UTC)], pa.timestamp("us", "UTC")
        ),
    }
)
COUNT = """
SELECT team, CAST(SUM(CASE WHEN blame THEN 1 ELSE 0 END) AS BIGINT) AS blames
FROM talk GROUP BY team ORDER BY team
"""
BLAMES = [{"team": "a", "blames": 1}, {"team": "b", "blames": 0}]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    with Spark("local[2]", spill=tmp_path_factory.mktemp("spill"), memory="512m", parts=2) as engine:
        yield engine


def talk(lines: int) -> pa.Table:
    """Talk by chance: some conversations, two kinds, three orientations, every flag."""
    rng = random.Random(7)
    rows = ["thread conversation channel kind person orientation sent flags"]
    for _ in range(lines):
        conversation = rng.randrange(24)
        flags = ",".join(flag for flag in FLAGS if rng.random() < 0.2) or "-"
        rows.append(
            f"t{conversation}-{rng.randrange(2)} t{conversation} c{conversation % 3} {KINDS[conversation % 2]} "
            f"{rng.choice([*PLACES, 'guest'])} {rng.choice(['centric', 'focused', 'none'])} "
            f"2025-03-{rng.randrange(1, 28):02d} {flags}"
        )
    return facts("\n".join(rows))


def test_a_table_can_be_asked_whatever_it_came_from(spark: Spark, tmp_path: Path) -> None:
    files = [tmp_path / "one.parquet", tmp_path / "it's two.parquet"]
    pq.write_table(TALK.slice(0, 1), files[0])
    pq.write_table(TALK.slice(1), files[1])

    spark.load("talk", TALK)
    from_memory = spark.query(COUNT).to_pylist()
    spark.load("talk", files)

    assert from_memory == spark.query(COUNT).to_pylist() == BLAMES


def test_a_name_can_be_given_again_even_from_itself(spark: Spark) -> None:
    spark.load("talk", TALK)
    spark.derive("talk", "SELECT team FROM talk WHERE team = 'b'")

    assert spark.query("SELECT team FROM talk").to_pylist() == [{"team": "b"}]


def test_the_answers_of_several_queries_are_one_table(spark: Spark) -> None:
    spark.load("talk", TALK)

    spark.derive("talk", *(f"SELECT team FROM talk WHERE team = '{team}'" for team in ("b", "nobody", "a")))

    assert spark.query("SELECT team FROM talk ORDER BY team")["team"].to_pylist() == ["a", "a", "b"]


def test_an_empty_answer_has_the_types_asked_for(spark: Spark) -> None:
    schema = pa.schema([("blames", pa.int64()), ("team", pa.string())])
    spark.load("talk", TALK.slice(0, 0))

    assert spark.query(COUNT, schema) == schema.empty_table()


def test_a_name_cannot_carry_sql(spark: Spark) -> None:
    with pytest.raises(SettingsError) as refused:
        spark.load("talk; DROP TABLE talk", TALK)

    assert refused.value.code == "engine.name"


def test_a_missing_table_is_an_error_of_ours(spark: Spark) -> None:
    with pytest.raises(EngineError) as refused:
        spark.query("SELECT * FROM nowhere")

    assert refused.value.code == "engine.sql"


def test_every_figure_is_the_one_duckdb_measures(spark: Spark) -> None:
    fact = talk(400)

    theirs, ours = (measured(engine, fact) for engine in (DuckDB(memory="256MB", threads=1), spark))

    assert {row["indicator"] for row in ours[-1]} == {indicator.name for indicator in INDICATORS}
    assert sum(row["low"] is not None for row in ours[-1]) > 50
    for one, other in zip(ours, theirs, strict=True):
        for row, expected in zip(one, other, strict=True):
            for name, number in expected.items():
                assert row[name] == (pytest.approx(number, rel=1e-12) if isinstance(number, float) else number)


def measured(engine: Engine, fact: pa.Table) -> list[list[dict[str, object]]]:
    load(engine, fact)
    found = (population(engine, PERIOD), left_out(engine, PERIOD), evaluate(engine, PERIOD, cells()))
    return [table.to_pylist() for table in found]


def test_without_pyspark_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)

    with pytest.raises(SettingsError) as refused:
        Spark("local[1]", spill=tmp_path)

    assert refused.value.code == "engine.spark_missing"
    assert list(tmp_path.iterdir()) == []
