"""The cascade: the fast reader decides the clear cases; the encoder reads the rest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.errors import ReaderError
from lilyroot.read.decision import NONE, Probabilities, blend, choose
from lilyroot.read.encoder import EncoderReader
from lilyroot.read.evidence import read_by
from lilyroot.read.fast import FastReader
from lilyroot.read.word_pieces import words

BOUNDS_FILE: Final = "bounds.json"
_PERSONS: Final = frozenset(("they", "them", "their", "theirs", "he", "him", "his", "she", "her", "hers"))
_POINTING: Final = _PERSONS | {"it", "its", "that", "this", "those", "these", "one"}
_SHORT: Final = 12  # words; a longer text says itself what it is about


@dataclass(frozen=True, slots=True)
class Bounds:
    """When the fast reader's word stands: ``none`` is at least so probable, and no flag more than that.

    Nothing else is left to it: what it knows least is whether talk about customers is centric or focused.
    """

    none: float
    flag: float

    @classmethod
    def load(cls, folder: Path) -> Bounds:
        """The bounds in ``folder``. Raises ``ReaderError`` when they are missing or damaged."""
        try:
            return cls(**json.loads((folder / BOUNDS_FILE).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise ReaderError(
                "reader.damaged",
                "The bounds of the cascade are missing or unreadable.",
                remedy="Install lilyroot again.",
                file=BOUNDS_FILE,
            ) from None


def points_back(text: str) -> bool:
    """Whether a text is short and has a word that may stand for what was named before it."""
    spoken = words(text)
    return len(spoken) <= _SHORT and not _POINTING.isdisjoint(word.plain for word in spoken)


class CascadeReader:
    """Two readers, one quick and one careful. See ``Reader``.

    >>> import pyarrow as pa
    >>> from lilyroot.read import load_reader
    >>> batch = pa.RecordBatch.from_pydict({"id": ["1"], "text": ["They cancel because the bill scares them."]})
    >>> load_reader("cascade").read(batch)["orientation"].to_pylist()
    ['centric']
    """

    def __init__(self, fast: FastReader, encoder: EncoderReader, bounds: Bounds) -> None:
        self._fast, self._encoder, self._bounds = fast, encoder, bounds
        parts = (fast.version, encoder.version, *astuple(bounds))
        self._version = f"cascade-{hashlib.sha256(repr(parts).encode()).hexdigest()[:12]}"

    @property
    def version(self) -> str:
        return self._version

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        """Label every row; with ``spans`` a labelled row is read some ten to thirty times, without words each time.

        Raises ``InputError`` when the batch has no column ``id`` or ``text``, or one that is not of strings.
        """
        return read_by(self, batch, spans)

    def judge(self, texts: list[str], contexts: list[str]) -> Probabilities:
        """What the one or the other says of each text."""
        found = self._fast.judge(texts, contexts)
        doubtful = np.nonzero(~self._stands(found))[0]
        if len(doubtful):
            spoken, before = [texts[i] for i in doubtful], [contexts[i] for i in doubtful]
            second = self._with_context(spoken, before, found.orientation[doubtful])
            for part, better in zip(found, second, strict=True):
                part[doubtful] = better
        return found

    def _with_context(self, texts: list[str], contexts: list[str], first: NDArray[np.float64]) -> Probabilities:
        """What the encoder says; where a short text points to what was said before, the fast reader beside it."""
        found = self._encoder.judge(texts, contexts)
        pointing = np.array(
            [bool(context) and points_back(text) for text, context in zip(texts, contexts, strict=True)]
        )
        found.orientation[pointing] = blend(first, found.orientation)[pointing]
        found.label[:], found.unsure[:] = choose(found.orientation, self._encoder.rules)
        return found

    def _stands(self, found: Probabilities) -> NDArray[np.bool_]:
        bounds = self._bounds
        stands: NDArray[np.bool_] = found.orientation[:, NONE] >= bounds.none
        stands &= found.flags.max(axis=1) <= bounds.flag
        return stands
