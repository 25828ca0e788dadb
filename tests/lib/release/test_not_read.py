"""What may be told of messages that were not read: shares of the organisation that stand for five people or more."""

from __future__ import annotations

import random
from datetime import date

import pytest

from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.listen.people import take_in_team_map
from lilyroot.read.languages import knows_only
from lilyroot.release.gate import release_closed_periods
from lilyroot.release.ledger import Ledger
from lilyroot.release.not_read import not_read
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader

GERMAN = "Der Kunde wartet noch immer auf uns."
POLISH = "Klient nadal czeka na nas przy telefonie."


def said(language: str, people: str, messages: int = 2, read: int = 0) -> list[dict[str, object]]:
    return [{"language": language, "person": who, "messages": messages, "messages_read": read} for who in people]


def told(rows: list[dict[str, object]]) -> dict[str, int]:
    return {share.indicator: share.messages for share in not_read(rows)}


def test_where_everything_was_read_nothing_is_told() -> None:
    assert told(said("en", "abcdef", 3, 3) + said("und", "ab", 1, 1)) == {}


def test_the_share_is_of_all_messages() -> None:
    (total, german) = not_read(said("en", "abcdef", 10, 10) + said("de", "abcde", 4))

    assert (total.messages, total.of, german.messages, german.of) == (20, 80, 20, 80)


def test_of_a_language_that_was_read_in_part_the_rest_counts() -> None:
    assert told(said("en", "abcdef", 9, 9) + said("de", "abcde", 20, 15)) == {"not_read": 25, "not_read_de": 25}


def test_fewer_than_five_people_are_not_told_from_nobody() -> None:
    assert told(said("en", "abcdef", 9, 9) + said("de", "abcd", 4)) == told(said("en", "abcdef", 9, 9)) == {}


def test_the_threshold_is_the_policy_s() -> None:
    rows = said("en", "abcdef", 9, 9) + said("de", "abcde", 4)

    assert [len(not_read(rows, k)) for k in (5, 6)] == [2, 0]


def test_one_person_who_wrote_most_of_it_is_not_told() -> None:
    assert told(said("de", "abcd", 1) + said("de", "e", 5)) == {}


def test_languages_of_few_people_are_told_together() -> None:
    rows = said("de", "abcdefg", 6) + said("fr", "abc") + said("pl", "def")

    assert told(rows) == {"not_read": 54, "not_read_de": 42, "not_read_other": 12}


def test_a_rest_of_few_people_takes_the_smallest_language_with_it() -> None:
    rows = said("de", "abcdefg", 6) + said("fr", "abcde", 4) + said("pl", "xy", 2)

    assert told(rows) == {"not_read": 66, "not_read_de": 42, "not_read_other": 24}


def test_beyond_the_five_largest_the_languages_are_one_rest() -> None:
    codes = ("de", "fr", "pl", "it", "es", "nl", "sv")
    rows = [row for place, code in enumerate(codes) for row in said(code, "abcdef", 20 - place)]

    assert set(told(rows)) == {"not_read", *(f"not_read_{code}" for code in codes[:5]), "not_read_other"}


@pytest.mark.parametrize("seed", range(200))
def test_nothing_told_and_no_difference_stands_for_fewer_than_five(seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        row
        for code in ("de", "fr", "pl", "it", "es", "nl", "sv", "fi")
        for who in "abcdefghijkl"
        if chance.random() < chance.choice((0.05, 0.3, 0.8))
        for row in said(code, who, chance.randint(1, 9))
    ]

    shares = not_read(rows)

    assert all(len(share.people.messages) >= 5 for share in shares)
    assert all(2 * max(share.people.messages.values()) <= share.messages for share in shares)
    total, parts = shares[:1], shares[1:]  # the parts add up, so that every difference is a sum of parts
    assert sum(share.messages for share in parts) == sum(share.messages for share in total)


@pytest.fixture
def released(tmp_path):
    """A month of a chat in which six of twelve people also write German, and one writes Polish."""
    from tests.lib.listen.slack_exports import message, write_zip

    english = [message(i) for i in range(120)]
    german = [message(200 + 12 * (i // 6) + i % 6, GERMAN) for i in range(30)]
    polish = [message(400, POLISH), message(412, POLISH)]
    export = write_zip(tmp_path / "chat.zip", {"general/2025-02-20.json": english + german + polish})
    teams = tmp_path / "teams.csv"
    teams.write_text("speaker,team,function\n" + "".join(f"U{i},Desk,Service\n" for i in range(12)))
    store = Store.open(Home(tmp_path / "home"), today=date.min)
    take_in_team_map(store, teams, "slack")
    listening = Listening(find("slack"), ListenOptions(source="slack"), knows_only(KeywordReader()))
    receipt = listen(store, export, listening)
    ledger = Ledger(store.home.releases)
    release_closed_periods(store, ledger, today=date(2026, 1, 1), name="Desk", tell=lambda what: None)
    yield receipt, ledger.released(), store
    store.close()


def test_what_was_not_read_is_committed_counted_on_the_receipt_and_released_as_a_share(released) -> None:
    receipt, table, _ = released

    rows = {row["indicator"]: row for row in table.rows(cut="organisation")}

    assert receipt.sentence() == "in 152 = committed 152 + duplicate 0 + quarantined 0"
    assert receipt.sentence_on_languages() == "not read: 32 in languages this reader does not know (de 30, pl 2)"
    assert rows["messages"]["value"] == 120
    told = rows["not_read"]["value"], rows["not_read"]["base"]
    assert told in {(round(count / base, 3), base) for count in (30, 33) for base in (150, 153)}
    assert rows["not_read"]["persons"] == "5–9"
    assert "not_read_de" not in rows  # the one who wrote Polish would be left over
    assert rows["not_read_other"]["value"] == rows["not_read"]["value"]


def test_no_group_below_the_organisation_says_what_was_not_read(released) -> None:
    _, table, _ = released

    assert {row["cut"] for row in table.rows() if row["indicator"].startswith("not_read")} == {"organisation"}


def test_a_source_that_is_forgotten_takes_its_languages_with_it(released) -> None:
    from lilyroot.store.forgetting import forget

    _, _, store = released

    forget(store, "slack")

    assert store.catalogue.connection.execute("SELECT COUNT(*) FROM not_read").fetchone() == (0,)
