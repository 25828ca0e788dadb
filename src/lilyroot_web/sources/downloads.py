"""What could not be read, as CSV that a spreadsheet opens as text, never as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lilyroot_web.ui.sheets import inert

COLUMNS: Final = ("export", "place", "offset", "code", "sentence", "remedy")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, row: str) -> str:
        return row


def quarantine_lines(entries: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Reason by reason, with a byte-order mark first."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(COLUMNS)
    for entry in entries:
        yield writer.writerow([inert(str(entry[name])) for name in COLUMNS])
