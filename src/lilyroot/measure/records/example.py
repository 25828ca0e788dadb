"""A tiny organisation and its records, small enough to count by hand: for the examples in docstrings and pages."""

from __future__ import annotations

import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.measure.facts import CELL_OF, MAY_SHOW, PLACEMENT
from lilyroot.measure.records.facts import FACTS, FEWEST, PERFORMS, RECORDS

_QUARTER = "2026-Q1"


def example(engine: Engine) -> pa.Table:
    """Load two teams and what they decided and aim at; give the cells organisation and teams.

    The customer won two of five trade-offs; three of six decisions cite evidence; north has one goal.
    """
    decisions = [  # who decided, what prevailed, trade-off, evidence
        ("ada", "customer", 1, 1),
        ("ada", "revenue", 1, 0),
        ("ben", "customer", 1, 1),
        ("cem", "cost", 1, 0),
        ("cem", "revenue", 1, 0),
        ("cem", "", 0, 1),
    ]
    rows: dict[str, list[dict[str, object]]] = {table: [] for table in FACTS}
    for place, (person, prevailed, tradeoff, evidence) in enumerate(decisions):
        key = f"d{place}"
        rows["carrier"].append({"kind": "decisions", "record": key, "person": person})
        rows["decision"].append({"decision": key, "prevailed": prevailed, "tradeoff": tradeoff, "evidence": evidence})
    rows["goal"].append({"goal": "g0", "team": "north", "customer": 1})
    for table, schema in FACTS.items():
        engine.load(table, pa.Table.from_pylist([{"period": _QUARTER, **row} for row in rows[table]], schema=schema))
    places = [("ada", "north"), ("ben", "north"), ("cem", "south")]
    placement = [{"period": _QUARTER, "person": who, "team": team, "function": "service"} for who, team in places]
    engine.load("placement", pa.Table.from_pylist(placement, schema=PLACEMENT))
    functions = [{"period": _QUARTER, "person": who, "function": "service"} for who, _ in places]
    engine.load("performs", pa.Table.from_pylist(functions, schema=PERFORMS))
    engine.load("fewest", pa.table([[_QUARTER], [5]], schema=FEWEST))
    engine.load("may_show", MAY_SHOW.empty_table())  # no source but trade-offs
    base = [{"team": team, "function": "service", "kind": RECORDS} for team in ("north", "south")]
    whole = [{"cut": "organisation", "cell": "all", **one} for one in base]
    teams = [{"cut": "team", "cell": one["team"], **one} for one in base]
    return pa.Table.from_pylist(whole + teams, schema=CELL_OF)
