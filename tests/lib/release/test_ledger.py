"""The ledger: a period is released once, and whatever is changed afterwards is noticed."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from lilyroot.errors import ReleaseRefused, StoreError
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import SCHEMA, Released

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
