"""Rows of a CSV file, in bounded memory. A quote that is never closed costs one line, not the rest of the file."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Final

from lilyroot.errors import ExportError
from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES
from lilyroot.listen.lines import Line, bounded_lines, utf8_chunks
from lilyroot.listen.table.rows import BadRow, Row, Table, too_long

DELIMITERS: Final = (",", ";", "\t", "|")
# Excel's word about the delimiter, in a line above the header.
_SEPARATOR: Final = re.compile(rb"sep=([,;\t|])", re.I)
# A cell may run over this many lines before its quote counts as forgotten.
_MOST_LINES: Final = 2_000

csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST_MESSAGE_BYTES))


def delimited(stream: BinaryIO, encoding: str, delimiter: str, known: set[str]) -> Table:
    """A CSV file with a header line. Raises ``ExportError`` without one.

    The delimiter is the one that finds most of the ``known`` columns in the header, else most columns.
    """
    lines = bounded_lines(utf8_chunks(stream, encoding))
    header = _line(lines)
    if header is not None and (declared := _SEPARATOR.fullmatch(header.data.strip(b"\r\n"))):
        delimiter = delimiter or declared[1].decode()
        header = _line(lines)
    if header is None:
        raise ExportError("table.empty", "The file is empty.", remedy="Export the table again.")
    text = header.data.decode("utf-8", "replace").strip("\r\n")
    if not delimiter:
        delimiter = max(DELIMITERS, key=lambda each: _fit(text, each, known))
    columns = tuple(_cells(text, delimiter))
    if not columns:
        remedy = "Save the table as CSV with a first line of column names and ordinary line ends."
        raise ExportError("table.header", "The first line is no header.", remedy=remedy)
    if twice := [name for name in columns if name in known and columns.count(name) > 1]:
        sentence = f"There are two columns {twice[0]!r}."
        raise ExportError("table.header", sentence, remedy="Give each column a name of its own.")
    return Table(columns, _Rows(lines, columns, delimiter).rows())


def _line(lines: Iterator[Line]) -> Line | None:
    return next((line for line in lines if line.data.strip()), None)


def _fit(header: str, delimiter: str, known: set[str]) -> tuple[int, int]:
    cells = _cells(header, delimiter)
    return len(known.intersection(cells)), len(cells)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a header; none where it is no line of CSV."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


class _Rows:
    """Physical lines gathered to rows; lines of a row that came to nothing are looked at again one by one."""

    def __init__(self, lines: Iterator[Line], columns: tuple[str, ...], delimiter: str) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._columns = columns
        self._delimiter = delimiter

    def rows(self) -> Iterator[Row | BadRow]:
        while (line := self._next()) is not None:
            if not line.data.strip():
                continue
            if not line.whole:
                yield too_long(line.number, line.offset, line.data)
                continue
            try:
                line.data.decode()
            except UnicodeDecodeError:
                yield _bad(line, "table.encoding", "is not valid UTF-8.", _ENCODING)
                continue
            yield self._row(line)

    def _next(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _row(self, first: Line) -> Row | BadRow:
        if b'"' not in first.data:
            return self._judged(first, first.data.decode().rstrip("\r\n").split(self._delimiter), first.data)
        taken = [first]
        try:
            cells = next(csv.reader(self._feed(taken), delimiter=self._delimiter, strict=True), [])
        except (csv.Error, UnicodeDecodeError):
            return self._one_line(taken)
        if len(taken) > 1 and len(cells) != len(self._columns):
            return self._one_line(taken)
        return self._judged(first, cells, b"".join(line.data for line in taken))

    def _feed(self, taken: list[Line]) -> Iterator[str]:
        """The first line, then as many more as an open quote asks for."""
        yield taken[0].data.decode()
        size = taken[0].size
        while len(taken) < _MOST_LINES and size <= LONGEST_MESSAGE_BYTES and (line := self._next()) is not None:
            taken.append(line)
            size += line.size
            yield line.data.decode()

    def _one_line(self, taken: list[Line]) -> Row | BadRow:
        """The quotes do not work out: take the first line alone, and put the others back."""
        first, *others = taken
        self._again.extendleft(reversed(others))
        try:
            cells = next(csv.reader([first.data.decode()], delimiter=self._delimiter, strict=bool(others)), [])
        except csv.Error:
            return _bad(first, "table.quote", "opens a quotation mark that is never closed.", _QUOTE)
        return self._judged(first, cells, first.data)

    def _judged(self, first: Line, cells: list[str], raw: bytes) -> Row | BadRow:
        if len(cells) != len(self._columns):
            what = f"has {len(cells):,} cells, the header has {len(self._columns):,}."
            return _bad(first, "table.cells", what, _CELLS)
        return Row(first.number, first.offset, dict(zip(self._columns, cells, strict=True)), raw)


_ENCODING: Final = 'Save the table as UTF-8, or declare its encoding in the mapping: encoding = "latin-1"'
_QUOTE: Final = "Close it, and double every quotation mark inside the cell."
_CELLS: Final = "Put cells that contain the delimiter between quotation marks."


def _bad(line: Line, code: str, what: str, remedy: str) -> BadRow:
    return BadRow(line.number, line.offset, code, f"Line {line.number:,} {what}", remedy, line.data)
