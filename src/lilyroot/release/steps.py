"""Counts are told in steps of three contributions: random rounding to base three.

No combination of totals isolates a small group; but told to the last message, the shares of a rare flag by team and
by function can enclose what a crossing of the two wrote ("one message, or none"), and so can the numbers of messages
about customers that centric shares are shares of. So what is counted (messages, threads, decisions) is told as a
multiple of three: the next one above or below, whichever a keyed hash says, more likely the nearer one, such that it
is right on average. A share is such a count over its base as it is told, where three of the base are more than its
last digit. Then rates of rare flags add up over teams and months as they should; rounding to the nearest would lose a
fifth of them. Ends of intervals are moved outwards to the next multiple. One count is told alike wherever it stands.

A base is never told below the number of people behind it, of whom each contributed: else a group of eight people and
a base of six would tell that each of them contributed once.

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


def in_threes(count: int, least: int, chance: float) -> int:
    """A count as a multiple of three next to it, not below ``least`` (which is at most the count).

    ``chance`` in 0..1 decides between the multiple below and the one above.

    >>> [in_threes(8, 5, chance) for chance in (0.1, 0.9)], in_threes(8, 7, 0.9), in_threes(9, 9, 0.1)
    ([9, 6], 9, 9)
    """
    rest = count % STEP
    up = rest > 0 and (chance < rest / STEP or count - rest < least)
    return count - rest + STEP * up


def in_steps(
    figure: Mapping[str, float], base: int, digits: int, chance: float, *, told: int = 0, count: int | None = None
) -> dict[str, float]:
    """Value, low and high of a share in steps of three contributions; as they are where three are less than a digit.

    ``base`` is what it is a share of, ``told`` that as it is told (else the same); ``count`` what it counts, where
    that has been told already. ``chance`` in 0..1 decides between the multiple below and the one above.

    >>> in_steps({"value": 2 / 60, "low": 0.01, "high": 0.08}, 60, 3, chance=0.9)
    {'value': 0.0, 'low': 0.0, 'high': 0.1}
    >>> in_steps({"value": 2 / 60, "low": 0.01, "high": 0.08}, 60, 3, chance=0.1)["value"]
    0.05
    """
    told = told or base
    step = STEP / told
    if step <= 10**-digits:
        value, low, high = figure["value"] if count is None else count / told, figure["low"], figure["high"]
    else:
        steps = figure["value"] * base / STEP
        below = floor(steps + _NEARLY)
        above = below + (chance < steps - below - _NEARLY)
        value = above * step if count is None else count / told
        low = floor(figure["low"] / step + _NEARLY) * step
        high = ceil(figure["high"] / step - _NEARLY) * step
    value = min(1.0, value)
    return {"value": value, "low": min(low, value), "high": max(min(1.0, high), value)}
