"""What a release says beside its figures: who read the messages, and which words may be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from lilyroot.home import Home
from lilyroot.measure.vocabulary import Word
from lilyroot.release.ledger import Ledger
from lilyroot.release.reading import Readings
from lilyroot.release.released import SCHEMA
from lilyroot.release.rows import band
from lilyroot.release.vocabulary import WORDS, word_table
from lilyroot.store.store import Store

READ = {"2025-02": ["a-1"], "2025-03": ["a-1", "b-2"], "2025-04": ["b-2"], "2025-05": ["b-2"]}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), today=date.min)
    yield opened
    opened.close()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return Ledger(store.home.releases)


# --- readers ---------------------------------------------------------------------------------------------------


def test_the_versions_behind_a_period_are_named_in_order(store: Store, ledger: Ledger) -> None:
    readings = Readings(store, ledger, READ)

    assert [readings.versions(period) for period in (*READ, "2030-01")] == ["a-1", "a-1, b-2", "b-2", "b-2", ""]


def test_only_a_mixed_period_is_remarked_on(store: Store, ledger: Ledger) -> None:
    readings = Readings(store, ledger, READ)

    remarks = [readings.remark(period) for period in READ]

    assert remarks == ["", ", read by 2 versions of the reader: see lilyroot reread", "", ""]


def test_a_change_between_two_periods_is_told_in_the_later_one_only(store: Store, ledger: Ledger) -> None:
    readings = Readings(store, ledger, READ)

    first, mixed, after, last = ([note.split(";")[0] for note in readings.notes(period)] for period in READ)

    assert (first, last) == ([], [])
    assert mixed == [
        "2 versions of the reader have read these messages (a-1, b-2)",
        "The reader has changed since the period before (from a-1 to a-1, b-2)",
    ]
    assert after == ["The reader has changed since the period before (from a-1, b-2 to b-2)"]


def test_without_a_bridge_a_note_ends_with_the_warning(store: Store, ledger: Ledger) -> None:
    (note,) = Readings(store, ledger, {"2025-01": ["a-1"], "2025-02": ["b-2"]}).notes("2025-02")

    assert note.endswith("; a change between the two may be the reader's.")


def test_what_was_released_keeps_the_reader_it_was_released_with(store: Store, ledger: Ledger) -> None:
    ledger.append("2025-01", SCHEMA.empty_table(), {"k": 5, "reader": "old-9"})
    ledger.append("2025-Q1", SCHEMA.empty_table(), {"k": 5, "reader": "other-1"}, stream="records")

    readings = Readings(store, ledger, {"2025-01": ["a-1"], **READ})

    assert readings.versions("2025-01") == "old-9"
    assert readings.versions("2025-Q1") == ""
    assert ["from old-9 to a-1" in note for note in readings.notes("2025-02")] == [True]
    assert Readings(store, ledger, {}, "records").versions("2025-Q1") == "other-1"


def test_a_release_from_before_readers_were_named_says_nothing_of_one(store: Store, ledger: Ledger) -> None:
    ledger.append("2025-01", SCHEMA.empty_table(), {"k": 5})

    readings = Readings(store, ledger, {"2025-02": ["a-1"]})

    assert (readings.versions("2025-01"), list(readings.notes("2025-02"))) == ("", [])


# --- words -----------------------------------------------------------------------------------------------------


def test_words_are_numbered_within_their_group_and_their_people_are_a_band() -> None:
    words = [Word("all", "refund", 23, 4.0), Word("ovens", "crust", 11, 3.5), Word("all", "parcel", 12, 3.0)]
    labels = {"all": ("organisation", "Bakery"), "ovens": ("team", "Ovens"), "shop": ("team", "Shop")}

    table = word_table("2025-03", words, labels, band)

    assert table.schema == WORDS
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("2025-03", "organisation", "all", "Bakery", "refund", "20–49", 1),
        ("2025-03", "team", "ovens", "Ovens", "crust", "10–19", 1),
        ("2025-03", "organisation", "all", "Bakery", "parcel", "10–19", 2),
    ]


def test_a_month_without_words_has_a_table_without_rows() -> None:
    assert word_table("2025-03", [], {"all": ("organisation", "Bakery")}, band) == pa.table(WORDS.empty_table())
