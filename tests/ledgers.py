"""Ledgers of invented organisations, for everything that shows figures."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from lilyroot.release.ledger import Ledger
from lilyroot.release.released import SCHEMA, Released

INDICATORS = {  # indicator -> (level of the organisation, its base in a month per person)
    "salience": (0.18, 20.0),
    "centric_share": (0.4, 3.6),
    "customer_threads": (0.3, 5.0),
    "engagement_replies": (1.2, 5.0),
    "engagement_participants": (1.1, 5.0),
    "rate_blame": (0.02, 20.0),
    "rate_brush_off": (0.008, 20.0),
    "rate_recognition": (0.03, 20.0),
    "rate_customer_voice": (0.015, 20.0),
    "rate_commitment": (0.025, 20.0),
    "rate_politics": (0.006, 20.0),
    "rate_sales_pressure": (0.01, 20.0),
}
BANDS = ((500, "500+"), (250, "250–499"), (100, "100–249"), (50, "50–99"), (20, "20–49"), (10, "10–19"), (5, "5–9"))


@dataclass(frozen=True)
class Cell:
    """A group of an invented organisation; ``story`` gives factors on an indicator by month number."""

    cut: str
    cell: str
    label: str
    parent: str
    depth: int
    people: int
    story: Callable[[str, int], float] = lambda indicator, month: 1.0
    hidden: str = ""  # withheld | too_little


def months(count: int, first: str = "2024-01") -> list[str]:
    start = int(first[:4]) * 12 + int(first[5:7]) - 1
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(start, start + count)]


def rows_of(cell: Cell, period: str, month: int, chance: random.Random) -> Iterable[dict[str, Any]]:
    common = {
        "period": period,
        "cut": cell.cut,
        "cell": cell.cell,
        "label": cell.label,
        "parent": cell.parent,
        "depth": cell.depth,
    }
    count = float(round(cell.people * 20 * chance.uniform(0.9, 1.1)))
    for indicator in ("messages", *INDICATORS):
        row = {**common, "indicator": indicator, "base": None, "value": None, "low": None, "high": None}
        row["basis"] = "counted" if indicator == "messages" else "reader_only"
        if cell.hidden:
            reason = {
                "withheld": "Fewer than 5 people could be told apart.",
                "too_little": "Fewer than 20 messages about customers.",
            }[cell.hidden]
            yield {**row, "persons": "", "status": cell.hidden, "reason": reason}
            continue
        value, half, base = count, 0.0, int(count)
        if indicator != "messages":
            level, per_person = INDICATORS[indicator]
            base = max(1, round(cell.people * per_person))
            level *= cell.story(indicator, month)
            ratio = indicator.startswith("engagement_")
            error = level * 0.9 / math.sqrt(base) if ratio else math.sqrt(max(level * (1 - level), 1e-6) / base)
            top = 9.0 if ratio else 1.0
            value = min(top, max(0.0, chance.gauss(level, error)))
            half = 1.96 * error
        low, high = max(0.0, value - half), value + half
        if indicator != "messages" and not indicator.startswith("engagement_"):
            high = min(1.0, high)
        band = next(name for least, name in BANDS if cell.people >= least)
        shown = {"persons": band, "base": base, "value": value, "low": low, "high": high}
        yield {**row, **shown, "status": "shown", "reason": ""}


def publish(folder: Path, periods: list[str], cells: list[Cell], *, seed: int = 7) -> Ledger:
    """A ledger with one release per period."""
    ledger = Ledger(folder)
    chance = random.Random(seed)
    for number, period in enumerate(periods):
        rows = [row for cell in cells for row in rows_of(cell, period, number, chance)]
        made = "2026-01-05T06:00:00+00:00" if period == "undated" else f"{period}-28T06:00:00+00:00"
        ledger.append(period, pa.Table.from_pylist(rows, schema=SCHEMA), manifest(made))
    return ledger


def publish_rows(folder: Path, rows: list[dict[str, Any]], **facts: Any) -> Released:
    """One release per period of these rows, its manifest with further facts."""
    ledger = Ledger(folder)
    for period in sorted({row["period"] for row in rows}):
        table = pa.Table.from_pylist([row for row in rows if row["period"] == period], schema=SCHEMA)
        ledger.append(period, table, {**manifest(f"{period}-28T06:00:00+00:00"), **facts})
    return ledger.released()


def manifest(made_at: str) -> dict[str, Any]:
    return {
        "made_at": made_at,
        "k": 5,
        "reader": "orientation-1.0.0",
        "tree_sha256": "ab" * 32,
        "certificate": {"rule": "tree", "residuals_checked": 120},
        "notes": ["312 messages of people outside the organisation were left out."],
        "sources": [
            {"source": "slack", "kind": "chat", "messages": 9000},
            {"source": "zoom", "kind": "meeting", "messages": 3000},
            {"source": "exchange", "kind": "mail", "messages": 2000},
        ],
        "outside": 312,
        "late": 4,
        "audit": None,
    }


def factor(**by_indicator: float) -> Callable[[str, int], float]:
    """The same factor on an indicator in every month."""
    return lambda indicator, month: by_indicator.get(indicator, 1.0)


def step(indicator: str, at: int, before: float, after: float) -> Callable[[str, int], float]:
    """A factor that changes once, from month ``at`` on."""
    return lambda name, month: (before if month < at else after) if name == indicator else 1.0


DEPARTMENTS = {
    "Support": factor(centric_share=1.6, salience=2.4, rate_customer_voice=3.0, engagement_replies=1.3),
    "Sales": step("centric_share", 16, 0.95, 0.5),
    "Stores": step("centric_share", 18, 0.8, 1.45),
    "Product": factor(centric_share=1.1),
    "Marketing": factor(centric_share=0.7, salience=1.5),
    "Finance": factor(salience=0.3, rate_politics=3.0),
    "Operations": factor(rate_blame=2.5, rate_brush_off=2.0),
    "Kundenbeziehungsmanagement und Vertriebssteuerung": factor(),
}
FUNCTIONS = {
    "Customer service": factor(centric_share=1.5, salience=2.0),
    "Engineering": factor(salience=0.5),
    "Commercial": factor(centric_share=0.7, salience=1.4),
    "Administration": factor(salience=0.4),
}
KINDS = {
    "meeting": factor(centric_share=1.2, engagement_replies=1.2),
    "chat": factor(engagement_replies=0.8),
    "mail": factor(engagement_replies=1.0),
    "ticket": factor(salience=2.5, engagement_replies=1.5, engagement_participants=1.3),
}


def organisation(departments: dict[str, Callable[[str, int], float]], teams: int) -> list[Cell]:
    """An organisation with so many teams in each department; every 13th is kept private, every 17th too quiet."""
    people = 15 * teams * len(departments)
    cells = [Cell("organisation", "all", "Whole organisation", "", 0, people)]
    number = 0
    for place, (name, story) in enumerate(departments.items()):
        cells.append(Cell("team", f"d{place}", name, "all", 1, 15 * teams, story))
        for team in range(1, teams + 1):
            number += 1
            hidden = "withheld" if number % 13 == 0 else "too_little" if number % 17 == 0 else ""
            cells.append(Cell("team", f"d{place}t{team}", f"{name} {team}", f"d{place}", 2, 15, story, hidden))
    for cut, groups in (("function", FUNCTIONS), ("kind", KINDS)):
        cells += [Cell(cut, name, name, "", 1, people // 4, story) for name, story in groups.items()]
    return cells


def forty_teams(folder: Path) -> Ledger:
    """8 departments, 40 teams, 24 months; Sales falls after April 2025, Stores rises after June 2025."""
    return publish(folder, months(24), organisation(DEPARTMENTS, 5))


def two_hundred_teams(folder: Path, count: int = 6) -> Ledger:
    """20 departments of 10 teams each."""
    names = {f"Geschäftsbereich {number:02d}": factor() for number in range(1, 21)}
    return publish(folder, months(count), organisation(names, 10))


def undated(folder: Path) -> Ledger:
    """Like the AMI meetings: one undated period, 18 groups of teams, 4 functions, kinds of meeting a to d."""
    functions = {
        "Marketing": factor(salience=1.8),
        "User interface": factor(),
        "Industrial design": factor(salience=0.7),
        "Project management": factor(),
    }
    kinds = {"a": factor(), "b": factor(salience=1.7), "c": factor(), "d": factor(salience=0.5)}
    cells = [Cell("organisation", "all", "AMI", "", 0, 144)]
    cells += [Cell("team", f"t{n}", f"ES{2 * n + 2:03d} and ES{2 * n + 3:03d}", "all", 1, 8) for n in range(18)]
    cells += [Cell("function", name, name, "", 1, 36, story) for name, story in functions.items()]
    cells += [Cell("kind", name, name, "", 1, 36, story) for name, story in kinds.items()]
    return publish(folder, ["undated"], cells)
