"""A floor of two teams, month by month: what is released, what is not, and what the manifest says of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from floor_talk import talk

from lilyroot.home import Home
from lilyroot.release.gate import Outcome, release_closed_periods
from lilyroot.release.ledger import Ledger
from lilyroot.store.name_words import remember_names
from lilyroot.store.store import Store

LATER = date(2026, 1, 1)
TOO_FEW = "too few people took part, or more than half of the messages are one person's"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), today=date.min)
    yield opened
    opened.close()


def release(store: Store, today: date = LATER) -> list[Outcome]:
    return release_closed_periods(store, Ledger(store.home.releases), today=today, name="Floor", tell=lambda _: None)


def manifests(store: Store) -> list[dict]:
    return Ledger(store.home.releases).manifests()


def values(store: Store, indicator: str, cut: str) -> dict[str, float]:
    rows = Ledger(store.home.releases).released().rows(cut=cut, indicator=indicator)
    return {row["label"]: row["value"] for row in rows}


def test_each_month_is_released_once_and_the_one_that_is_not_over_waits(store: Store, tmp_path: Path) -> None:
    for month in ("2025-05", "2025-03", "2025-04"):
        talk(store, tmp_path, month)

    first = release(store, today=date(2025, 5, 31))
    second = release(store, today=date(2025, 6, 1))

    groups = "3 groups"  # the floor and its two teams
    assert first == [
        Outcome("2025-03", True, groups, "talk"),
        Outcome("2025-04", True, groups, "talk"),
        Outcome("2025-05", False, "is not over yet", "talk"),
    ]
    assert second == [Outcome("2025-05", True, groups, "talk")]
    assert release(store) == []


def test_a_month_of_few_people_or_of_one_who_said_most_is_not_released(store: Store, tmp_path: Path) -> None:
    talk(store, tmp_path, "2025-03", people=5)  # five, of whom one may put together what they know: six are asked
    talk(store, tmp_path, "2025-04", people=6)
    talk(store, tmp_path, "2025-05", people=6, name="q")
    talk(store, tmp_path, "2025-05", people=1, name="q")
    for n in range(8):
        talk(store, tmp_path, "2025-05", people=1, name="loud", text=f"the customer waits {n}", case=f"c{n}")

    assert release(store) == [
        Outcome("2025-03", False, TOO_FEW, "talk"),
        Outcome("2025-04", True, "1 groups", "talk"),
        Outcome("2025-05", False, TOO_FEW, "talk"),
    ]


def test_what_comes_after_the_release_of_its_month_is_told_and_not_counted(store: Store, tmp_path: Path) -> None:
    for month in ("2025-03", "2025-04"):
        talk(store, tmp_path, month)
    release(store)
    talk(store, tmp_path, "2025-04", people=1, name="late")

    late = release(store)

    assert late == [Outcome("2025-04", False, "was released before; messages that came after that do not count")]
    assert values(store, "messages", "organisation") == {"Floor": 48.0}


def test_the_manifest_says_what_the_figures_rest_on_and_nothing_about_anybody(store: Store, tmp_path: Path) -> None:
    talk(store, tmp_path, "2025-03", people=24)

    release(store)

    (manifest,) = manifests(store)
    assert manifest["k"] == 5
    assert (manifest["policy"]["k"], manifest["policy"]["colluders"]) == (5, 1)
    assert (manifest["reader"], manifest["audit"], manifest["begins"]) == ("keyword-1", None, "2025-03")
    parents = json.dumps({"north": "", "south": ""}, sort_keys=True).encode()
    assert manifest["tree_sha256"] == hashlib.sha256(parents).hexdigest()
    assert manifest["certificate"]["blocks"] == 2
    assert manifest["certificate"]["groups"] == 3
    assert manifest["certificate"]["smallest_group"] == "10–19"
    assert manifest["withheld"] == []
    assert manifest["sources"] == [{"kind": "chat"}]
    assert manifest["rows"] == Ledger(store.home.releases).released().table.num_rows
    assert [note.partition(":")[0] for note in manifest["notes"]] == [
        "There is only one function.",
        "No words are told",
    ]
    assert (store.home.certificates / f"{manifest['certificate_sha256']}.json").exists()


def test_with_names_of_the_staff_known_words_are_told(store: Store, tmp_path: Path) -> None:
    with store.catalogue.writing() as connection:
        remember_names(connection, store.keys, ["Marlo Quist"])
    talk(store, tmp_path, "2025-03")

    release(store)

    (manifest,) = manifests(store)
    assert not any("No words" in note for note in manifest["notes"])
    assert manifest["files"].keys() == {"words.parquet"}, "two teams make no network"
    assert store.spill.stat().st_mode & 0o777 == 0o700


def test_functions_and_kinds_beside_the_teams_count_what_was_said_in_them(store: Store, tmp_path: Path) -> None:
    talk(store, tmp_path, "2025-03", people=18, name="s")
    talk(store, tmp_path, "2025-03", people=18, name="s", kind="mail", text="the customer waits by mail")
    talk(store, tmp_path, "2025-03", people=16, name="b", function="baker")

    release(store)

    everyone, mail = 54 + 54 + 48, 54
    assert values(store, "messages", "organisation") == {"Floor": everyone}
    assert values(store, "messages", "team") == {"north": everyone / 2, "south": everyone / 2}
    assert values(store, "messages", "function") == {"baker": 48, "seller": everyone - 48}
    assert values(store, "messages", "kind") == {"chat": everyone - mail, "mail": mail}


@pytest.mark.parametrize(("people", "told"), [(5, []), (6, ["18 messages came from people who are in no team"])])
def test_people_in_no_team_are_left_out_and_told_where_they_are_enough(
    store: Store, tmp_path: Path, people: int, told: list[str]
) -> None:
    talk(store, tmp_path, "2025-03")
    talk(store, tmp_path, "2025-03", people=people, name="guest", team="")

    release(store)

    notes = [note.partition(";")[0] for note in manifests(store)[0]["notes"]]
    assert [note for note in notes if "no team" in note] == told
    assert values(store, "messages", "organisation") == {"Floor": 48.0}


def test_a_team_that_is_too_small_is_counted_with_another_and_the_manifest_names_both(
    store: Store, tmp_path: Path
) -> None:
    talk(store, tmp_path, "2025-03", people=20)
    talk(store, tmp_path, "2025-03", people=6, name="e", team="east")

    release(store)

    assert manifests(store)[0]["withheld"] == [
        {"cut": "team", "label": "east", "shown_in": "east + north"},
        {"cut": "team", "label": "north", "shown_in": "east + north"},
    ]
    assert values(store, "messages", "team").keys() == {"east + north", "south"}
