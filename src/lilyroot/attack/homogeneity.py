"""Homogeneity: a small group in which everybody is alike tells everything of everybody in it."""

from __future__ import annotations

from typing import Final

from lilyroot.attack.finding import Attempt, Finding
from lilyroot.attack.opened import Window

SMALL_BANDS: Final = ("5–9", "10–19")
NOT_SHARES: Final = ("messages", "engagement_", "not_read", "recognition_per_head", "recognition_spread")


def homogeneity(window: Window) -> Attempt:
    """Shares and scores of groups under 20 people that stand at the very end of their range."""
    small = [f for f in window.figures if f.persons in SMALL_BANDS and not f.indicator.startswith(NOT_SHARES)]
    ends = ends_of_range(window)
    found = tuple(
        Finding("homogeneity", window.release, 0, f"{f.indicator} of {f.total} is {f.value:g} for everybody in it")
        for f in small
        if f.value in ends[f.indicator]
    )
    return Attempt("homogeneity", len(small), found)


def ends_of_range(window: Window) -> dict[str, tuple[float, float]]:
    """Between what a figure can lie, by indicator, as its published values and intervals suggest.

    A share is 0 to 1, a score 0 to 100, a balance -100 to 100.
    """
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for figure in window.figures:
        low[figure.indicator] = min(low.get(figure.indicator, 0.0), figure.value, figure.low)
        high[figure.indicator] = max(high.get(figure.indicator, 0.0), figure.value, figure.high)
    return {name: _ends(low[name], high[name]) for name in low}


def _ends(low: float, high: float) -> tuple[float, float]:
    if low < 0:
        return (-1.0, 1.0) if max(-low, high) <= 1 else (-100.0, 100.0)
    return (0.0, 1.0) if high <= 1 else (0.0, 100.0)
