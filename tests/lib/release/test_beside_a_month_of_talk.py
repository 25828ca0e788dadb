"""What lies beside the figures of a month of talk: a network of its units, and words of the groups of the tree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pyarrow as pa
import pytest
from floor_talk import MAPPING

from lilyroot.engines import DuckDB
from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.measure.gather import gather, place
from lilyroot.measure.streams import TALK
from lilyroot.release.beside_talk import beside_talk
from lilyroot.release.cell import Cell
from lilyroot.release.rows import band
from lilyroot.release.tree_rule import People
from lilyroot.store.name_words import remember_names
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader

MONTH = "2025-03"
TEAMS = ("desk", "hall", "lab", "shop")
EACH = 20


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Twenty people of each team; in every thread the four teams answer one another about customers."""
    opened = Store.open(Home(tmp_path / "home"), today=date.min)
    with opened.catalogue.writing() as connection:
        remember_names(connection, opened.keys, ["Marlo Quist"])
    number = count()
    rows = [
        {
            "who": f"{team}{n}",
            "team": team,
            "function": "seller",
            "kind": "chat",
            "text": text,
            "when": f"{MONTH}-05T{10 + next(number) // 60:02d}:{next(number) % 60:02d}:00Z",
            "case": f"c{n}-{text}",
        }
        for text in ("the customer asks for a refund", "the printer jams again")
        for n in range(EACH)
        for team in TEAMS
    ]
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "talk.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ListenOptions(source="floor", mapping=tmp_path / "mapping.toml")
    listen(opened, tmp_path / "talk.jsonl", Listening(find("table"), options, KeywordReader()))
    yield opened
    opened.close()


def cell(cut: str, key: str, teams: tuple[str, ...], parent: str = "organisation") -> Cell:
    people = People({f"{team}{n}": 2 for team in teams for n in range(EACH)})
    place = key, key.title(), parent, 1, people, frozenset(teams), frozenset({"seller"}), frozenset({"chat"})
    return Cell(cut, *place, frozenset({"messages"}))


WHOLE = cell("organisation", "organisation", TEAMS, "")
FRONT = cell("team", "front", ("desk", "hall"))
DESK, HALL = cell("team", "desk", ("desk",), "front"), cell("team", "hall", ("hall",), "front")
LAB, SHOP = cell("team", "lab", ("lab",)), cell("team", "shop", ("shop",))
SELLERS = cell("function", "seller", TEAMS)


def beside(store: Store, *cells: Cell) -> dict[str, pa.Table]:
    with DuckDB(threads=1) as engine:
        place(store, engine, gather(store, engine))
        TALK.prepare(engine, [MONTH])
        return beside_talk(store, engine, MONTH, cells, threshold=6, k_text=10, band=band)


def test_the_units_of_the_network_are_the_finest_teams_and_nothing_else(store: Store) -> None:
    found = beside(store, WHOLE, FRONT, DESK, HALL, LAB, SHOP, SELLERS)

    assert found["network_units"]["unit"].to_pylist() == ["desk", "hall", "lab", "shop"]
    assert found["network_units"]["persons"].to_pylist() == ["20–49"] * 4
    edges = set(zip(*(found["network_edges"][end].to_pylist() for end in ("source", "target")), strict=True))
    assert edges == {("hall", "desk"), ("lab", "hall"), ("shop", "lab")}
    assert found["network"].num_rows == 4


def test_two_teams_make_no_network_but_may_have_words(store: Store) -> None:
    found = beside(store, WHOLE, FRONT, LAB, SELLERS)

    assert found.keys() == {"words"}


def test_words_are_told_of_the_organisation_and_of_teams_not_of_functions(store: Store) -> None:
    words = beside(store, WHOLE, FRONT, LAB, SHOP, SELLERS)["words"].to_pylist()

    told = {(row["cut"], row["label"]) for row in words if row["word"] == "refund"}
    assert told == {("organisation", "Organisation"), ("team", "Front")}, "lab and shop are one team each"
