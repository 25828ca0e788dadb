"""Where a series turned, if it did: one clear step from earlier months to later ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

from lilyroot.draw.view import surely
from lilyroot.release.combine import Combined, Direction, combine, standard_error
from lilyroot.release.released import SHOWN

SHORTEST: Final = 3  # months on either side of a turn


@dataclass(frozen=True, slots=True)
class Turn:
    """The figure went ``direction`` after the month ``after``, from ``before`` to ``since``."""

    direction: Direction
    after: str
    before: Combined
    since: Combined
    sureness: float


def turn(rows: Sequence[dict[str, Any]], among: int = 1) -> Turn | None:
    """Did this series change level, and after which month?

    Every split with at least three months on both sides is tried. A turn is named only where the difference
    exceeds what chance would give as the best of all splits in all the ``among`` series looked at (5 % in all);
    months that scatter more than their own intervals allow widen the noise.
    """
    months = sorted((row for row in rows if row["status"] == SHOWN), key=lambda row: str(row["period"]))
    splits = range(SHORTEST, len(months) - SHORTEST + 1)
    found = [candidate for at in splits if (candidate := _split(months, at)) is not None]
    best = max(found, key=lambda candidate: candidate.sureness, default=None)
    if best is None or best.sureness <= surely(len(splits) * among):
        return None
    return best


def _split(months: Sequence[dict[str, Any]], at: int) -> Turn | None:
    before, since = combine(months[:at], at), combine(months[at:], len(months) - at)
    if before.value is None or since.value is None or before.error is None or since.error is None:
        return None
    noise = sqrt(before.error**2 + since.error**2) * _scatter(months, at, before.value, since.value)
    by = since.value - before.value
    if not noise or not by:
        return None
    return Turn("up" if by > 0 else "down", str(months[at - 1]["period"]), before, since, abs(by) / noise)


def _scatter(months: Sequence[dict[str, Any]], at: int, before: float, since: float) -> float:
    """How much more the months scatter around their level than their intervals say; at least 1."""
    errors = [standard_error(row) for row in months]
    if not all(errors):
        return 1.0
    levels = [before] * at + [since] * (len(months) - at)
    off = sum(((row["value"] - level) / error) ** 2 for row, level, error in zip(months, levels, errors, strict=True))
    return max(1.0, sqrt(off / (len(months) - 2)))
