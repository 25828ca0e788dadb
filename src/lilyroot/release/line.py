"""Which published groups stand in somebody's line of reporting: their units, all that is below, and what is above.

A narrower look at what was released, never another release: every group here was proven safe together with all
others, so that whoever sees fewer of them learns less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.release.cell_names import as_spelt_now, units_in

FOR_ALL: Final = ("organisation", "kind")
"""Cuts that concern everybody's organisation as a whole: nobody's own group is told apart in them."""
TEAM: Final = "team"
_BETWEEN: Final = "\x1f"

Place = tuple[str, str]
"""Cut and cell."""


def in_line(table: pa.Table, units: Collection[str]) -> dict[str, frozenset[Place]]:
    """By period, the places of a released table that the line of these units comprises.

    A merged group belongs to the line of each unit it was merged from. Functions cut across lines and belong to none;
    a segment belongs where the department does that it is a segment of.
    """
    by_period: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for row in table.group_by(["period", "cut", "cell", "parent", "label"]).aggregate([]).to_pylist():
        by_period[row["period"]].append((row["cut"], row["cell"], row["parent"], row["label"]))
    return {period: frozenset(_seen(groups, units)) for period, groups in by_period.items()}


def _seen(groups: Collection[tuple[str, str, str, str]], units: Collection[str]) -> Iterator[Place]:
    above = {cell: parent for cut, cell, parent, _ in groups if cut == TEAM}
    keys, wanted = {cell: as_spelt_now(cell, label) for cut, cell, _, label in groups if cut == TEAM}, set(units)
    own = {cell for cell in above if wanted & set(units_in(keys[cell]))}
    line = {cell for cell in above if own & set(_upwards(cell, above))}
    for cut, cell, parent, _ in groups:
        if cut in FOR_ALL or (cut not in (TEAM, "function") and parent in line):
            yield cut, cell
    yield from ((TEAM, one) for cell in line for one in _upwards(cell, above))


def _upwards(cell: str, above: Mapping[str, str]) -> Iterator[str]:
    """A team's group, the one above it, and so on to the top."""
    passed: set[str] = set()
    while cell in above and cell not in passed:
        passed.add(cell)
        yield cell
        cell = above[cell]


def is_of(cell: str, unit: str) -> bool:
    """Whether a group is this unit, its own members, or was merged from it and others.

    >>> is_of("Complaints+Customer Service/own", "Complaints"), is_of("Complaints", "Customer Service")
    (True, False)
    """
    return cell == unit or unit in units_in(cell)


def units_of(table: pa.Table) -> frozenset[str]:
    """The units a released table names, also those that only occur in a merged group."""
    teams = table.filter(pc.equal(table["cut"], TEAM)).group_by(["cell", "label"]).aggregate([]).to_pylist()
    return frozenset(name for row in teams for name in units_in(as_spelt_now(row["cell"], row["label"])))


def keep(table: pa.Table, seen: Mapping[str, frozenset[Place]]) -> pa.Table:
    """The rows of a table, one with ``period``, whose groups are all among those seen.

    Groups are named by ``cut`` and ``cell``, or as teams by ``unit`` or ``source`` and ``target``; a table that names
    none is about the organisation and stays whole.
    """
    if {"cut", "cell"} <= set(table.column_names):
        return table.filter(_among(table, table["cut"], "cell", seen))
    for column in ("unit", "source", "target"):
        if column in table.column_names:
            table = table.filter(_among(table, pa.scalar(TEAM), column, seen))
    return table


def _among(table: pa.Table, cut: Any, column: str, seen: Mapping[str, frozenset[Place]]) -> Any:
    places = pc.binary_join_element_wise(table["period"], cut, table[column], _BETWEEN)
    wanted = [_BETWEEN.join((period, *place)) for period, all_seen in seen.items() for place in all_seen]
    return pc.is_in(places, pa.array(wanted, pa.string()))
