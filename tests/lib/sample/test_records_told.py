"""The records of the sample: everything is taken in, and the planted gap is what the measure finds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from lilyroot.engines import DuckDB
from lilyroot.home import Home
from lilyroot.listen.people import take_in_hris
from lilyroot.listen.records import take_in_records
from lilyroot.measure.facts import MAY_SHOW
from lilyroot.measure.records import RECORDS
from lilyroot.model.records import KINDS
from lilyroot.sample import Month, Plan, write_sample
from lilyroot.sample.records import planted_records
from lilyroot.sample.story import SLOGANS
from lilyroot.store.store import Store

PLAN = Plan(Month(2025, 6), people=600, months=6, only=("records",))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """The figures of two quarters, for the organisation, Trade Sales and everybody else."""
    out = tmp_path_factory.mktemp("told")
    truth = write_sample(out, PLAN)
    assert truth.planted["records"] == planted_records()
    departments = {team["team"]: team["department"] for team in truth.planted["teams"]}
    store = Store.open(Home(out / "home"), today=date.min)
    try:
        take_in_hris(store, out / "hris.csv")
        receipts = [take_in_records(store, out / "records" / f"{kind}.csv", kind).receipt for kind in KINDS]
        assert all(receipt.committed == receipt.came_in > 0 for receipt in receipts)
        with DuckDB(memory="512MB", threads=1) as engine:
            windows = RECORDS.gather(store, engine)
            RECORDS.place(store, engine, windows)
            people = RECORDS.population(engine, windows).select(["team", "function", "kind"])
            rows = []
            for base in people.group_by(people.column_names).aggregate([]).to_pylist():
                part = SLOGANS if departments[base["team"]] == SLOGANS else "elsewhere"
                rows += [{"cut": "organisation", "cell": "all", **base}, {"cut": "team", "cell": part, **base}]
            engine.load("may_show", MAY_SHOW.empty_table())
            return RECORDS.evaluate(engine, windows, pa.Table.from_pylist(rows)).to_pylist()
    finally:
        store.close()


PLANTED = [
    (cell, indicator, planted_records()[name][cell][value] if value else planted_records()[name][cell])
    for cell in (SLOGANS, "elsewhere")
    for indicator, name, value in (
        ("espoused_customer", "espoused", "customer"),
        ("espoused_revenue", "espoused", "revenue"),
        ("tradeoffs_won", "tradeoffs", "customer"),
        ("enacted_revenue", "tradeoffs", "revenue"),
        ("recognition_customer", "recognition", "customer"),
        ("commitments_kept", "commitments_kept", ""),
        ("goals_customer", "goals_customer", ""),
        ("evidence_cited", "evidence_cited", ""),
    )
]


@pytest.mark.parametrize(("cell", "indicator", "planted"), PLANTED)
def test_what_was_planted_is_found(found, cell: str, indicator: str, planted: float) -> None:
    """Within two and a half half-widths of the 95 % interval: one in a million misses by chance."""
    rows = [row for row in found if (row["cell"], row["indicator"]) == (cell, indicator)]

    assert len(rows) == 2
    for row in rows:
        half = (row["high"] - row["low"]) / 2
        assert abs(row["value"] - planted) < 2.5 * half < 0.5


def test_only_trade_sales_says_much_more_than_it_does(found) -> None:
    def mean(cell: str, indicator: str) -> float:
        values = [row["value"] for row in found if (row["cell"], row["indicator"]) == (cell, indicator)]
        return sum(values) / len(values)

    gaps = {cell: mean(cell, "tradeoffs_won") - mean(cell, "espoused_customer") for cell in (SLOGANS, "elsewhere")}

    assert gaps[SLOGANS] < -0.15
    assert abs(gaps["elsewhere"]) < 0.10


def test_the_same_plan_gives_the_same_records(tmp_path: Path) -> None:
    plan = Plan(Month(2025, 6), people=60, months=2, only=("records",))
    write_sample(tmp_path / "one", plan)
    write_sample(tmp_path / "two", plan)

    for kind in KINDS:
        one, two = (tmp_path / each / "records" / f"{kind}.csv" for each in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
