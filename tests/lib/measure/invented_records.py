"""Records of an invented organisation, as the tables the measure reads: many at random, or a few to count by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from lilyroot.engines import DuckDB, Engine, Reference
from lilyroot.measure import CELL_OF, PLACEMENT
from lilyroot.measure.facts import MAY_SHOW
from lilyroot.measure.records import FACTS, evaluate
from lilyroot.measure.records.facts import FEWEST, PERFORMS
from lilyroot.model.records import VALUES

QUARTER = "2026-Q1"
ENGINES = {"duckdb": lambda: DuckDB(memory="256MB", threads=1), "reference": Reference}
Facts = dict[str, pa.Table]


def tables(rows: Mapping[str, list[dict[str, Any]]], quarter: str = QUARTER) -> Facts:
    """FACTS of one quarter; tables that are not given are empty."""
    return {
        name: pa.Table.from_pylist([{"period": quarter, **row} for row in rows.get(name, [])], schema=schema)
        for name, schema in FACTS.items()
    }


def people(north: int = 12, south: int = 9) -> dict[str, tuple[str, str]]:
    """Where everyone stands: two teams, in which every third person works in service."""
    names = [("north", n) for n in range(north)] + [("south", n) for n in range(south)]
    return {f"{team}{n}": (team, "service" if n % 3 == 0 else "sales") for team, n in names}


def placement(places: Mapping[str, tuple[str, str]], quarter: str = QUARTER) -> pa.Table:
    rows = [
        {"period": quarter, "person": person, "team": team, "function": function}
        for person, (team, function) in places.items()
    ]
    return pa.Table.from_pylist(rows, schema=PLACEMENT)


def cells(places: Mapping[str, tuple[str, str]]) -> pa.Table:
    """The organisation, its teams and its functions."""
    rows = []
    for team, function in sorted(set(places.values())):
        base = {"team": team, "function": function, "kind": "records"}
        for cut, cell in (("organisation", "all"), ("team", team), ("function", function)):
            rows.append({"cut": cut, "cell": cell, **base})
    return pa.Table.from_pylist(rows, schema=CELL_OF)


def load(engine: Engine, facts: Facts, places: pa.Table, may_show: Sequence[str] = ("recognitions",)) -> None:
    """``may_show``: the families that the gate shows of the organisation."""
    for name, rows in facts.items():
        engine.load(name, rows)
    engine.load("placement", places)
    windows = sorted(set(places["period"].to_pylist()))
    engine.load("fewest", pa.table([windows, [5] * len(windows)], schema=FEWEST))
    told = [{"cut": "organisation", "cell": "all", "family": family} for family in may_show]
    engine.load("may_show", pa.Table.from_pylist(told, schema=MAY_SHOW))
    engine.load("performs", places.drop_columns(["team"]).cast(PERFORMS))


def figures(
    facts: Facts,
    places: Mapping[str, tuple[str, str]],
    engine: str = "duckdb",
    may_show: Sequence[str] = ("recognitions",),
) -> pa.Table:
    with ENGINES[engine]() as opened:
        load(opened, facts, placement(places), may_show)
        return evaluate(opened, QUARTER, cells(places))


def figure(table: pa.Table, indicator: str, cell: str = "all") -> dict[str, Any]:
    """The one row of an indicator and a cell."""
    (row,) = (row for row in table.to_pylist() if (row["indicator"], row["cell"]) == (indicator, cell))
    return row


def invented(seed: int, size: int = 60, quarter: str = QUARTER) -> Facts:
    """So many records of each kind, by people of ``people()`` and a guest; some are carried by two."""
    rng = np.random.default_rng(seed)
    known = [*people(), "guest"]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in FACTS}

    def carried(kind: str, key: str) -> None:
        for person in rng.choice(known, 1 + (rng.random() < 0.3), replace=False):
            rows["carrier"].append({"kind": kind, "record": key, "person": str(person)})

    def value() -> str:
        return str(rng.choice(VALUES))

    for place in range(size):
        if rng.random() < 0.8:
            carried("statements", f"s{place}")
        official = int(rows["carrier"][-1]["record"] != f"s{place}" if rows["carrier"] else True)
        rows["statement"].append({"statement": f"s{place}", "official": official})
        named = sorted({value() for _ in range(int(rng.integers(1, 4)))})
        rows["named"] += [{"statement": f"s{place}", "value": each, "names": len(named)} for each in named]
        carried("decisions", f"d{place}")
        tradeoff = int(rng.random() < 0.7)
        evidence = int(rng.random() < 0.4)
        rows["decision"].append(
            {"decision": f"d{place}", "prevailed": value(), "tradeoff": tradeoff, "evidence": evidence}
        )
        carried("recognitions", f"r{place}")
        rows["recognition"].append({"recognition": f"r{place}", "value": value()})
        rows["received"].append({"recognition": f"r{place}", "person": str(rng.choice(known))})
        rows["goal"].append(
            {
                "goal": f"g{place}",
                "team": str(rng.choice(["north", "south", "nowhere"])),
                "customer": int(rng.random() < 0.5),
            }
        )
        rows["carrier"].append({"kind": "commitments", "record": f"c{place}", "person": str(rng.choice(known))})
        kept, elapsed = int(rng.random() < 0.7), float(rng.random())
        rows["commitment"].append(
            {"commitment": f"c{place}", "kept": kept, "elapsed": elapsed if kept or place % 5 == 0 else 1.0}
        )
        rows["metric"].append({"metric": f"m{place}", "value": value()})
        minutes = int(rng.integers(1, 60)) * 1_000_000
        rows["agenda"].append(
            {"item": f"a{place}", "meeting": f"meeting {place % 9}", "value": value(), "minutes": minutes}
        )
        scope, name = [("", ""), ("function", "sales"), ("team", "north"), ("function", "nobody's")][place % 4]
        weight = int(rng.integers(1, 100)) * 1_000_000
        rows["incentive"].append(
            {"rule": f"i{place}", "scope": scope, "name": name, "value": value(), "weight": weight}
        )
    return tables(rows, quarter)
