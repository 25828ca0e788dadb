"""A figure's table as CSV that a spreadsheet opens as text, never as a formula."""

from __future__ import annotations

import csv
import io

from lilyroot.draw.figure import Figure
from lilyroot_web.ui.sheets import inert


def csv_of(figure: Figure) -> bytes:
    """The table of a figure as UTF-8 CSV with a byte-order mark, as spreadsheets expect it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (figure.columns, *figure.rows):
        writer.writerow([inert(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
