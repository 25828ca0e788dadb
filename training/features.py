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
    """``present``: messages by features, how often it stands there. ``buckets``, ``blocks``: what a feature is."""

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
    return memory.lexicon(hashes, np.array([class_of[int(h)] for h in hashes], np.uint8))


def extract(texts: list[str], contexts: list[str], lexicon: memory.Lexicon, most: int) -> Features:
    """Every feature that stands in enough messages. Keys that share a bucket are one feature.

    Where that gives more than ``most``, every block must have its features in as many times more messages.
    """
    said, before = speech(pa.array(texts, pa.string())), speech(pa.array(contexts, pa.string()))
    room = memory.workspace(int((said.ends - said.begins).max()), memory.word_memory())
    table = memory.unlearned_table()
    rows, blocks, counts = [], [], []
    for row in range(len(texts)):
        found = kernel.features(row, said, before, lexicon, table, room)
        keys = room.keys[:found] >> np.uint64(64 - BITS)
        buckets, first, count = np.unique(keys, return_index=True, return_counts=True)
        rows.append(buckets.astype(np.uint32))
        blocks.append(memory.blocks_of(room.marks[:found])[first].astype(np.uint8))
        counts.append(count.astype(np.float32))
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    buckets, column, frequency = np.unique(np.concatenate(rows), return_inverse=True, return_counts=True)
    block = np.zeros(len(buckets), np.int64)
    block[column[::-1]] = np.concatenate(blocks)[::-1]  # the first message decides
    shape = (len(texts), len(buckets))
    present = sparse.csr_matrix((np.concatenate(counts), column.astype(np.int32), ends), shape=shape)
    share = frequency / FEWEST[block]
    kept = (share >= 1) & (share > (np.sort(share)[-most - 1] if len(share) > most else 0))
    return Features(present[:, kept], buckets[kept], block[kept])


def rarity(present: Matrix) -> NDArray[np.float32]:
    """Inverse document frequency, smoothed; 0 for a feature that these messages do not have."""
    frequency = np.bincount(present.indices, minlength=present.shape[1])
    idf = np.log((1 + present.shape[0]) / (1 + frequency)) + 1
    idf[frequency == 0] = 0
    return np.asarray(idf.astype(np.float16).astype(np.float32))  # as it will be stored


def scaled(features: Features, present: Matrix, idf: NDArray[np.float32], weights: NDArray[np.float64]) -> Matrix:
    """What the kernel computes: each block of a message divided by its length, times the block's weight.

    The length is the root of the sum of squared rarities of all that stands there, repetitions each counted.
    """
    rare, block = idf[present.indices], features.blocks[present.indices]
    place = np.repeat(np.arange(present.shape[0]), np.diff(present.indptr)) * BLOCKS + block
    squares = np.bincount(place, present.data * rare**2, minlength=present.shape[0] * BLOCKS)
    data = present.data * rare * (weights[block] / np.sqrt(squares[place]).clip(1e-6))
    return sparse.csr_matrix((data.astype(np.float32), present.indices, present.indptr), shape=present.shape)
