"""The access log as CSV that a spreadsheet opens as text, never as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet

from lilyroot_web.access.models import Entry
from lilyroot_web.access.queries import in_words
from lilyroot_web.ui.sheets import inert

COLUMNS: Final = ("when (UTC)", "who", "what", "rule", "outcome")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, row: str) -> str:
        return row


def access_lines(entries: QuerySet[Entry]) -> Iterator[str]:
    """The log line by line, with a byte-order mark first."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(COLUMNS)
    for entry in entries.iterator(chunk_size=1000):
        line = in_words(entry)
        when = line.at.strftime("%Y-%m-%d %H:%M:%S")
        yield writer.writerow([inert(cell) for cell in (when, line.who, line.what, line.verb, line.outcome)])
