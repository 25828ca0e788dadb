"""What every indicator of records owes, those to come included."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from invented_records import ENGINES, QUARTER, Facts, cells, figures, invented, load, people, placement, tables

from lilyroot.errors import OrganisationError, SettingsError
from lilyroot.measure import FIGURES
from lilyroot.measure.records import RECORDS, RECORDS_INDICATORS, RecordsIndicator, evaluate, population
from lilyroot.model.records import VALUES
from lilyroot.model.strands import STRANDS

PAGES = Path(__file__).parents[3] / "docs" / "metrics"
HEADINGS = [
    "Question",
    "Formula",
    "Grain",
    "Unit and range",
    "Missing data",
    "Smallest group",
    "Interval",
    "Known limits",
    "Source",
]
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")  # nothing is divided by nothing by accident
EVERY = pytest.mark.parametrize("indicator", RECORDS_INDICATORS, ids=lambda indicator: indicator.name)
SIDES = ("espoused", "enacted", *STRANDS)
CELLS = 1 + 2 + 2  # the organisation, its teams, its functions


def of(indicator: RecordsIndicator, table: pa.Table) -> list[dict[str, object]]:
    return [row for row in table.to_pylist() if row["indicator"] == indicator.name]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return invented(seed=1)


@pytest.fixture(scope="module")
def measured(facts: Facts) -> pa.Table:
    return figures(facts, people())


@pytest.fixture(scope="module")
def reference(facts: Facts) -> pa.Table:
    return figures(facts, people(), "reference")


@EVERY
def test_is_the_same_on_the_reference(indicator: RecordsIndicator, measured: pa.Table, reference: pa.Table) -> None:
    for row, other in zip(of(indicator, measured), of(indicator, reference), strict=True):
        for name in FIGURES.names:
            close = isinstance(row[name], float) and other[name] is not None
            assert row[name] == (pytest.approx(other[name], rel=1e-12) if close else other[name])


@pytest.fixture(scope="module")
def shuffled(facts: Facts) -> pa.Table:
    rng = np.random.default_rng(2)
    return figures({name: rows.take(rng.permutation(rows.num_rows)) for name, rows in facts.items()}, people())


@EVERY
def test_does_not_depend_on_the_order_of_rows(
    indicator: RecordsIndicator, measured: pa.Table, shuffled: pa.Table
) -> None:
    assert of(indicator, shuffled) == of(indicator, measured)


@EVERY
def test_is_pure_and_deterministic(indicator: RecordsIndicator, facts: Facts) -> None:
    with ENGINES["duckdb"]() as engine:
        load(engine, facts, placement(people()))

        once, again = (evaluate(engine, QUARTER, cells(people())) for _ in range(2))

        assert of(indicator, once) == of(indicator, again)
        for name, rows in facts.items():
            left = engine.query(f"SELECT * FROM {name}").to_pylist()
            assert sorted(map(repr, left)) == sorted(map(repr, rows.to_pylist()))


@EVERY
def test_has_a_row_for_every_cell_even_of_nothing(indicator: RecordsIndicator) -> None:
    nothing = of(indicator, figures(tables({}), people()))

    told = {(row["value"], row["low"], row["high"], row["base"], row["clusters"]) for row in nothing}
    assert len(nothing) == (1 if indicator.whole else CELLS)
    assert told == {(None, None, None, 0, 0)}
    assert {row["basis"] for row in nothing} == {"counted"}


@EVERY
def test_stays_within_its_range(indicator: RecordsIndicator, measured: pa.Table) -> None:
    least, most = indicator.range
    rows = [row for row in of(indicator, measured) if row["value"] is not None and row["low"] is not None]

    assert rows
    assert all(least <= row["low"] <= row["value"] <= row["high"] <= most for row in rows)
    assert all(row["low"] < row["high"] for row in rows)


@EVERY
def test_shows_no_interval_on_fewer_than_five_records_or_people(indicator: RecordsIndicator) -> None:
    few = {**invented(seed=3, size=4), "incentive": tables({})["incentive"]}
    of_people = indicator.base.startswith("people")
    rows = of(indicator, figures(few, dict(list(people().items())[:4]) if of_people else people()))

    assert any(row["clusters"] for row in rows) or indicator.template == "paid"
    assert {(row["low"], row["high"]) for row in rows} == {(None, None)}


@EVERY
def test_is_measured_alike_for_one_quarter_or_many(
    indicator: RecordsIndicator, facts: Facts, measured: pa.Table
) -> None:
    earlier = invented(seed=1, quarter="2025-Q4")
    both = {name: pa.concat_tables([facts[name], earlier[name]]) for name in facts}
    with ENGINES["duckdb"]() as engine:
        load(engine, both, pa.concat_tables([placement(people(), "2025-Q4"), placement(people())]))

        found = evaluate(engine, ["2025-Q4", QUARTER], cells(people()))

    now = [row for row in of(indicator, found) if row["period"] == QUARTER]
    then = [{**row, "period": QUARTER} for row in of(indicator, found) if row["period"] != QUARTER]
    assert now == then == of(indicator, measured)


@EVERY
def test_people_outside_the_tree_change_nothing(
    indicator: RecordsIndicator, facts: Facts, measured: pa.Table
) -> None:
    """What a guest alone stands behind is in no cell; so without it the figures are the same."""
    carriers = facts["carrier"].to_pylist()
    theirs = {row["record"] for row in carriers if row["person"] == "guest"}
    shared = {row["record"] for row in carriers if row["person"] != "guest"}
    alone = theirs - shared
    kept = {
        **facts,
        "carrier": pa.Table.from_pylist(
            [row for row in carriers if row["record"] not in alone], schema=facts["carrier"].schema
        ),
    }

    assert alone
    assert of(indicator, figures(kept, people())) == of(indicator, measured)


@EVERY
def test_contributors_are_counted_as_the_population_has_them(
    indicator: RecordsIndicator, facts: Facts, measured: pa.Table
) -> None:
    with ENGINES["duckdb"]() as engine:
        load(engine, facts, placement(people()))
        took_part = population(engine, QUARTER).to_pylist()

    for row in of(indicator, measured):
        team, function = (row["cell"] if row["cut"] == cut else None for cut in ("team", "function"))
        behind = {
            who["person"]
            for who in took_part
            if who[indicator.contributors] and team in (None, who["team"]) and function in (None, who["function"])
        }
        assert row["contributors"] == len(behind)


@EVERY
def test_is_registered_whole(indicator: RecordsIndicator) -> None:
    assert indicator.title
    assert indicator.unit
    assert indicator in RECORDS.indicators
    assert not indicator.reader
    assert "@" not in indicator.sql
    assert not {"better", "worse", "good", "bad"} & set(indicator.title.lower().split())


@EVERY
def test_has_its_page(indicator: RecordsIndicator) -> None:
    page = (PAGES / f"{indicator.template or indicator.name}.md").read_text("utf-8")

    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == HEADINGS
    assert f"`{indicator.name}`" in page
    assert f"`src/lilyroot/measure/records/indicators/{indicator.template or indicator.name}.sql`" in page
    assert indicator.template or page.startswith(f"# {indicator.title}\n")


def test_every_value_is_espoused_and_enacted_and_has_every_strand_once() -> None:
    names = [indicator.name for indicator in RECORDS_INDICATORS]
    strands = [(indicator.template, indicator.value) for indicator in RECORDS_INDICATORS if indicator.value]

    assert len(set(names)) == len(names)
    assert {f"{side}_{value}" for side in ("espoused", "enacted") for value in VALUES} <= set(names)
    assert sorted(strands) == sorted((side, value) for side in SIDES for value in VALUES)


@pytest.mark.parametrize("side", SIDES)
def test_the_shares_of_a_side_add_up_to_one(side: str, measured: pa.Table) -> None:
    names = {indicator.name for indicator in RECORDS_INDICATORS if indicator.template == side}
    sums: dict[object, float] = {}
    for row in measured.to_pylist():
        if row["indicator"] in names:
            sums[row["cut"], row["cell"]] = sums.get((row["cut"], row["cell"]), 0.0) + row["value"]

    cells = 1 if side in ("paid", "measured", "discussed") else CELLS
    assert len(sums) == cells
    assert list(sums.values()) == pytest.approx([1.0] * cells)


def test_a_person_with_two_places_is_refused(facts: Facts) -> None:
    with ENGINES["duckdb"]() as engine:
        load(engine, facts, pa.concat_tables([placement(people()), placement(people()).slice(0, 1)]))

        with pytest.raises(OrganisationError) as refused:
            evaluate(engine, QUARTER, cells(people()))

    assert refused.value.code == "measure.placed_twice"


def test_a_base_cell_listed_twice_in_a_cell_is_refused(facts: Facts) -> None:
    with ENGINES["duckdb"]() as engine:
        load(engine, facts, placement(people()))

        with pytest.raises(SettingsError) as refused:
            evaluate(engine, QUARTER, pa.concat_tables([cells(people()), cells(people()).slice(2, 1)]))

    assert refused.value.code == "measure.cell_twice"


def test_cells_may_differ_by_quarter(facts: Facts) -> None:
    whole = cells(people()).filter(pa.compute.equal(cells(people())["cut"], "organisation"))
    dated = whole.append_column("period", pa.array(["2025-Q4"] * whole.num_rows))
    with ENGINES["duckdb"]() as engine:
        load(engine, facts, placement(people()))

        found = evaluate(engine, ["2025-Q4", QUARTER], dated)

    assert set(found["period"].to_pylist()) == {"2025-Q4"}
