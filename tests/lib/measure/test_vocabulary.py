"""Words that may be shown: used by enough people in two teams, nobody's name, and telling."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lilyroot.engines import DuckDB
from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.measure.gather import gather, place
from lilyroot.measure.vocabulary import MOST_WORDS, Word, vocabulary
from lilyroot.release.beside_talk import no_words
from lilyroot.release.gate import release_closed_periods
from lilyroot.release.ledger import Ledger
from lilyroot.store.name_words import remember_names
from lilyroot.store.retention import delete_due
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader

PERIOD, K = "2025-03", 10
CELLS = {"all": frozenset({"north", "south"}), "north": frozenset({"north"})}
MAPPING = """
[columns]
text = "text"
speaker = "who"
sent = "when"
conversation = "case"
team = "team"
[constants]
kind = "chat"
channel = "floor"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), today=date.min)
    with opened.catalogue.writing() as connection:
        remember_names(connection, opened.keys, ["Marlo Quist"])
    yield opened
    opened.close()


def take_in(store: Store, folder: Path, lines: list[tuple[str, str, str]]) -> None:
    """Each line: who, team, text."""
    rows = [
        {"who": who, "team": team, "text": text, "when": f"{PERIOD}-05T10:{n % 60:02d}:00Z", "case": f"c{n % 7}"}
        for n, (who, team, text) in enumerate(lines)
    ]
    (folder / "mapping.toml").write_text(MAPPING)
    (folder / "talk.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ListenOptions(source="floor", mapping=folder / "mapping.toml")
    listen(store, folder / "talk.jsonl", Listening(find("table"), options, KeywordReader()))


def talk(
    of_customers: str, people: int = 24, teams: tuple[str, ...] = ("north", "south")
) -> list[tuple[str, str, str]]:
    """Everyone speaks once of customers, in these words, and once of something else."""
    who = [(f"p{n}", teams[n % len(teams)]) for n in range(people)]
    return [(name, team, f"the customer {of_customers}") for name, team in who] + [
        (name, team, "the printer jams again on Monday") for name, team in who
    ]


def words(store: Store, k: int = K) -> list[Word]:
    with DuckDB(threads=1) as engine:
        place(store, engine, gather(store, engine))
        return vocabulary(engine, store, PERIOD, CELLS, k=k)


def of(found: list[Word], cell: str) -> set[str]:
    return {word.word for word in found if word.cell == cell}


def test_words_that_many_use_where_customers_come_up_are_found(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, talk("asks for the waiting time"))

    found = words(store)

    assert of(found, "all") == {"customer", "asks", "waiting", "time"}
    assert {word.people for word in found} == {24}


def test_words_of_one_team_are_not_shown_however_many_use_them(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, talk("asks for the waiting time"))

    assert of(words(store), "north") == set()


def test_a_word_of_nine_people_is_not_shown(store: Store, tmp_path: Path) -> None:
    nine = [(f"p{n}", ("north", "south")[n % 2], "the customer wants a zeppelin") for n in range(9)]
    ten = [(f"p{n}", ("north", "south")[n % 2], "the customer wants a harbour") for n in range(10)]
    take_in(store, tmp_path, [*talk("waits"), *nine, *ten])

    found = of(words(store), "all")

    assert "zeppelin" not in found
    assert "harbour" in found


def test_one_who_repeats_a_word_is_one(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, [*talk("waits"), *[("p1", "north", "the customer wants a zeppelin")] * 40])

    assert "zeppelin" not in of(words(store), "all")


def test_names_are_not_shown_even_if_everyone_uses_them(store: Store, tmp_path: Path) -> None:
    with store.catalogue.writing() as connection:
        remember_names(connection, store.keys, ["Inês Valdane"])
    take_in(store, tmp_path, talk("asked Valdane about Ines and Valdanes old desk"))

    found = of(words(store), "all")

    assert "asked" in found
    assert not {"valdane", "valdanes", "ines"} & found


def test_where_no_name_is_known_no_word_is_shown_and_the_release_says_why(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, talk("asked Valdane about Ines"))
    told_with_names = list(no_words(store))
    with store.catalogue.writing() as connection:
        remember_names(connection, store.keys, [])

    assert words(store) == []
    assert told_with_names == []
    assert [note.partition(":")[0] for note in no_words(store)] == ["No words are told"]
    release_closed_periods(store, Ledger(store.home.releases), today=date(2025, 5, 2), name="Us", tell=lambda _: None)
    (manifest,) = Ledger(store.home.releases).manifests()
    assert set(no_words(store)) <= set(manifest["notes"])


def test_words_used_alike_everywhere_do_not_stand_out(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, talk("the printer jams again on Monday"))

    assert of(words(store), "all") == {"customer"}


def test_numbers_and_addresses_have_no_words(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, talk("4711 0123 calls"))

    assert of(words(store), "all") == {"customer", "calls"}


def test_after_retention_there_are_none(store: Store, tmp_path: Path) -> None:
    take_in(store, tmp_path, talk("asks for the waiting time"))
    delete_due(store.catalogue, store.segments, date.max)

    assert words(store) == []


def test_at_most_forty_the_most_telling_first(store: Store, tmp_path: Path) -> None:
    letters = "abcdefghij"
    many, elsewhere = (" ".join(f"{w}or{a}{b}" for a in letters for b in letters[:5]) for w in "wm")
    lines = talk(many)
    take_in(store, tmp_path, [*lines, *[(who, team, elsewhere) for who, team, _ in lines[:24]]])

    found = [word for word in words(store) if word.cell == "all"]

    assert len(found) == MOST_WORDS
    assert [word.z for word in found] == sorted((word.z for word in found), reverse=True)
