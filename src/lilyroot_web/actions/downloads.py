"""Actions as CSV that a spreadsheet opens as text, never as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from lilyroot_web.actions.queries import Row
from lilyroot_web.ui.sheets import inert

COLUMNS: Final = (
    *("unit", "what will be done", "figure", "expected", "because", "owner", "status"),
    *("due", "review", "overdue", "planned by", "planned on"),
)


def csv_of(rows: Iterable[Row]) -> str:
    """One line an action, with a byte-order mark first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        one = row.action
        cells = (
            *(row.unit, one.title, row.figure, one.hope, one.why, one.owner.get_username(), one.status),
            *(one.due.isoformat(), one.review.isoformat(), "yes" if row.is_overdue else "no"),
            *(one.made_by.get_username(), one.made_at.date().isoformat()),
        )
        writer.writerow([inert(cell) for cell in cells])
    return f"\ufeff{out.getvalue()}"
