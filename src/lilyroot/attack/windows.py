"""Which days a window is about, and which windows share days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER: Final = re.compile(r"(\d{4})-Q([1-4])")
_YEAR: Final = re.compile(r"(\d{4})")


def months_of(window: str) -> range | None:
    """The months of a window, counted from year 0; None for one that is no calendar window (a wave, "undated").

    >>> months_of("2026-Q1") == range(2026 * 12, 2026 * 12 + 3)
    True
    """
    if found := _MONTH.fullmatch(window):
        first = int(found[1]) * 12 + int(found[2]) - 1
        return range(first, first + 1)
    if found := _QUARTER.fullmatch(window):
        first = int(found[1]) * 12 + 3 * int(found[2]) - 3
        return range(first, first + 3)
    if found := _YEAR.fullmatch(window):
        return range(int(found[1]) * 12, int(found[1]) * 12 + 12)
    return None


def overlapping(windows: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of windows (by their place, the earlier one first) that are equal or share months."""
    holder: dict[str | int, int] = {}
    for place, window in enumerate(windows):
        months = months_of(window)
        parts: list[str | int] = [window] if months is None else list(months)
        for before in sorted({holder[part] for part in parts if part in holder}):
            yield before, place
        for part in parts:
            holder.setdefault(part, place)
