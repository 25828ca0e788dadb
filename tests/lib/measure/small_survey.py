"""Small waves of a survey, written so that one can count by hand.

A sheet is a team and its answers: ``("north", {"cp1": 5, "cp3": 1})``. Teams have one function each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from lilyroot.engines import DuckDB, Engine, Reference
from lilyroot.measure import CELL_OF
from lilyroot.measure.answers import evaluate
from lilyroot.measure.answers.gather import ANSWER, ENOUGH, KIND, SHEET, load
from lilyroot.model.survey import Form, needed, questionnaire

WAVE = "2026-03"
FUNCTIONS = {"north": "service", "south": "sales"}
ENGINES = {"duckdb": lambda: DuckDB(memory="256MB", threads=1), "reference": Reference}
Sheet = tuple[str, Mapping[str, int]]


def tables(sheets: Sequence[Sheet], form: Form = "full", wave: str = WAVE) -> tuple[pa.Table, pa.Table, pa.Table]:
    """What ``gather`` makes of a wave: sheets, answers, and what is enough."""
    names = [f"{wave}-{number:05d}" for number in range(len(sheets))]
    placed = [
        {"period": wave, "sheet": name, "team": team, "function": FUNCTIONS[team], "kind": KIND, "alike": False}
        for name, (team, _) in zip(names, sheets, strict=True)
    ]
    given = [
        {"period": wave, "sheet": name, "item": item, "value": value}
        for name, (_, answers) in zip(names, sheets, strict=True)
        for item, value in answers.items()
    ]
    asked = questionnaire().form(form)
    enough = [
        {"period": wave, "family": one.name, "answers": needed(sum(item.family == one.name for item in asked))}
        for one in questionnaire().constructs
    ]
    shapes = ((placed, SHEET), (given, ANSWER), (enough, ENOUGH))
    return tuple(pa.Table.from_pylist(rows, schema=schema) for rows, schema in shapes)  # type: ignore[return-value]


def cells() -> pa.Table:
    """The organisation, its teams and functions."""
    rows = []
    for team, function in FUNCTIONS.items():
        base = {"team": team, "function": function, "kind": KIND}
        cuts = {"organisation": "all", "team": team, "function": function}
        rows += [{"cut": cut, "cell": cell, **base} for cut, cell in cuts.items()]
    return pa.Table.from_pylist(rows, schema=CELL_OF)


def figures(sheets: Sequence[Sheet], form: Form = "full", engine: str = "duckdb") -> pa.Table:
    with ENGINES[engine]() as opened:
        load(opened, *tables(sheets, form))
        return evaluate(opened, WAVE, cells())


def figure(table: pa.Table, indicator: str, cut: str = "organisation", cell: str = "all") -> dict[str, Any]:
    """The one row of an indicator and a cell."""
    (row,) = (
        row for row in table.to_pylist() if (row["indicator"], row["cut"], row["cell"]) == (indicator, cut, cell)
    )
    return row


def invented(people: int, seed: int, missing: float = 0.1) -> list[Sheet]:
    """Sheets with everything in them: opinions that go together, and answers that are missing."""
    rng = np.random.default_rng(seed)
    found: list[Sheet] = []
    for _ in range(people):
        own = rng.normal(3.4, 0.6)
        answers = {}
        for item in questionnaire().items:
            if rng.random() >= missing:
                value = int(np.clip(round(own + rng.normal(0, 0.8)), 1, 5))
                turned = value if item.sign > 0 else 6 - value
                answers[item.id] = turned if item.role != "recommend" else int(rng.integers(0, 11))
        found.append((("north", "south")[int(rng.integers(0, 2))], answers))
    return found


def put(engine: Engine, sheets: Sequence[Sheet], form: Form = "full") -> None:
    load(engine, *tables(sheets, form))
