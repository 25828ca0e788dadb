"""The indicators of records, counted by hand, and the way from stored rows to what they count."""

from __future__ import annotations

import doctest
from datetime import date
from importlib import import_module
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from invented_records import QUARTER, figure, figures, people, tables

from lilyroot.engines import DuckDB
from lilyroot.home import Home
from lilyroot.listen.people import take_in_hris
from lilyroot.listen.records import take_in_records, template
from lilyroot.measure.estimators.proportions import mid_p_ends
from lilyroot.measure.records import FACTS, RECORDS
from lilyroot.measure.records.estimates import gini
from lilyroot.model.records import VALUES
from lilyroot.model.strands import indicator_of
from lilyroot.release.rows import too_little
from lilyroot.store.store import Store

EVERYONE = people()
TODAY = date(2026, 7, 3)


@pytest.mark.parametrize("module", ["evaluation", "estimates"])
def test_the_examples_of_records_run(module: str) -> None:
    result = doctest.testmod(import_module(f"lilyroot.measure.records.{module}"))

    assert result.attempted > 0
    assert result.failed == 0


# --- counted by hand -------------------------------------------------------------------------------------------


def decided(*told: tuple[str, str, int, int]) -> dict[str, list[dict[str, object]]]:
    """Decisions as (who, what prevailed, trade-off, evidence); several people have a + between them."""
    rows: dict[str, list[dict[str, object]]] = {"decision": [], "carrier": []}
    for place, (who, prevailed, tradeoff, evidence) in enumerate(told):
        key = f"d{place}"
        rows["decision"].append({"decision": key, "prevailed": prevailed, "tradeoff": tradeoff, "evidence": evidence})
        rows["carrier"] += [{"kind": "decisions", "record": key, "person": one} for one in who.split("+")]
    return rows


def test_only_trade_offs_can_be_won_but_every_decision_can_cite_evidence() -> None:
    won = [(f"north{n}", "customer" if n < 2 else "revenue", 1, int(n == 0)) for n in range(6)]
    found = figures(tables(decided(*won, ("north7", "customer", 0, 1), ("north8", "", 0, 1))), EVERYONE)

    tradeoffs, evidence = figure(found, "tradeoffs_won"), figure(found, "evidence_cited")
    assert (tradeoffs["value"], tradeoffs["base"], tradeoffs["contributors"]) == (pytest.approx(2 / 6), 6, 6)
    assert (evidence["value"], evidence["base"], evidence["contributors"]) == (pytest.approx(3 / 8), 8, 8)
    # mid-P's interval of 2 in 6
    assert (tradeoffs["low"], tradeoffs["high"]) == (pytest.approx(0.0601959), pytest.approx(0.7381091))


def test_a_decision_of_two_counts_half_for_each() -> None:
    both = [("north0+south0", "customer", 1, 0), ("north1", "cost", 1, 0), ("south1+guest", "cost", 1, 0)]
    found = figures(tables(decided(*both)), EVERYONE)

    assert figure(found, "tradeoffs_won", "north")["value"] == pytest.approx(0.5 / 1.5)
    assert figure(found, "tradeoffs_won", "south")["value"] == pytest.approx(0.5 / 1.0)
    assert figure(found, "tradeoffs_won")["value"] == pytest.approx(1 / 2.5)


def stated(*told: tuple[str, str]) -> dict[str, list[dict[str, object]]]:
    """Statements as (who, values); an official one has nobody."""
    rows: dict[str, list[dict[str, object]]] = {"statement": [], "named": [], "carrier": []}
    for place, (who, values) in enumerate(told):
        key, named = f"s{place}", values.split()
        rows["statement"].append({"statement": key, "official": int(not who)})
        rows["named"] += [{"statement": key, "value": value, "names": len(named)} for value in named]
        if who:
            rows["carrier"].append({"kind": "statements", "record": key, "person": who})
    return rows


def test_a_statement_is_split_over_the_values_it_names_and_official_texts_count_for_the_whole() -> None:
    told = [
        ("north0", "customer"),
        ("north0", "customer cost"),
        ("south0", "cost speed risk people"),
        ("", "revenue"),
    ]
    found = figures(tables(stated(*told)), EVERYONE)

    shares = {
        cell: {value: figure(found, f"espoused_{value}", cell)["value"] for value in ("customer", "cost", "revenue")}
        for cell in ("all", "north", "south")
    }
    assert shares["north"] == {"customer": 0.75, "cost": 0.25, "revenue": 0.0}
    assert shares["south"] == {"customer": 0.0, "cost": 0.25, "revenue": 0.0}
    assert shares["all"] == {"customer": 1.5 / 4, "cost": 0.75 / 4, "revenue": 1 / 4}
    assert figure(found, "espoused_customer")["contributors"] == 2


def ruled(*told: tuple[str, str, str, float]) -> list[dict[str, object]]:
    return [
        {"rule": f"i{n}", "scope": scope, "name": name, "value": value, "weight": round(weight * 1_000_000)}
        for n, (scope, name, value, weight) in enumerate(told)
    ]


def test_incentives_are_the_mean_over_people_of_shares_of_weight() -> None:
    rules = ruled(
        ("function", "sales", "revenue", 30),
        ("function", "sales", "customer", 10),
        ("team", "north", "customer", 1),
        ("team", "nowhere", "customer", 1),
    )
    found = figure(figures(tables({"incentive": rules}), EVERYONE), "incentive_weight")

    # north: 4 in service (1), 8 in sales ((1 + 1/4) / 2); south: 6 in sales (1/4), 3 in service without a rule
    assert found["value"] == pytest.approx((4 * 1 + 8 * 0.625 + 6 * 0.25) / 18)
    assert (found["base"], found["clusters"]) == (18, 18)


def test_a_rule_for_fewer_than_five_people_is_not_read() -> None:
    rules = ruled(("team", "north", "customer", 1), ("team", "south", "cost", 1))
    few = people(north=4, south=6)
    found = figure(figures(tables({"incentive": rules}), few), "incentive_weight")

    assert (found["value"], found["base"]) == (0.0, 6)


def recognised(givers: list[str], value: str = "customer") -> dict[str, list[dict[str, object]]]:
    return {
        "recognition": [{"recognition": f"r{n}", "value": value} for n in range(len(givers))],
        "received": [{"recognition": f"r{n}", "person": f"south{n % 3}"} for n in range(len(givers))],
        "carrier": [{"kind": "recognitions", "record": f"r{n}", "person": who} for n, who in enumerate(givers)],
    }


def test_recognition_counts_for_the_giver_by_reason_and_for_the_receiver_by_head() -> None:
    found = figures(tables(recognised([f"north{n}" for n in range(6)])), EVERYONE)

    assert figure(found, "recognition_customer", "north")["value"] == 1.0
    assert figure(found, "recognition_customer", "south")["value"] is None
    assert figure(found, "recognition_per_head", "south")["value"] == pytest.approx(6 / 9)
    assert figure(found, "recognition_per_head", "north")["value"] == 0.0
    assert figure(found, "recognition_spread", "south")["value"] == pytest.approx(0.75)
    assert figure(found, "recognition_spread", "north")["value"] is None


@pytest.mark.parametrize("indicator", ["recognition_per_head", "recognition_spread"])
def test_whether_nobody_or_only_three_were_recognised_is_not_told(indicator: str) -> None:
    found = figures(tables(recognised([f"north{n}" for n in range(6)])), EVERYONE)

    nobody, three = (figure(found, indicator, team) for team in ("north", "south"))

    assert (nobody["contributors"], three["contributors"]) == (0, 3)
    assert too_little(nobody, k=6) == too_little(three, k=6) != ""


def test_where_no_recognition_was_recorded_at_all_nobody_says_that_there_was_none() -> None:
    found = figures(tables(decided(("north0", "cost", 1, 0))), EVERYONE)

    assert figure(found, "recognition_per_head")["value"] is None


def test_enacted_is_the_mean_of_the_sources_for_the_organisation_and_trade_offs_below() -> None:
    facts = decided(*[(f"north{n}", "customer" if n < 2 else "revenue", 1, 0) for n in range(10)])
    more = recognised([f"north{n}" for n in range(5)], value="speed")
    facts = {**facts, **more, "carrier": facts["carrier"] + more["carrier"]}
    facts["incentive"] = ruled(("", "", "revenue", 3), ("", "", "customer", 1))
    facts["agenda"] = [
        {"item": f"a{n}", "meeting": f"m{n % 6}", "value": "cost" if n % 2 else "customer", "minutes": 30_000_000}
        for n in range(12)
    ]
    found = figures(tables(facts), EVERYONE)

    assert figure(found, "enacted_customer")["value"] == pytest.approx((2 / 10 + 1 / 4 + 0 + 1 / 2) / 4)
    assert figure(found, "enacted_customer", "north")["value"] == pytest.approx(2 / 10)
    assert figure(found, "enacted_customer", "south")["value"] is None
    assert figure(found, "enacted_customer")["base"] == 5, "the recognitions: told no finer than these"
    assert figure(found, "enacted_speed")["value"] == pytest.approx(1 / 4)


def test_a_source_that_the_gate_withholds_is_in_no_mean() -> None:
    """With the mean and its other sources told, it would be told too."""
    facts = decided(*[(f"north{n}", "revenue", 1, 0) for n in range(5)])
    more = recognised([f"north{n}" for n in range(12)])
    found = figures(
        tables({**facts, **more, "carrier": facts["carrier"] + more["carrier"]}), EVERYONE, may_show=["tradeoffs"]
    )

    assert figure(found, "recognition_customer")["value"] == 1.0  # the gate withholds it
    assert figure(found, "enacted_customer")["value"] == 0.0
    assert figure(found, "enacted_revenue")["value"] == 1.0


def test_the_arms_of_an_enacted_share_are_those_of_its_sources_put_together() -> None:
    facts = decided(*[(f"north{n % 5}", "customer" if n < 20 else "cost", 1, 0) for n in range(50)])
    more = recognised([f"north{n % 6}" for n in range(50)], value="cost")
    found = figures(tables({**facts, **more, "carrier": facts["carrier"] + more["carrier"]}), EVERYONE)

    both = figure(found, "enacted_customer")
    # Wilson: 0 of 50 is 0 [0, .071348]; of trade-offs it is told that they are 28 at least: mid-P's ends of .4
    low, high = mid_p_ends(np.array(0.4), np.array(28.0))
    assert both["value"] == pytest.approx(0.2)
    assert both["low"] == pytest.approx(0.2 - np.hypot(0.4 - low, 0) / 2, abs=1e-6)
    assert both["high"] == pytest.approx(0.2 + np.hypot(high - 0.4, 0.0713476) / 2, abs=1e-6)


def test_each_strand_says_what_its_source_says_of_every_value() -> None:
    facts = decided(*[(f"north{n}", "customer" if n < 2 else "revenue", 1, 0) for n in range(10)])
    more = recognised([f"north{n}" for n in range(5)], value="speed")
    facts = {**facts, **more, "carrier": facts["carrier"] + more["carrier"]}
    facts["incentive"] = ruled(("", "", "revenue", 3), ("", "", "customer", 1))
    facts["metric"] = [{"metric": f"m{n}", "value": "risk" if n else "cost"} for n in range(8)]
    facts["agenda"] = [
        {"item": f"a{n}", "meeting": f"m{n % 6}", "value": "cost" if n % 3 else "customer", "minutes": 30_000_000}
        for n in range(12)
    ]
    found = figures(tables(facts), EVERYONE)

    def shares(strand: str, cell: str = "all") -> dict[str, float]:
        told = {value: figure(found, indicator_of(strand, value), cell)["value"] for value in VALUES}
        return {value: round(share, 4) for value, share in told.items() if share}

    assert shares("decided") == shares("decided", "north") == {"customer": 0.2, "revenue": 0.8}
    assert shares("praised") == shares("praised", "north") == {"speed": 1.0}
    assert shares("paid") == {"customer": 0.25, "revenue": 0.75}
    assert shares("measured") == {"cost": 0.125, "risk": 0.875}
    assert shares("discussed") == {"customer": 0.3333, "cost": 0.6667}
    assert figure(found, "discussed_cost")["base"] == 12
    assert figure(found, "discussed_cost")["clusters"] == 6


def test_time_counts_by_minutes_and_not_by_items() -> None:
    items = [("m0", "customer", 90), *[(f"m{n}", "cost", 10) for n in range(1, 7)]]
    facts = [
        {"item": f"a{n}", "meeting": meeting, "value": value, "minutes": minutes * 1_000_000}
        for n, (meeting, value, minutes) in enumerate(items)
    ]

    found = figure(figures(tables({"agenda": facts}), EVERYONE), "discussed_customer")

    assert found["value"] == pytest.approx(90 / 150)
    assert found["low"] < 0.2 < 0.8 < found["high"]  # one meeting makes it: nobody can be sure


def test_one_count_of_trade_offs_is_told_alike_under_each_of_its_names() -> None:
    told = {indicator.name: indicator.told_as for indicator in RECORDS.indicators}

    assert told["tradeoffs_won"] == told["enacted_customer"]
    assert told["decided_cost"] == told["enacted_cost"] != told["tradeoffs_won"]
    assert told["praised_cost"] == "praised_cost"


def test_a_goal_is_carried_by_everyone_in_the_team() -> None:
    goals = [{"goal": f"g{n}", "team": team, "customer": n % 2} for n, team in enumerate(["north"] * 6 + ["south"])]
    found = figures(tables({"goal": goals}), EVERYONE)

    north, service = (figure(found, "goals_customer", cell) for cell in ("north", "service"))
    assert (north["value"], north["base"], north["contributors"]) == (0.5, 6, 12)
    # service has 4 of 12 people in north and 3 of 9 in south: a third of each goal
    assert (service["value"], service["contributors"]) == (pytest.approx(3 / 7), 7)
    assert figure(found, "goals_customer")["base"] == 7


def by_pairs(amounts: np.ndarray) -> float:
    apart = np.abs(amounts[:, None] - amounts[None, :]).sum() / 2
    return float(apart / ((len(amounts) - 1) * amounts.sum()))


def test_gini_is_half_the_mean_difference_of_pairs_over_the_mean_with_the_jackknife_s_error() -> None:
    amounts = np.random.default_rng(5).poisson(1.2, 25).astype(float)

    value, low, high = gini(amounts)

    without = np.array([by_pairs(np.delete(amounts, n)) for n in range(25)])
    error = np.sqrt(24 / 25 * ((without - without.mean()) ** 2).sum()) / (value * (1 - value))
    assert value == pytest.approx(by_pairs(amounts))
    assert np.log(high / (1 - high)) - np.log(low / (1 - low)) == pytest.approx(2 * 2.0638986 * error)


@pytest.mark.parametrize(
    ("amounts", "value"), [([2, 2, 2, 2, 2], 0.0), ([0, 0, 0, 0, 7], 1.0), ([0, 0, 0, 0, 0], np.nan), ([3], np.nan)]
)
def test_gini_says_nothing_of_how_sure_it_is_at_its_ends(amounts: list[float], value: float) -> None:
    found = gini(np.array(amounts, dtype=float))

    assert found == pytest.approx((value, np.nan, np.nan), nan_ok=True)


@pytest.mark.parametrize("people_in_it", [12, 60])
def test_the_interval_of_gini_holds_the_truth_as_often_as_it_says(people_in_it: int) -> None:
    rng = np.random.default_rng(3)
    truth = by_pairs(rng.poisson(3, 4000).astype(float))

    ends = [gini(rng.poisson(3, people_in_it).astype(float))[1:] for _ in range(600)]

    assert 0.925 <= np.mean([low <= truth <= high for low, high in ends]) <= 0.98


# --- from the store --------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(Home(tmp_path / "home"), today=date.min)
    hris = tmp_path / "hris.csv"
    hris.write_text("employee_id,manager_id,team,function\n1,,Board,Management\n2,1,Nursery,Sales\n")
    take_in_hris(opened, hris)
    yield opened
    opened.close()


@pytest.fixture
def gathered(store: Store, tmp_path: Path):
    """Take in lines of a kind, gather, and give the quarters and a way to ask for a table's rows."""
    engine = DuckDB(memory="256MB", threads=1)

    def gather(**lines: str) -> tuple[list[str], dict[str, list[dict[str, object]]]]:
        for kind, body in lines.items():
            path = tmp_path / f"{kind}.csv"
            path.write_text(f"{template(kind)}\n{body}\n")
            taken = take_in_records(store, path, kind, today=TODAY)
            assert taken.receipt.quarantined == 0
        windows = RECORDS.gather(store, engine)
        RECORDS.place(store, engine, windows)
        return windows, {table: engine.query(f"SELECT * FROM {table}").to_pylist() for table in (*FACTS, "placement")}

    yield gather
    engine.close()


def test_a_record_belongs_to_the_quarter_of_its_day_and_a_promise_to_the_one_it_fell_due_in(gathered) -> None:
    windows, found = gathered(
        recognitions="r1,2025-12-31,1,2,,customer,\nr2,2026-01-01,1,2,,customer,",
        commitments="c1,2026-01-05,2026-06-30,,,2,,",
    )

    assert windows == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert [row["period"] for row in found["commitment"]] == ["2026-Q2"]


def test_a_goal_counts_once_in_the_quarter_in_which_its_period_begins(gathered) -> None:
    windows, found = gathered(goals="g1,Nursery,2025,yes,\ng2,Nursery,2026-Q2,no,")

    assert windows == ["2025-Q1", "2026-Q2"]
    assert sorted((row["period"], row["customer"]) for row in found["goal"]) == [("2025-Q1", 1), ("2026-Q2", 0)]


def test_rules_hold_while_they_hold(gathered) -> None:
    days = ["2025-02-01", "2025-05-01", "2025-08-01", "2025-11-01", "2026-02-01"]
    windows, found = gathered(
        recognitions="\n".join(f"r{n},{day},1,2,,customer," for n, day in enumerate(days)),
        metrics="m1,waiting,customer,,\nm2,turnover,revenue,2025-06-30,2025-12-31",
        incentives="i1,Sales,,turnover,70,revenue,2026-01-01,\ni2,,,thrift,1,cost,,2025-01-15",
    )

    def held(table: str, name: str) -> list[tuple[object, object]]:
        return sorted((row["period"], row["value"]) for row in found[table] if row)

    assert windows == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]
    assert held("incentive", "rule") == [("2025-Q1", "cost"), ("2026-Q1", "revenue")]
    assert [period for period, value in held("metric", "metric") if value == "revenue"] == windows[1:4]
    assert [period for period, value in held("metric", "metric") if value == "customer"] == windows


def test_rules_alone_make_no_quarter(gathered) -> None:
    windows, _ = gathered(metrics="m1,waiting,customer,,")

    assert windows == []


@pytest.mark.parametrize(
    ("dates", "kept", "elapsed"),
    [
        ("2026-04-01,2026-04-11,2026-04-06,", 1, 0.5),
        ("2026-04-01,2026-04-11,2026-04-11,", 1, 1.0),
        ("2026-04-01,2026-04-11,2026-04-12,", 0, 1.0),
        ("2026-04-01,2026-04-11,,", 0, 1.0),
        ("2026-04-01,2026-04-11,,2026-04-03", 0, 0.2),
        ("2026-04-01,2026-04-11,,2026-04-11", 0, 1.0),
        ("2026-04-01,2026-04-11,,2026-05-01", 0, 1.0),
        ("2026-04-01,2026-04-01,2026-04-01,", 1, 0.0),
        ("2026-04-01,2026-04-01,,", 0, 1.0),
    ],
)
def test_a_promise_ends_kept_late_or_let_go_of(gathered, dates: str, kept: int, elapsed: float) -> None:
    _, found = gathered(commitments=f"c1,{dates},2,,")

    (row,) = found["commitment"]
    assert (row["kept"], row["elapsed"]) == (kept, elapsed)


def test_people_stand_where_hris_says_and_else_where_their_records_say(gathered, store: Store) -> None:
    _, found = gathered(
        decisions="d1,2026-01-09,Elsewhere,2,,cost,,no,,\nd2,2026-01-09,Kitchen,Kim,,cost,,no,,\n"
        "d3,2026-01-09,Garden,Kim,,cost,,no,,\nd4,2026-01-10,Garden,Kim,,cost,,no,,\nd5,2026-01-10,,Lee,,cost,,no,,"
    )

    hris, kim = store.keys.speaker("hris", "2"), store.keys.speaker("decisions", "Kim")
    places = {row["person"]: (row["team"], row["function"]) for row in found["placement"]}
    assert (places[hris], places[kim]) == (("Nursery", "Sales"), ("Garden", ""))
    assert store.keys.speaker("decisions", "Lee") not in places


def test_what_people_outside_the_tree_stand_behind_is_told_as_a_count(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(f"{template('decisions')}\nd1,2026-01-09,,Lee;Kim,,cost,,no,,\nd2,2026-01-09,,2,,cost,,no,,\n")
    take_in_records(store, path, "decisions", today=TODAY)
    with DuckDB(memory="256MB", threads=1) as engine:
        RECORDS.place(store, engine, RECORDS.gather(store, engine))

        assert RECORDS.outside(engine, "2026-Q1") == (1, 2)


def test_only_the_last_revision_counts(gathered) -> None:
    gathered(statements="s1,2026-01-09,leader,2,,customer,")

    _, found = gathered(statements="s1,2026-01-09,leader,2,,cost;speed,")

    assert sorted(row["value"] for row in found["named"]) == ["cost", "speed"]


def test_the_measure_holds_no_person_beside_a_figure() -> None:
    found = figures(tables(decided(("north0", "cost", 1, 0))), EVERYONE)

    assert "person" not in found.column_names
    assert isinstance(found, pa.Table)
    assert set(found["period"].to_pylist()) == {QUARTER}
