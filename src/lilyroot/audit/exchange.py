"""Labelling outside: the items one auditor may still label as a file, and a file of labels back.

CSV or JSON lines. Out: ``item``, ``context``, ``text``, and empty ``orientation`` and ``flags`` to fill in. Back:
``item``, ``orientation``, ``flags`` (in CSV joined by ``;``); other fields are passed over, and so are lines whose
orientation is still empty. What is wrong with a line is said with its number; the lines beside it are taken in.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lilyroot.audit.box import AuditBox, Label
from lilyroot.errors import AuditError, InputError, columns_missing

FIELDS: Final = ("item", "context", "text", "orientation", "flags")
LARGEST_FILE_BYTES: Final = 50_000_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that could not be taken in: its number from 1, what is wrong, what to do. Never any of its text."""

    line: int
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a file of labels: lines kept, known from before, refused, and not labelled yet."""

    kept: int
    known: int
    empty: int
    refused: tuple[Refused, ...]

    def sentence(self) -> str:
        came = self.kept + self.known + self.empty + len(self.refused)
        return (
            f"in {came:,} = kept {self.kept:,} + known before {self.known:,} "
            f"+ not labelled {self.empty:,} + refused {len(self.refused):,}"
        )


def export(box: AuditBox, auditor: str, path: Path) -> int:
    """Write what waits for this auditor to a new file that only its owner can read; every look is logged.

    A name that ends in ``.csv`` is CSV, any other JSON lines. Returns how many items. Raises ``InputError`` when the
    file exists.
    """
    items = [box.look(auditor, item, "export") for item in box.waiting_for(auditor)]
    rows = [
        {"item": one.hash, "context": one.context, "text": one.text, "orientation": "", "flags": ""} for one in items
    ]
    data = _csv(rows) if path.suffix.lower() == ".csv" else "".join(f"{json.dumps(row)}\n" for row in rows)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise InputError(
            "audit.file_exists", "The file exists already.", remedy="Choose another name.", file=path.name
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(data)
    return len(rows)


def take_in(box: AuditBox, auditor: str, path: Path) -> TakenIn:
    """Take in a file of labels by one auditor. Giving it twice changes nothing."""
    kept = known = empty = 0
    refused: list[Refused] = []
    for number, row in _csv_rows(path) if path.suffix.lower() == ".csv" else _json_rows(path):
        if isinstance(row, dict) and not row.get("orientation"):
            empty += 1
            continue
        try:
            item, label = _label(row)
            new, old = box.take_in(auditor, {item: label})
            kept, known = kept + new, known + old
        except (InputError, AuditError) as error:
            if error.code == "audit.stranger":
                raise
            refused.append(Refused(number, error.sentence, error.remedy))
    return TakenIn(kept, known, empty, tuple(refused))


def _label(row: Any) -> tuple[str, Label]:
    if not isinstance(row, dict) or not isinstance(row.get("item"), str):
        raise _unusable("It is not one whole object or row with an item.")
    flags = row.get("flags") or []
    names = flags.split(";") if isinstance(flags, str) else flags
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _unusable("Its flags are not a list of names.")
    return row["item"], Label(str(row["orientation"]).strip(), frozenset(name.strip() for name in names) - {""})


def _unusable(sentence: str) -> InputError:
    return InputError("audit.line", sentence, remedy="Write one label on a line, as the export has them.")


def _csv(rows: list[dict[str, str]]) -> str:
    """With a mark before what a spreadsheet would take for a formula."""
    sink = io.StringIO()
    writer = csv.DictWriter(sink, FIELDS)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: f"'{cell}" if cell.startswith(_FORMULA) else cell for name, cell in row.items()})
    return sink.getvalue()


def _csv_rows(path: Path) -> Iterator[tuple[int, Any]]:
    lines = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        absent = [name for name in ("item", "orientation") if name not in (lines.fieldnames or ())]
        if absent:
            remedy = "The first line names the columns: item, orientation and flags."
            sentence = f"{columns_missing(absent)}."
            raise InputError("audit.columns", sentence, remedy=remedy, file=path.name, place="line 1")
        for row in lines:
            yield lines.line_num, row if None not in row else None
    except csv.Error as error:
        remedy = "Save it as CSV in UTF-8, with a header."
        place = f"line {lines.line_num}"
        raise InputError(
            "audit.csv", f"It is not CSV ({error}).", remedy=remedy, file=path.name, place=place
        ) from None


def _json_rows(path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            sentence = f"The file is larger than {LARGEST_FILE_BYTES:,} bytes."
            raise InputError("audit.large", sentence, remedy="Give the exported file back.", file=path.name)
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = (error.strerror or "unreadable").lower()
        remedy = "Give the path of a file that exists and that you may read."
        raise InputError("audit.file", f"Cannot open it ({why}).", remedy=remedy, file=path.name) from None
    except UnicodeDecodeError:
        remedy = "Save it as UTF-8."
        raise InputError("audit.encoding", "The file is not UTF-8.", remedy=remedy, file=path.name) from None
