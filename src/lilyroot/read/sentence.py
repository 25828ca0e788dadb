"""One text, read and thrown away: for somebody who wants to see how a reader reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from lilyroot.read.reader import Reader

ENGLISH: Final = "en"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and its reading. ``orientation`` is None when the reader gave no label; then there are no probabilities.

    Probabilities are in 0..1. ``spans`` are half-open ranges of characters of ``text``.
    """

    text: str
    reader: str
    language: str
    orientation: str | None
    probabilities: dict[str, float]
    flags: tuple[str, ...]
    flag_probabilities: dict[str, float]
    unsure: bool
    spans: tuple[tuple[int, int], ...]

    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether its words decided; together they are the text."""
        found: list[tuple[str, bool]] = []
        done = 0
        for start, end in self.spans:
            found += [(self.text[done:start], False), (self.text[start:end], True)]
            done = end
        return [piece for piece in (*found, (self.text[done:], False)) if piece[0]]

    def rival(self) -> str:
        """The orientation it might as well be, "" when nothing was read."""
        others = {name: p for name, p in self.probabilities.items() if name != self.orientation}
        return max(others, key=others.__getitem__, default="")

    def why_not_read(self) -> str:
        """One sentence when there is no label, else ""."""
        if self.orientation is not None:
            return ""
        if self.language == ENGLISH:
            return "Not read: the reader gave no answer that could be used."
        return f"Not read: the reader does not know this language ({self.language}), and it does not guess."


def read_sentence(reader: Reader, text: str, context: str = "") -> Sentence:
    """Read one text, with what was said before it. Nothing of either is kept.

    >>> from lilyroot.read import load_reader
    >>> sentence = read_sentence(load_reader("fast"), "We have 1,200 new accounts in the mid-market.")
    >>> sentence.orientation, [words for words, decided in sentence.pieces() if decided][0] in sentence.text
    ('focused', True)
    """
    text, context = (_SURROGATE.sub("\ufffd", each) for each in (text, context))
    batch = pa.RecordBatch.from_pydict({"id": ["1"], "text": [text], "context": [context]})
    (row,) = reader.read(batch).to_pylist()
    return Sentence(
        text=text,
        reader=reader.version,
        language=row["language"] or "",
        orientation=row["orientation"],
        probabilities=_given(row["p"]),
        flags=tuple(row["flags"] or ()),
        flag_probabilities=_given(row["p_flags"]),
        unsure=bool(row["unsure"]),
        spans=tuple((start, end) for start, end in row["spans"] or ()),
    )


def _given(probabilities: dict[str, Any] | None) -> dict[str, float]:
    return {name: float(p) for name, p in (probabilities or {}).items() if p is not None}
