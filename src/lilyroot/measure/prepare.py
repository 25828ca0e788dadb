"""From facts to frames: what the engine works out once, for all asked periods, before any indicator is taken.

    fact, placement --> talk --> threads, usual, population, base_cells, clusters, work, thread_work, people
    listed + these  --> member, messages_in_cell, threads_in_cell, contributors, usual_doubt      (one period)

Every table is one query in ``tables/``; only sums over clusters and counts of people ever leave the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.errors import OrganisationError, SettingsError, StoreError
from lilyroot.measure.facts import CELL_OF

Names = tuple[tuple[str, str], ...]  # cut and cell, in order; a cell's number is its place here
_THREADS: Final = ("threads", "usual")  # after talk, which is checked first
_WORK: Final = ("population", "base_cells", "clusters", "work", "thread_work", "people")
_CELLS: Final = ("member", "messages_in_cell", "threads_in_cell", "contributors", "usual_doubt")


def sql_of(table: str) -> str:
    """The query that makes a table."""
    return (files(__package__) / "tables" / f"{table}.sql").read_text("utf-8")


def listed(periods: str | Sequence[str]) -> list[str]:
    """One period or several, as a sorted list without repeats."""
    return [periods] if isinstance(periods, str) else sorted(set(periods))


def prepare_threads(engine: Engine, periods: str | Sequence[str]) -> None:
    """Check ``fact`` and ``placement`` and work out talk and its threads in the asked periods."""
    engine.load("asked", pa.table({"period": pa.array(listed(periods), pa.string())}))
    _derive(engine, ("talk",))
    _refuse_doubles(engine)
    _derive(engine, _THREADS)


def prepare_all(engine: Engine, periods: str | Sequence[str]) -> None:
    """Threads, and what people and base cells did, in the asked periods."""
    prepare_threads(engine, periods)
    _derive(engine, _WORK)


def prepare_people(engine: Engine, periods: str | Sequence[str]) -> None:
    """Threads, and who contributed to which base cell, in the asked periods."""
    prepare_threads(engine, periods)
    _derive(engine, ("population",))


def prepare_cells(engine: Engine, period: str) -> None:
    """The frames for one period. The engine holds ``listed``: cell (a number), team, function, kind."""
    engine.load("at_hand", pa.table({"period": pa.array([period], pa.string())}))
    _derive(engine, _CELLS)


def _derive(engine: Engine, tables: Sequence[str]) -> None:
    for table in tables:
        engine.derive(table, sql_of(table))


def _refuse_doubles(engine: Engine) -> None:
    twice = engine.query(sql_of("twice")).to_pylist()[0]
    refuse_placed_twice(twice["placements"])
    if twice["messages"]:
        raise StoreError(
            "measure.message_twice",
            f"{twice['messages']} messages occur more than once in the asked periods; they would count twice.",
            remedy="Each message must stand once, in its current revision and in one period; check the store.",
        )


def refuse_placed_twice(people: int) -> None:
    """Raises OrganisationError when there are people with more than one place in one period."""
    if people:
        raise OrganisationError(
            "measure.placed_twice",
            f"{people} people have more than one place in the tree in one period.",
            remedy="Give each person one team and one function per period.",
        )


def list_cells(engine: Engine, cells: pa.Table) -> Names:
    """Number the cells in the order of cut and name, load their base cells, and give their names."""
    cells = cells.select(CELL_OF.names).cast(CELL_OF)
    if cells.group_by(CELL_OF.names).aggregate([]).num_rows < cells.num_rows:
        raise SettingsError(
            "measure.cell_twice",
            "A base cell is listed more than once in a cell; it would count twice.",
            remedy="List each team, function and kind once per cell.",
        )
    pairs = list(zip(cells["cut"].to_pylist(), cells["cell"].to_pylist(), strict=True))
    names = tuple(sorted(set(pairs)))
    number = {name: place for place, name in enumerate(names)}
    numbers = pa.array([number[pair] for pair in pairs], pa.int64())
    engine.load("listed", pa.table({"cell": numbers, **{name: cells[name] for name in ("team", "function", "kind")}}))
    return names
