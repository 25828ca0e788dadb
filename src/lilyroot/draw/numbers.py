"""A figure's table with its numbers as numbers: for a spreadsheet, exactly as precise as the words on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from lilyroot.tongue import all_translated, localised, phrase, phrases, say, spoken, translated

NOT_SHOWN: Final = ("", "–")
_WORDS: Final = phrases("the same", "complete count", "kept private")  # what may stand in a column of numbers
_UNDER: Final = phrase("under {share}")
_UNITS: Final = phrases("{ratio} times", "{n} per 1,000")


@dataclass(frozen=True, slots=True)
class Number:
    """What is told, its value, and how a spreadsheet writes it so that it reads as told."""

    told: str
    value: float
    form: str


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of an interval; an end that no number tells ("under 1 %") stays words."""

    told: str
    low: Number | str
    high: Number | str


Cell = str | Number | Ends


def typed(rows: Sequence[Sequence[str]]) -> list[tuple[Cell, ...]]:
    """The same table, in columns of numbers and intervals the numbers.

    A column is one of numbers when everything told in it is; the first one holds names and never is.

    >>> typed([("Sales", "38\u00a0%", "31\u00a0% to 45\u00a0%"), ("7", "–", "")])[0][1]
    Number(told='38\\xa0%', value=0.38, form='0%')
    >>> typed([("7", "–", "")])
    [('7', '–', '')]
    """
    columns = [_column(cells, at) for at, cells in enumerate(zip(*rows, strict=True))]
    return list(zip(*columns, strict=True))


def number(told: str) -> Number | None:
    """The number that these words tell, None when they tell none. Example: ``number("1,204")`` is 1204."""
    found = _pattern(spoken()).fullmatch(localised(told))  # marks exchanged twice are English again
    if found is None:
        return None
    sign, whole, part, unit = (group or "" for group in found.groups())
    value = float(whole.replace(",", "") + part) * (-1 if sign in ("\u2212", "-") else 1)
    digits = ("#,##0" if "," in whole else "0") + (f".{'0' * (len(part) - 1)}" if part else "")
    if "%" in unit:
        return Number(told, round(value / 100, 6), f"{digits}%")
    if sign:
        return Number(told, value, f"+{digits};\u2212{digits};{digits}")
    return Number(told, value, f'{digits}"{localised(unit)}"' if unit else digits)


def ends(told: str) -> Ends | None:
    """Both ends of an interval in words, None when these are no interval."""
    low, to, high = told.partition(say("{first} to {last}", first="", last=""))
    if not to:
        return None
    one, other = number(low) or low, number(high) or high
    known = all(isinstance(end, Number) or end.startswith(_words()) for end in (one, other))
    return Ends(told, one, other) if known else None


def _words() -> tuple[str, ...]:
    return (translated(_UNDER, share="1"), *all_translated(_WORDS))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """A number with its unit, in English marks; the units are those of the language."""
    units = (translated(unit, ratio="", n="") for unit in _UNITS)
    known = "|".join(re.escape(unit) for unit in ("\u00a0%", "×", *map(localised, units)))
    return re.compile(rf"([+\u2212-]?)(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?({known})?")


def _column(cells: Sequence[str], at: int) -> Sequence[Cell]:
    if at == 0:
        return cells
    for read in (number, ends):
        found = [read(cell) for cell in cells]
        rest = [cell for cell, one in zip(cells, found, strict=True) if one is None]
        if any(found) and all(cell in NOT_SHOWN or cell.startswith(_words()) for cell in rest):
            return [one or cell for cell, one in zip(cells, found, strict=True)]
    return cells
