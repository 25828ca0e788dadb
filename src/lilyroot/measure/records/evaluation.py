"""The measure of records: who stands behind them, and every indicator for every cell and quarter, with an interval.

Nothing here is safe to show. ``lilyroot.release`` decides what leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.engines import Engine
from lilyroot.measure.facts import FIGURES
from lilyroot.measure.prepare import Names, list_cells, listed, refuse_placed_twice
from lilyroot.measure.records.estimates import Column, estimated
from lilyroot.measure.records.facts import RECORDS_POPULATION
from lilyroot.measure.records.indicators import RECORDS_INDICATORS, RecordsIndicator
from lilyroot.model.basis import COUNTED

_OF_ALL: Final = ("carried", "records_population", "rule_member", "rule_group", "covered")
_OF_CELLS: Final = ("carried_in_cell", "records_contributors", "staff_in_cell")
_ROWS: Final = pa.schema(
    [
        pa.field("cell", pa.int64()),
        *[pa.field(name, pa.string()) for name in ("source", "unit")],
        *[pa.field(name, pa.float64()) for name in ("num", "den", "base")],
    ]
)
_WHOLE: Final = "organisation"


def population(engine: Engine, windows: str | Sequence[str]) -> pa.Table:
    """Who stands behind how many records of each kind, and where?

    The engine holds what ``gather`` and ``place`` load. Gives RECORDS_POPULATION: one row per quarter and person with
    a place in it, ``messages`` always 1 (records concern everyone), then counts from 0: recognitions ``received``,
    a goal for everyone in its team, other records for those who made, decided, gave or own them. For the gate only:
    it names people. Raises OrganisationError when a person is placed twice in a quarter.

    >>> from lilyroot.engines import DuckDB
    >>> from lilyroot.measure.records.example import example
    >>> with DuckDB(threads=1) as engine:
    ...     cells = example(engine)
    ...     for row in population(engine, "2026-Q1").to_pylist()[:2]:
    ...         print(row["team"], row["person"], row["decisions"], row["tradeoffs"], row["goals"])
    north ada 2 2 1
    north ben 1 1 1
    """
    _prepare(engine, windows)
    return engine.query(
        "SELECT * FROM records_population ORDER BY period, team, function, kind, person", RECORDS_POPULATION
    )


def evaluate(engine: Engine, windows: str | Sequence[str], cells: pa.Table) -> pa.Table:
    """What is each indicator of records in each cell and quarter, how sure is it, and on whom and what does it rest?

    The engine holds what ``gather`` and ``place`` load; ``cells`` (schema CELL_OF, optionally with ``period``) lists
    every base cell that belongs to a cell, and ``may_show`` in the engine (MAY_SHOW) the families each may show: a
    mean of sources holds none that is withheld there. Gives FIGURES: one row per quarter, cell and indicator, in the
    order of the cells' names and of RECORDS_INDICATORS; indicators of documents that concern no person are there for
    the organisation only. ``value``: a share 0..1, or recognitions per head from 0 (docs/metrics); null where there
    is nothing. ``low``, ``high``: 95 %, null below 5 records or people. ``base``, ``clusters``: records, or people
    where it is a mean over people. Raises OrganisationError or SettingsError when a person or a base
    cell counts twice.

    >>> from lilyroot.engines import DuckDB
    >>> from lilyroot.measure.records.example import example
    >>> with DuckDB(threads=1) as engine:
    ...     cells = example(engine)
    ...     figures = evaluate(engine, "2026-Q1", cells).to_pylist()
    >>> [(row["cell"], row["indicator"], row["value"], row["base"]) for row in figures[:2]]
    [('all', 'tradeoffs_won', 0.4, 5), ('all', 'evidence_cited', 0.5, 6)]
    """
    _prepare(engine, windows)
    by_window = "period" in cells.column_names
    measured = []
    for window in listed(windows):
        here = cells.filter(pc.equal(cells["period"], window)) if by_window else cells
        names = _list_cells(engine, here)
        engine.load("at_hand", pa.table({"period": pa.array([window], pa.string())}))
        for table in _OF_CELLS:
            engine.derive(table, _sql(table))
        measured.append(_measure(engine, window, names))
    return pa.concat_tables([FIGURES.empty_table(), *measured])


def outside(engine: Engine, window: str) -> tuple[int, int]:
    """How many records of a quarter are carried by people without a place in the tree, and by how many people."""
    _prepare(engine, window)
    row = engine.query(_sql("outside")).to_pylist()[0]
    return row["records"], row["people"]


def _sql(table: str) -> str:
    return (files(__package__) / "tables" / f"{table}.sql").read_text("utf-8")


def _prepare(engine: Engine, windows: str | Sequence[str]) -> None:
    engine.load("asked", pa.table({"period": pa.array(listed(windows), pa.string())}))
    refuse_placed_twice(engine.query(_sql("placed_twice")).to_pylist()[0]["people"])
    for table in _OF_ALL:
        engine.derive(table, _sql(table))


def _list_cells(engine: Engine, cells: pa.Table) -> Names:
    """As for talk; and which of the cells is the whole organisation."""
    names = list_cells(engine, cells)
    whole = pa.array([number for number, name in enumerate(names) if name[0] == _WHOLE], pa.int64())
    engine.load("whole", pa.table({"cell": whole}))
    engine.load("named_cell", _named(names))
    return names


def _named(names: Names) -> pa.Table:
    """The number and the name of each cell."""
    cuts, cells = ([name[part] for name in names] for part in (0, 1))
    columns = (pa.array(range(len(names)), pa.int64()), pa.array(cuts, pa.string()), pa.array(cells, pa.string()))
    return pa.table(columns, names=["cell", "cut", "name"])


def _measure(engine: Engine, window: str, names: Names) -> pa.Table:
    people = _contributors(engine, len(names))
    tables = []
    for indicator in RECORDS_INDICATORS:
        column = estimated(indicator, engine.query(indicator.sql, _ROWS), len(names))
        tables.append(_figures(window, names, indicator, column, people[indicator.contributors]))
    order = np.arange(len(tables) * len(names)).reshape(len(tables), -1).T.ravel()
    return pa.concat_tables(tables).take(pa.array(order)).filter(_asked_for(names))


def _asked_for(names: Names) -> pa.Array:
    """Which rows there are: what is for the organisation only has none elsewhere."""
    asked = [cut == _WHOLE or not indicator.whole for cut, _ in names for indicator in RECORDS_INDICATORS]
    return pa.array(asked, pa.bool_())


def _contributors(engine: Engine, cells: int) -> dict[str, np.ndarray]:
    rows = engine.query("SELECT * FROM records_contributors")
    places = rows["cell"].cast(pa.int64()).to_numpy()
    columns = {name: np.zeros(cells, np.int64) for name in rows.column_names if name != "cell"}
    for name, column in columns.items():
        column[places] = rows[name].cast(pa.int64()).to_numpy()
    return columns


def _figures(
    window: str, names: Names, indicator: RecordsIndicator, column: Column, contributors: np.ndarray
) -> pa.Table:
    many = len(names)
    return pa.table(
        {
            "period": [window] * many,
            "cut": [cut for cut, _ in names],
            "cell": [cell for _, cell in names],
            "indicator": [indicator.name] * many,
            **{name: pa.array(numbers, from_pandas=True) for name, numbers in column.items()},
            "contributors": contributors,
            "basis": [COUNTED] * many,
        }
    ).cast(FIGURES)
