"""Memory of the fast reader's kernel, and how its functions are compiled. No compiled code stands here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

import numpy as np
from numba import jit, njit
from numpy.typing import NDArray

from lilyroot.read.layout import BLOCKS, CONTEXT_BYTES, TEXT_BYTES, TOKEN_BYTES

BLOCK_MASK: Final = 15  # the bits of a feature's mark that say its block

P = ParamSpec("P")
R = TypeVar("R")

Bytes = NDArray[np.uint8]
Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Speech(NamedTuple):
    """UTF-8 bytes of a column and, for each row, where its bytes begin and end."""

    buffer: Bytes
    begins: Ints
    ends: Ints


class Lexicon(NamedTuple):
    """Sorted hashes of the words that have a class, their classes (from 1), and the highest class."""

    words: Keys
    classes: Bytes
    highest: int


class Table(NamedTuple):
    """What was learned: the bitmap of known features, ranks of its words, a row of weights for each feature.

    Column 0 of ``weights`` is the squared rarity of the feature, the next are weights (times rarity), one for
    each head, the rest zeros: a row is one line of the processor's cache. ``blocks`` is the weight of each block
    of features.
    """

    bitmap: Keys
    ranks: NDArray[np.int32]
    weights: NDArray[np.float32]
    blocks: Floats


class Workspace(NamedTuple):
    """Memory of one call: the tokens of a stretch of speech, the features of a message, what the table has of them.

    Python makes it, because functions that allocate take numba seconds longer to compile. For the same reason
    parts get the arrays they need rather than all of it.
    """

    token: Bytes
    words: Keys  # hash of each token
    places: Ints  # of each token: class, first byte, end
    keys: Keys  # of each feature
    marks: Ints  # of each feature: block, first and last token (see ``kernel._put``)
    rows: Ints  # of the table, for each feature
    scale: Floats  # for each block
    evidence: Floats  # for each token
    seen: NDArray[np.int32]  # for each row of the table, the last message that had it
    sums: NDArray[np.float32]  # for each block, of the rows of its features


def workspace(longest: int, rows: int = 0, width: int = 1) -> Workspace:
    """Room for messages of up to ``longest`` bytes of text and a table of ``rows`` rows, ``width`` wide."""
    tokens = max(min(longest, TEXT_BYTES), CONTEXT_BYTES) + 3
    # The costliest two bytes, a one-letter word of a class and a question mark, make 14 features.
    features = 8 * (tokens + CONTEXT_BYTES) + 2_500
    return Workspace(
        token=np.zeros(TOKEN_BYTES, np.uint8),
        words=np.zeros(tokens, np.uint64),
        places=np.zeros((tokens, 3), np.int64),
        keys=np.zeros(features, np.uint64),
        marks=np.zeros(features, np.int64),
        rows=np.zeros(features, np.int64),
        scale=np.zeros(BLOCKS),
        evidence=np.zeros(tokens),
        seen=np.full(rows, -1, np.int32),
        sums=np.zeros((BLOCKS, width), np.float32),
    )


def blocks_of(marks: Ints) -> Ints:
    """The blocks of features from their marks."""
    return marks & BLOCK_MASK


def entry(function: Callable[P, R]) -> Callable[P, R]:
    """Compile on first use; keep the machine code on disk where some folder for it can be written."""
    try:
        compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba found no folder it may write its cache to
        compiled = njit(nogil=True)(function)
    return compiled


# Only compiled code calls a part, so it needs no door for Python; a third of the compile time is saved.
_PART: dict[str, Any] = {"nopython": True, "nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def part(function: Callable[P, R]) -> Callable[P, R]:
    """A part of a compiled function; its machine code is kept with the whole."""
    compiled: Callable[P, R] = jit(**_PART)(function)
    return compiled
