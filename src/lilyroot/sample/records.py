"""Records of the sample organisation: what it says, decides, pays for, praises, aims at and promises, one CSV a kind.

Everywhere saying and doing lie a little apart. In Trade Sales they lie far apart: its leaders name the customer in
41 % of what they say, and the customer wins 18 % of the trade-offs.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from lilyroot.model.records import KINDS, VALUES
from lilyroot.sample.company import Team
from lilyroot.sample.people import Organisation, Person
from lilyroot.sample.plan import Month, Plan
from lilyroot.sample.story import SLOGANS

FOLDER: Final = "records"
Shares = Mapping[str, float]
Row = dict[str, Any]


def _shares(*parts: float) -> Shares:
    return dict(zip(VALUES, parts, strict=True))


# In the order of VALUES: customer, revenue, cost, speed, risk, people, standing.
_SAID: Final = _shares(0.37, 0.17, 0.12, 0.09, 0.08, 0.15, 0.02)
_DONE: Final = _shares(0.33, 0.20, 0.15, 0.10, 0.09, 0.10, 0.03)
_SLOGANS_SAID: Final = _shares(0.41, 0.28, 0.06, 0.09, 0.02, 0.12, 0.02)
_SLOGANS_DONE: Final = _shares(0.18, 0.52, 0.08, 0.10, 0.02, 0.04, 0.06)
_PAID: Final = {SLOGANS: {"revenue": 80, "customer": 10, "cost": 10}, "": {"revenue": 40, "customer": 35, "cost": 25}}
_KEPT: Final = {SLOGANS: 0.62, "": 0.84}
_AIMS: Final = {SLOGANS: 0.20, "": 0.45}
_EVIDENCE: Final = {SLOGANS: 0.15, "": 0.40}


def planted_records() -> dict[str, Any]:
    """What was planted, for ``truth.json``: shares of Trade Sales and of every other department."""
    told = {
        "espoused": (_SLOGANS_SAID, _SAID),
        "tradeoffs": (_SLOGANS_DONE, _DONE),
        "recognition": (_SLOGANS_DONE, _DONE),
        "commitments_kept": (_KEPT[SLOGANS], _KEPT[""]),
        "goals_customer": (_AIMS[SLOGANS], _AIMS[""]),
        "evidence_cited": (_EVIDENCE[SLOGANS], _EVIDENCE[""]),
    }
    return {name: {SLOGANS: theirs, "elsewhere": others} for name, (theirs, others) in told.items()}


def write_records(folder: Path, plan: Plan, organisation: Organisation) -> None:
    """Write one CSV for each kind of record into a new folder; the same plan gives the same bytes."""
    folder.mkdir()
    rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for index, month in enumerate(plan.calendar):
        for kind, row in _of_company(plan, month):
            rows[kind].append(row)
        for team in organisation.teams:
            people = organisation.rosters[index][team.name]
            for kind, row in _of_team(random.Random(f"{plan.seed}/records/{team.name}/{month}"), team, people, month):
                rows[kind].append(row)
    for team in organisation.teams:
        rows["incentives"] += _rules(team)
    for kind, found in rows.items():
        _write(folder / f"{kind}.csv", kind, found)


def _write(path: Path, kind: str, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in KINDS[kind]], restval="", lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows, start=1):
            writer.writerow({"id": f"{kind[:2].upper()}{number}", **row})


def _of_company(plan: Plan, month: Month) -> Iterator[tuple[str, Row]]:
    rng = random.Random(f"{plan.seed}/records/{month}")
    for _ in range(5):
        yield "statements", {"date": _day(rng, month), "by": "official", "values": _drawn(rng, _SAID)}
    for number in range(3):
        meeting = {"date": _day(rng, month), "meeting": f"Meeting {number + 1}", "meeting_kind": "board"}
        for _ in range(5):
            yield "agenda", {**meeting, "value": _drawn(rng, _DONE), "minutes": rng.randrange(5, 40, 5)}
    if month == plan.calendar[0]:
        for _ in range(24):
            yield "metrics", {"value": _drawn(rng, _DONE)}


def _of_team(rng: random.Random, team: Team, people: Sequence[Person], month: Month) -> Iterator[tuple[str, Row]]:
    theirs = team.department == SLOGANS
    said, done = (_SLOGANS_SAID, _SLOGANS_DONE) if theirs else (_SAID, _DONE)
    department = SLOGANS if theirs else ""
    for leader in people[:2]:
        for _ in range(3):
            row = {"date": _day(rng, month), "by": "leader", "person": leader.employee}
            yield "statements", {**row, "values": _drawn(rng, said)}
    for number in range(5):
        won = _drawn(rng, done)
        other = rng.choice([value for value in VALUES if value != won])
        cited = "yes" if rng.random() < _EVIDENCE[department] else "no"
        row = {"date": _day(rng, month), "decided_by": people[number % min(len(people), 3)].employee}
        yield "decisions", {**row, "values": f"{won};{other}", "prevailed": won, "customer_evidence": cited}
    for giver in people:
        if rng.random() < 0.2:
            receiver = rng.choice([person for person in people if person is not giver])
            row = {"date": _day(rng, month), "giver": giver.employee, "receiver": receiver.employee}
            yield "recognitions", {**row, "value": _drawn(rng, done)}
    for number in range(4):
        yield "commitments", _promise(rng, month, people[number % len(people)], _KEPT[department])
    if month.number in (1, 4, 7, 10):
        quarter = f"{month.year}-Q{(month.number + 2) // 3}"
        for _ in range(4):
            aim = "yes" if rng.random() < _AIMS[department] else "no"
            yield "goals", {"team": team.name, "period": quarter, "customer_outcome": aim}


def _promise(rng: random.Random, month: Month, owner: Person, kept: float) -> Row:
    made = month.first + timedelta(days=rng.randrange(10))
    due = made + timedelta(days=rng.randrange(2, 15))
    row = {"made": made.isoformat(), "due": due.isoformat(), "owner": owner.employee}
    if rng.random() < 0.06:
        return {**row, "withdrawn": (made + timedelta(days=1)).isoformat()}
    if rng.random() < kept:
        return {**row, "done": (made + timedelta(days=rng.randrange((due - made).days + 1))).isoformat()}
    return row


def _rules(team: Team) -> Iterator[Row]:
    for value, weight in _PAID[SLOGANS if team.department == SLOGANS else ""].items():
        yield {"team": team.name, "weight": weight, "value": value}


def _drawn(rng: random.Random, shares: Shares) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]


def _day(rng: random.Random, month: Month) -> str:
    return date(month.year, month.number, rng.randrange(1, 28)).isoformat()
