"""Tables that leave the page, and the two forms they leave it in: CSV and a workbook. In both, text stays text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from django.http import HttpResponse
from django.urls import register_converter

from lilyroot.draw.numbers import Cell, Ends, Number
from lilyroot.model.inert import inert

_WIDEST, _NARROWEST = 60, 9  # letters of a column
_WIDE_WORDS: Final = 110  # letters of what is said on the second sheet
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class SheetForm:
    """The forms a table can be asked for in an address: ``<sheet:form>``."""

    regex = "|".join(TYPES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SheetForm, "sheet")


@dataclass(frozen=True, slots=True)
class Table:
    """What both writers write: a name, columns, rows, and what somebody must know who has only this file.

    ``made_at`` is written into a workbook; the same table always gives the same bytes.
    """

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell | date]]
    about: tuple[tuple[str, str], ...] = ()
    made_at: datetime | None = None


def answer(table: Table, form: str, name: str) -> HttpResponse:
    """A table as a download of that name."""
    content = xlsx_of(table) if form == "xlsx" else csv_of(table)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="lilyroot-{name}.{form}"'
    return response


# --- CSV ---------------------------------------------------------------------------------------------------------


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, row: str) -> str:
        return row


def csv_of(table: Table) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheets expect it."""
    return "".join(csv_lines(table.columns, table.rows)).encode()


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell | date]]) -> Iterator[str]:
    """The table line by line, with a byte-order mark first."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([inert(_words(cell)) for cell in row])


def _words(cell: Cell | date) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else cell.told


# --- a workbook --------------------------------------------------------------------------------------------------


def xlsx_of(table: Table) -> bytes:
    """A workbook: the table with numbers, dates and ends of intervals as such, and what to know about it."""
    import xlsxwriter  # only a download needs it

    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": table.name, "author": "Lilyroot", "created": table.made_at or datetime(2000, 1, 1)})  # noqa: DTZ001
    _Page(book, "Table").write(*_flat(table))
    if table.about:
        _Page(book, "About").write(("", ""), table.about, widest=_WIDE_WORDS)
    book.close()
    return written.getvalue()


def _flat(table: Table) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows with a column for each end of an interval."""
    split = [any(isinstance(row[at], Ends) for row in table.rows) for at in range(len(table.columns))]
    columns = [
        name
        for column, two in zip(table.columns, split, strict=True)
        for name in ((f"{column}, from", f"{column}, to") if two else (column,))
    ]
    rows = [
        [part for cell, two in zip(row, split, strict=True) for part in (_parts(cell) if two else (cell,))]
        for row in table.rows
    ]
    return columns, rows


def _parts(cell: Cell | date) -> tuple[Any, Any]:
    return (cell.low, cell.high) if isinstance(cell, Ends) else (cell, "")


class _Page:
    """One sheet: a header that stays, columns as wide as what is in them, every cell of its own kind."""

    def __init__(self, book: Any, name: str) -> None:
        self._book = book
        self._sheet = book.add_worksheet(name)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self, columns: Sequence[str], rows: Sequence[Sequence[Any]], widest: int = _WIDEST) -> None:
        """Fill the sheet; without names of columns there is no header."""
        first = int(any(columns))
        for at, name in enumerate(columns if first else ()):
            self._sheet.write_string(0, at, name, self._format(bold=True, text_wrap=True, valign="top", bottom=1))
        for down, row in enumerate(rows, first):
            for at, cell in enumerate(row):
                self._cell(down, at, cell)
        for at in range(len(columns)):
            letters = max([min(len(columns[at]), 14), *(len(_words(row[at])) for row in rows)])
            self._sheet.set_column(at, at, min(max(letters + 2, _NARROWEST), widest))
        if first:
            self._sheet.freeze_panes(1, 1)

    def _cell(self, down: int, at: int, cell: Any) -> None:
        if isinstance(cell, Number):
            self._sheet.write_number(down, at, cell.value, self._format(num_format=cell.form, valign="top"))
        elif isinstance(cell, date):
            self._sheet.write_datetime(down, at, cell, self._format(num_format="yyyy-mm-dd", valign="top"))
        else:
            text = str(cell)
            style = {"text_wrap": True, "valign": "top", **({"quote_prefix": True} if inert(text) != text else {})}
            self._sheet.write_string(down, at, text, self._format(**style))

    def _format(self, **style: Any) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]
