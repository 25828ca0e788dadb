"""Shares are told in steps of three contributions: random rounding to base three.

No combination of totals isolates a small group; but told to the last message, the shares of a rare flag by team and
by function can enclose what a crossing of the two wrote ("one message, or none"). So a share is told as a multiple of
three messages (threads, decisions) over its base, where that is coarser than its digits: the next multiple above or
below, whichever a keyed hash of the figure says, more likely the nearer one, such that it is right on average. Then
rates of rare flags add up over teams and months as they should; rounding to the nearest would lose a fifth of them.
Ends of intervals are moved outwards to the next multiple.

The hash needs the installation's key, so nobody can undo it; the same figure is told alike whenever it is made.
Random rounding to base three is what statistical offices publish small counts with (Statistics New Zealand, 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, floor
from typing import Final

STEP: Final = 3
_NEARLY: Final = 1e-9  # a share times its base is a whole number but for the arithmetic

Chance = Callable[..., float]
"""From the names of a figure to a number in 0..1 that nobody without the key can know."""


def in_steps(figure: Mapping[str, float], base: int, digits: int, chance: float) -> dict[str, float]:
    """Value, low and high of a share in steps of three contributions; as they are where three are less than a digit.

    ``chance`` in 0..1 decides between the multiple below and the one above.

    >>> in_steps({"value": 2 / 60, "low": 0.01, "high": 0.08}, 60, 3, chance=0.9)
    {'value': 0.0, 'low': 0.0, 'high': 0.1}
    >>> in_steps({"value": 2 / 60, "low": 0.01, "high": 0.08}, 60, 3, chance=0.1)["value"]
    0.05
    """
    step = STEP / base
    if step <= 10**-digits:
        return dict(figure)
    steps = figure["value"] / step
    below = floor(steps + _NEARLY)
    told = below + (chance < steps - below - _NEARLY)
    return {
        "value": min(1.0, told * step),
        "low": floor(figure["low"] / step + _NEARLY) * step,
        "high": min(1.0, ceil(figure["high"] / step - _NEARLY) * step),
    }
