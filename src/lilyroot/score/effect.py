"""What a figure did around something that was done: the released windows before it against those after it.

Correlation, never cause: the same two stretches of time are set against each other for the whole organisation, so
that a change everybody had is not taken for the work of one unit. Windows in which the work went on count on neither
side.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any, Final

from lilyroot.release.combine import Z95, Change, Combined, combine, difference
from lilyroot.release.line import TEAM, is_of
from lilyroot.release.released import SHOWN, Released
from lilyroot.score.window import asked_in, months_of

MOST: Final = {"talk": 6, "records": 4, "answers": 1}
"""Windows of a stream on either side, at most: older ones say less of what was there before."""
ORGANISATION: Final = "organisation"
_NOTHING: Final = Change("cannot tell", None, None, None)


@dataclass(frozen=True, slots=True)
class Side:
    """The windows on one side, and the figure over them; None where nothing with an interval is shown."""

    windows: tuple[str, ...]
    figure: Combined | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """One indicator of a unit before and after, and of the organisation over the same windows.

    ``change`` is after less before; ``whole`` the same of the organisation; ``beyond`` is ``change`` less ``whole``,
    all with 95 % intervals. For the organisation's own figure ``whole`` and ``beyond`` say "cannot tell".
    ``cell`` is the published group that was looked at, which may hold more than the unit.
    """

    cell: str
    label: str
    before: Side
    after: Side
    change: Change
    whole: Change
    beyond: Change
    readers: tuple[str, ...]


def effect(
    released: Released, stream: str, unit: str, indicator: str, *, began: date, done: date, today: date
) -> Effect:
    """What did this indicator of a unit ("" for the organisation) do between before it began and after it was done?

    ``released`` is one stream's. Example: ``effect(sources.talk, "talk", "Stores", "salience", began=..., ...)``.
    """
    days = {str(entry["period"]): days_of(entry) for entry in released.manifests}
    windows = sorted((when, name) for name, when in days.items() if when is not None)
    most = MOST.get(stream, 6)
    before = [name for (_, last), name in windows if last < began]
    after = [name for (first, last), name in windows if first > done and last < today][:most]
    rows = released.rows(indicator=indicator)
    cell = _cell(rows, unit, after or before)
    own = [row for row in rows if (row["cut"], row["cell"]) == cell]
    sides = _side(own, before, most), _side(own, after, most)
    change = _between(*sides)
    whole = _NOTHING
    if unit:
        everybody = [row for row in rows if row["cut"] == ORGANISATION]
        whole = _between(*(_side(everybody, side.windows, most) for side in sides))
    used = {name for side in sides for name in side.windows}
    readers = {
        str(entry["reader"]) for entry in released.manifests if entry["period"] in used and entry.get("reader")
    }
    label = str(own[-1]["label"]) if own else unit
    return Effect(cell[1], label, *sides, change, whole, _beyond(change, whole), tuple(sorted(readers)))


def days_of(manifest: Mapping[str, Any]) -> tuple[date, date] | None:
    """The first and the last day of what was released together; None for what is undated.

    >>> days_of({"period": "2026-Q1"})
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    """
    name = str(manifest["period"])
    month = asked_in(manifest)
    if not re.fullmatch(r"\d{4}-\d{2}", month):
        return None
    first = months_of(name)[0] if re.fullmatch(r"\d{4}-Q[1-4]", name) else month
    end = date(int(month[:4]), int(month[5:7]), 1)
    return date(int(first[:4]), int(first[5:7]), 1), end.replace(day=calendar.monthrange(end.year, end.month)[1])


def _cell(rows: Sequence[dict[str, Any]], unit: str, windows: Sequence[str]) -> tuple[str, str]:
    """The published group a unit stands in, as of the last window that has it: its own, else a merged one."""
    if not unit:
        return ORGANISATION, next((str(row["cell"]) for row in rows if row["cut"] == ORGANISATION), "")
    for window in reversed(windows):
        cells = [str(row["cell"]) for row in rows if row["period"] == window and row["cut"] == TEAM]
        own = [cell for cell in cells if cell == unit] or [cell for cell in cells if is_of(cell, unit)]
        if own:
            return TEAM, own[0]
    return TEAM, unit


def _side(rows: Sequence[dict[str, Any]], windows: Sequence[str], most: int) -> Side:
    """The last of these windows that have the group; a figure without an interval does not say how sure it is."""
    there = {str(row["period"]) for row in rows}
    used = tuple(name for name in windows if name in there)[-most:]
    found = [row for row in rows if row["period"] in used]
    sure = [row for row in found if row["status"] == SHOWN and row["low"] is not None and row["high"] is not None]
    reason = next((str(row["reason"]) for row in reversed(found) if row["reason"]), "")
    if not sure:
        return Side(used, None, reason)
    return Side(tuple(name for name in used if any(row["period"] == name for row in sure)), combine(sure, len(used)))


def _between(before: Side, after: Side) -> Change:
    if before.figure is None or after.figure is None:
        return _NOTHING
    return difference(before.figure, after.figure)


def _beyond(change: Change, whole: Change) -> Change:
    """How much more one changed than the other. The organisation holds the unit, so this is too wide if anything."""
    if change.difference is None or whole.difference is None:
        return _NOTHING
    by = change.difference - whole.difference
    half = Z95 * sqrt(_error(change) ** 2 + _error(whole) ** 2)
    return Change("up" if by - half > 0 else "down" if by + half < 0 else "cannot tell", by, by - half, by + half)


def _error(change: Change) -> float:
    return ((change.high or 0.0) - (change.low or 0.0)) / (2 * Z95)
