"""Any reader, for an organisation that has said what it calls its customers.

Before reading, a customer word becomes “consumers”, a word that only looks like one becomes a neutral noun; what the
reader then says of the words that decided is said of the original text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.read.customers import CustomerWords, folded
from lilyroot.read.reader import Reader

_HINT_LETTERS: Final = 12
_LONGEST_HINT: Final = 5_000  # characters; beyond twice that RE2 gives up its quick way and is fifty times slower
_LETTER: Final = r"[\w\u0300-\u036f]"  # an accent of its own belongs to the letter before it


def with_customers(reader: Reader, words: CustomerWords) -> Reader:
    """The reader, reading with these words; the reader itself when there are none.

    >>> import pyarrow as pa
    >>> from lilyroot.read import load_reader
    >>> from lilyroot.read.customers import parse_words
    >>> batch = pa.RecordBatch.from_pydict({"id": ["1"], "text": ["We signed up 400 new anglers this quarter."]})
    >>> fast = load_reader("fast")
    >>> with_customers(fast, parse_words("anglers")).read(batch)["orientation"].to_pylist()
    ['focused']
    """
    return ServedReader(reader, words) if words else reader


class ServedReader:
    """A reader that knows what its organisation calls its customers. See ``Reader``.

    Words are found on their borders, in any case, longest first; what clings to them (’s, -facing) stays. Context is
    treated like text. Spans are of the original text. A batch with none of the words goes through as it is.
    """

    def __init__(self, reader: Reader, words: CustomerWords) -> None:
        self._reader = reader
        self._fingerprint = words.fingerprint
        self._substitutes = words.substitutes()
        spellings = {unicodedata.normalize("NFC", form) for form in words.forms} | set(self._substitutes)
        self._pattern = _pattern(spellings)
        self._hints = tuple(_hints(spellings))

    @property
    def version(self) -> str:
        """The reader's own version and the hash of the words it reads with."""
        return f"{self._reader.version}+customers-{self._fingerprint}"

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        """Label every row. Raises what the reader itself raises."""
        batch, changed = self._translated(batch, "text")
        batch, _ = self._translated(batch, "context")
        readings = self._reader.read(batch, spans=spans)
        return _returned(readings, changed) if spans and changed else readings

    def as_read(self, text: str) -> str:
        """The text as the reader within gets it: what a reader that learns from it must see."""
        return self._exchange(text)[0]

    def _translated(self, batch: pa.RecordBatch, name: str) -> tuple[pa.RecordBatch, dict[int, list[Edit]]]:
        """The batch with the words of one column exchanged, and what was exchanged in which row."""
        strings = _strings(batch, name)
        if strings is None:
            return batch, {}
        hinted = (pc.match_substring_regex(strings, hint, ignore_case=True).fill_null(False) for hint in self._hints)
        rows = np.flatnonzero(reduce(pc.or_, hinted).to_numpy(zero_copy_only=False))
        translated = {int(row): self._exchange(strings[row].as_py()) for row in rows}
        changed = {row: (text, edits) for row, (text, edits) in translated.items() if edits}
        if not changed:
            return batch, {}
        column = _with_rows(strings, changed, (text for text, _ in changed.values()))
        place = batch.schema.get_field_index(name)
        return batch.set_column(place, name, column), {row: edits for row, (_, edits) in changed.items()}

    def _exchange(self, text: str) -> tuple[str, list[Edit]]:
        pieces: list[str] = []
        edits: list[Edit] = []
        done = length = 0
        for found in self._pattern.finditer(text):
            substitute = self._substitutes.get(folded(found.group()))
            if substitute is None:  # letters that fold in one table of case and not in the other
                continue
            start, end = found.span()
            length += start - done
            pieces += (text[done:start], substitute)
            edits.append(Edit(length, length + len(substitute), start, end))
            length, done = length + len(substitute), end
        return "".join((*pieces, text[done:])), edits


class Edit(NamedTuple):
    """One exchange: where the substitute stands in the new text, and what it stands for in the old one."""

    new_start: int
    new_end: int
    old_start: int
    old_end: int


def original_spans(spans: list[list[int]], edits: list[Edit]) -> list[list[int]]:
    """Spans of the new text as spans of the old one. One that touches a substitute covers the whole old word.

    Example: ``original_spans([[4, 9]], [Edit(0, 8, 0, 7)])`` is ``[[0, 8]]``.
    """
    mapped: list[list[int]] = []
    for start, end in spans:
        first = next((e for e in reversed(edits) if e.new_start <= start), Edit(0, 0, 0, 0))
        last = next((e for e in reversed(edits) if e.new_start < end), Edit(0, 0, 0, 0))
        begin = first.old_start if start < first.new_end else start - first.new_end + first.old_end
        finish = last.old_end if end <= last.new_end else end - last.new_end + last.old_end
        if mapped and begin < mapped[-1][1]:  # two spans in one substitute: one word of the old text
            mapped[-1][1] = max(finish, mapped[-1][1])
        else:
            mapped.append([begin, finish])
    return mapped


def _returned(readings: pa.RecordBatch, changed: dict[int, list[Edit]]) -> pa.RecordBatch:
    spans = readings["spans"]
    found = {row: spans[row].as_py() for row in changed}  # null where the reader gave no label
    old = [found[row] and original_spans(found[row], edits) for row, edits in changed.items()]
    place = readings.schema.get_field_index("spans")
    return readings.set_column(place, readings.schema.field(place), _with_rows(spans, changed, old))


def _with_rows(column: pa.Array, rows: Iterable[int], values: Iterable[object]) -> pa.Array:
    """The column with other values in some rows."""
    order = np.arange(len(column))
    places = np.fromiter(rows, np.int64)
    order[places] = len(column) + np.arange(len(places))
    return pa.concat_arrays([column, pa.array(list(values), column.type)]).take(pa.array(order))


def _strings(batch: pa.RecordBatch, name: str) -> pa.Array | None:
    """A column as plain strings; None when it is missing or no text, which is the reader's to say."""
    if name not in batch.schema.names:
        return None
    column = batch.column(name)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        return None
    return column if column.type in (pa.string(), pa.large_string()) else column.cast(pa.large_string())


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    spelt = (r"\s+".join(_spelt(word) for word in form.split(" ")) for form in longest_first)
    return re.compile(f"(?<!{_LETTER})(?:{'|'.join(spelt)})(?!{_LETTER})", re.IGNORECASE)


def _hints(forms: Iterable[str]) -> Iterator[str]:
    """What a text with any of the forms holds: the beginning of its longest word. For Arrow, which reads a column
    quickly as long as a pattern is not too long, so there may be several.
    """
    found = sorted({_spelt(max(form.split(" "), key=len)[:_HINT_LETTERS]) for form in forms})
    while found:
        sizes = np.cumsum([len(each) + 1 for each in found])
        taken = max(1, int(np.searchsorted(sizes, _LONGEST_HINT)))
        yield "|".join(found[:taken])
        found = found[taken:]


def _spelt(word: str) -> str:
    """A word with its accents as one character or two, and either apostrophe."""
    both = {re.escape(unicodedata.normalize(way, word)) for way in ("NFC", "NFD")}
    return f"(?:{'|'.join(sorted(both))})".replace("'", "['’]")
