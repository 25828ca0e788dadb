"""Small organisations for the tests of the measure, written as tables one can count by hand.

    thread     person  orientation  flags
    printer    ada     none         blame
    rebooking  ben     centric

Columns left out get a default (see ``_DEFAULTS``); a message's name and position follow its line. People are placed
by ``PLACES``: who is not in it (guest) has no place in the tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from lilyroot.engines import DuckDB, Engine, Reference
from lilyroot.measure import CELL_OF, FACT, PLACEMENT, evaluate
from lilyroot.model.labels import FLAGS

PERIOD = "2025-03"
PLACES = {
    "ada": ("north", "service"),
    "ben": ("north", "service"),
    "cem": ("south", "service"),
    "dot": ("south", "sales"),
}
KINDS = ("chat", "ticket")
ENGINES = {"duckdb": lambda: DuckDB(memory="256MB", threads=1), "reference": Reference}

_DEFAULTS = {"period": PERIOD, "kind": "chat", "channel": "general", "orientation": "none", "flags": "", "sent": ""}


def facts(table: str) -> pa.Table:
    """The table above as FACT. The flags of a message are joined by commas; ``-`` is empty."""
    head, *lines = [line.split() for line in table.strip().splitlines()]
    rows = [
        {**_DEFAULTS, "position": place, "message": f"m{place}", **dict(zip(head, line, strict=False))}
        for place, line in enumerate(lines)
    ]
    return pa.Table.from_pylist([_fact(row) for row in rows], schema=FACT)


def _fact(row: dict[str, Any]) -> dict[str, Any]:
    conversation = row.get("conversation", row["thread"])
    sent = datetime.fromisoformat(row["sent"]).replace(tzinfo=UTC) if row["sent"] not in ("", "-") else None
    flags = {flag: flag in row["flags"].split(",") for flag in FLAGS}
    return {"cluster": conversation, **row, "conversation": conversation, "sent": sent, **flags}


def placement(periods: Iterable[str] = (PERIOD,)) -> pa.Table:
    rows = [
        {"period": period, "person": person, "team": team, "function": function}
        for period in periods
        for person, (team, function) in PLACES.items()
    ]
    return pa.Table.from_pylist(rows, schema=PLACEMENT)


def cells() -> pa.Table:
    """The organisation, its teams, functions and kinds."""
    rows = []
    for team, function in sorted(set(PLACES.values())):
        for kind in KINDS:
            base = {"team": team, "function": function, "kind": kind}
            cuts = {"organisation": "all", "team": team, "function": function, "kind": kind}
            rows += [{"cut": cut, "cell": cell, **base} for cut, cell in cuts.items()]
    return pa.Table.from_pylist(rows, schema=CELL_OF)


def load(engine: Engine, fact: pa.Table) -> None:
    engine.load("fact", fact)
    engine.load("placement", placement(sorted(set(fact["period"].to_pylist()))))


def figures(fact: pa.Table, engine: str = "duckdb", periods: str | list[str] = PERIOD) -> pa.Table:
    with ENGINES[engine]() as opened:
        load(opened, fact)
        return evaluate(opened, periods, cells())


def figure(table: pa.Table, indicator: str, cut: str = "organisation", cell: str = "all") -> dict[str, Any]:
    """The one row of an indicator and a cell."""
    (row,) = (
        row for row in table.to_pylist() if (row["indicator"], row["cut"], row["cell"]) == (indicator, cut, cell)
    )
    return row
