"""The ledger as a folder: on disk before it is named, what lies beside it, and who writes at the same time."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from lilyroot.errors import PolicyRefused
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import SCHEMA
from lilyroot.store.lock import held


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "home" / "releases")


def release(ledger: Ledger, period: str, **files: bytes) -> dict:
    return ledger.append(period, SCHEMA.empty_table(), {"k": 5}, files=files)


def test_every_file_and_folder_is_on_disk_before_it_counts(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut leaves is then either the ledger as it was or the whole release."""
    synced: list[str] = []
    really = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).relative_to(ledger.folder).as_posix())
        really(descriptor)

    monkeypatch.setattr(os, "fsync", noted)

    release(ledger, "2025-01", **{"words.json": b"[]"})

    before, after = [".HEAD.part", "."], [".", ".HEAD.part", "."]
    inside = {".0001.part/table.parquet", ".0001.part/manifest.json", ".0001.part/words.json"}
    assert synced[:2] == before
    assert set(synced[2:5]) == inside
    assert synced[5:] == [".0001.part", *after]


def test_no_file_stays_open(ledger: Ledger) -> None:
    before = len(os.listdir("/proc/self/fd"))

    for month in range(1, 10):
        release(ledger, f"2025-0{month}")

    assert len(os.listdir("/proc/self/fd")) < before + 9


def test_other_folders_and_files_are_no_releases(ledger: Ledger) -> None:
    release(ledger, "2025-01")
    (ledger.folder / "123-notes").mkdir()
    (ledger.folder / "0002-2025-02").write_text("a file")

    assert [manifest["period"] for manifest in ledger.manifests()] == ["2025-01"]


def test_a_stream_is_in_the_name_of_the_folder_except_for_talk(ledger: Ledger) -> None:
    release(ledger, "2025-01")
    ledger.append("spring", SCHEMA.empty_table(), {"k": 5}, stream="answers")

    assert [path.name for path in sorted(ledger.folder.iterdir()) if path.is_dir()] == [
        "0001-2025-01",
        "0002-answers-spring",
    ]


def test_who_comes_second_waits_for_the_first(ledger: Ledger) -> None:
    release(ledger, "2025-01")
    holds, made = threading.Event(), []

    def first() -> None:
        with held(ledger.folder / ".lock", wait=True):
            holds.set()
            threading.Event().wait(0.2)
            made.append("first")

    other = threading.Thread(target=first)
    other.start()
    holds.wait()
    release(ledger, "2025-02")
    made.append("second")
    other.join()

    assert made == ["first", "second"]


def test_a_file_is_given_of_the_release_that_is_asked_for(ledger: Ledger) -> None:
    first = release(ledger, "2025-01", **{"words.json": b"one"})
    second = release(ledger, "2025-02", **{"words.json": b"two"})

    assert [ledger.file(manifest, "words.json") for manifest in (second, first)] == [b"two", b"one"]
    assert ledger.file(first, "table.parquet") is None, "the table is read through released()"


def test_only_tables_are_extras(ledger: Ledger) -> None:
    ledger.append("2025-01", SCHEMA.empty_table(), {}, files={"words": SCHEMA.empty_table(), "words.json": b"[]"})

    assert ledger.released().extra("words").schema.names == SCHEMA.names
    assert ledger.released().extra("words.json").num_rows == 0


@pytest.mark.parametrize(
    "facts", [{"k": 4}, {"k": 5, "policy": {"k": 4}}, {"k": 5, "policy": {"k_text": 9}}, {"policy": {"colluders": 0}}]
)
def test_nothing_is_released_below_the_floors_whoever_asks(ledger: Ledger, facts: dict) -> None:
    with pytest.raises(PolicyRefused, match="below"):
        ledger.append("2025-01", SCHEMA.empty_table(), facts)

    assert ledger.manifests() == []
