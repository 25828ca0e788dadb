"""The log of looks: before somebody sees a text, it is written down who, when, how, and which item (a keyed hash)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from lilyroot.errors import StoreError
from lilyroot.home import Home

How = Literal["page", "terminal", "export", "close"]
_FILE: Final = "looks.jsonl"


@dataclass(frozen=True, slots=True)
class Look:
    """One person saw one item of one audit at one moment (UTC)."""

    at: str
    who: str
    period: str
    item: str
    how: How


def looks_file(home: Home) -> Path:
    """Where the log lies. It stays when the audit is closed."""
    return home.audits / _FILE


def log_looks(home: Home, looks: Iterable[Look]) -> None:
    """Append, and wait until the disk has it; whoever cannot be logged may not look."""
    lines = "".join(json.dumps(asdict(look)) + "\n" for look in looks)
    home.audits.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(looks_file(home), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        rest = memoryview(lines.encode())
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def looks(home: Home) -> list[Look]:
    """All looks, oldest first. Raises ``StoreError`` with the line when the log is damaged."""
    path = looks_file(home)
    found: list[Look] = []
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(Look(**json.loads(line)))
        except (ValueError, TypeError):
            raise StoreError(
                "audit.looks",
                "A line of the log of looks cannot be read.",
                remedy="Restore the data folder from a backup; the log is only ever appended to.",
                file=f"audits/{_FILE}",
                place=f"line {number}",
            ) from None
    return found
