"""The measure: every indicator for every cell and period, with an interval and with what it rests on.

Nothing here is safe to show. ``lilyroot.release`` decides what leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lilyroot.engines import Engine
from lilyroot.measure.estimators import FEWEST_CLUSTERS, intervals
from lilyroot.measure.facts import FIGURES, LANGUAGES, LEFT_OUT, POPULATION
from lilyroot.measure.indicators import FRAMES, INDICATORS, Frame, Indicator
from lilyroot.measure.prepare import (
    Names,
    list_cells,
    listed,
    prepare_all,
    prepare_cells,
    prepare_people,
    prepare_threads,
    sql_of,
)
from lilyroot.model.basis import COUNTED, READER_ONLY

Floats = NDArray[np.float64]
_KEYS: Final = pa.schema([("cell", pa.int64()), ("cluster", pa.int64())])
_ROWS: Final = pa.schema([*_KEYS, ("num", pa.float64()), ("den", pa.float64()), ("base", pa.int64())])
_CLUSTER_BITS: Final = 32
_SIDE_BY_SIDE: Final = 32  # cells in one matrix product: bounds its memory


def population(engine: Engine, periods: str | Sequence[str]) -> pa.Table:
    """Who contributed to which base cell (team, function, kind)?

    The engine must hold ``fact`` (schema FACT) and ``placement`` (schema PLACEMENT). Gives POPULATION: one row per
    period, base cell and person with at least one message or started thread there, and how many of each they
    contributed: counts, 0 or more. A thread is started by the author of its first message in the period
    (by time, then position) and belongs to that person's team and function and to that message's kind.
    Missing: people without a place in the tree are left out (see ``left_out``). For the gate only: it names people.
    Raises StoreError when a message occurs twice, OrganisationError when a person is placed twice.

    >>> from lilyroot.engines import DuckDB
    >>> from lilyroot.measure.example import example
    >>> with DuckDB(threads=1) as engine:
    ...     cells = example(engine)
    ...     for row in population(engine, "2025-03").to_pylist()[:2]:
    ...         print(row["team"], row["kind"], row["person"], row["messages"], row["threads_started"])
    north chat ada 2 1
    north chat ben 2 1
    """
    prepare_people(engine, periods)
    return prepared_population(engine, periods)


def prepared_population(engine: Engine, periods: str | Sequence[str]) -> pa.Table:
    """``population`` of periods that are prepared."""
    found = engine.query("SELECT * FROM population ORDER BY period, team, function, kind, person", POPULATION)
    return found.filter(pc.is_in(found["period"], pa.array(listed(periods), pa.string())))


def left_out(engine: Engine, periods: str | Sequence[str]) -> pa.Table:
    """What do the figures of these periods not contain?

    Gives LEFT_OUT, one row per period and reason with a count of 1 or more: messages of people outside the tree and
    threads started by them (in no cell), and customer threads whose channel has no other thread to compare with
    (not in engagement). Needs ``fact`` and ``placement``; a reason that does not occur has no row.

    >>> from lilyroot.engines import DuckDB
    >>> from lilyroot.measure.example import example
    >>> with DuckDB(threads=1) as engine:
    ...     cells = example(engine)
    ...     for row in left_out(engine, "2025-03").to_pylist():
    ...         print(row["count"], row["reason"])
    1 customer threads without others in their channel
    1 messages of people outside the tree
    """
    prepare_threads(engine, periods)
    return engine.query(f"SELECT * FROM ({sql_of('left_out')}) AS listed ORDER BY period, reason", LEFT_OUT)  # noqa: S608


def languages(engine: Engine, periods: str | Sequence[str]) -> pa.Table:
    """Who wrote how much in which language, and how much of it could be read?

    The engine must hold ``said`` (as LANGUAGES) and ``placement``. Gives LANGUAGES: of ``said``, the rows of people
    with a place in the tree. ``language`` is ISO 639-1, or ``und`` where a message is too short to tell; messages
    are counts, 0 or more. For the gate only: it names people.

    >>> import pyarrow as pa
    >>> from lilyroot.engines import DuckDB
    >>> from lilyroot.measure import languages
    >>> from lilyroot.measure.example import example
    >>> said = {"period": "2025-03", "language": "de", "person": "ada", "messages": 3, "messages_read": 0}
    >>> with DuckDB(threads=1) as engine:
    ...     cells = example(engine)
    ...     engine.load("said", pa.Table.from_pylist([said, {**said, "person": "guest"}]))
    ...     languages(engine, "2025-03").to_pylist() == [said]
    True
    """
    engine.load("asked", pa.table({"period": pa.array(listed(periods), pa.string())}))
    found = engine.query(sql_of("languages"), LANGUAGES)
    return found.sort_by([(name, "ascending") for name in ("period", "language", "person")])


def evaluate(engine: Engine, periods: str | Sequence[str], cells: pa.Table) -> pa.Table:
    """What is each indicator in each cell and period, how sure is it, and on whom and what does it rest?

    ``engine`` holds ``fact`` and ``placement``; ``cells`` (schema CELL_OF, optionally with ``period``) lists every
    base cell that belongs to a cell. Gives FIGURES: one row per period, cell and indicator, in the order of the
    cells' names and of INDICATORS. ``value``: a count, a share 0..1 or a ratio from 0 (see docs/metrics);
    null where the denominator is 0. ``low``, ``high``: 95 % for "the same people, other conversations"; null below
    5 clusters. ``base``, ``clusters``, ``contributors``: messages or threads, conversations, and distinct people
    behind the denominator; ``basis``: whether a reader's labels are in it. One scan of the facts serves all
    asked periods, so ask for many at once.
    Raises StoreError, OrganisationError or SettingsError when a message, a person or a base cell would count twice.

    >>> from lilyroot.engines import DuckDB
    >>> from lilyroot.measure.example import example
    >>> with DuckDB(threads=1) as engine:
    ...     cells = example(engine)
    ...     figures = evaluate(engine, "2025-03", cells).to_pylist()
    >>> [(row["cell"], row["indicator"], row["value"], row["base"], row["contributors"]) for row in figures[:2]]
    [('all', 'messages', 6.0, 6, 3), ('all', 'salience', 0.5, 6, 3)]
    """
    prepare_all(engine, periods)
    return prepared_figures(engine, periods, cells)


def prepared_figures(engine: Engine, periods: str | Sequence[str], cells: pa.Table) -> pa.Table:
    """``evaluate`` for periods that are prepared."""
    by_period = "period" in cells.column_names
    names = () if by_period else list_cells(engine, cells)
    found = []
    for period in listed(periods):
        if by_period:
            names = list_cells(engine, cells.filter(pc.equal(cells["period"], period)))
        found.append(_measure(engine, period, names))
    return pa.concat_tables([FIGURES.empty_table(), *found])


def _measure(engine: Engine, period: str, names: Names) -> pa.Table:
    prepare_cells(engine, period)
    people = _by_cell(engine, "contributors", len(names))
    doubt = _doubt(engine, len(names))
    found = dict(column for frame in FRAMES for column in _measure_frame(engine, frame, len(names), doubt))
    tables = [_figures(period, names, indicator, found[indicator.name], people) for indicator in INDICATORS]
    order = np.arange(len(tables) * len(names)).reshape(len(tables), -1).T.ravel()
    return pa.concat_tables(tables).take(pa.array(order))


def _by_cell(engine: Engine, table: str, cells: int) -> dict[str, Floats]:
    """The columns of a per-cell table as arrays over all cells, 0 where a cell has no row."""
    rows = engine.query(f"SELECT * FROM {table}")  # noqa: S608
    places = rows["cell"].cast(pa.int64()).to_numpy()
    columns = {}
    for name in rows.column_names:
        columns[name] = np.zeros(cells)
        columns[name][places] = rows[name].cast(pa.float64()).to_numpy()
    return columns


def _doubt(engine: Engine, cells: int) -> dict[str, Floats]:
    """The variance of each denominator of its own, over all cells, 0 where a cell has none."""
    rows = engine.query("SELECT * FROM usual_doubt").sort_by([("cell", "ascending"), ("channel", "ascending")])
    places = rows["cell"].cast(pa.int64()).to_numpy()
    return {
        name: np.bincount(places, rows[name].cast(pa.float64()).to_numpy(), minlength=cells).astype(np.float64)
        for name in ("replies", "participants")
    }


def _measure_frame(
    engine: Engine, frame: Frame, cells: int, doubt: dict[str, Floats]
) -> Iterator[tuple[str, dict[str, Floats]]]:
    """All indicators of one frame: sums, and one bootstrap per cell for all of them together."""
    indicators = [indicator for indicator in INDICATORS if indicator.frame == frame]
    keys = np.sort(_key(engine.query(f"SELECT cell, cluster FROM {frame}", _KEYS)))  # noqa: S608
    sums = [_aligned(engine.query(indicator.sql, _ROWS), keys) for indicator in indicators]
    starts = np.searchsorted(keys >> _CLUSTER_BITS, np.arange(cells + 1))
    num, den, base = (np.column_stack([rows[name] for rows in sums]) for name in ("num", "den", "base"))
    doubts = np.column_stack([doubt[one.doubt] if one.doubt else np.zeros(cells) for one in indicators])
    forms = np.array([one.form for one in indicators])
    estimated = np.flatnonzero(forms != "count")
    tops, bottoms, bases, clusters = (_sums(rows, starts) for rows in (num, den, base, base > 0))
    value, low, high = tops.copy(), tops.copy(), tops.copy()  # a count is its own interval
    with np.errstate(divide="ignore", invalid="ignore"):
        value[:, estimated] = np.where(bottoms > 0, tops / bottoms, np.nan)[:, estimated]
    low[:, estimated], high[:, estimated] = _ends(
        num[:, estimated], den[:, estimated], starts, doubts[:, estimated], forms[estimated] == "share"
    )
    for place, indicator in enumerate(indicators):
        column = {"value": value, "low": low, "high": high, "base": bases, "clusters": clusters}
        yield indicator.name, {name: rows[:, place] for name, rows in column.items()}


def _key(rows: pa.Table) -> NDArray[np.int64]:
    key: NDArray[np.int64] = (rows["cell"].to_numpy() << _CLUSTER_BITS) + rows["cluster"].to_numpy()
    return key


def _aligned(rows: pa.Table, keys: NDArray[np.int64]) -> dict[str, Floats]:
    """num, den and base in the order of the frame's cells and clusters, 0 where the indicator has no row."""
    places = np.searchsorted(keys, _key(rows))
    columns = {}
    for name in ("num", "den", "base"):
        columns[name] = np.zeros(len(keys))
        columns[name][places] = rows[name].to_numpy()
    return columns


def _sums(rows: NDArray[Any], starts: NDArray[np.int64]) -> Floats:
    """Sums over each cell's run of rows; 0 for a cell without rows."""
    found = np.zeros((len(starts) - 1, rows.shape[1]))
    filled = starts[:-1] < starts[1:]
    if filled.any():
        found[filled] = np.add.reduceat(rows, starts[:-1][filled], axis=0, dtype=np.float64)
    return found


def _ends(
    num: Floats, den: Floats, starts: NDArray[np.int64], doubts: Floats, shares: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Intervals of every cell and indicator. Cells with as many clusters are resampled side by side, for speed."""
    low, high = np.full_like(doubts, np.nan), np.full_like(doubts, np.nan)
    sizes = np.diff(starts)
    for size in np.unique(sizes[sizes >= FEWEST_CLUSTERS]):
        for cells in _handfuls(np.flatnonzero(sizes == size)):
            rows = starts[cells] + np.arange(size)[:, None]
            ends = intervals(
                num[rows].reshape(size, -1),
                den[rows].reshape(size, -1),
                shares=np.tile(shares, len(cells)),
                doubt=doubts[cells].ravel(),
            )
            low[cells], high[cells] = (end.reshape(len(cells), -1) for end in ends)
    return low, high


def _handfuls(cells: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return np.array_split(cells, -(-len(cells) // _SIDE_BY_SIDE))


def _figures(
    period: str, names: Names, indicator: Indicator, column: dict[str, Floats], people: dict[str, Floats]
) -> pa.Table:
    many = len(names)
    return pa.table(
        {
            "period": [period] * many,
            "cut": [cut for cut, _ in names],
            "cell": [cell for _, cell in names],
            "indicator": [indicator.name] * many,
            **{name: pa.array(numbers, from_pandas=True) for name, numbers in column.items()},
            "contributors": people[indicator.contributors],
            "basis": [READER_ONLY if indicator.reader else COUNTED] * many,
        }
    ).cast(FIGURES)
