"""Messages as lines of JSON: one line in is one message, one line out is its reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import pyarrow as pa

from lilyroot.errors import RecordError

LONGEST_LINE_BYTES: Final = 16_000_000
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DECIMALS: Final = 6


class Number(str):
    """A number as it was written, so that an id is given back unchanged."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line that could be read. ``id`` is JSON text."""

    id: str
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One line that could not: its number from 1, a stable code and what is wrong. Never any of its text."""

    line: int
    code: str
    sentence: str

    def to_json(self) -> str:
        return json.dumps({"line": self.line, "code": self.code, "sentence": self.sentence})


def messages(source: BinaryIO) -> Iterator[Message | RefusedLine]:
    """Each line of ``source`` as a message or a refusal, in order, in bounded memory. Empty lines are passed over."""
    number = 0
    while raw := source.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if len(raw) > LONGEST_LINE_BYTES:
            _pass_over_rest(source, raw)
            yield RefusedLine(number, "line.too_long", f"The line is longer than {LONGEST_LINE_BYTES:,} bytes.")
            continue
        raw = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if raw.strip():
            try:
                yield _message(raw)
            except RecordError as error:
                yield RefusedLine(number, error.code, error.sentence)


def batch_of(rows: list[Message]) -> pa.RecordBatch:
    """Messages as a reader takes them."""
    columns = {
        "id": [row.id for row in rows],
        "text": [row.text for row in rows],
        "context": [row.context for row in rows],
    }
    return pa.RecordBatch.from_pydict(columns, schema=pa.schema([(name, pa.large_string()) for name in columns]))


def reading_lines(readings: pa.RecordBatch) -> Iterator[str]:
    """Each reading as a line of JSON; ``id`` is written as the JSON text it is."""
    for reading in readings.to_pylist():
        identity = reading.pop("id")
        for group in ("p", "p_flags") if reading["orientation"] else ():
            reading[group] = {name: round(p, _DECIMALS) for name, p in reading[group].items()}
        yield f'{{"id": {identity}, {json.dumps(reading)[1:]}\n'


def _message(raw: bytes) -> Message:
    try:
        row = json.loads(raw.decode("utf-8"), parse_int=Number, parse_float=Number, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _refused("line.utf8", "The line is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise _refused("line.json", "The line is not JSON.") from None
    if not isinstance(row, dict):
        raise _refused("line.object", "The line is not a JSON object.")
    return Message(_identity(row.get("id")), _text(row.get("text")), _context(row.get("context")))


def _identity(value: object) -> str:
    if isinstance(value, Number):
        return str(value)
    if not isinstance(value, str):
        raise _refused("line.id", "The line has no “id” that is a string or a number.")
    return json.dumps(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or isinstance(value, Number):
        raise _refused("line.text", "The line has no “text” that is a string.")
    return _SURROGATE.sub("\ufffd", value)  # one character for one, so that spans stay true


def _context(value: object) -> str:
    if value is None:
        return ""
    parts = value if isinstance(value, list) else [value]
    strings = [part for part in parts if isinstance(part, str) and not isinstance(part, Number)]
    if len(strings) < len(parts):
        raise _refused("line.context", "“context” is neither a string nor null nor a list of strings.")
    return _SURROGATE.sub("\ufffd", "\n".join(strings))


def _refused(code: str, sentence: str) -> RecordError:
    return RecordError(code, sentence, remedy="Mend the line and read it again.")


def _no_constant(name: str) -> object:
    raise ValueError(name)  # NaN and Infinity are not JSON


def _pass_over_rest(source: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = source.readline(1 << 20)
