"""Taking in a file of answers: every row is committed, a duplicate, or quarantined with its line and the reason.

The file is read where it lies; no copy, no name and no time of it is kept. Nor is a row that could not be read: its
line and the reason are told, and the mended rows may come in another file while the wave is open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from lilyroot.errors import ExportError, LilyrootError, SurveyError
from lilyroot.listen.answers.header import columns, read_header
from lilyroot.listen.answers.sheets import Fault, Reading, Sheet
from lilyroot.listen.table.delimited import delimited
from lilyroot.model.tables import SHEETS
from lilyroot.store.lock import held
from lilyroot.store.responses import refuse_while_owed
from lilyroot.store.sheets import Counts, Seen, counts_of, keep, seen
from lilyroot.store.sources import SURVEY, permitted
from lilyroot.store.store import Store
from lilyroot.store.waves import Wave, open_named, snapshot

_LARGEST_FILE: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Taken:
    """The receipt of a file of answers: ``came_in = committed + duplicate + quarantined``.

    ``alike`` counts committed sheets with the same answer to everything; ``faults`` say what was quarantined, with
    lines (none when the file was known before).
    """

    wave: str
    counts: Counts
    faults: tuple[Fault, ...]
    known_before: bool = False

    @property
    def came_in(self) -> int:
        return self.counts.committed + self.counts.duplicate + self.counts.quarantined

    def sentence(self) -> str:
        return (
            f"in {self.came_in:,} = committed {self.counts.committed:,} + duplicate {self.counts.duplicate:,} "
            f"+ quarantined {self.counts.quarantined:,}"
        )


def take_in(store: Store, path: Path, name: str) -> Taken:
    """Take the answers in a CSV file into the open wave ``name``.

    Columns: ``team``, every item of the wave, and perhaps ``function`` and ``sheet`` (an id of the sheet, kept as a
    keyed hash until the wave closes, so that a sheet in two files counts once). The same file again changes nothing.
    Raises ``SurveyError`` when the wave is not open or an earlier one waits for its response,
    ``ExportError`` when the file as a whole cannot be read.
    """
    data = _bytes_of(path)
    with held(store.lock, wait=True):
        permitted(store.catalogue, SURVEY)
        wave = open_named(store, name)
        refuse_while_owed(store.catalogue.connection, name)
        before = seen(store, name)
        file = store.keys.place(f"survey:{name}", "file", hashlib.sha256(data).hexdigest())
        if file in before.files:
            return Taken(name, counts_of(store, name, file), (), known_before=True)
        try:
            return _take_in(store, wave, data, file, before)
        except LilyrootError as error:
            error.file = error.file or path.name
            raise


def _take_in(store: Store, wave: Wave, data: bytes, file: str, before: Seen) -> Taken:
    items = wave.asked
    table = delimited(pa.BufferReader(data), "", "", set(columns(wave.items)))
    header = read_header(table.columns, wave.items)
    if before.files and not (header.named and before.named):
        raise SurveyError(
            "answers.unnamed",
            "Another file was taken in for this wave, and without ids nobody can tell which sheets are in both.",
            remedy="Give all sheets in one file, or with an id each in a column sheet.",
        )
    reading = Reading(header, items, snapshot(store, wave.name))
    kept, faults = [], []
    tokens: set[str] = set()
    duplicates = 0
    for read in map(reading.read, table.rows):
        if isinstance(read, Fault):
            faults.append(read)
            continue
        token = store.keys.place(f"survey:{wave.name}", "sheet", read.named)
        if header.named and (token in tokens or token in before.tokens):
            duplicates += 1
            continue
        tokens.add(token)
        kept.append(read)
    counts = Counts(len(kept), duplicates, len(faults), sum(sheet.alike for sheet in kept))
    keep(store, wave.name, file, _rows(kept), sorted(tokens) if header.named else (), counts, named=header.named)
    return Taken(wave.name, counts, tuple(faults))


def _rows(sheets: Iterable[Sheet]) -> pa.Table:
    return pa.Table.from_pylist(list(_plain(sheets)), schema=SHEETS)


def _plain(sheets: Iterable[Sheet]) -> Iterator[dict[str, object]]:
    for sheet in sheets:
        yield {
            "sheet": "",  # the store makes ids
            "team": sheet.team,
            "function": sheet.function,
            "alike": sheet.alike,
            **sheet.answers,
        }


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ExportError("answers.size", "The file is larger than 1 GB.", remedy="Split it.", file=path.name)
        return path.read_bytes()
    except OSError as error:
        raise ExportError(
            "file.unreadable", "The file cannot be opened.", remedy="Check the path.", file=str(path)
        ) from error
