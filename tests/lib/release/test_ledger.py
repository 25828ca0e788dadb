"""The ledger: a period is released once, and whatever is changed afterwards is noticed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lilyroot.errors import ReleaseRefused, StoreError
from lilyroot.release.ledger import Ledger, canonical, policies_held
from lilyroot.release.released import SCHEMA, Released, seal

ROW = {
    "cut": "organisation",
    "cell": "organisation",
    "label": "Company",
    "parent": "",
    "depth": 0,
    "indicator": "salience",
    "value": 0.2,
    "low": 0.15,
    "high": 0.25,
    "persons": "20–49",
    "base": 400,
    "status": "shown",
    "reason": "",
    "basis": "reader_only",
}


def table(period: str):
    return SCHEMA.empty_table().from_pylist([{**ROW, "period": period}], schema=SCHEMA)


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    ledger = Ledger(tmp_path / "releases")
    for period in ("2025-01", "2025-02", "2025-03"):
        ledger.append(period, table(period), {"k": 5})
    return ledger


def test_what_was_released_can_be_read_back(ledger):
    released = ledger.released()

    assert released.periods == ["2025-01", "2025-02", "2025-03"]
    assert released.rows(period="2025-02") == [{**ROW, "period": "2025-02"}]
    assert [manifest["number"] for manifest in released.manifests] == [1, 2, 3]


def test_a_period_is_never_released_again(ledger):
    with pytest.raises(ReleaseRefused, match="2025-02 has been released"):
        ledger.append("2025-02", table("2025-02"), {"k": 5})

    assert len(ledger.manifests()) == 3


def test_a_changed_figure_is_noticed_and_named(ledger):
    path = ledger.folder / "0002-2025-02" / "table.parquet"
    pq.write_table(
        SCHEMA.empty_table().from_pylist([{**ROW, "period": "2025-02", "value": 0.9}], schema=SCHEMA), path
    )

    with pytest.raises(StoreError, match="0002-2025-02: The table is not the one that was released"):
        ledger.released()


def test_a_changed_manifest_is_noticed(ledger):
    path = ledger.folder / "0001-2025-01" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "k": 3}))

    with pytest.raises(StoreError, match="0002-2025-02: The chain is broken"):
        ledger.manifests()


def test_cutting_off_the_end_is_noticed(ledger):
    for path in (ledger.folder / "0003-2025-03").iterdir():
        path.unlink()
    (ledger.folder / "0003-2025-03").rmdir()

    with pytest.raises(StoreError, match="does not match HEAD"):
        ledger.manifests()


def test_taking_one_out_of_the_middle_is_noticed(ledger):
    (ledger.folder / "0002-2025-02").rename(ledger.folder / "gone")

    with pytest.raises(StoreError, match="0003-2025-03: The chain is broken"):
        ledger.manifests()


def test_a_release_whose_naming_a_crash_cut_off_counts_and_is_followed(ledger):
    """The folder was renamed into place but HEAD still names the one before."""
    head = ledger.folder / "HEAD"
    before = head.read_text()
    ledger.append("2025-04", table("2025-04"), {"k": 5})
    head.write_text(before)

    assert [manifest["period"] for manifest in ledger.manifests()][-1] == "2025-04"
    assert head.read_text() == before, "reading writes nothing"

    ledger.append("2025-05", table("2025-05"), {"k": 5})

    assert [manifest["number"] for manifest in ledger.manifests()] == [1, 2, 3, 4, 5]


def test_nobody_makes_a_released_table_without_the_gate():
    with pytest.raises(ReleaseRefused, match="makes released tables"):
        Released(SCHEMA.empty_table(), ())
    assert "seal" not in repr(seal(SCHEMA.empty_table(), ()))


def test_each_stream_has_its_own_windows_and_tables(ledger):
    made = ledger.append("spring-2026", table("spring-2026"), {"k": 5}, stream="answers")
    ledger.append("2025-01", table("2025-01"), {"k": 5}, stream="records")

    assert (made["number"], made["stream"]) == (4, "answers")
    assert ledger.released("answers").periods == ["spring-2026"]
    assert [manifest["number"] for manifest in ledger.released("records").manifests] == [5]
    assert ledger.released().periods == ["2025-01", "2025-02", "2025-03"]
    with pytest.raises(ReleaseRefused, match="spring-2026 has been released"):
        ledger.append("spring-2026", table("spring-2026"), {"k": 5}, stream="answers")


@pytest.fixture
def with_files(ledger) -> Ledger:
    """Two more months: both with a table of words, one also with a certificate."""
    words = pa.table({"word": ["parcel", "refund"], "teams": [3, 2]})
    ledger.append("2025-04", table("2025-04"), {"k": 5}, files={"words": words, "certificate.json": b"{}"})
    ledger.append("2025-05", table("2025-05"), {"k": 5}, files={"words": words.slice(1)})
    return ledger


def test_what_was_released_beside_the_figures_can_be_read_back_with_its_period(with_files):
    released = with_files.released()

    assert released.extra("words").to_pylist() == [
        {"period": "2025-04", "word": "parcel", "teams": 3},
        {"period": "2025-04", "word": "refund", "teams": 2},
        {"period": "2025-05", "word": "refund", "teams": 2},
    ]
    assert released.extra("words").column_names == ["period", "word", "teams"]
    assert str(with_files.folder) not in repr(released), "who prints a table need not know where files lie"
    assert released.until("2025-04").extra("words").num_rows == 2
    assert released.extra("letters").to_pylist() == []
    assert released.extra("letters").column_names == ["period"]


def test_a_table_that_names_its_periods_keeps_them(ledger):
    ledger.append("2025-04", table("2025-04"), {"k": 5}, files={"words": pa.table({"period": ["x"], "n": [1]})})

    assert ledger.released().extra("words").to_pylist() == [{"period": "x", "n": 1}]


def test_a_file_is_given_as_it_was_released(with_files):
    *_, april, may = with_files.manifests()

    assert with_files.file(april, "certificate.json") == b"{}"
    assert with_files.file(may, "certificate.json") is None


def test_a_changed_a_further_and_a_missing_file_are_noticed_and_named(with_files):
    folder = with_files.folder / "0004-2025-04"

    (folder / "certificate.json").write_bytes(b"{ }")
    with pytest.raises(StoreError, match=r"0004-2025-04: The file certificate\.json is not the one"):
        with_files.manifests()
    (folder / "certificate.json").write_bytes(b"{}")
    (folder / "more.json").write_bytes(b"{}")
    with pytest.raises(StoreError, match=r"The file more\.json is not the one"):
        with_files.manifests()
    (folder / "more.json").rename(folder / "words.parquet")
    with pytest.raises(StoreError, match=r"The file words\.parquet is not the one"):
        with_files.manifests()
    (folder / "words.parquet").unlink()
    with pytest.raises(StoreError, match=r"The file words\.parquet is not the one"):
        with_files.manifests()


def test_a_table_that_changes_after_the_chain_was_checked_is_not_shown(with_files):
    released = with_files.released()
    pq.write_table(pa.table({"word": ["other"]}), with_files.folder / "0004-2025-04" / "words.parquet")

    with pytest.raises(StoreError, match=r"words\.parquet is not the one that was released"):
        released.extra("words")


@pytest.mark.parametrize("name", ["../2025", "", "a/b", ".hidden", "table.parquet", "manifest.json", "table"])
def test_names_that_would_lie_elsewhere_or_on_something_else_are_refused(ledger, name):
    with pytest.raises(ReleaseRefused, match="cannot name"):
        ledger.append("2025-04", table("2025-04"), {"k": 5}, files={name: b""})
    with pytest.raises(ReleaseRefused, match="cannot name"):
        ledger.append(name, table("2025-04"), {"k": 5})

    assert len(ledger.manifests()) == 3


def test_a_release_from_before_there_were_bases_and_streams_is_talk_by_a_reader(tmp_path):
    ledger = Ledger(tmp_path / "releases")
    folder = ledger.folder / "0001-2025-01"
    folder.mkdir(parents=True)
    pq.write_table(table("2025-01").drop_columns("basis"), folder / "table.parquet")
    manifest = {
        "number": 1,
        "period": "2025-01",
        "previous": "0" * 64,
        "table_sha256": hashlib.sha256((folder / "table.parquet").read_bytes()).hexdigest(),
    }
    (folder / "manifest.json").write_bytes(canonical(manifest))
    (ledger.folder / "HEAD").write_text(hashlib.sha256(canonical(manifest)).hexdigest())

    assert ledger.released().rows() == [{**ROW, "period": "2025-01"}]
    with pytest.raises(ReleaseRefused, match="2025-01 has been released"):
        ledger.append("2025-01", table("2025-01"), {"k": 5})


def test_every_policy_that_releases_were_made_under_is_told_from_manifests(ledger):
    first = {"k": 5, "version": 1}
    for period, policy in (
        ("2025-04", first),
        ("2025-05", {"k": 8, "version": 2}),
        ("2025-06", {"k": 8, "version": 2}),
    ):
        ledger.append(period, table(period), {"k": policy["k"], "policy": policy})
    ledger.append("2025-Q1", table("2025-Q1"), {"k": 5, "policy": first}, stream="records")

    held = policies_held(ledger.manifests())

    assert [(one.policy["version"], one.releases) for one in held] == [(0, (1, 2, 3)), (1, (4, 7)), (2, (5, 6))]


def test_a_release_without_its_table_or_with_half_a_manifest_is_named(ledger):
    folder = ledger.folder / "0002-2025-02"
    manifest = (folder / "manifest.json").read_bytes()

    (folder / "manifest.json").write_bytes(manifest[:-9])
    with pytest.raises(StoreError, match="0002-2025-02: A release is incomplete or not readable"):
        ledger.manifests()
    (folder / "manifest.json").unlink()
    with pytest.raises(StoreError, match="0002-2025-02: A release is incomplete or not readable"):
        ledger.manifests()
    (folder / "manifest.json").write_bytes(manifest)
    (folder / "table.parquet").unlink()
    with pytest.raises(StoreError, match="0002-2025-02: A release is incomplete or not readable"):
        ledger.manifests()


class Meanwhile(type(Path())):
    """A folder in which somebody else releases two months right after HEAD was read."""

    others: ClassVar[list[str]] = []

    def read_text(self, *args, **more):
        text = super().read_text(*args, **more)
        while self.name == "HEAD" and self.others:
            period = self.others.pop()
            Ledger(Path(self.parent)).append(period, table(period), {"k": 5})
        return text


def test_a_release_that_is_made_while_one_reads_is_no_break_in_the_chain(ledger, monkeypatch):
    monkeypatch.setattr(Meanwhile, "others", ["2025-05", "2025-04"])

    read = Ledger(Meanwhile(ledger.folder)).manifests()

    assert [manifest["period"] for manifest in read][3:] == ["2025-04", "2025-05"]


def test_what_a_crash_left_half_made_is_never_read_and_is_made_anew(ledger):
    left = ledger.folder / ".0004.part"
    left.mkdir()
    (left / "words.parquet").write_bytes(b"half of it")

    assert [manifest["number"] for manifest in ledger.manifests()] == [1, 2, 3]
    made = ledger.append("2025-04", table("2025-04"), {"k": 5})

    assert (made["number"], made["files"]) == (4, {})
    assert sorted(path.name for path in (ledger.folder / "0004-2025-04").iterdir()) == [
        "manifest.json",
        "table.parquet",
    ]
    assert not left.exists()


def test_head_changes_with_every_release_and_only_then(tmp_path):
    ledger = Ledger(tmp_path / "releases")
    assert ledger.head() == "0" * 64
    assert ledger.released().table.num_rows == 0

    heads = []
    for period in ("2025-01", "2025-02"):
        manifest = ledger.append(period, table(period), {"k": 5})
        ledger.released()
        heads.append(ledger.head())
        assert heads[-1] == hashlib.sha256(canonical(manifest)).hexdigest()

    assert len(set(heads)) == 2


def test_each_release_names_the_one_before(ledger):
    first, second, third = ledger.manifests()

    assert first["previous"] == "0" * 64
    assert second["previous"] == hashlib.sha256(canonical(first)).hexdigest()
    assert third["previous"] == hashlib.sha256(canonical(second)).hexdigest()
    assert (
        first["table_sha256"]
        == hashlib.sha256((ledger.folder / "0001-2025-01/table.parquet").read_bytes()).hexdigest()
    )


def test_only_the_owner_opens_the_folder_of_releases(ledger):
    assert ledger.folder.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in ledger.folder.iterdir()) == [
        ".lock", "0001-2025-01", "0002-2025-02", "0003-2025-03", "HEAD",
    ]  # fmt: skip
