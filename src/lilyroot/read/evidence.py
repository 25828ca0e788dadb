"""Which words decided: those without which a reader no longer says what it said.

The question is put to the reader itself, so the answer is faithful to it by construction: words are left out, and
it reads the rest (occlusion; Zeiler and Fergus, 2014, and for text Li, Monroe and Jurafsky, 2016).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.model.labels import ORIENTATIONS
from lilyroot.model.tables import SPANS
from lilyroot.read.columns import column, strings
from lilyroot.read.decision import NONE, Probabilities, no_spans, readings
from lilyroot.read.word_pieces import Word, words

# What a reader says of a text: the label, and the probabilities of all heads.
Chances = Callable[[str], tuple[int, NDArray[np.float64]]]


class Judge(Protocol):
    """What can say of texts how likely each label is, each for itself."""

    def judge(self, texts: list[str], contexts: list[str]) -> Probabilities: ...


_RUN: Final = 3  # words that are left out together
_MOST_RUNS: Final = 16
_MOST_CHOSEN: Final = 4
_ENOUGH: Final = 0.5  # of the probability: what has fallen so far has fallen


def read_by(judge: Judge, batch: pa.RecordBatch, spans: bool) -> pa.RecordBatch:
    """The readings of a batch by a judge, with the words that decided if ``spans`` are wanted."""
    texts, contexts = strings(batch, "text"), strings(batch, "context")
    found = judge.judge(texts, contexts)
    places = _places(judge, texts, contexts, found) if spans else no_spans(len(texts))
    return readings(column(batch, "id"), found, places)


def _places(judge: Judge, texts: list[str], contexts: list[str], found: Probabilities) -> pa.Array:
    def of(row: int) -> list[tuple[int, int]]:
        def chances(rest: str) -> tuple[int, NDArray[np.float64]]:
            said = judge.judge([rest], [contexts[row]])
            return int(said.label[0]), np.concatenate([said.orientation[0], said.flags[0]])

        label = int(found.label[row])
        places = [] if label == NONE else deciding_words(texts[row], chances, label, label)
        for flag in np.nonzero(found.flagged[row])[0]:
            places += deciding_words(texts[row], chances, len(ORIENTATIONS) + int(flag), None)
        return _joined(places)

    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        return pa.array(threads.map(of, range(len(texts))), SPANS)


def _joined(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(places):
        if joined and begin <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def deciding_words(text: str, chances: Chances, head: int, label: int | None) -> list[tuple[int, int]]:
    """Places [begin, end) of the words that carry ``head``, those of a run as one.

    Runs of words are left out, the most telling first, until the label is another (where ``label`` is given) or the
    probability is half of what it was, or four are; then each word that need not be among them is put back.
    """
    spoken = [word for word in words(text) if word.plain[0].isalnum()]
    before = chances(text)[1][head]

    def decide(chosen: list[Word]) -> bool:
        now, rest = chances(_without(text, chosen))
        return (label is not None and now != label) or bool(rest[head] <= _ENOUGH * before)

    runs = _runs(spoken)
    left = [chances(_without(text, run))[1][head] for run in runs]
    chosen: list[Word] = []
    for index in np.argsort(left, kind="stable")[:_MOST_CHOSEN]:
        if chosen and left[index] >= before:
            break
        chosen += runs[index]
        if decide(chosen):
            chosen = _needed(chosen, decide)
            break
    return [(word.begin, word.end) for word in chosen]


def _needed(chosen: list[Word], decide: Callable[[list[Word]], bool]) -> list[Word]:
    """The words without those that can be put back: the rest still decides."""
    for word in list(chosen):
        rest = [other for other in chosen if other is not word]
        if rest and decide(rest):
            chosen = rest
    return chosen


def _runs(spoken: list[Word]) -> list[list[Word]]:
    """The text's words in runs of three, longer ones in a long text."""
    size = max(_RUN, -(-len(spoken) // _MOST_RUNS))
    return [spoken[i : i + size] for i in range(0, len(spoken), size)]


def _without(text: str, left_out: list[Word]) -> str:
    for word in sorted(left_out, key=lambda word: word.begin, reverse=True):
        text = text[: word.begin] + text[word.end :]
    return text
