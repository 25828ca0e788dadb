"""What could not be read, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lilyroot_web.ui.sheets import csv_lines

COLUMNS: Final = ("export", "place", "offset", "code", "sentence", "remedy")


def quarantine_lines(entries: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Reason by reason as CSV."""
    return csv_lines(COLUMNS, ([str(entry[name]) for name in COLUMNS] for entry in entries))
