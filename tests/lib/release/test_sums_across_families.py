"""Figures of several families together say no more than each of them: what the gate withheld stays withheld."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from lilyroot.engines import DuckDB
from lilyroot.measure import population
from lilyroot.measure.answers import ANSWERS
from lilyroot.measure.audit.correction import Verdict
from lilyroot.measure.facts import FACT, PLACEMENT
from lilyroot.measure.records import FACTS, RECORDS
from lilyroot.measure.records.facts import FEWEST, PERFORMS
from lilyroot.measure.streams import TALK, Stream
from lilyroot.model.labels import FLAGS
from lilyroot.model.records import VALUES
from lilyroot.model.strands import indicator_of
from lilyroot.release.gate import cells_of, families_shown
from lilyroot.release.pattern import decide, families_of
from lilyroot.release.rows import table_of
from tests.lib.measure.invented_records import invented, load, people, placement

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
        placed = {("t", "f"): len(people)}
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
    assert shown["enacted_customer"]["value"] == pytest.approx((1 + 4 / 9) / 2, abs=0.05)


# --- families within families ----------------------------------------------------------------------------------


@pytest.mark.parametrize("extra", [0, 30, 60])
def test_how_often_one_person_decided_without_a_trade_off_is_no_difference_of_bases(extra: int) -> None:
    """decisions less trade-offs would be what p0 decided besides, to the last one."""
    shown = released(decided(extra))

    assert shown["evidence_cited"]["base"] == 180 + extra
    for value in VALUES:
        for name in (indicator_of("decided", value), f"enacted_{value}"):
            assert (shown[name]["status"], shown[name]["base"]) == ("shown", None)


def test_shares_of_trade_offs_do_not_give_their_number_away() -> None:
    """Of 180 the customer won 80: in round steps, ends made of these, it may as well be of 60 or of 149."""
    won = released(decided())["tradeoffs_won"]

    assert (won["value"], won["low"], won["high"]) in ((0.4, 0.259, 0.554), (0.45, 0.304, 0.602))


def test_a_step_does_not_say_that_nearly_all_decisions_are_trade_offs() -> None:
    """Beside 183 decisions, 180 would leave a rest of few: the step is that of half the decisions at most."""
    steps = {}
    for extra in (0, 3, 120):
        shown = released(decided(extra))
        steps[extra] = {round(shown[indicator_of("decided", value)]["value"] / 0.05, 6) % 1 for value in VALUES}

    assert steps[0] == steps[3] == {0.0}
    assert steps[120] != {0.0}, "half of 300 has the step of 180"


@pytest.mark.parametrize("recognitions", [30, 60])
def test_a_mean_of_sources_is_told_no_finer_than_any_of_them(recognitions: int) -> None:
    """180 trade-offs and 30 recognitions: twice the mean less the trade-offs would be the praise to the last one."""
    rows, more = decided(200), praising((PEOPLE * 3)[:recognitions], set(range(recognitions // 2)))

    shown = released({**rows, **more, "carrier": rows["carrier"] + more["carrier"]})

    step = 3 / recognitions
    assert all(round(shown[f"enacted_{value}"]["value"] / step, 6) % 1 == 0 for value in VALUES)


def _always_within(rows: list[dict[str, Any]], one: str, other: str) -> bool:
    """Whether nobody contributed more to one family than to the other, and anybody anything."""
    return any(row[one] for row in rows) and all(row[one] <= row[other] for row in rows)


def _talked(seed: int) -> list[dict[str, Any]]:
    """Who contributed what in a hundred threads of six channels, some of which know one thread only."""
    rng, facts = np.random.default_rng(seed), []
    for thread in range(100):
        channel = f"alone{thread}" if thread % 9 == 0 else f"c{thread % 6}"
        for position in range(int(rng.integers(1, 6))):
            facts.append(
                {
                    **dict.fromkeys(FLAGS, False),
                    **dict.fromkeys(("conversation", "thread", "cluster"), f"t{thread}"),
                    **{"message": f"m{len(facts)}", "period": "2026-01", "kind": "chat", "channel": channel},
                    **{"position": position, "person": str(rng.choice(PEOPLE))},
                    "orientation": str(rng.choice(["centric", "focused", "none", "none"])),
                }
            )
    placed = [{"period": "2026-01", "person": who, "team": "t", "function": "f"} for who in PEOPLE]
    with DuckDB(threads=1) as engine:
        engine.load("fact", pa.Table.from_pylist(facts, schema=FACT))
        engine.load("placement", pa.Table.from_pylist(placed, schema=PLACEMENT))
        return population(engine, "2026-01").to_pylist()


def _recorded(seed: int) -> list[dict[str, Any]]:
    """Many records in the first draw; in the second so few that some have none of a kind, and no goals."""
    facts = invented(seed, size=120 if seed == 1 else 20)
    if seed != 1:
        facts["goal"] = facts["goal"].slice(0, 0)
    with DuckDB(threads=1) as engine:
        load(engine, facts, placement(people()))
        return RECORDS.population(engine, [QUARTER]).to_pylist()


@pytest.mark.parametrize(("stream", "drawn"), [(TALK, _talked), (RECORDS, _recorded)], ids=["talk", "records"])
def test_a_family_within_another_tells_no_base(stream: Stream, drawn: Callable[[int], list[dict[str, Any]]]) -> None:
    """Whoever adds an indicator of a family that lies within another has to say so."""
    rows = [row for seed in (1, 2) for row in drawn(seed)]
    families = families_of(stream.indicators)
    inner = {one for one in families for other in families if one != other and _always_within(rows, one, other)}

    assert inner == {indicator.contributors for indicator in stream.indicators if indicator.within}
    for indicator in stream.indicators:
        if indicator.within:
            assert _always_within(rows, indicator.contributors, indicator.within)
            teller = next((one for one in stream.indicators if one.name == indicator.told_by), None)
            assert indicator.tells_base == bool(teller)
            assert teller is None or (teller.counts, teller.contributors) == (indicator.name, indicator.within)


def test_nobody_is_counted_in_an_answer_by_number() -> None:
    """Every family of answers lies within those who answered at all."""
    assert [one.name for one in ANSWERS.indicators if one.tells_base] == []


# --- recognition per head --------------------------------------------------------------------------------------


def received(of_each: list[int]) -> dict[str, list[dict[str, Any]]]:
    got = [person for person, n in zip(PEOPLE, of_each, strict=False) for _ in range(n)]
    given = praising([PEOPLE[n % len(of_each)] for n in range(len(got))], set())
    return {**given, "received": [{"recognition": f"r{n}", "person": who} for n, who in enumerate(got)]}


@pytest.mark.parametrize("total", [29, 30, 31, 32])
def test_how_many_recognitions_there_were_is_told_in_threes(total: int) -> None:
    shown = released(received([total - 19, *[1] * 19]))["recognition_per_head"]

    told = round(shown["value"] * 20)
    assert shown["value"] == told / 20
    assert (told % 3, abs(told - total) < 3) == (0, True)
    assert [round(shown[end] * 20, 6) % 3 for end in ("low", "high")] == [0, 0]


def test_how_unevenly_recognition_is_spread_is_told_coarsely_and_of_twenty_people_or_more() -> None:
    of_twenty = released(received([5, 4, 3, 2, *[1] * 16]))["recognition_spread"]
    of_nineteen = released(received([5, 4, 3, 2, *[1] * 15]), PEOPLE[:19])["recognition_spread"]

    for end in ("value", "low", "high"):
        assert of_twenty[end] * 20 == pytest.approx(round(of_twenty[end] * 20))
    assert (of_nineteen["status"], of_nineteen["value"]) == ("too_little", None)
    assert of_nineteen["reason"].startswith("Told for groups of 20 people or more only")
