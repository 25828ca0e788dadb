"""Labelled messages from a file: lines of JSON, or CSV with a header."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lilyroot.errors import InputError, RecordError, columns_missing
from lilyroot.model.labels import FLAGS, ORIENTATIONS

LARGEST_FILE_BYTES: Final = 200_000_000
_ORIENTATIONS: Final = ", ".join(ORIENTATIONS)


@dataclass(frozen=True, slots=True)
class Label:
    """One message and what a person says of it. ``flags`` is None when nobody looked for flags."""

    text: str
    context: str
    orientation: int  # its place in ORIENTATIONS
    flags: frozenset[str] | None
    conversation: str  # "" when the file does not say


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One line that could not be used: its number from 1, what is wrong, what to do. Never any of its text."""

    line: int
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Labels:
    """All lines of a file: every one is kept or refused."""

    kept: list[Label]
    refused: list[RefusedLine]

    @property
    def came_in(self) -> int:
        return len(self.kept) + len(self.refused)


def load_labels(path: Path) -> Labels:
    """Read a file of labels; a name that ends in ``.csv`` is CSV, any other lines of JSON.

    Fields: ``text`` and ``orientation``; if there are any, ``context`` (a string or several), ``flags`` (several
    names; in CSV separated by ``;``), ``conversation``. Others, such as ``id``, are passed over; so are empty lines.
    Raises ``InputError`` when the file as a whole cannot be read; single lines that cannot be are refused.
    """
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _json_rows(path)
    labels = Labels([], [])
    for number, row in rows:
        try:
            labels.kept.append(_label(row))
        except RecordError as error:
            labels.refused.append(RefusedLine(number, error.sentence, error.remedy))
    return labels


def _json_rows(path: Path) -> Iterator[tuple[int, object]]:
    for number, raw in enumerate(_bytes(path).split(b"\n"), start=1):
        if raw.strip():
            try:
                yield number, json.loads(raw)
            except (ValueError, RecursionError):
                yield number, None


def _csv_rows(path: Path) -> Iterator[tuple[int, object]]:
    try:
        lines = csv.DictReader(io.StringIO(_bytes(path).decode("utf-8"), newline=""), strict=True)
        absent = [name for name in ("text", "orientation") if name not in (lines.fieldnames or ())]
        if absent:
            remedy = "The first line names the columns: text, orientation and, if you have them, context, flags."
            raise InputError("labels.columns", f"{columns_missing(absent)}.", remedy=remedy, file=path.name)
        for row in lines:
            if any(row.values()):
                flags = row.get("flags")
                yield lines.line_num, row | {"flags": _split(flags)} if None not in row else None
    except (UnicodeDecodeError, csv.Error) as error:
        remedy = "Save it as CSV in UTF-8, with a header."
        raise InputError(
            "labels.csv", f"This is not readable as CSV ({error}).", remedy=remedy, file=path.name
        ) from None


def _split(flags: object) -> list[str] | None:
    return None if flags is None else [flag.strip() for flag in str(flags).split(";") if flag.strip()]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            sentence = f"The file is larger than {LARGEST_FILE_BYTES:,} bytes."
            raise InputError("labels.large", sentence, remedy="Some thousand labels are plenty.", file=path.name)
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        why = (error.strerror or "unreadable").lower()
        remedy = "Give the path of a file that exists and that you may read."
        raise InputError("labels.file", f"Cannot open it ({why}).", remedy=remedy, file=path.name) from None


def _label(row: object) -> Label:
    if not isinstance(row, dict):
        raise _refused("It is not one whole object or row.", "Write one label on a line, in UTF-8.")
    text, orientation, conversation = row.get("text"), row.get("orientation"), row.get("conversation")
    if not isinstance(text, str) or not text.strip():
        raise _refused("It has no text.", "Give the message under “text”.")
    if orientation not in ORIENTATIONS:
        raise _refused("Its orientation is not one we know.", f"Use one of {_ORIENTATIONS}.")
    if not (conversation is None or isinstance(conversation, str | int)):
        raise _refused("Its conversation is not a name.", "Give a string, or leave it out.")
    return Label(
        _sound(text),
        _sound(_context(row.get("context"))),
        ORIENTATIONS.index(orientation),
        _flags(row.get("flags")),
        "" if conversation is None else str(conversation),
    )


def _context(value: object) -> str:
    parts = value if isinstance(value, list) else [] if value is None else [value]
    strings = [part for part in parts if isinstance(part, str)]
    if len(strings) < len(parts):
        raise _refused("Its context is not text.", "Give a string, a list of strings, or leave it out.")
    return "\n".join(strings)


def _flags(value: object) -> frozenset[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(flag, str) and flag in FLAGS for flag in value):
        raise _refused(
            "Its flags are not ones we know.", f"Give a list of {', '.join(FLAGS)}; an empty one for none."
        )
    return frozenset(value)


def _sound(text: str) -> str:
    """Half a character, as broken programs write it, cannot be stored as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _refused(sentence: str, remedy: str) -> RecordError:
    return RecordError("labels.line", sentence, remedy=remedy)
