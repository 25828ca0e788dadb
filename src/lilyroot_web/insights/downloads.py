"""A figure's table as CSV that a spreadsheet opens as text, never as a formula."""

from __future__ import annotations

import csv
import io

from lilyroot.draw.figure import Figure

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_of(figure: Figure) -> bytes:
    """The table of a figure as UTF-8 CSV with a byte-order mark, as spreadsheets expect it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (figure.columns, *figure.rows):
        writer.writerow([_inert(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """A cell that starts like a formula gets an apostrophe, which spreadsheets read as "this is text"."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS) else cell
