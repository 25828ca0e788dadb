"""Actions as a table: days are days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from lilyroot_web.actions import queries
from lilyroot_web.actions.queries import Row
from lilyroot_web.ui.sheets import Table

COLUMNS: Final = (
    *("unit", "what will be done", "figure", "expected", "because", "owner", "status"),
    *("due", "review", "overdue", "planned by", "planned on"),
)


def table_of(rows: Sequence[Row], chosen: Mapping[str, str], today: date) -> Table:
    """One line an action, of those that were chosen."""
    return Table("Actions", COLUMNS, [_cells(row) for row in rows], _about(rows, chosen, today))


def _cells(row: Row) -> tuple[str | date, ...]:
    one = row.action
    return (
        *(row.unit, one.title, row.figure, one.hope, one.why, one.owner.get_username(), one.status),
        *(one.due, one.review, "yes" if row.is_overdue else "no"),
        *(one.made_by.get_username(), one.made_at.date()),
    )


def _about(rows: Sequence[Row], chosen: Mapping[str, str], today: date) -> tuple[tuple[str, str], ...]:
    only = [f"{name}: {value}" for name, value in chosen.items() if value]
    return (
        ("What it says", queries.headline(rows) if rows else "No action fits."),
        ("As of", today.isoformat()),
        ("Chosen", "; ".join(only) or "everything in reach"),
        ("Definition", "An action is what a unit does about one released figure, with an owner and a day."),
        (
            "What is hidden, and why",
            "Actions of units that whoever took this along does not see; no figures stand here.",
        ),
    )
