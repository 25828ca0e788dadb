"""How a share is told whose number is not: in round steps, of three contributions at least."""

from __future__ import annotations

from typing import Final

STEP: Final = 3
ROUND: Final = (*(n * 10**-digits for digits in (5, 4, 3, 2, 1) for n in (1, 2, 5)), 1.0)
_NEARLY: Final = 1e-9


def round_step(number: float) -> float:
    """The round step of a share of so many: the least that is three of them or more.

    >>> round_step(30), round_step(59), round_step(60)
    (0.1, 0.1, 0.05)
    """
    return next((step for step in ROUND if step >= STEP / number - _NEARLY), 1.0)


def fewest(number: float) -> float:
    """The fewest there can be of what has the step of so many, where the number is told in threes itself.

    >>> fewest(30), fewest(59), fewest(60)
    (28.0, 28.0, 58.0)
    """
    return float(max(1, round(STEP / round_step(number)) - STEP + 1))
