"""The fixed sizes of the fast reader's features, shared by its kernel, its reference and its training."""

from __future__ import annotations

from typing import Final

# How much of a message is read. A message is a sentence or three; these bounds keep hostile ones cheap.
TEXT_BYTES: Final = 32_768  # from the start of the text
CONTEXT_BYTES: Final = 1_024  # from the end of the context: what stands nearest
TOKEN_BYTES: Final = 64

# Blocks: features of one block share one length normalisation and one weight.
BLOCK_NAMES: Final = (
    "words",
    "characters",
    "classes",
    "context words",
    "context characters",
    "context classes",
    "shape",
)
BLOCKS: Final = len(BLOCK_NAMES)
MOST_CLASSES: Final = 30
ROW: Final = 16  # numbers in a row of the table of weights: one line of the processor's cache

MEMORY_BITS: Final = 15  # so many bits of a word's hash choose its slot in the memory of words
NO_TAIL: Final = (1 << 64) - 1  # the second eight bytes of no word: 0xFF does not occur in UTF-8

# The words that decided: at most three stretches and twelve words of a message.
MOST_SPANS: Final = 3
SPAN_WORDS: Final = 6
MOST_WORDS: Final = 12
LEAST_OF_BEST: Final = 0.25  # a further stretch must carry this much of the best one's evidence
