"""Figures for a quarter or a year, made from released months and from nothing else.

This is arithmetic on what is already public, so it can tell nobody more than the months did. Chance is new in every
month, so it grows less with more of them. What a reader nobody has checked gets wrong, it gets wrong in every month
and group alike: the interval of a figure never becomes narrower by it, however many months there are. In a
difference of two figures that the same reader read it is on both sides, and hardly counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.model.basis import READER_ONLY
from lilyroot.release.released import SHOWN, TOO_LITTLE, WITHHELD, Released

Z95: Final = 1.96
BANDS: Final = ("5–9", "10–19", "20–49", "50–99", "100–249", "250–499", "500+")

Direction = Literal["up", "down", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Combined:
    """One indicator of one cell over several periods; ``shown`` of ``periods`` periods carry a figure.

    ``value`` is the base-weighted mean of the shown months (for ``messages`` their sum), ``low`` to ``high`` its 95 %
    interval; ``error`` is the standard error for comparing it with others read by the same reader. All four are
    None when no month is shown; ``status`` and ``reason`` then say why. There is no interval where a shown month
    has none. ``persons`` is the smallest band that was shown.
    """

    cut: str
    cell: str
    label: str
    parent: str
    depth: int
    indicator: str
    value: float | None
    low: float | None
    high: float | None
    error: float | None
    persons: str
    base: int
    status: str
    reason: str
    shown: int
    periods: int


@dataclass(frozen=True, slots=True)
class Change:
    """Later minus earlier, with its 95 % interval. None where one side has no figure."""

    direction: Direction
    difference: float | None
    low: float | None
    high: float | None


def over(released: Released, periods: Collection[str]) -> list[Combined]:
    """What was the figure of every cell and indicator over these periods together?

    One row per (cut, cell, indicator) that occurs in any of the periods, in the order of the tables.
    Shares stay in 0..1, ratios and counts at 0 or above. Example: ``over(released, released.periods[-12:])``.
    """
    rows = monthly(released, periods)
    return [combine(of_cell, len(set(periods))) for of_cell in rows.values()]


def monthly(released: Released, periods: Collection[str]) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    """The released rows of these periods by (cut, cell, indicator), each list in the order of the periods."""
    kept = released.table.filter(pc.is_in(released.table["period"], pa.array(sorted(set(periods)), pa.string())))
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in sorted(kept.to_pylist(), key=lambda row: str(row["period"])):
        groups.setdefault((row["cut"], row["cell"], row["indicator"]), []).append(row)
    return groups


def change(
    released: Released, cut: str, cell: str, indicator: str, earlier: Collection[str], later: Collection[str]
) -> Change:
    """Did this figure go up or down between two sets of periods, or can nobody tell (95 %)?"""
    rows = released.rows(cut=cut, cell=cell, indicator=indicator)
    before = [row for row in rows if row["period"] in earlier]
    after = [row for row in rows if row["period"] in later]
    if not before or not after:
        return Change("cannot tell", None, None, None)
    return difference(combine(before, len(set(earlier))), combine(after, len(set(later))))


def difference(before: Combined, after: Combined, z: float = Z95) -> Change:
    """``after`` minus ``before`` with its own standard error; up or down only where the interval excludes 0."""
    if before.value is None or after.value is None or before.error is None or after.error is None:
        return Change("cannot tell", None, None, None)
    by = after.value - before.value
    half = z * sqrt(before.error**2 + after.error**2)
    direction: Direction = "up" if by - half > 0 else "down" if by + half < 0 else "cannot tell"
    return Change(direction, by, by - half, by + half)


def combine(rows: Sequence[dict[str, Any]], periods: int) -> Combined:
    """Released rows of one cell and indicator, one per period, as one figure over ``periods`` periods."""
    latest = max(rows, key=lambda row: str(row["period"]))
    shown = [row for row in rows if row["status"] == SHOWN and row["value"] is not None]
    value, error, low, high = _together(shown, latest["indicator"])
    return Combined(
        **{name: latest[name] for name in ("cut", "cell", "label", "parent", "depth", "indicator")},
        value=value,
        low=low,
        high=high,
        error=error,
        persons=smallest_band(row["persons"] for row in shown),
        base=_told_base(shown),
        status=SHOWN if shown else _hidden(rows),
        reason="" if shown else _reason(rows, _hidden(rows)),
        shown=len(shown),
        periods=periods,
    )


def _told_base(shown: Sequence[Mapping[str, Any]]) -> int:
    """How many all rest on together; 0 as soon as one of them does not say."""
    told = [row["base"] for row in shown]
    return 0 if None in told else sum(told)


def standard_error(row: dict[str, Any]) -> float:
    """The standard error a released 95 % interval stands for.

    Its longer arm over 1.96: half its width where it is even; where it ends at the edge of the range (a rate
    near 0) it was cut off there, and half its width would say too little.
    """
    if row["low"] is None or row["high"] is None:
        return 0.0
    low, value, high = float(row["low"]), float(row["value"]), float(row["high"])
    return max(high - value, value - low) / Z95


def smallest_band(bands: Iterable[str]) -> str:
    """The smallest of the bands, "" when there is none."""
    known = [band for band in bands if band in BANDS]
    return min(known, key=BANDS.index, default="")


def largest_band(bands: Iterable[str]) -> str:
    """The largest of the bands, "" when there is none."""
    known = [band for band in bands if band in BANDS]
    return max(known, key=BANDS.index, default="")


def _together(
    shown: Sequence[dict[str, Any]], indicator: str
) -> tuple[float | None, float | None, float | None, float | None]:
    """The value, its standard error, and the ends of its interval, None where a month has none."""
    if not shown:
        return None, None, None, None
    sure = not any(row["low"] is None or row["high"] is None for row in shown)
    if indicator == "messages":
        value = float(sum(row["value"] for row in shown))
        return value, 0.0, *((value, value) if sure else (None, None))
    weights = _weights(shown)
    value = sum(weight * row["value"] for weight, row in zip(weights, shown, strict=True))
    error = hypot(*(weight * standard_error(row) for weight, row in zip(weights, shown, strict=True)))
    if not sure:
        return value, error, None, None
    return value, error, value - _arm(shown, weights, "low"), value + _arm(shown, weights, "high")


def _arm(shown: Sequence[dict[str, Any]], weights: Sequence[float], end: str) -> float:
    """How far the interval of the weighted mean reaches to this end: independent arms add as squares.

    Those of an unchecked reader are one, as long as all of them together. The ends stay inside those of the months.
    """
    arms = [
        (weight * abs(row[end] - row["value"]), row["basis"] == READER_ONLY)
        for weight, row in zip(weights, shown, strict=True)
    ]
    return hypot(sum(arm for arm, alike in arms if alike), *(arm for arm, alike in arms if not alike))


def _weights(shown: Sequence[dict[str, Any]]) -> list[float]:
    """What part of the mean each month is: by its base; without bases every month counts the same."""
    bases = [float(row["base"] or 0) for row in shown]
    if not all(bases):
        bases = [1.0] * len(shown)
    total = sum(bases)
    return [base / total for base in bases]


def _hidden(rows: Sequence[dict[str, Any]]) -> str:
    return WITHHELD if any(row["status"] == WITHHELD for row in rows) else TOO_LITTLE


def _reason(rows: Sequence[dict[str, Any]], status: str) -> str:
    told = [str(row["reason"]) for row in rows if row["status"] == status and row["reason"]]
    return told[-1] if told else ""
