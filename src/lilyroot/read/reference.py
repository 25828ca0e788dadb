"""The fast reader in plain Python, slow and obvious: what its kernel must compute. Used by tests only.

The text is handled as UTF-8 bytes. ``keys`` are the features of a message, ``scores`` the sums of their weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from lilyroot.read.layout import BLOCKS, CONTEXT_BYTES, TEXT_BYTES, TOKEN_BYTES
from lilyroot.read.weights import Weights

Feature = tuple[int, int]  # key, block

_64 = (1 << 64) - 1
_BEGIN, _END = 0x5851F42D4C957F2D, 0x14057B7EF767814F
_TOKEN = re.compile(rb"[a-z0-9\x80-\xff][a-z0-9\x80-\xff'_]*|[?!%$]")
_BLANK = re.compile(rb"\xc2\xa0|\xe2\x80[\x80-\xbf]")
_SHAPE = 6


def mix(x: int) -> int:
    """splitmix64's finaliser."""
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 & _64
    x ^= x >> 27
    x = x * 0x94D049BB133111EB & _64
    return x ^ x >> 31


def chain(*symbols: int) -> int:
    """A number for a sequence of words or classes."""
    value = 0
    for symbol in symbols:
        value = (value * 0x9E3779B97F4A7C15 + symbol) & _64
    return value


def key(value: int, block: int, kind: int) -> Feature:
    return mix((value + (block * 16 + kind) * 0xD6E8FEB86659FD93) & _64), block


def word_hash(word: bytes) -> int:
    h = 0xCBF29CE484222325
    for at in range(0, len(word), 8):
        h = mix(chain(h, int.from_bytes(word[at : at + 8])))
    return h


def tokens(text: bytes) -> list[bytes]:
    """Words and the marks ? ! % $, in their plain form."""
    plain = _BLANK.sub(b" ", text.replace(b"\xe2\x80\x99", b"'").lower())
    return [_plain(token) for token in _TOKEN.findall(plain)]


def _plain(token: bytes) -> bytes:
    return re.sub(rb"[0-9]+", b"0", token.replace(b"_", b""))[:TOKEN_BYTES].rstrip(b"'")


def _runs(token: bytes, block: int) -> Iterator[Feature]:
    padded = b" " + token + b" "
    for length in (3, 4, 5):
        for at in range(len(padded) - length + 1):
            yield key(int.from_bytes(padded[at : at + length]) | length << 40, block, 3)


def _stretch(text: bytes, block: int, lexicon: dict[int, int]) -> tuple[list[Feature], set[int], int]:
    """Features of the text or of the context, the classes in it, how many tokens."""
    found = tokens(text)
    words = [_BEGIN, *map(word_hash, found), _END]
    classes = [0, *(lexicon.get(word, 0) for word in words[1:-1]), 0]
    symbols = [mix(c) if c else word for c, word in zip(classes, words, strict=True)]
    features = [run for token in found if token not in b"?!%$" for run in _runs(token, block + 1)]
    features += [key(word, block, 1) for word in words[1:-1]]
    features += [key(chain(*pair), block, 2) for pair in pairwise(words)]
    features += [key(s, block + 2, 4) for c, s in zip(classes, symbols, strict=True) if c]
    for i in range(1, len(words)):
        if any(classes[i - 1 : i + 1]):
            features.append(key(chain(*symbols[i - 1 : i + 1]), block + 2, 5))
        if i > 1 and any(classes[i - 2 : i + 1]):
            features.append(key(chain(*symbols[i - 2 : i + 1]), block + 2, 6))
    alone = [mix(c) for c in classes if c]
    features += [key(chain(*pair), block + 2, 7) for pair in pairwise(alone)]
    features += [key(chain(*three), block + 2, 8) for three in zip(alone, alone[1:], alone[2:], strict=False)]
    return features, {c for c in classes if c}, len(found)


def _shape(here: set[int], before: set[int], count: int) -> Iterator[Feature]:
    yield from (key(a, _SHAPE, 9) for a in here)
    yield from (key(a * 64 + b, _SHAPE, 10) for a in here for b in here if b > a)
    yield from (key(a * 64 + b, _SHAPE, 11) for a in here | {0} for b in before)
    yield key((count + 1).bit_length() - 1, _SHAPE, 12)


def _start(text: str) -> bytes:
    return text.encode()[:TEXT_BYTES].decode(errors="ignore").encode()


def _end(text: str) -> bytes:
    return text.encode()[-CONTEXT_BYTES:].decode(errors="ignore").encode()


def keys(text: str, context: str, lexicon: dict[int, int]) -> list[Feature]:
    """The features of a message, as often as they stand in it. ``lexicon`` gives the class of a word's hash."""
    before, classes_before, _ = _stretch(_end(context), 3, lexicon)
    here, classes_here, count = _stretch(_start(text), 0, lexicon)
    return [*before, *here, *_shape(classes_here, classes_before, count)]


def scores(text: str, context: str, weights: Weights) -> list[float]:
    """Sum of weights for each head, without the bias."""
    lexicon = dict(zip(weights.lexicon_words.tolist(), weights.lexicon_classes.tolist(), strict=True))
    row_of = {int(bucket): row for row, bucket in enumerate(weights.buckets)}
    found = [(feature >> 64 - weights.bits, block) for feature, block in keys(text, context, lexicon)]
    known = [(row_of[bucket], block) for bucket, block in found if bucket in row_of]
    squares = [0.0] * BLOCKS
    for row, block in known:
        squares[block] += float(weights.rows[row, 0])
    totals = [0.0] * weights.weights.shape[1]
    for row, block in known:
        scale = float(weights.blocks[block]) / math.sqrt(squares[block])
        totals = [total + scale * float(w) for total, w in zip(totals, weights.rows[row, 1:], strict=False)]
    return totals
