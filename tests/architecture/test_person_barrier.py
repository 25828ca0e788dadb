"""No figure beside a person, in anything that shows something: the tables, the code of the pages, the addresses.

The search of the code is shown to work by planting what it must find.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from lilyroot.errors import ReleaseRefused
from lilyroot.measure import INDICATORS
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.release.ledger import Ledger
from lilyroot.release.persons import names_a_person
from lilyroot.release.released import SCHEMA

SOURCE = Path(__file__).parents[2] / "src"
SHOWING = ("lilyroot/draw", "lilyroot/report", "lilyroot/score", "lilyroot/release", "lilyroot_web")
FIGURES = {"value", "low", "high", "score", "rate", "share", "rank", "percentile", "trend", "salience", "figure"}
EMOTIONS = {
    *("emotion", "mood", "sentiment", "stress", "burnout", "anger", "angry", "happy", "happiness", "sad", "fear"),
    *("anxiety", "frustration", "morale", "attrition", "flight", "loyalty", "depression", "joy", "disgust"),
}


def names_together(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """Names that stand together as one record: fields of a class, keys of a dictionary, columns of a schema."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            fields = {part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and _plain(part.target)}
            fields |= {
                goal.id for part in node.body if isinstance(part, ast.Assign) for goal in part.targets if _plain(goal)
            }
            yield node.lineno, fields
        elif isinstance(node, ast.Dict):
            yield node.lineno, {key.value for key in node.keys if isinstance(key, ast.Constant) and _is_text(key)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("schema"):
            yield (
                node.lineno,
                {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and _is_text(part)},
            )


def _plain(target: ast.expr) -> bool:
    return isinstance(target, ast.Name)


def _is_text(part: ast.Constant) -> bool:
    return isinstance(part.value, str)


def figures_beside_persons(source: str) -> list[int]:
    """The lines at which a record has both a figure and a name for a person."""
    return [
        line
        for line, names in names_together(ast.parse(source))
        if any(names_a_person(name) for name in names)
        and any(not FIGURES.isdisjoint(name.lower().split("_")) for name in names)
    ]


def shown() -> list[Path]:
    return [path for room in SHOWING for path in (SOURCE / room).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("path", shown(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_room_that_shows_something_has_a_figure_beside_a_person(path: Path) -> None:
    assert figures_beside_persons(path.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "class Row:\n    person: str\n    share: float\n",
        "class RowForm(Schema):\n    employee_id = 3\n    centric_share = 0.2\n",
        "def answer(x):\n    return {'author': x.author, 'score': x.score}\n",
        "T = pa.schema([pa.field('speaker', pa.string()), pa.field('value', pa.float64())])\n",
    ],
)
def test_the_search_finds_what_is_planted(planted: str) -> None:
    victim = shown()[0].read_text()

    assert figures_beside_persons(victim + "\n" + planted)


@pytest.mark.parametrize(
    "table",
    [
        SCHEMA.append(pa.field("person", pa.string())).empty_table(),
        pa.table({"author_id": ["a"], "n": [1]}),
        pa.table({"cells": [[{"speaker": "a", "value": 1.0}]]}),
        pa.table({"quote": ["they said"]}),
    ],
    ids=["column", "id", "nested", "quote"],
)
def test_a_table_with_a_place_for_a_person_is_never_released(tmp_path: Path, table: pa.Table) -> None:
    ledger = Ledger(tmp_path / "releases")

    with pytest.raises(ReleaseRefused) as refused:
        ledger.append("2025-03", SCHEMA.empty_table(), {}, files={"further": table})

    assert refused.value.code == "release.person"
    assert ledger.manifests() == []


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def test_no_address_leads_to_a_person() -> None:
    routes = list(addresses(get_resolver("lilyroot_web.config.urls")))
    parameters = {
        part.strip(">").split(":")[-1]
        for route in routes
        for part in route.split("<")[1:]
        for part in [part.split(">")[0]]
    }

    assert {"key"} <= parameters
    assert [name for name in parameters if names_a_person(name)] == []


def test_nothing_that_is_read_or_measured_is_an_emotion() -> None:
    names = [*ORIENTATIONS, *FLAGS, *(indicator.name for indicator in INDICATORS)]

    assert [name for name in names if not EMOTIONS.isdisjoint(name.split("_"))] == []
