"""Figures of several families together say no more than each of them: what the gate withheld stays withheld."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest

from lilyroot.engines import DuckDB
from lilyroot.measure.audit.correction import Verdict
from lilyroot.measure.facts import PLACEMENT
from lilyroot.measure.records import FACTS, RECORDS
from lilyroot.measure.records.facts import FEWEST, PERFORMS
from lilyroot.model.records import VALUES
from lilyroot.model.strands import indicator_of
from lilyroot.release.gate import cells_of, families_shown
from lilyroot.release.pattern import decide, families_of
from lilyroot.release.rows import table_of

QUARTER = "2026-Q1"
PEOPLE = [f"p{n}" for n in range(20)]


def chance(*names: Any) -> float:
    return int(hashlib.sha256(repr(names).encode()).hexdigest()[:8], 16) / 2**32


def released(rows: Mapping[str, list[dict[str, Any]]], people: list[str] = PEOPLE) -> dict[str, dict[str, Any]]:
    """The rows of the organisation, by indicator, as the gate makes them of records of one quarter."""
    with DuckDB(threads=1) as engine:
        for table, schema in FACTS.items():
            told = [{"period": QUARTER, **row} for row in rows.get(table, [])]
            engine.load(table, pa.Table.from_pylist(told, schema=schema))
        stands = [{"period": QUARTER, "person": who, "team": "t", "function": "f"} for who in people]
        engine.load("placement", pa.Table.from_pylist(stands, schema=PLACEMENT))
        engine.load("performs", pa.Table.from_pylist(stands, schema=PERFORMS))
        engine.load("fewest", pa.table([[QUARTER], [6]], schema=FEWEST))
        placed = {"team": {"t": len(people)}, "function": {"f": len(people)}}
        population = RECORDS.population(engine, [QUARTER])
        pattern = decide(QUARTER, population, {"t": ""}, "Org", placed, families_of(RECORDS.indicators))
        assert pattern
        engine.load("may_show", families_shown(pattern))
        figures = RECORDS.evaluate(engine, [QUARTER], cells_of(pattern)).to_pylist()
    table = table_of(RECORDS, pattern, figures, [], Verdict(None), chance)
    return {row["indicator"]: row for row in table.to_pylist() if row["cut"] == "organisation"}


def decided(extra: int = 0) -> dict[str, list[dict[str, Any]]]:
    """Nine trade-offs of each of twenty people, four of them won by the customer; one decides ``extra`` alone."""
    rows: dict[str, list[dict[str, Any]]] = {"carrier": [], "decision": []}
    for person in PEOPLE:
        for n in range(9 + (extra if person == "p0" else 0)):
            key, tradeoff = f"{person}-{n}", int(n < 9)
            rows["carrier"].append({"kind": "decisions", "record": key, "person": person})
            prevailed = ("customer" if n < 4 else "cost") if tradeoff else ""
            rows["decision"].append(
                {"decision": key, "prevailed": prevailed, "tradeoff": tradeoff, "evidence": int(n < 3)}
            )
    return rows


def praising(givers: list[str], for_customers: set[int]) -> dict[str, list[dict[str, Any]]]:
    carried = [{"kind": "recognitions", "record": f"r{n}", "person": who} for n, who in enumerate(givers)]
    reasons = [
        {"recognition": f"r{n}", "value": "customer" if n in for_customers else "speed"} for n in range(len(givers))
    ]
    return {"carrier": carried, "recognition": reasons}


@pytest.mark.parametrize("for_customers", [90, 10])
def test_recognition_that_is_withheld_is_not_in_the_mean_beside_its_other_parts(for_customers: int) -> None:
    """One of nine people gave 100 of 112: twice the mean less the trade-offs would be what this one praises."""
    rows, more = decided(), praising(["p0"] * 100 + [f"p{1 + n % 8}" for n in range(12)], set(range(for_customers)))
    agenda = [
        {"item": f"a{n}", "meeting": f"m{n % 6}", "value": "cost" if n % 3 else "risk", "minutes": 30_000_000}
        for n in range(12)
    ]

    shown = released({**rows, **more, "carrier": rows["carrier"] + more["carrier"], "agenda": agenda})

    for value in VALUES:
        enacted, praise = shown[f"enacted_{value}"], shown[indicator_of("praised", value)]
        parts = [shown[indicator_of(strand, value)]["value"] for strand in ("decided", "discussed")]
        assert (praise["status"], praise["value"]) == ("withheld", None)
        assert enacted["status"] == "shown"
        assert 2 * enacted["value"] == pytest.approx(sum(parts), abs=0.05)


def test_recognition_that_many_gave_is_in_the_mean() -> None:
    rows, more = decided(), praising(PEOPLE * 3, set(range(60)))

    shown = released({**rows, **more, "carrier": rows["carrier"] + more["carrier"]})

    assert shown["recognition_customer"]["status"] == "shown"
    assert 2 * shown["enacted_customer"]["value"] == pytest.approx(1 + 4 / 9, abs=0.05)
