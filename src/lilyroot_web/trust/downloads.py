"""The access log as a table, written as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet

from lilyroot_web.access.models import Entry
from lilyroot_web.access.queries import in_words
from lilyroot_web.ui.sheets import csv_lines

COLUMNS: Final = ("when (UTC)", "who", "what", "rule", "outcome")


def access_lines(entries: QuerySet[Entry]) -> Iterator[str]:
    """The log line by line as CSV."""
    return csv_lines(COLUMNS, map(_cells, entries.iterator(chunk_size=1000)))


def _cells(entry: Entry) -> tuple[str, ...]:
    line = in_words(entry)
    return (line.at.strftime("%Y-%m-%d %H:%M:%S"), line.who, line.what, line.verb, line.outcome)
