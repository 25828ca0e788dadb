"""What the kernel sees in labelled messages: the one door of refining into the kernel and the form of its weights.

A score is linear in a row: ``rows @ weights + bias`` is what ``kernel.score`` adds up (a test holds the two
together), and a logit is linear in a score. So refining can be done on rows, and the kernel reads with the result.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import scipy.sparse as sparse
from numpy.typing import NDArray

from lilyroot.read import kernel, memory
from lilyroot.read.columns import speech
from lilyroot.read.refine.labels import Label
from lilyroot.read.weights import Weights

Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = sparse.csr_matrix


def rows_of(weights: Weights, labels: list[Label]) -> Rows:
    """Messages by features the model knows: each feature's rarity, its block brought to the block's length."""
    texts = speech(pa.array([label.text for label in labels], pa.string()))
    contexts = speech(pa.array([label.context for label in labels], pa.string()))
    lexicon, table = memory.lexicon(weights.lexicon_words, weights.lexicon_classes), memory.unlearned_table()
    room = memory.workspace(int((texts.ends - texts.begins).max(initial=0)), memory.word_memory())
    found = []
    for message in range(len(labels)):
        n = kernel.features(message, texts, contexts, lexicon, table, room)
        found.append(_row(weights, room.keys[:n], memory.blocks_of(room.marks[:n])))
    ends = np.cumsum([0, *(len(places) for places, _ in found)])
    places, values = (np.concatenate([np.zeros(0), *part]) for part in zip(*found, strict=True))
    return sparse.csr_matrix((values, places.astype(np.int64), ends), shape=(len(labels), len(weights.buckets)))


def _row(weights: Weights, keys: memory.Keys, blocks: memory.Ints) -> tuple[NDArray[np.int64], Floats]:
    shifted = keys >> np.uint64(64 - weights.bits)
    buckets, first, counts = np.unique(shifted, return_index=True, return_counts=True)
    places = np.minimum(np.searchsorted(weights.buckets, buckets), len(weights.buckets) - 1).astype(np.int64)
    known = weights.buckets[places] == buckets
    places, blocks, counts = places[known], blocks[first][known], counts[known]
    rarity = weights.rarity[places].astype(np.float64)
    squares = np.bincount(blocks, counts * rarity**2, len(weights.blocks))
    scale = weights.blocks / np.sqrt(np.maximum(squares, 1e-12))
    return places, counts * rarity * scale[blocks]


def logit_of_score(weights: Weights) -> tuple[Floats, Floats]:
    """For each head the slope and the shift that make a score a logit."""
    return (
        np.concatenate([weights.slopes, weights.flag_slopes]),
        np.concatenate([weights.shifts, weights.flag_shifts]),
    )


def logits(weights: Weights, rows: Rows) -> Floats:
    """Messages by heads."""
    slopes, shifts = logit_of_score(weights)
    return np.asarray(slopes * (rows @ weights.weights.astype(np.float64) + weights.bias) + shifts)


def moved(weights: Weights, change: Floats, step: Floats, curves: Floats, favour: Floats) -> Weights:
    """The weights whose logits are ``curves[0] * (logits + rows @ change + step) + curves[1]``.

    ``change`` is features by heads, ``step`` one number for each head, ``curves`` two rows of such.
    """
    slopes, shifts = logit_of_score(weights)
    heads = weights.weights + change / slopes
    bias = (curves[0] * (slopes * weights.bias + shifts + step) + curves[1] - shifts) / slopes
    stored = (curves[0] * heads).astype(np.float16).astype(np.float32)  # as it will lie on disk
    return replace(weights, version="", weights=stored, bias=bias, favour=favour)
