"""From what a solver says to what is exactly so, without any tolerance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Final

import numpy as np

from lilyroot.release.certificate import Exchange
from lilyroot.release.parts import Part
from lilyroot.release.solver import Vector

LARGEST_DENOMINATOR: Final = 60
"""Corners of these programmes are whole where totals are rows and columns of a table, else halves, thirds or so."""

_FINEST: Final = 240
"""Parts of a person to which an answer is rounded: with three families of totals corners have halves to hundredths.
Trying them all costs a hundredth of one elimination in fractions."""


def near(part: Part, changes: Vector, *, within: Mapping[int, int], except_for: int) -> Iterator[Exchange]:
    """Exchanges near to what a solver found, which no row of the part sees; the simplest first.

    Rounded to whole units, halves, thirds and so on, where that is unseen; lastly corrected until it is, in
    fractions, and scaled down to at most ``within`` in every atom but one.
    """
    for per in range(1, _FINEST + 1):
        amounts = np.rint(changes * per).astype(np.int64)
        if not (part.matrix @ amounts).any():
            yield Exchange({atom: n for atom, n in zip(part.atoms, amounts.tolist(), strict=True) if n}, per)
    rough = {
        atom: Fraction(float(change)).limit_denominator(LARGEST_DENOMINATOR)
        for atom, change in zip(part.atoms, changes, strict=True)
    }
    corrected = unseen([row.atoms for row in part.rows], rough)
    over = max([Fraction(1), *(abs(d) / within[atom] for atom, d in corrected.items() if atom != except_for)])
    scaled = {atom: d / over for atom, d in corrected.items()}
    per = lcm(*(d.denominator for d in scaled.values()))
    yield Exchange({atom: int(d * per) for atom, d in scaled.items()}, per)


def unseen(rows: Sequence[Collection[int]], amounts: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """The amounts, corrected such that those in each row add up to exactly nothing; zeros are left out.

    >>> unseen([{0, 1}], {0: Fraction(1), 1: Fraction(-1, 2)})
    {0: Fraction(1, 2), 1: Fraction(-1, 2)}
    """
    off = [sum((amounts.get(a, Fraction(0)) for a in row), Fraction(0)) for row in rows]
    found = dict(amounts)
    for place, correction in solution(rows, off).items():
        found[place] = found.get(place, Fraction(0)) - correction
    return {place: amount for place, amount in found.items() if amount}


def solution(rows: Sequence[Collection[int]], sums: Sequence[Fraction]) -> dict[int, Fraction]:
    """Some amounts of which those in each row add up to the row's sum, by elimination; there must be such amounts.

    >>> solution([{0, 1}, {1}], [Fraction(3), Fraction(1)])
    {0: Fraction(2, 1), 1: Fraction(1, 1)}
    """
    pivots: dict[int, tuple[dict[int, Fraction], Fraction]] = {}
    for row, total in zip(rows, sums, strict=True):
        equation, right = dict.fromkeys(row, Fraction(1)), total
        for pivot, (other, value) in pivots.items():
            if pivot in equation:
                equation, right = _less(equation, right, equation[pivot], other, value)
        if equation:
            pivot = min(equation)
            scale = equation[pivot]
            equation, right = {a: w / scale for a, w in equation.items()}, right / scale
            for earlier, (other, value) in pivots.items():
                if pivot in other:
                    pivots[earlier] = _less(other, value, other[pivot], equation, right)
            pivots[pivot] = equation, right
    return {pivot: right for pivot, (_, right) in sorted(pivots.items())}


def _less(
    equation: Mapping[int, Fraction], right: Fraction, times: Fraction, other: Mapping[int, Fraction], value: Fraction
) -> tuple[dict[int, Fraction], Fraction]:
    """One equation less a multiple of another."""
    left = dict(equation)
    for place, weight in other.items():
        left[place] = left.get(place, Fraction(0)) - times * weight
    return {place: weight for place, weight in left.items() if weight}, right - times * value
