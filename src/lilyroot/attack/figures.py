"""What a published figure says of the sum behind it: rounding, and the clamp at both ends for small groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lilyroot.attack.opened import Figure

Floats = NDArray[np.float64]

SMALL_BANDS: Final = ("5–9", "10–19")
NOT_SHARES: Final = ("messages", "engagement_", "not_read", "recognition_per_head", "recognition_spread")
"""Indicators that are no average of what people contribute within a range, by the beginning of their names."""
NO_BASE: Final = ("customer_threads", "customer_driver", "tradeoffs_won", "decided_", "enacted_")
"""Shares of a family within another: how many contributions they are shares of is not told."""
_AGREEMENT: Final = "_agreement"

ROUNDED: Final = 0.0005
CLAMP: Final = 0.005
STEP: Final = 3


def adds_up(indicator: str) -> bool:
    """Whether a group's figure is the average of its parts' figures, so that the others tell a part's own.

    Without a number they are shares of, nobody can add them up. How far people agree is no average either: two teams
    that agree within themselves may disagree with one another.
    """
    return not indicator.startswith((*NOT_SHARES, *NO_BASE)) and not indicator.endswith(_AGREEMENT)


def ends_of_range(figures: Iterable[Figure]) -> dict[str, tuple[float, float]]:
    """Between what a figure can lie, by indicator, as its published values and intervals suggest.

    A share is 0 to 1, a score 0 to 100, a balance -1 to 1 or -100 to 100.
    """
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for figure in figures:
        low[figure.indicator] = min(low.get(figure.indicator, 0.0), figure.value, figure.low)
        high[figure.indicator] = max(high.get(figure.indicator, 0.0), figure.value, figure.high)
    return {name: _ends(low[name], high[name]) for name in low}


def _ends(low: float, high: float) -> tuple[float, float]:
    if low < 0:
        return (-1.0, 1.0) if max(-low, high) <= 1 else (-100.0, 100.0)
    return (0.0, 1.0) if high <= 1 else (0.0, 100.0)


def parts_of_range(told: Sequence[Figure], ends: tuple[float, float]) -> Floats:
    """Values from 0 (the least there can be) to 1."""
    return (np.array([figure.value for figure in told]) - ends[0]) / (ends[1] - ends[0])


def counted_off(told: Iterable[Figure]) -> int:
    """How far what figures rest on may be from what is told: less than a step, if all is told in steps."""
    return STEP - 1 if all(figure.base % STEP == 0 for figure in told) else 0


def sums(told: Sequence[Figure], base: ArrayLike, ends: tuple[float, float], doubt: ArrayLike = 0) -> Floats:
    """Least and greatest sum behind each figure, in parts of the range: two rows.

    ``base`` has the contributions as they are told, ``doubt`` how far from that they may be. A figure that is told in
    steps is a number of them over the base as it is told.
    """
    value, base = parts_of_range(told, ends), np.asarray(base, dtype=np.float64)
    margin, off = margins(told, value), rounded_off(value, base)
    low = np.where(value <= margin + ROUNDED, 0.0, value - off)
    high = np.where(value >= 1 - margin - ROUNDED, 1.0, value + off)
    low = np.minimum(low, np.where(value >= 1 - margin - ROUNDED, 1 - off, 1.0))
    high = np.maximum(high, np.where(value <= margin + ROUNDED, off, 0.0))
    low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
    apart = np.where(off > ROUNDED, 0, doubt)
    return np.stack([low * base - apart, high * base + apart])


def rounded_off(value: Floats, base: Floats) -> Floats:
    """How far from the truth a published figure may be: half of its last digit, or a step of so many contributions.

    Whether figures are told in steps can be seen from them: all are near one.
    """
    step = STEP / base
    seen = (step > 2 * ROUNDED) & (value > CLAMP) & (value < 1 - CLAMP)
    beside = np.abs(value / step - np.rint(value / step)) * step
    in_steps = seen.any() and bool((beside[seen] <= ROUNDED + 1e-9).all())
    coarse = np.where(step > 2 * ROUNDED, step + ROUNDED, ROUNDED)
    return coarse if in_steps else np.full(len(value), ROUNDED)


def margins(told: Sequence[Figure], value: Floats) -> Floats:
    """How far figures of small groups are kept from both ends: by what all figures of a band keep to; -1 for none.

    One person's weight where everybody counts once, little where many messages stand behind a share.
    """
    margin = np.full(len(told), -1.0)
    for band in SMALL_BANDS:
        inside = np.array([figure.persons == band for figure in told])
        one_person = 1 / int(band.split("–")[0])
        if inside.any():
            nearest = np.minimum(value[inside], 1 - value[inside]).min()
            margin[inside] = one_person if nearest >= one_person - ROUNDED else CLAMP
    return margin
