"""From the cells of a row to what is kept of it, or what is wrong with it.

No fault ever repeats a cell that could name a person; codes of a closed list are repeated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from lilyroot.listen.soundness import EARLIEST, clean
from lilyroot.model.records import VALUES, Column, Form

_YES: Final = frozenset({"yes", "y", "true", "1"})
_NO: Final = frozenset({"no", "n", "false", "0"})
_SEVERAL: Final = re.compile("[;|]")
_QUARTER: Final = re.compile(r"(\d{4})(?:-Q([1-4]))?", re.I)
_LONGEST: Final = 200
_YEARS_AHEAD: Final = 30

Kept = dict[str, Any]


class Fault(ValueError):
    """One thing that is wrong with a cell or a row, as the end of a sentence that begins with the line."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy


def read_cells(columns: Sequence[Column], cells: Mapping[str, object], today: date) -> Kept:
    """What the cells of a row say, by column; empty ones None or (). Raises ``Fault`` on the first that is wrong.

    >>> from lilyroot.model.records import KINDS
    >>> cells = {"id": "7", "metric": "queue", "value": "Customer", "start": "2026-01-01"}
    >>> read_cells(KINDS["metrics"], cells, date(2026, 4, 1))
    {'id': '7', 'metric': 'queue', 'value': 'customer', 'start': '2026-01-01', 'end': None}
    """
    return {column.name: _read(column, clean(str(cells.get(column.name, ""))), today) for column in columns}


def _read(column: Column, cell: str, today: date) -> Any:
    if not cell:
        if column.needed:
            raise Fault(f"{column.name} is empty.", f"Say {column.what}.")
        return () if column.form in ("people", "values", "choices") else None
    if len(cell) > _LONGEST and column.form != "unkept":
        raise Fault(f"{column.name} is longer than {_LONGEST} characters.", "Shorten it.")
    return _FORMS[column.form](column, cell, today)


def _as_it_is(column: Column, cell: str, today: date) -> str:
    return cell


def _day(column: Column, cell: str, today: date) -> str:
    latest = today.replace(year=today.year + _YEARS_AHEAD, day=1) if column.form == "later_day" else today
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise Fault(f"{column.name} is no day.", "Write it as 2026-03-31.") from None
    if not EARLIEST.date() <= day <= latest + timedelta(days=1):
        raise Fault(f"{column.name} is {day}, which cannot be.", "Correct the date.")
    return day.isoformat()


def _quarters(column: Column, cell: str, today: date) -> str:
    """First and last quarter, with a slash between: a year has four."""
    found = _QUARTER.fullmatch(cell)
    if not found or not EARLIEST.year <= int(found[1]) <= today.year + _YEARS_AHEAD:
        raise Fault(f"{column.name} is no quarter and no year.", "Write it as 2026-Q1 or 2026.")
    first, last = (found[2], found[2]) if found[2] else ("1", "4")
    return f"{found[1]}-Q{first}/{found[1]}-Q{last}"


def _people(column: Column, cell: str, today: date) -> tuple[str, ...]:
    people = tuple(dict.fromkeys(part.strip() for part in _SEVERAL.split(cell) if part.strip()))
    if not people:
        raise Fault(f"{column.name} is empty.", f"Say {column.what}.")
    return people


def _value(column: Column, cell: str, today: date) -> str:
    return _one_of(VALUES, column, cell)


def _values(column: Column, cell: str, today: date) -> tuple[str, ...]:
    return _several_of(VALUES, column, cell)


def _choice(column: Column, cell: str, today: date) -> str:
    return _one_of(column.choices, column, cell)


def _choices(column: Column, cell: str, today: date) -> tuple[str, ...]:
    return _several_of(column.choices, column, cell)


def _several_of(codes: Sequence[str], column: Column, cell: str) -> tuple[str, ...]:
    named = {_one_of(codes, column, part) for part in re.split("[;|,]", cell) if part.strip()}
    if not named:
        raise Fault(f"{column.name} is empty.", f"Say {column.what}.")
    return tuple(code for code in codes if code in named)


def _one_of(codes: Sequence[str], column: Column, cell: str) -> str:
    code = cell.strip().casefold()
    if code not in codes:
        raise Fault(f"{column.name} has a word that is not on its list.", f"Use {', '.join(codes)}.")
    return code


def _yes_no(column: Column, cell: str, today: date) -> bool:
    word = cell.casefold()
    if word not in _YES | _NO:
        raise Fault(f"{column.name} is neither yes nor no.", "Write yes or no.")
    return word in _YES


def _count(column: Column, cell: str, today: date) -> int:
    if not cell.isascii() or not cell.isdecimal() or not 1 <= int(cell) <= 1_000_000:
        raise Fault(f"{column.name} is no whole number from 1 up.", "Write it in digits.")
    return int(cell)


def _amount(column: Column, cell: str, today: date) -> float:
    try:
        amount = float(cell.removesuffix("%").strip().replace(",", "."))
    except ValueError:
        amount = math.nan
    if not 0 < amount <= 1e9:
        raise Fault(f"{column.name} is no number above 0.", "Write it in digits, like 0.25 or 25.")
    return amount


_FORMS: Final[Mapping[Form, Callable[[Column, str, date], Any]]] = {
    "id": _as_it_is,
    "day": _day,
    "later_day": _day,
    "quarters": _quarters,
    "name": _as_it_is,
    "person": _as_it_is,
    "people": _people,
    "value": _value,
    "values": _values,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "count": _count,
    "amount": _amount,
    "hashed": _as_it_is,
    "unkept": _as_it_is,
}
