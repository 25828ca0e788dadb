"""The messages we measure on, and what a reader makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from lilyroot.errors import LilyrootError
from lilyroot.read import Reader, load_reader

SETS = Path(__file__).parents[2] / "tests" / "reader_sets"
OWN_SETS = ("brush_off", "flags", "traps", "paired")
OURS = ("fast", "cascade", "encoder")
BATCH = 256

Row = dict[str, Any]


def load_rows(path: Path) -> list[Row]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def own_set(name: str) -> list[Row]:
    """One of the sets that ship: ``brush_off``, ``flags``, ``traps`` or ``paired``."""
    return load_rows(SETS / f"{name}.jsonl")


def readers_here(names: tuple[str, ...] = OURS) -> dict[str, Reader]:
    """Those of the readers that this installation can load."""
    found = {}
    for name in names:
        try:
            found[name] = load_reader(name)
        except (LilyrootError, ImportError):
            continue
    return found


def read(reader: Reader, rows: list[Row], *, spans: bool = False) -> list[Row]:
    """What the reader says about each message."""
    readings: list[Row] = []
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        batch = pa.RecordBatch.from_pydict({name: [row[name] for row in part] for name in ("id", "text", "context")})
        readings += reader.read(batch, spans=spans).to_pylist()
    return readings


def holds(row: Row, reading: Row) -> bool:
    """Whether a trap holds: its orientation is read, its flags are found, and none that must not stand does."""
    flags = set(reading["flags"])
    right = row["orientation"] in (None, reading["orientation"])
    return right and flags.issuperset(row["flags"]) and flags.isdisjoint(row["without"])
