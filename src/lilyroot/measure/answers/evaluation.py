"""The survey measured: every indicator for every cell and wave, with an interval. Safe to show is what the gate says.

All indicators of a cell come from the same sheets, and one resampling of the sheets serves them all: where two scales
go together, so do their resamples.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lilyroot.engines import Engine
from lilyroot.measure.answers.agreement import ITEMS
from lilyroot.measure.answers.figures import Answered, figures_of
from lilyroot.measure.answers.indicators import FAMILIES, INDICATORS
from lilyroot.measure.facts import CELL_OF, FIGURES
from lilyroot.measure.prepare import listed
from lilyroot.model.basis import COUNTED

Floats = NDArray[np.float64]
_SCALE_ITEMS: Final = tuple(item.id for item in ITEMS)
NAMES: Final = tuple(indicator.name for indicator in INDICATORS)
_ANSWERS: Final = pa.schema([*FIGURES, pa.field("reason", pa.string())])


def population(engine: Engine, periods: str | Sequence[str]) -> pa.Table:
    """Which sheets stand where, and to which families of indicators does each contribute?

    The engine holds what ``gather`` loads. Gives a row for each period and sheet: team, function, kind, ``person``
    (the random id of the sheet), ``messages`` (1), and one column of 0 or 1 for each family of indicators: a
    construct, a pair, a recommendation. For the gate only.
    """
    prepare(engine, periods)
    columns = ",\n  ".join(
        f"CAST(MAX(CASE WHEN contribution.family = '{family}' THEN 1 ELSE 0 END) AS BIGINT) AS {family}"
        for family in FAMILIES
    )
    return engine.query(
        f"SELECT * FROM ({_sql('population').replace('@families', columns)}) AS told "  # noqa: S608 — constants
        "ORDER BY period, team, function, kind, person",
        _POPULATION,
    )


_POPULATION: Final = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("period", "team", "function", "kind", "person")],
        *[pa.field(name, pa.int64()) for name in ("messages", *FAMILIES)],
    ]
)


def evaluate(engine: Engine, periods: str | Sequence[str], cells: pa.Table) -> pa.Table:
    """What is each indicator of the survey in each cell and wave, how sure is it, and on whom does it rest?

    ``cells`` is as CELL_OF, optionally with ``period``. Gives FIGURES and a ``reason`` ("" where there is none): one
    row per period, cell and indicator. ``value``: points 0..100, a share 0..1, or a balance -100..100; null where
    nobody answered. ``low``, ``high``: 95 % for "people like these"; null where that cannot be said or where the
    figure should not be read, and ``reason`` then says why. ``base``: people, or answers; ``clusters`` and
    ``contributors``: sheets.
    """
    asked = listed(periods)
    prepare(engine, asked)
    by_period = "period" in cells.column_names
    tables = [_ANSWERS.empty_table()]
    for period in asked:
        here = cells.filter(pc.equal(cells["period"], period)) if by_period else cells
        tables.append(_measure(engine, period, here.select(CELL_OF.names).cast(CELL_OF)))
    return pa.concat_tables(tables)


def prepare(engine: Engine, periods: str | Sequence[str]) -> None:
    """What every question to the survey needs: which waves, and what each sheet brings to which indicator."""
    engine.load("asked", pa.table({"period": pa.array(listed(periods), pa.string())}))
    engine.derive("scale", _sql("scale"))
    engine.derive("contribution", _sql("contribution"))


def _sql(table: str) -> str:
    return (files(__package__) / "tables" / f"{table}.sql").read_text("utf-8")


def _measure(engine: Engine, period: str, cells: pa.Table) -> pa.Table:
    engine.load("at_hand", pa.table({"period": pa.array([period], pa.string())}))
    sheets = answered(engine)
    pairs = list(zip(cells["cut"].to_pylist(), cells["cell"].to_pylist(), strict=True))
    names = sorted(set(pairs))
    number = {name: place for place, name in enumerate(names)}
    members = _members(engine, cells, [number[pair] for pair in pairs], len(names), sheets)
    rows = [
        {"period": period, "cut": cut, "cell": cell, "basis": COUNTED, **figure}
        for (cut, cell), within in zip(names, members, strict=True)
        for figure in figures_of(sheets.of(within), is_team=cut == "team")
    ]
    return pa.Table.from_pylist(rows, schema=_ANSWERS)


@dataclass(frozen=True)
class Sheets:
    """All sheets of a wave as matrices, in an order that follows from their answers and looks like none."""

    ids: tuple[str, ...]
    teams: tuple[str, ...]
    alike: NDArray[np.bool_]  # the same answer to everything
    num: Floats  # sheets x INDICATORS
    den: Floats
    items: Floats  # sheets x scale items, turned; NaN where not answered or not enough of the construct

    def of(self, rows: NDArray[np.int64]) -> Answered:
        return Answered(self.num[rows], self.den[rows], self.items[rows])

    def numbers(self, ids: pa.ChunkedArray) -> NDArray[np.int64]:
        found: NDArray[np.int64] = pc.index_in(ids, pa.array(self.ids, pa.string())).to_numpy()
        return found


_OF_PERIOD: Final = "SELECT {0}.* FROM {0} JOIN at_hand ON at_hand.period = {0}.period"


def answered(engine: Engine) -> Sheets:
    """The sheets of the wave at hand. Their order decides who is resampled with whom: it must not follow content."""
    sheets = engine.query(_OF_PERIOD.format("sheet"))
    ids = sheets["sheet"].combine_chunks()
    brought = engine.query(_OF_PERIOD.format("contribution"))
    turned = engine.query(_sql("turned"))
    num, den = _matrix(ids, brought, NAMES, "num"), _matrix(ids, brought, NAMES, "den")
    items = _matrix(ids, turned.rename_columns(["sheet", "indicator", "value"]), _SCALE_ITEMS, "value", np.nan)
    order = _order(np.hstack([num, den, np.nan_to_num(items)]))
    names, teams, alike = (sheets[name].take(pa.array(order)).to_pylist() for name in ("sheet", "team", "alike"))
    return Sheets(tuple(names), tuple(teams), np.array(alike, bool), num[order], den[order], items[order])


def _matrix(ids: pa.Array, rows: pa.Table, names: Sequence[str], column: str, otherwise: float = 0.0) -> Floats:
    found = np.full((len(ids), len(names)), otherwise)
    if rows.num_rows:
        down = pc.index_in(rows["sheet"], ids).to_numpy()
        across = pc.index_in(rows["indicator"], pa.array(names, pa.string())).to_numpy()
        found[down, across] = rows[column].cast(pa.float64()).to_numpy()
    return found


def _order(rows: Floats) -> NDArray[np.int64]:
    """By a hash of each row: the same for the same answers, whatever the ids; equal sheets are exchangeable."""
    keys = [hashlib.blake2b(row.tobytes(), digest_size=8).digest() for row in rows]
    return np.argsort(np.array(keys, dtype="S8"), kind="stable") if keys else np.zeros(0, np.int64)


def _members(
    engine: Engine, cells: pa.Table, numbers: Sequence[int], many: int, sheets: Sheets
) -> list[NDArray[np.int64]]:
    """The rows of ``sheets`` that belong to each cell, ascending."""
    names: Mapping[str, Any] = {name: cells[name] for name in ("team", "function", "kind")}
    engine.load("listed", pa.table({"cell": pa.array(numbers, pa.int64()), **names}))
    found = engine.query(_sql("sheet_in_cell"))
    cell, row = found["cell"].cast(pa.int64()).to_numpy(), sheets.numbers(found["sheet"])
    order = np.lexsort((row, cell))
    edges = np.searchsorted(cell[order], np.arange(many + 1))
    return [row[order][edges[n] : edges[n + 1]].astype(np.int64) for n in range(many)]
