"""Features of the labelled messages as a sparse matrix, made by the same kernel that will read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import scipy.sparse as sparse
from numpy.typing import NDArray

from lilyroot.read import kernel, memory
from lilyroot.read.columns import speech
from lilyroot.read.layout import BLOCKS

BITS = 22
# A feature must stand in so many messages to be learned, by block: rarer ones cost room and teach little.
FEWEST = np.array([2, 3, 2, 3, 4, 3, 2])

Matrix = sparse.csr_matrix


@dataclass(frozen=True)
class Features:
    """``present``: messages by features, 1 where it stands. ``buckets`` and ``blocks`` say what a feature is."""

    present: Matrix
    buckets: NDArray[np.uint32]
    blocks: NDArray[np.int64]


def make_lexicon(classes: dict[str, str]) -> memory.Lexicon:
    """The words' hashes and classes, sorted by hash. The first class that names a word has it."""
    class_of: dict[int, int] = {}
    for number, words in enumerate(classes.values(), start=1):
        for word in words.split():
            class_of.setdefault(int(kernel.word_hash(np.frombuffer(word.encode(), np.uint8))), number)
    hashes = np.array(sorted(class_of), np.uint64)
    return memory.Lexicon(hashes, np.array([class_of[int(h)] for h in hashes], np.uint8), len(classes))


def extract(texts: list[str], contexts: list[str], lexicon: memory.Lexicon) -> Features:
    """Every feature that stands in enough messages. Keys that share a bucket are one feature."""
    said, before = speech(pa.array(texts, pa.string())), speech(pa.array(contexts, pa.string()))
    room = memory.workspace(int((said.ends - said.begins).max()))
    rows, blocks = [], []
    for row in range(len(texts)):
        count = kernel.features(row, said, before, lexicon, room)
        buckets, first = np.unique(room.keys[:count] >> np.uint64(64 - BITS), return_index=True)
        rows.append(buckets)
        blocks.append(memory.blocks_of(room.marks[:count])[first])
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    buckets, column, frequency = np.unique(np.concatenate(rows), return_inverse=True, return_counts=True)
    block = np.zeros(len(buckets), np.int64)
    block[column[::-1]] = np.concatenate(blocks)[::-1]  # the first message decides
    present = sparse.csr_matrix((np.ones(len(column), np.float32), column, ends), shape=(len(texts), len(buckets)))
    kept = frequency >= FEWEST[block]
    return Features(present[:, kept], buckets[kept].astype(np.uint32), block[kept])


def rarity(present: Matrix) -> NDArray[np.float32]:
    """Inverse document frequency, smoothed; 0 for a feature that these messages do not have."""
    frequency = np.asarray(present.sum(axis=0)).ravel()
    idf = np.log((1 + present.shape[0]) / (1 + frequency)) + 1
    idf[frequency == 0] = 0
    return np.asarray(idf.astype(np.float16).astype(np.float32))  # as it will be stored


def scaled(features: Features, present: Matrix, idf: NDArray[np.float32], weights: NDArray[np.float64]) -> Matrix:
    """What the kernel computes: each block of a message brought to the length of the block's weight."""
    parts = []
    belongs = sparse.csr_matrix(
        (np.ones(len(features.blocks)), (np.arange(len(features.blocks)), features.blocks)),
        shape=(len(features.blocks), BLOCKS),
    )
    rare = (present @ sparse.diags(idf)).tocsr()
    lengths = np.sqrt((rare.multiply(rare) @ belongs).toarray())
    lengths[lengths == 0] = 1
    factor = weights / lengths
    for row_start, row_end, row in zip(rare.indptr[:-1], rare.indptr[1:], factor, strict=True):
        parts.append(row[features.blocks[rare.indices[row_start:row_end]]])
    rare.data = (rare.data * np.concatenate(parts)).astype(np.float32)
    return rare
