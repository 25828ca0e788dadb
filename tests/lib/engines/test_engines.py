"""Both engines keep the same promises."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lilyroot.engines import DuckDB, EngineError, Reference
from lilyroot.errors import SettingsError

BOTH = pytest.mark.parametrize("engine", [DuckDB, Reference], ids=["duckdb", "reference"])
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


@BOTH
def test_a_table_can_be_asked(engine: type[DuckDB | Reference]) -> None:
    with engine() as opened:
        opened.load("talk", TALK)

        assert opened.query(COUNT).to_pylist() == BLAMES


@BOTH
def test_parquet_files_are_one_table(engine: type[DuckDB | Reference], tmp_path: Path) -> None:
    files = [tmp_path / "one.parquet", tmp_path / "it's two.parquet"]
    pq.write_table(TALK.slice(0, 1), files[0])
    pq.write_table(TALK.slice(1), files[1])

    with engine() as opened:
        opened.load("talk", files)

        assert opened.query(COUNT).to_pylist() == BLAMES


@BOTH
def test_instants_can_be_ordered_by(engine: type[DuckDB | Reference]) -> None:
    with engine() as opened:
        opened.load("talk", TALK)

        found = opened.query("SELECT team FROM talk ORDER BY CASE WHEN sent IS NULL THEN 1 ELSE 0 END, sent, team")

    assert found["team"].to_pylist() == ["a", "a", "b"]


@BOTH
def test_a_name_can_be_given_again_whatever_it_was(engine: type[DuckDB | Reference]) -> None:
    with engine() as opened:
        opened.load("talk", TALK)
        opened.derive("talk", "SELECT team FROM talk WHERE team = 'b'")
        derived = opened.query("SELECT team FROM talk").to_pylist()
        opened.load("talk", TALK.slice(0, 1))

        assert derived == [{"team": "b"}]
        assert opened.query("SELECT team FROM talk").to_pylist() == [{"team": "a"}]


@BOTH
def test_the_answers_of_several_queries_are_one_table(engine: type[DuckDB | Reference]) -> None:
    with engine() as opened:
        opened.load("talk", TALK)

        opened.derive("talk", *(f"SELECT team FROM talk WHERE team = '{team}'" for team in ("b", "nobody", "a")))

        found = opened.query("SELECT team, COUNT(*) AS messages FROM talk GROUP BY team ORDER BY team")
        assert found.to_pylist() == [{"team": "a", "messages": 2}, {"team": "b", "messages": 1}]


@BOTH
def test_an_empty_answer_has_the_types_asked_for(engine: type[DuckDB | Reference]) -> None:
    schema = pa.schema([("blames", pa.int64()), ("team", pa.string())])
    with engine() as opened:
        opened.load("talk", TALK.slice(0, 0))

        assert opened.query(COUNT, schema) == schema.empty_table()


@BOTH
@pytest.mark.parametrize("name", ["talk; DROP TABLE talk", "Talk", "", "1talk", "t" * 61])
def test_a_name_cannot_carry_sql(engine: type[DuckDB | Reference], name: str) -> None:
    with engine() as opened, pytest.raises(SettingsError) as refused:
        opened.load(name, TALK)

    assert refused.value.code == "engine.name"


@BOTH
def test_a_missing_table_is_an_error_of_ours(engine: type[DuckDB | Reference]) -> None:
    with engine() as opened, pytest.raises(EngineError) as refused:
        opened.query("SELECT * FROM nowhere")

    assert refused.value.code == "engine.sql"


def test_duckdb_says_when_memory_does_not_suffice() -> None:
    with DuckDB(memory="8MB", threads=1) as engine, pytest.raises(EngineError) as refused:
        engine.query(
            "SELECT COUNT(DISTINCT CAST(range AS VARCHAR)) AS names FROM range(3000000) GROUP BY range % 1000"
        )

    assert refused.value.code == "engine.memory"


def test_duckdb_leaves_nothing_behind(tmp_path: Path) -> None:
    with DuckDB(memory="32MB", threads=1, spill=tmp_path) as engine:
        engine.derive(
            "many", "SELECT range AS number, CAST(range AS VARCHAR) AS name FROM range(2000000) ORDER BY name"
        )
        spilled = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert spilled
    assert list(tmp_path.iterdir()) == []


def test_duckdb_never_loads_an_extension() -> None:
    with DuckDB() as engine:
        found = engine.query("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'")

    assert {row["value"] for row in found.to_pylist()} == {"false"}


def test_a_month_does_not_depend_on_the_machine_s_time_zone() -> None:
    code = (
        "from datetime import UTC, datetime; import pyarrow as pa; from lilyroot.engines import DuckDB\n"
        "with DuckDB(threads=1) as engine:\n"
        "    engine.load('t', pa.table({'sent': [datetime(2025, 4, 1, 3, tzinfo=UTC)]}))\n"
        "    print(engine.query(\"SELECT strftime(sent, '%Y-%m') AS month FROM t\")['month'][0])\n"
    )
    environment = {**os.environ, "TZ": "America/Los_Angeles"}

    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout == "2025-04\n"
