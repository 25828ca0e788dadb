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

Of a family within another (trade-offs among decisions) no base is told, so its shares are told in round steps, with
ends that are made of the value as told and its step alone.

The hash needs the installation's key, so nobody can undo it; the same figure is told alike whenever it is made.
Random rounding to base three is what statistical offices publish small counts with (Statistics New Zealand, 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, floor
from typing import Final

from lilyroot.measure.estimators.proportions import exact_ends
from lilyroot.model.round_steps import ROUND, STEP, fewest, round_step

_DIGITS: Final = 3
_WIDER: Final = 1.25
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


def in_round_steps(
    figure: Mapping[str, float], told: float, chance: float, *, by_number: bool = True
) -> dict[str, float]:
    """Value, low and high of a share in round steps, of three contributions at least, where the base is not told.

    Multiples of three in ``told`` would give the base away, and so would the width of its interval: several shares
    of one small base, each with its ends, left a few possible bases or one. So the ends are made of what is told
    alone: the exact interval of the fewest contributions that have such a step, from a third of a step below the
    value as told to a third above it. Where the figure's own interval does not come from its number alone (not
    ``by_number``: conversations resampled, several sources) and is wider than that of these by more than a quarter,
    they are those of a fourth as many, or less.

    >>> in_round_steps({"value": 81 / 201, "low": 0.338, "high": 0.472}, 201, chance=0.9)
    {'value': 0.4, 'low': 0.314, 'high': 0.49}
    """
    step = round_step(told)
    value = min(1.0, floor_or_above(figure["value"], step, chance))
    low, high = _ends(value, step, fewest(told) if by_number else _as_sure(figure, fewest(told)))
    return {"value": value, "low": low, "high": high}


def draws_told(value: float, low: float, high: float) -> float:
    """How many draws, at least, a share in round steps speaks for; 0 where its ends are those of none.

    >>> draws_told(0.4, 0.314, 0.49), draws_told(0.4, 0.3, 0.5)
    (148.0, 0.0)
    """
    told = round(low, _DIGITS), round(high, _DIGITS)
    for step in ROUND:
        draws = fewest(STEP / step)
        if _ends(value, step, draws) == told:
            return draws
    return 0.0


def _ends(value: float, step: float, draws: float) -> tuple[float, float]:
    low = exact_ends(max(0.0, value - step / 3), draws)[0]
    high = exact_ends(min(1.0, value + step / 3), draws)[1]
    return round(low, _DIGITS), round(high, _DIGITS)


def _as_sure(figure: Mapping[str, float], most: float) -> float:
    """How many draws have about as wide an interval as a figure: the most that may be, or a fourth of it, ..."""
    draws, value = most, figure["value"]
    while draws >= 1:
        low, high = exact_ends(value, draws)
        below, above = (_WIDER * (value - low), _WIDER * (high - value))
        if below >= value - figure["low"] - 10**-_DIGITS and above >= figure["high"] - value - 10**-_DIGITS:
            break
        draws /= 4
    return draws


def in_grains(figure: Mapping[str, float], grain: float) -> dict[str, float]:
    """Value to the nearest grain, ends outwards.

    >>> in_grains({"value": 0.43, "low": 0.31, "high": 0.62}, 0.05)
    {'value': 0.45, 'low': 0.3, 'high': 0.65}
    """
    value = round(round(figure["value"] / grain) * grain, 9)
    return {"value": value, **outwards(figure, value, grain)}


def floor_or_above(value: float, step: float, chance: float) -> float:
    """The multiple of a step below a value or above it, right on average."""
    steps = value / step
    below = floor(steps + _NEARLY)
    return round((below + (chance < steps - below - _NEARLY)) * step, 9)


def outwards(figure: Mapping[str, float], value: float, step: float) -> dict[str, float]:
    """The ends of a share's interval in steps, around its value."""
    low = round(floor(figure["low"] / step + _NEARLY) * step, 9)
    high = round(ceil(figure["high"] / step - _NEARLY) * step, 9)
    return {"low": min(low, value), "high": max(min(1.0, high), value)}


def per_head(figure: Mapping[str, float], people: int, least: int, chance: float) -> dict[str, float]:
    """Value, low and high of a count per head, as if the count had been told in threes.

    >>> per_head({"value": 0.4, "low": 0.25, "high": 0.6}, 20, 6, chance=0.9)
    {'value': 0.3, 'low': 0.15, 'high': 0.6}
    """
    value = in_threes(round(figure["value"] * people), least, chance) / people
    low, high = (f(figure[end] * people / STEP) * STEP / people for f, end in ((floor, "low"), (ceil, "high")))
    return {"value": value, "low": min(low, value), "high": max(high, value)}


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
