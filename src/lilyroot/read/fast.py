"""The fast reader: a linear model over hashed n-grams, some hundred thousand messages a second on one core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.model.labels import ORIENTATIONS
from lilyroot.read import kernel, memory
from lilyroot.read.columns import column, contexts_of, speech
from lilyroot.read.decision import NONE, Probabilities, decide, no_spans, readings, span_lists
from lilyroot.read.layout import MOST_SPANS
from lilyroot.read.weights import Weights, load_weights


class FastReader:
    """Labels messages by the words, pieces of words and classes of words in them. See ``Reader``.

    Probabilities are in 0..1, calibrated on messages the model had not seen, rounded to six decimals. A text
    without a word is ``none`` with probability 1 and no flag. Of a text the first 32 KiB are read, of a context
    the last 1 KiB. One reader may be used by several threads at once.

    >>> import pyarrow as pa
    >>> from lilyroot.read import load_reader
    >>> text = "Most parents fill this in on a phone with a child on the other arm."
    >>> load_reader("fast").read(pa.RecordBatch.from_pydict({"id": ["1"], "text": [text]}))["orientation"].to_pylist()
    ['centric']
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        shift = np.uint64(64 - weights.bits)
        directory = np.stack([weights.bitmap, weights.ranks.astype(np.uint64)], axis=1)
        self._table = memory.Table(shift, directory, weights.rows, weights.blocks)
        self._lexicon = memory.lexicon(weights.lexicon_words, weights.lexicon_classes)
        self._memories: list[memory.WordMemory] = []  # one for each thread that ever read at the same time

    @classmethod
    def load(cls, folder: Path) -> FastReader:
        """The model in ``folder``. Raises ``ReaderError`` when it is missing or damaged."""
        return cls(load_weights(folder))

    @property
    def version(self) -> str:
        return self._weights.version

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        """Label every row; without ``spans`` their lists are empty and reading is about twice as quick.

        Raises ``InputError`` when the batch has no column ``id`` or ``text``, or one that is not of strings.
        """
        texts, contexts = speech(column(batch, "text")), contexts_of(batch)
        found = self._judged(texts, contexts)
        places = self._spans(texts, contexts, found) if spans else no_spans(batch.num_rows)
        return readings(column(batch, "id"), found, places)

    def judge(self, texts: list[str], contexts: list[str]) -> Probabilities:
        """What it says of each text."""
        said, before = (speech(pa.array(strings, pa.string())) for strings in (texts, contexts))
        return self._judged(said, before)

    def _judged(self, texts: memory.Speech, contexts: memory.Speech) -> Probabilities:
        scores, tokens = self._scores(texts, contexts)
        return decide(scores + self._weights.bias, self._weights, tokens == 0)

    @contextmanager
    def _room(self, texts: memory.Speech) -> Iterator[memory.Workspace]:
        """A workspace with a memory of words that no other thread uses meanwhile."""
        try:
            known = self._memories.pop()
        except IndexError:
            known = memory.word_memory()
        try:
            yield memory.workspace(int((texts.ends - texts.begins).max(initial=0)), known)
        finally:
            self._memories.append(known)

    def _scores(self, texts: memory.Speech, contexts: memory.Speech) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Sums of weights (rows by heads), and how many tokens each text has."""
        scores = np.zeros((len(texts.begins), len(self._weights.bias)))
        tokens = np.zeros(len(scores), np.int64)
        with self._room(texts) as room:
            kernel.score(texts, contexts, self._lexicon, self._table, room, scores, tokens)
        return scores, tokens

    def _spans(self, texts: memory.Speech, contexts: memory.Speech, found: Probabilities) -> pa.Array:
        """The words that speak for the label against the other labels, and for the flags.

        The other labels count by their probability, so that this is the slope of the logarithm of the label's
        own. ``none`` is the absence of customers; no word decides it.
        """
        mine = np.eye(len(ORIENTATIONS))[found.label]
        others = found.orientation * (1 - mine) + 1e-9
        others *= (1 - mine) / (others * (1 - mine)).sum(axis=1, keepdims=True)
        about = found.label != NONE
        slopes = np.where(found.flagged, self._weights.flag_slopes, 0.0)
        heads = np.concatenate([(mine - others) * about[:, None] * self._weights.slopes, slopes], axis=1)
        asked = about | found.flagged.any(axis=1)
        places = np.zeros((len(heads), MOST_SPANS, 2), np.int64)
        counts = np.zeros(len(heads), np.int64)
        with self._room(texts) as room:
            kernel.explain(texts, contexts, self._lexicon, self._table, room, asked, heads, places, counts)
        return span_lists(counts, places)
