"""Cells for spreadsheets: text stays text."""

from __future__ import annotations

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: str) -> str:
    """A cell that starts like a formula gets an apostrophe, which spreadsheets read as "this is text".

    >>> inert("=1+1"), inert("Sales")
    ("'=1+1", 'Sales')
    """
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS) else cell
