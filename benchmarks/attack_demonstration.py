"""What does an attacker recover from a release by threshold alone, and what from ours?

    python benchmarks/attack_demonstration.py [--organisations 400] [--months 12] [--processes 2]

Draws organisations of 3 to 40 teams (members log-normal around 8; departments of about 7 teams, each with a function
it leans on) whose people join, leave and take part in four months of five. Each month is published twice: as others
do (every team, function, and function within a division of at least 5 people, hidden below; teams by quarter
besides), and by our gate, sealed into a ledger. ``lilyroot.attack`` then tries both. Prints the table of
docs/explanation/attack.md.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import pyarrow as pa

from lilyroot.attack.bounds import bounds
from lilyroot.attack.campaign import attack, in_order, totals
from lilyroot.attack.certificates import beside
from lilyroot.attack.check import check
from lilyroot.attack.differences import differencing
from lilyroot.attack.finding import ATTACKS, Attempt
from lilyroot.attack.homogeneity import homogeneity
from lilyroot.attack.naive import K, Naive, months_and_quarters, one_window, recovered
from lilyroot.attack.opened import Figure, Layer, Window
from lilyroot.measure.audit.correction import Verdict
from lilyroot.measure.facts import POPULATION
from lilyroot.measure.streams import TALK
from lilyroot.model.basis import READER_ONLY
from lilyroot.release.lattice import certificate_file
from lilyroot.release.ledger import Ledger
from lilyroot.release.pattern import decide
from lilyroot.release.rows import band, table_of
from lilyroot.release.tree_rule import AUTHORS
from lilyroot.store.certificates import keep_certificate
from lilyroot.store.keys import Keys

INDICATOR = "rate_recognition"
RATE = 0.01
ABOUT_CUSTOMERS, CENTRIC = 0.15, 0.4
CUSTOMERS = "customer_messages"


@dataclass(frozen=True)
class Person:
    name: str
    team: str
    function: str


@dataclass(frozen=True)
class Spoke:
    """What one person said in a month: messages, and how many of them carry the flag or are about customers."""

    person: Person
    messages: int
    flagged: int
    customers: int
    centric: int


def organisation(draw: random.Random) -> tuple[list[Person], dict[str, str]]:
    """People, and the team above each team."""
    n_teams = draw.randint(3, 40)
    departments = [f"D{i}" for i in range(max(1, n_teams // 7))]
    divisions = [f"V{i}" for i in range(max(1, len(departments) // 3))]
    functions = [f"F{i}" for i in range(draw.randint(2, 6))]
    parents = dict.fromkeys(divisions, "") | {d: draw.choice(divisions) for d in departments}
    leaning = {department: draw.choice(functions) for department in departments}
    people = []
    for team in (f"T{i}" for i in range(n_teams)):
        parents[team] = draw.choice(departments)
        for _ in range(min(40, max(2, round(draw.lognormvariate(2.0, 0.5))))):
            function = leaning[parents[team]] if draw.random() < 0.8 else draw.choice(functions)
            people.append(Person(f"p{len(people)}", team, function))
    return people, parents


def months(
    draw: random.Random, people: Sequence[Person], parents: Mapping[str, str], n: int
) -> dict[str, list[Spoke]]:
    """By month, who spoke. Two in a hundred leave or join each month."""
    staff, teams = list(people), sorted({person.team for person in people})
    found = {}
    for number in range(n):
        month = f"{2025 + number // 12}-{number % 12 + 1:02d}"
        staff = [person for person in staff if draw.random() > 0.02]
        for _ in range(round(0.02 * len(people) * 2 * draw.random())):
            like = draw.choice(people)
            staff.append(Person(f"j{number}-{len(staff)}", draw.choice(teams), like.function))
        present = [person for person in staff if draw.random() < 0.8]
        found[month] = [_spoke(draw, person) for person in present]
    return found


def _spoke(draw: random.Random, person: Person) -> Spoke:
    messages = draw.randint(1, 30)
    flagged = sum(draw.random() < RATE for _ in range(messages))
    customers = sum(draw.random() < ABOUT_CUSTOMERS for _ in range(messages))
    return Spoke(person, messages, flagged, customers, sum(draw.random() < CENTRIC for _ in range(customers)))


# --- published by a threshold ------------------------------------------------------------------------------------


def on_threshold(
    spoken: Mapping[str, Sequence[Spoke]], parents: Mapping[str, str]
) -> tuple[Counter[str], Counter[str]]:
    """By attack, months in which it found something; and how many groups were hidden and given away."""
    hits: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    staff = {month: [(s.person.team, s.person.function) for s in those] for month, those in spoken.items()}
    for month, those in spoken.items():
        naive = one_window(staff[month], parents, K, month)
        published = naive.published.merged()
        window = Window(month, "talk", month, tuple(_figures(naive, those, parents)), ())
        layer = Layer("messages", published, K, frozenset({INDICATOR}), frozenset())
        # weighted combinations would take a programme for every base cell; averages of groups take one
        attempts = [*totals(published, K, range(len(published.whose))), bounds(window, layer), homogeneity(window)]
        hits.update(attempt.attack for attempt in in_order(attempts) if attempt.found)
        groups.update(hidden=len(naive.hidden), recovered=sum(recovered(naive)))
    over_time = months_and_quarters(staff, parents, K)
    hits["time"] += bool(differencing(over_time.published, K, "time").found)
    groups.update(hidden_months=len(over_time.hidden), recovered_months=sum(recovered(over_time)))
    return hits, groups


def _figures(naive: Naive, spoken: Iterable[Spoke], parents: Mapping[str, str]) -> Iterable[Figure]:
    cells = sorted({(s.person.team, s.person.function) for s in spoken})
    place = {cell: number for number, cell in enumerate(cells)}
    messages, flagged = [0] * len(cells), [0] * len(cells)
    for s in spoken:
        at = place[s.person.team, s.person.function]
        messages[at] += s.messages
        flagged[at] += s.flagged
    for total in naive.published.totals:
        base = sum(messages[cell] for cell in total.cells)
        value = round(sum(flagged[cell] for cell in total.cells) / base, 3)
        people = band(naive.published.people(total.cells))
        yield Figure(total.name, INDICATOR, value, value, value, people, base)


# --- published by our gate ---------------------------------------------------------------------------------------


def by_our_gate(folder: Path, spoken: Mapping[str, Sequence[Spoke]], parents: Mapping[str, str]) -> list[Attempt]:
    """What the attacker finds in the ledger our gate makes of it."""
    ledger, keys = Ledger(folder), Keys(os.urandom(32))
    for month, those in spoken.items():
        took_part = _took_part(month, those)
        pattern = decide(month, took_part, parents, "Company")
        if pattern is None:
            continue
        figures = [figure for cell in pattern.cells for figure in _measured(cell, those)]
        table = table_of(TALK, pattern, figures, [], Verdict(None), keys.chance)
        proof = certificate_file(pattern.proofs, TALK.indicators, pattern.policy.threshold)
        digest = keep_certificate(beside(folder), proof)
        manifest = {"k": pattern.policy.k, "policy": pattern.policy.written(), "certificate_sha256": digest}
        ledger.append(month, table, manifest)
    faults = check(folder).faults
    assert not faults, faults[0]
    return attack(folder).attempts if folder.exists() else []


def _took_part(month: str, spoken: Iterable[Spoke]) -> pa.Table:
    others = [name for name in POPULATION.names[5:] if name not in (AUTHORS, CUSTOMERS)]
    rows = [
        {
            "period": month,
            "team": s.person.team,
            "function": s.person.function,
            "kind": "chat",
            "person": s.person.name,
            AUTHORS: s.messages,
            CUSTOMERS: s.customers,
            **dict.fromkeys(others, 0),
        }
        for s in spoken
    ]
    return pa.Table.from_pylist(rows, schema=POPULATION)


def _measured(cell: Any, spoken: Iterable[Spoke]) -> Iterable[dict[str, Any]]:
    inside = [s for s in spoken if s.person.team in cell.teams and s.person.function in cell.profiles]
    messages, customers = sum(s.messages for s in inside), sum(s.customers for s in inside)
    for indicator, count, base, contributors in (
        (INDICATOR, sum(s.flagged for s in inside), messages, len(inside)),
        ("salience", customers, messages, len(inside)),
        ("centric_share", sum(s.centric for s in inside), customers, sum(s.customers > 0 for s in inside)),
    ):
        value = count / base if base else None
        numbers = {"value": value, "low": 0.0, "high": 1.0} if value is None else _with_ends(value)
        place = {"cut": cell.cut, "cell": cell.key, "indicator": indicator}
        yield {**place, **numbers, "base": base, "contributors": contributors, "basis": READER_ONLY}


def _with_ends(value: float) -> dict[str, float]:
    return {"value": value, "low": max(0.0, value - 0.05), "high": min(1.0, value + 0.05)}


# --- all of them -------------------------------------------------------------------------------------------------


def one(seed_and_months: tuple[int, int]) -> dict[str, Any]:
    """One organisation, attacked both ways."""
    seed, n = seed_and_months
    draw = random.Random(seed)
    people, parents = organisation(draw)
    spoken = months(draw, people, parents, n)
    hits, groups = on_threshold(spoken, parents)
    with tempfile.TemporaryDirectory() as folder:
        ours = by_our_gate(Path(folder) / "releases", spoken, parents)
    return {
        "people": len(people),
        "hits": hits,
        "groups": groups,
        "ours": {attempt.attack: len(attempt.found) for attempt in ours},
        "tried": sum(attempt.tried for attempt in ours),
        "recipes": [f"{seed}: {finding}" for attempt in ours for finding in attempt.found],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organisations", type=int, default=400)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    with Pool(given.processes) as pool:
        found = []
        for result in pool.imap_unordered(one, [(seed, given.months) for seed in range(given.organisations)]):
            found.append(result)
            print(f"\r{len(found)} of {given.organisations}", end="", file=sys.stderr)
    n, windows = len(found), len(found) * given.months
    print(f"{n} organisations of {min(f['people'] for f in found)} to {max(f['people'] for f in found)} people, ")
    print(f"{windows:,} months\n")
    print("| attack | threshold alone: organisations | months | our gate: organisations |\n| --- | --- | --- | --- |")
    for name in ATTACKS:
        organisations = sum(bool(f["hits"][name]) for f in found)
        hit = "" if name == "time" else f"{sum(f['hits'][name] for f in found) / windows:.0%}"
        ours = sum(bool(f["ours"].get(name)) for f in found)
        print(f"| {name} | {organisations / n:.0%} ({organisations}) | {hit} | {ours} |")
    for what, of, those in (
        ("hidden groups", "hidden", "recovered"),
        ("hidden months", "hidden_months", "recovered_months"),
    ):
        hidden, given_away = (sum(f["groups"][key] for f in found) for key in (of, those))
        concerned = sum(bool(f["groups"][those]) for f in found)
        share = given_away / max(1, hidden)
        print(f"{what}: {given_away:,} of {hidden:,} ({share:.1%}) follow exactly, in {concerned} organisations")
    print(f"ours: {sum(f['tried'] for f in found):,} ways tried")
    for recipe in [recipe for f in found for recipe in f["recipes"]][:10]:
        print(f"  {recipe}")


if __name__ == "__main__":
    main()
