"""Rows of a table, whatever its format: each with its place, and rows that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO, Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.errors import ExportError
from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES, Member
from lilyroot.listen.json_stream import Broken, elements
from lilyroot.listen.lines import bounded_lines, utf8_chunks

BATCH_ROWS: Final = 4_096
_PEEKED_ROWS: Final = 50
# A Parquet file that comes from a stream without places has to be held while it is read.
_HELD_BYTES: Final = 256_000_000


class Row(NamedTuple):
    """One row: its number (1-based; ``unit`` says of what), its place, and its cells by column."""

    number: int
    offset: int
    cells: dict[str, object]
    raw: bytes = b""
    unit: str = "Line"


class BadRow(NamedTuple):
    """A line that is no row: where, what is wrong ("Line 7 ..."), and how to mend it."""

    number: int
    offset: int
    code: str
    sentence: str
    remedy: str
    raw: bytes = b""


class Table(NamedTuple):
    """The columns of a file and its rows; the rows can be gone through once."""

    columns: tuple[str, ...]
    rows: Iterator[Row | BadRow]
    complete: bool = True  # False where rows further down may have columns that the first ones lack


def json_lines(stream: BinaryIO, encoding: str) -> Table:
    """A file with one JSON object per line. Raises ``ExportError`` when the first line is none."""
    rows = _json_line_rows(stream, encoding)
    lead = list(islice(rows, _PEEKED_ROWS))
    if lead and all(isinstance(row, BadRow) for row in lead):
        raise ExportError(
            "table.shape",
            "The file is not one JSON object per line.",
            remedy="If the rows are a list inside one object, take them out: jq -c '.messages[]' file > rows.jsonl",
        )
    return Table(_columns(lead), chain(lead, rows), complete=False)


def _json_line_rows(stream: BinaryIO, encoding: str) -> Iterator[Row | BadRow]:
    for line in bounded_lines(utf8_chunks(stream, encoding)):
        if not line.data.strip():
            continue
        place = (line.number, line.offset)
        if not line.whole:
            yield too_long(*place, line.data)
            continue
        try:
            value = json.loads(line.data.decode())
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield Row(*place, value, line.data)
        else:
            sentence = f"Line {line.number:,} is no JSON object."
            yield BadRow(*place, "table.json", sentence, "Mend the line, or leave it out.", line.data)


def json_array(stream: BinaryIO, size: int) -> Table:
    """A file that is one JSON list of objects."""
    rows = _json_array_rows(stream, size)
    lead = list(islice(rows, _PEEKED_ROWS))
    return Table(_columns(lead), chain(lead, rows), complete=False)


def _json_array_rows(stream: BinaryIO, size: int) -> Iterator[Row | BadRow]:
    for number, found in enumerate(elements(stream, size), start=1):
        if isinstance(found, Broken):
            sentence = f"Entry {number:,} at byte {found.offset:,}: {_BROKEN[found.why]}"
            remedy = "Make the export again, or mend the entry."
            yield BadRow(number, found.offset, f"table.{found.why}", sentence, remedy, found.raw)
        elif isinstance(found.value, dict):
            yield Row(number, found.offset, found.value, found.raw, "Entry")
        else:
            sentence = f"Entry {number:,} is no JSON object."
            yield BadRow(number, found.offset, "table.json", sentence, "Leave it out.", found.raw)


_BROKEN: Final = {
    "broken": "this is not valid JSON.",
    "too_long": f"it is longer than {LONGEST_MESSAGE_BYTES:,} bytes.",
    "cut_off": "the file ends before its list does.",
    "not_an_array": "the file is no JSON list.",
    "utf16": "the file is written in UTF-16; save it as UTF-8.",
}


def too_long(number: int, offset: int, raw: bytes) -> BadRow:
    """A line over the limit."""
    sentence = f"Line {number:,} is longer than {LONGEST_MESSAGE_BYTES:,} bytes."
    return BadRow(number, offset, "table.too_long", sentence, "Leave it out, or shorten it.", raw)


def _columns(lead: list[Row | BadRow]) -> tuple[str, ...]:
    """The columns of the first rows, those of objects inside them with a dot."""
    names: dict[str, None] = {}
    for row in lead:
        if isinstance(row, Row):
            for key, value in row.cells.items():
                names[key] = None
                if isinstance(value, dict):
                    names.update(dict.fromkeys(f"{key}.{inner}" for inner in value))
    return tuple(names)


def parquet(member: Member, stream: BinaryIO, wanted: set[str]) -> Table:
    """A Parquet file, batch by batch. Raises ``ExportError`` when it is damaged from the start."""
    if not stream.seekable():
        if member.size > _HELD_BYTES:
            raise ExportError(
                "table.parquet",
                "A Parquet file of this size cannot be read out of a zip.",
                remedy="Give the file itself.",
            )
        stream = pa.BufferReader(stream.read(_HELD_BYTES))
    try:
        file = pq.ParquetFile(stream)
        columns = tuple(file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        sentence = "The file is no readable Parquet file."
        raise ExportError("table.parquet", sentence, remedy="Write it again.") from error
    return Table(columns, _parquet_rows(file, [name for name in columns if name.partition(".")[0] in wanted]))


def _parquet_rows(file: pq.ParquetFile, columns: list[str]) -> Iterator[Row | BadRow]:
    number = 0
    try:
        for batch in file.iter_batches(BATCH_ROWS, columns=columns):
            for cells in batch.to_pylist():
                number += 1
                yield Row(number, number, cells, unit="Row")
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        sentence = f"The file is damaged behind row {number:,}."
        yield BadRow(number + 1, number + 1, "table.parquet", sentence, "Write the file again.")
