"""The catalogue keeps every release: none is taken back and made again, and a crash between the two heals."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from floor_talk import talk

from lilyroot.attack.check import check
from lilyroot.errors import StoreError
from lilyroot.home import Home
from lilyroot.release.anchor import agree, grown_since, released_windows, remember_size
from lilyroot.release.gate import Outcome, release_closed_periods
from lilyroot.release.lattice import certificate_file
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import SCHEMA
from lilyroot.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Home(tmp_path / "home"), today=date.min)
    for month in ("2025-03", "2025-04"):
        talk(opened, tmp_path, month)
    yield opened
    opened.close()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return Ledger(store.home.releases)


def release(store: Store, ledger: Ledger) -> list[Outcome]:
    outcomes = release_closed_periods(store, ledger, today=date(2025, 6, 1), name="Us", tell=lambda _: None)
    return [outcome for outcome in outcomes if outcome.released]


def without_the_last(ledger: Ledger) -> None:
    """As somebody with write access to the folder would do it: the chain of what is left is sound."""
    last = ledger.manifests()[-1]
    shutil.rmtree(ledger.folder / f"{last['number']:04d}-{last['period']}")
    (ledger.folder / "HEAD").write_text(last["previous"])


def test_a_period_that_was_deleted_from_the_ledger_is_not_released_again(
    store: Store, ledger: Ledger, tmp_path: Path
) -> None:
    assert [outcome.period for outcome in release(store, ledger)] == ["2025-03", "2025-04"]
    without_the_last(ledger)
    talk(store, tmp_path, "2025-05")

    assert len(ledger.manifests()) == 1, "by itself the ledger is sound"
    with pytest.raises(StoreError, match=r"Release 0002 \(talk 2025-04\) is missing"):
        release(store, ledger)
    assert len(ledger.manifests()) == 1


def test_another_release_in_its_place_is_noticed(store: Store, ledger: Ledger) -> None:
    release(store, ledger)
    without_the_last(ledger)
    ledger.append("2025-04", SCHEMA.empty_table(), {"k": 5})

    with pytest.raises(StoreError, match=r"Release 0002 \(talk 2025-04\) is not in the ledger as it was released"):
        release(store, ledger)


def test_a_release_that_a_crash_kept_from_being_written_down_is_caught_up_with(store: Store, ledger: Ledger) -> None:
    release(store, ledger)
    ledger.append("spring", SCHEMA.empty_table(), {"k": 5}, stream="answers")

    assert release(store, ledger) == []

    assert released_windows(store.catalogue, "answers") == {"spring"}
    assert released_windows(store.catalogue, "talk") == {"2025-03", "2025-04"}


def test_three_releases_that_nobody_here_made_are_refused(store: Store, ledger: Ledger) -> None:
    release(store, ledger)
    for wave in ("spring", "summer", "autumn"):
        ledger.append(wave, SCHEMA.empty_table(), {"k": 5}, stream="answers")

    with pytest.raises(StoreError, match=r"Release 0005 \(answers autumn\) was not made by this installation"):
        agree(store.catalogue, ledger)


def test_a_ledger_from_before_releases_were_written_down_is_taken_over(store: Store, ledger: Ledger) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        ledger.append(month, SCHEMA.empty_table(), {"k": 5})

    agree(store.catalogue, ledger)

    assert released_windows(store.catalogue, "talk") == {"2025-01", "2025-02", "2025-03"}


def test_only_windows_of_which_more_has_come_have_grown(store: Store) -> None:
    for window, size in (("2025-Q1", 40), ("2025-Q2", 40), ("2025-Q3", 40), ("2025-Q4", 0)):
        remember_size(store.catalogue, "records", window, size)
    remember_size(store.catalogue, "answers", "spring", 40)

    now = {"2025-Q1": 40, "2025-Q2": 41, "2025-Q3": 39, "spring": 99}  # of the last quarter nothing is kept any more

    assert grown_since(store.catalogue, "records", now) == ["2025-Q2"]


def test_certificates_stay_with_the_installation_and_prove_the_ledger(store: Store, ledger: Ledger) -> None:
    release(store, ledger)
    folder, named = store.home.certificates, [manifest["certificate_sha256"] for manifest in ledger.manifests()]

    checked = check(ledger.folder)

    assert (checked.faults, checked.certified, checked.not_at_hand) == ((), 2, 0)
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{digest}.json" for digest in named)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    released = [path for path in ledger.folder.rglob("*") if path.is_file()]
    assert [path.name for path in released if b'"persons":[' in path.read_bytes()] == []


def test_the_same_counts_have_another_hash_every_time() -> None:
    assert certificate_file({}, (), 6) != certificate_file({}, (), 6)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM release",
        "UPDATE release SET period = '1999-01'",
        "INSERT INTO release VALUES (7, 'talk', '2030-01', '')",
        "INSERT INTO release VALUES (3, 'talk', '2025-03', '')",
        "INSERT OR REPLACE INTO release VALUES (2, 'talk', '2025-04', '')",
        "INSERT OR REPLACE INTO release VALUES (3, 'talk', '2025-04', '')",
    ],
)
def test_sql_takes_no_release_back(store: Store, ledger: Ledger, statement: str) -> None:
    release(store, ledger)

    with pytest.raises(sqlite3.IntegrityError):
        store.catalogue.connection.execute(statement)
