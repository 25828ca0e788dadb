"""Ledgers with all three streams, talk, answers and records, of an invented organisation with known truth.

Every department has a true level (points) on each dimension; each source reports it through the declared anchors with
the noise of so many people, messages or decisions.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from lilyroot.model.strands import STRANDS, indicator_of
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import SCHEMA, Released, seal
from lilyroot.score import Sources
from lilyroot.score.anchors import Anchor, anchors
from tests.ledgers import BANDS, Cell, manifest, months

Rows = Sequence[Mapping[str, Any]]
WHOLE_ONLY = ("paid", "measured", "discussed")
STREAM_OF = {"language": "talk", "survey": "answers", "decisions": "records", "operations": "records"}
LEVEL = 55.0  # points, where nothing is planted
SAID = {"customer": 0.41, "revenue": 0.2, "cost": 0.1, "speed": 0.08, "risk": 0.08, "people": 0.09, "standing": 0.04}
DONE = {
    "customer": 0.18,
    "revenue": 0.31,
    "cost": 0.22,
    "speed": 0.12,
    "risk": 0.07,
    "people": 0.05,
    "standing": 0.05,
}
ITEMS = ("customer_first", "mistakes", "staff_decide", "one_team", "listening", "respect")


@dataclass(frozen=True)
class Culture:
    """What is true: points by (label of a department, dimension), and by (source, dimension) for everybody."""

    planted: Mapping[tuple[str, str], float] = field(default_factory=dict)
    by_source: Mapping[tuple[str, str], float] = field(default_factory=dict)
    streams: Sequence[str] = ("talk", "answers", "records")

    def points(self, cell: Cell, anchor: Anchor) -> float:
        department = cell.label.rsplit(" ", 1)[0] if cell.depth == 2 else cell.label
        return self.by_source.get(
            (anchor.source, anchor.dimension), self.planted.get((department, anchor.dimension), LEVEL)
        )


def publish(folder: Path, cells: Sequence[Cell], culture: Culture, *, quarters: int = 2, seed: int = 5) -> Ledger:
    """A ledger of so many quarters from 2025-Q1 on: months of talk, quarters of records, one wave at the end."""
    ledger = Ledger(folder)
    chance = random.Random(seed)
    talk = months(3 * quarters, "2025-01")
    windows = {
        "talk": talk,
        "records": [f"2025-Q{number}" for number in range(1, quarters + 1)],
        "answers": ["late-spring"],
    }
    for stream in culture.streams:
        for period in windows[stream]:
            rows = [row for cell in cells for row in _rows(cell, stream, period, culture, chance)]
            facts = {**manifest(f"{talk[-1]}-28T06:00:00+00:00"), "begins": talk[-1]}
            ledger.append(period, pa.Table.from_pylist(rows, schema=SCHEMA), facts, stream=stream)
    return ledger


def _rows(cell: Cell, stream: str, period: str, culture: Culture, chance: random.Random) -> list[dict[str, Any]]:
    found = []
    if cell.cut == "kind" and stream != "talk":
        return []
    if stream == "talk":
        found.append(
            _row(cell, period, "messages", float(20 * cell.people), 0.0, 20 * cell.people, "counted", chance)
        )
    for anchor in anchors().indicators.values():
        if STREAM_OF[anchor.source] == stream and anchor.scored:
            points, error, base = culture.points(cell, anchor), *_noise(anchor, cell.people)
            upwards = points if anchor.direction == "up" else 100.0 - points
            value = anchor.lo + upwards / 100 * (anchor.hi - anchor.lo)
            basis = "reader_only" if stream == "talk" else "counted"
            found.append(_row(cell, period, anchor.indicator, value, error, base, basis, chance))
    if stream == "answers":
        for item in ITEMS:
            found.append(
                _row(cell, period, f"say_do_{item}", -14.0, 28 / math.sqrt(cell.people), 0, "counted", chance)
            )
    if stream == "records":
        for side, shares, items in (("espoused", SAID, 3 * cell.people), ("enacted", DONE, cell.people)):
            for value, share in shares.items():
                error = math.sqrt(share * (1 - share) / items)
                found.append(_row(cell, period, f"{side}_{value}", share, error, items, "counted", chance))
        found += _strands(cell, period)
    return found


def _strands(cell: Cell, period: str) -> list[dict[str, Any]]:
    """What the pond shows beside the customer's own figures; documents speak of the whole organisation only."""
    own = random.Random(f"{cell.cell}/{period}")
    rows = []
    for strand in STRANDS:
        for value, share in DONE.items():
            name = indicator_of(strand, value)
            if name in anchors().indicators or (strand in WHOLE_ONLY and cell.cut != "organisation"):
                continue
            error = math.sqrt(share * (1 - share) / cell.people)
            rows.append(_row(cell, period, name, share, error, cell.people, "counted", own))
    return rows


def _noise(anchor: Anchor, people: int) -> tuple[float, int]:
    """The standard error of an indicator in its own unit, and its base."""
    if anchor.source == "survey":
        return 20 / math.sqrt(people), people
    if anchor.source == "language":
        return 0.06 * (anchor.hi - anchor.lo) * math.sqrt(60 / people), 20 * people
    return 0.25 * (anchor.hi - anchor.lo) / math.sqrt(people / 2), max(1, people // 2)


def _row(
    cell: Cell, period: str, indicator: str, value: float, error: float, base: int, basis: str, chance: random.Random
) -> dict[str, Any]:
    row = {
        "period": period,
        **{name: getattr(cell, name) for name in ("cut", "cell", "label", "parent", "depth")},
        "indicator": indicator,
        "basis": basis,
    }
    if cell.hidden:
        reason = "Fewer than 5 people could be told apart."
        return {**row, "value": None, "persons": "", "status": cell.hidden, "reason": reason}
    drawn = chance.gauss(value, error)
    low, high = drawn - 1.96 * error, drawn + 1.96 * error
    band = next(name for least, name in BANDS if cell.people >= least)
    return {
        **row,
        "value": drawn,
        "low": low,
        "high": high,
        "base": base,
        "persons": band,
        "status": "shown",
        "reason": "",
    }


def figure(
    indicator: str, value: float | None, low: float | None, high: float | None, **given: Any
) -> dict[str, Any]:
    """A released row of the whole organisation; what is not given makes a counted figure of 20 to 49 people."""
    usual: dict[str, Any] = {
        "period": "2025-06",
        "cut": "organisation",
        "cell": "all",
        "label": "Harbour Foods",
        "parent": "",
        "depth": 0,
        "indicator": indicator,
        "value": value,
        "low": low,
        "high": high,
        "persons": "20–49",
        "base": 100,
        "status": "shown",
        "reason": "",
        "basis": "counted",
    }
    return {**usual, **given}


def sources_of(*, talk: Rows = (), answers: Rows = (), records: Rows = ()) -> Sources:
    """Released tables of these rows, without a ledger: a wave of June 2025, records of the second quarter."""
    return Sources(
        _sealed([{**row} for row in talk]),
        _sealed([{**row, "period": "early-summer"} for row in answers], begins="2025-06"),
        _sealed([{**row, "period": "2025-Q2"} for row in records]),
    )


def _sealed(rows: list[dict[str, Any]], **facts: str) -> Released:
    manifests = tuple({"period": period, **facts} for period in sorted({row["period"] for row in rows}))
    return seal(pa.Table.from_pylist(rows, schema=SCHEMA), manifests)
