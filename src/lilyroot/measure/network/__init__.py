"""The network of conversations: who answers whom, between units and never between persons.

    talk, threads, unit_of --> turns --> exchanges --> edges, borders, joint threads   (one period)

An *exchange* is a message that follows one of somebody else in the same thread: what it says goes from the source
(the unit of who says it) to the target (the unit of who is answered). Nothing here is safe to show;
``lilyroot.release.network`` decides what leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.measure.estimators import intervals
from lilyroot.measure.estimators.bootstrap import Floats
from lilyroot.measure.network.said import Said
from lilyroot.measure.prepare import prepare_threads
from lilyroot.measure.profile import function_of

# One row per period and team: the unit its people belong to.
UNIT_OF: Final = pa.schema([pa.field(name, pa.string()) for name in ("period", "team", "unit")])
# One row per profile of ``placement``: its function. People of one function are on one side of its border, whatever
# their segments are.
PERFORMED: Final = pa.schema([pa.field(name, pa.string()) for name in ("profile", "function")])
_SIDES: Final = ("speakers", "answered")
_PEOPLE: Final = (*_SIDES, *(f"{part}_{side}" for part in ("customer", "other") for side in _SIDES))
BORDERS: Final = ("units", "functions")


@dataclass(frozen=True, slots=True)
class Edge:
    """What one unit says to another (or its people to one another) in a period.

    ``exchanges``: how many, 1 or more; ``share``: of these in threads about customers, 0..1, with ``low`` and
    ``high`` (95 %, conversations resampled; NaN below 5 conversations). ``people``: the fewest people that any of its
    counts rests on, on either side; ``of_one``: the share of its most talkative speaker.
    """

    source: str
    target: str
    exchanges: int
    share: float
    low: float
    high: float
    people: int
    of_one: float


@dataclass(frozen=True, slots=True)
class Across:
    """How much of what a unit exchanges with other units, in either direction, is about customers: as for an Edge.

    ``of_one``: the share of who takes part in most of it, speaking or answered, of the unit or not.
    """

    unit: str
    exchanges: int
    share: float
    low: float
    high: float
    people: int
    of_one: float


@dataclass(frozen=True, slots=True)
class Border:
    """How far exchanges about customers cross a border (of units, of functions).

    ``index``: (external - internal) / (external + internal), -1 (all within) to 1 (all across), with ``low`` and
    ``high``; ``others``: the same of all other exchanges; NaN where there are none. ``exchanges`` is the n.
    ``people`` is the fewest who speak or are answered on either side, across or within, about customers;
    ``other_people`` the same of all other exchanges. A side without exchanges is no side: it tells of nobody.
    """

    border: str
    index: float
    low: float
    high: float
    others: float
    exchanges: int
    people: int
    other_people: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Threads of one channel that are alike in what crosses borders, and how many of them are about customers."""

    channel: str
    across_units: int
    within_units: int
    across_functions: int
    within_functions: int
    threads: int
    about_customers: int


@dataclass(frozen=True, slots=True)
class Joint:
    """A thread that several units take part in, and whether somebody passed on there what a customer said."""

    channel: str
    units: frozenset[str]
    voiced: bool


@dataclass(frozen=True, slots=True)
class Network:
    """The network of one period. ``people`` counts who stands behind its figures: see ``talkers.sql``.

    ``said`` is every exchange, by person: for asking who stands behind a sum of some.
    """

    edges: tuple[Edge, ...]
    across: tuple[Across, ...]
    borders: tuple[Border, ...]
    alike: tuple[Alike, ...]
    joint: tuple[Joint, ...]
    people: Mapping[str, int]
    said: Said


def network(engine: Engine, period: str, unit_of: Mapping[str, str]) -> Network:
    """Who answers whom about what in a period?

    ``engine`` holds ``fact`` and ``placement``; ``unit_of`` names the unit of each team; people of other teams, and
    people without a place, are in no exchange. Counts are of exchanges, people and threads. An empty period gives
    a network without edges. For the gate only: edges between few people tell of them.
    """
    prepare_threads(engine, period)
    return prepared_network(engine, period, unit_of)


def prepared_network(engine: Engine, period: str, unit_of: Mapping[str, str]) -> Network:
    """``network`` of a period that is prepared, and no other with it."""
    rows = [{"period": period, "team": team, "unit": unit} for team, unit in sorted(unit_of.items())]
    engine.load("unit_of", pa.Table.from_pylist(rows, schema=UNIT_OF))
    profiles = engine.query("SELECT DISTINCT function FROM placement")["function"].to_pylist()
    performed = [{"profile": one, "function": function_of(one)} for one in sorted(profiles)]
    engine.load("performed", pa.Table.from_pylist(performed, schema=PERFORMED))
    for table in ("turns", "exchanges"):
        engine.derive(table, _sql(table))
    said = Said.of(engine.query(_sql("said")))
    return Network(
        edges=tuple(_edges(engine)),
        across=tuple(_across(engine, said)),
        borders=tuple(_borders(engine)),
        alike=tuple(_alike(engine)),
        joint=tuple(_joint(engine)),
        people=_people(engine),
        said=said,
    )


def _sql(table: str) -> str:
    return (files(__package__) / f"{table}.sql").read_text("utf-8")


def _people(engine: Engine) -> Mapping[str, int]:
    (found,) = engine.query(_sql("talkers")).to_pylist()
    return {name: int(n or 0) for name, n in found.items()}


def _edges(engine: Engine) -> Iterable[Edge]:
    talk = _sums(engine.query(_sql("edge_clusters")), ("source", "target"))
    for row in sorted(engine.query(_sql("edges")).to_pylist(), key=lambda row: (row["source"], row["target"])):
        exchanges, customers = talk[row["source"], row["target"]]
        found = share_of_sums(customers, exchanges)
        of_one = row["of_one"] / row["exchanges"]
        yield Edge(row["source"], row["target"], row["exchanges"], *found, _fewest(row, _PEOPLE), of_one)


def _across(engine: Engine, said: Said) -> Iterable[Across]:
    for (unit,), (exchanges, customers) in _sums(engine.query(_sql("unit_clusters")), ("unit",)).items():
        place = said.units.index(unit)
        behind = said.behind(said.across_units(place), place)
        share = share_of_sums(customers, exchanges)
        yield Across(unit, behind.exchanges, *share, behind.people, behind.of_one)


def _fewest(row: Mapping[str, Any], counts: Sequence[str]) -> int:
    """The fewest people behind any of the counts. A count of nobody tells of nobody: all are on the other side."""
    return min(int(row[name]) for name in counts if row[name])


def _sums(rows: pa.Table, keys: Sequence[str]) -> dict[tuple[str, ...], tuple[Floats, Floats]]:
    """For each key, exchanges and exchanges about customers by conversation, in an order of its own."""
    ordered = rows.sort_by([(name, "ascending") for name in (*keys, "cluster")])
    exchanges, customers = (ordered[name].to_numpy().astype(float) for name in ("exchanges", "about_customers"))
    return {key: (exchanges[here], customers[here]) for key, here in _runs(ordered, keys)}


def _runs(ordered: pa.Table, keys: Sequence[str]) -> Iterator[tuple[tuple[str, ...], slice]]:
    """Each key of an ordered table and where its rows are."""
    columns = [ordered[key].to_numpy(zero_copy_only=False) for key in keys]
    changed = np.zeros(max(ordered.num_rows - 1, 0), bool)
    for column in columns:
        changed |= column[1:] != column[:-1]
    starts = [0, *(np.flatnonzero(changed) + 1).tolist()] if ordered.num_rows else []
    for start, end in pairwise([*starts, ordered.num_rows]):
        yield tuple(column[start] for column in columns), slice(start, end)


def share_of_sums(part: Floats, whole: Floats) -> tuple[float, float, float]:
    """A share of sums over conversations with its 95 % interval; NaN where there is nothing, or too little, to go by.

    >>> share_of_sums(np.array([1.0, 0, 1, 2, 0]), np.array([2.0, 2, 2, 2, 2]))[0]
    0.4
    """
    if not whole.sum():
        return (float("nan"),) * 3
    low, high = intervals(part[:, None], whole[:, None], shares=np.array([True]))
    return float(part.sum() / whole.sum()), float(low[0]), float(high[0])


def _borders(engine: Engine) -> Iterable[Border]:
    rows = engine.query(_sql("cluster_borders")).sort_by([("cluster", "ascending")])
    about = rows["about_customers"].to_numpy() == 1
    exchanges = rows["exchanges"].to_numpy().astype(float)
    people = engine.query(_sql("border_people")).to_pylist()
    for border in BORDERS:
        across = rows[f"across_{border}"].to_numpy().astype(float)
        ends = [2 * end - 1 for end in share_of_sums(across[about], exchanges[about])]
        others = 2 * share_of_sums(across[~about], exchanges[~about])[0] - 1
        yield Border(border, ends[0], ends[1], ends[2], others, int(exchanges[about].sum()), *_behind(people, border))


def _behind(sides: Sequence[Mapping[str, Any]], border: str) -> tuple[int, int]:
    """The fewest people on either side of a border, in exchanges about customers and in others; 0 without any."""
    here = [side for side in sides if side["border"] == border]
    about, others = (
        min((min(side["speakers"], side["answered"]) for side in here if side["about_customers"] == about), default=0)
        for about in (1, 0)
    )
    return about, others


def _alike(engine: Engine) -> Iterable[Alike]:
    names = ("channel", "across_units", "within_units", "across_functions", "within_functions")
    rows = engine.query(_sql("thread_borders")).sort_by([(name, "ascending") for name in names])
    columns = (rows[name].to_pylist() for name in (*names, "threads", "about_customers"))
    return [Alike(*row) for row in zip(*columns, strict=True)]


def _joint(engine: Engine) -> Iterable[Joint]:
    keys = ("channel", "thread")
    rows = engine.query(_sql("thread_units")).sort_by([(name, "ascending") for name in keys])
    units, voiced = (rows[name].to_pylist() for name in ("unit", "voiced"))
    for (channel, _), here in _runs(rows, keys):
        if here.stop - here.start > 1:
            yield Joint(channel, frozenset(units[here]), any(voiced[here]))
