"""What was released, within a reach, a page at a time."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.home import Home
from lilyroot.release.ledger import Ledger, fewest_people, stream_of
from lilyroot_web.access.rules import Scope
from lilyroot_web.insights.ledger import fingerprint, in_reach

STREAMS: Final = ("talk", "answers", "records")
MOST: Final = 5_000
"""Rows in one answer."""


def figures(
    home: Home, reach: Scope, stream: str, asked: dict[str, str], offset: int, limit: int
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows there are of what is asked (columns that equal), and one page of them."""
    held = in_reach(home, fingerprint(home), reach)
    table = {"talk": held.talk, "answers": held.answers, "records": held.records}[stream].table
    for column, value in asked.items():
        table = table.filter(pc.equal(table[column], value))
    return table.num_rows, _page(table, offset, limit)


def releases(home: Home) -> list[dict[str, Any]]:
    """Every release, oldest first. Raises ``StoreError`` when the ledger does not verify."""
    return [
        {
            "number": int(entry["number"]),
            "stream": stream_of(entry),
            "period": str(entry["period"]),
            "made_at": str(entry.get("made_at", "")),
            "smallest_group": fewest_people(entry),
            "reader": str(entry.get("reader", "")),
            "table_sha256": str(entry["table_sha256"]),
            "previous": str(entry["previous"]),
        }
        for entry in Ledger(home.releases).manifests()
    ]


def _page(table: pa.Table, offset: int, limit: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.slice(offset, limit).to_pylist()
    return rows
