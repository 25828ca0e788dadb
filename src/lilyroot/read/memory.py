"""Memory of the fast reader's kernel, and how its functions are compiled. No compiled code stands here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

import numpy as np
from numba import jit, njit
from numpy.typing import NDArray

from lilyroot.read.layout import BLOCKS, CONTEXT_BYTES, MEMORY_BITS, NO_TAIL, ROW, TEXT_BYTES, TOKEN_BYTES

BLOCK_MASK: Final = 15  # the bits of a feature's mark that say its block

P = ParamSpec("P")
R = TypeVar("R")

Bytes = NDArray[np.uint8]
Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


class Speech(NamedTuple):
    """UTF-8 bytes of a column and, for each row, where its bytes begin and end."""

    buffer: Bytes
    begins: Ints
    ends: Ints


class Lexicon(NamedTuple):
    """Which bytes make words, and which words have a class."""

    begins: Bytes  # for each byte: 1 where a token may begin
    plain: Bytes  # for each byte: its plain form inside a word, 0 where no word goes on
    words: Keys  # sorted hashes of the words that have a class
    classes: Bytes  # class of each, from 1


class Table(NamedTuple):
    """What was learned: which features, and a row of weights for each.

    ``shift`` brings a key to its place in the bitmap of known features. ``directory`` has the words of that bitmap
    and, beside each, how many features stand before it.

    Column 0 of ``weights`` is the squared rarity of the feature, the next are weights (times rarity), one for
    each head, the rest zeros: a row is one line of the processor's cache. ``blocks`` is the weight of each block
    of features.
    """

    shift: np.uint64
    directory: Keys
    weights: Singles
    blocks: Floats


class WordMemory(NamedTuple):
    """Words met before, in the slots that their hashes choose; the last of a slot stays.

    The first half of the slots is of words in texts, the second of words in contexts. A memory belongs to one table.
    """

    names: Keys  # slots by two: a word's hash and its second eight bytes
    runs: Singles  # the sum of the rows of a word's runs of characters; in the last column its class


class Workspace(NamedTuple):
    """Room to work in: the tokens of a stretch of speech, the features of a message, what the table has of them.

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
    runs: Singles  # for each token, the sum of the rows of its runs of characters
    sums: Singles  # for each block, of the rows of its features
    known: WordMemory


def lexicon(words: Keys, classes: Bytes) -> Lexicon:
    """The lexicon of these words: lower case, every digit 0; tokens begin with a letter, a digit or one of ?!%$."""
    plain = np.zeros(256, np.uint8)
    plain[128:] = np.arange(128, 256)
    plain[48:58] = ord("0")
    plain[97:123] = plain[65:91] = np.arange(97, 123)
    begins = (plain > 0).astype(np.uint8)
    begins[list(b"?!%$")] = 1
    plain[list(b"'_")] = list(b"'_")
    return Lexicon(begins, plain, words, classes)


def word_memory() -> WordMemory:
    """A memory that knows no word yet."""
    slots = 2 << MEMORY_BITS
    return WordMemory(np.full((slots, 2), NO_TAIL, np.uint64), np.zeros((slots, ROW), np.float32))


def unlearned_table() -> Table:
    """A table that knows no feature."""
    nothing = np.zeros((0, ROW), np.float32)
    return Table(np.uint64(58), np.zeros((1, 2), np.uint64), nothing, np.zeros(BLOCKS))


def workspace(longest: int, known: WordMemory) -> Workspace:
    """Room for messages of up to ``longest`` bytes of text."""
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
        runs=np.zeros((tokens, ROW), np.float32),
        sums=np.zeros((BLOCKS, ROW), np.float32),
        known=known,
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
_PART: dict[str, Any] = {
    "forceinline": True,
    "nopython": True,
    "nogil": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def part(function: Callable[P, R]) -> Callable[P, R]:
    """A part of a compiled function; its machine code is kept with the whole."""
    compiled: Callable[P, R] = jit(**_PART)(function)
    return compiled
