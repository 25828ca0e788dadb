"""The inner loop of the fast reader: UTF-8 bytes in, hashed features, scores and evidence out. Numba only.

A message becomes a set of features: n-grams of words, characters and word classes, of the text and,
in name spaces of their own, of the context. Each feature is a 64-bit key. The model knows its features as a
bitmap over the upper bits of the key; the rank of a set bit is the feature's row in the table of weights.
An unknown feature costs one look at the bitmap and nothing else.

All compiled functions are in one file because numba's cache notices a change of a function's own file only.
No fastmath: sums are made in the order of the text, so that the same bytes give the same bits.
``lilyroot.read.reference`` says the same in plain Python; a test compares the two on arbitrary text.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lilyroot.read import layout
from lilyroot.read.memory import BLOCK_MASK, Bytes, Floats, Ints, Keys, Lexicon, Speech, Table, Workspace, entry, part

_FNV_START = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_JOIN = np.uint64(0x9E3779B97F4A7C15)
_SALT = np.uint64(0xD6E8FEB86659FD93)
_BEGIN = np.uint64(0x5851F42D4C957F2D)
_END = np.uint64(0x14057B7EF767814F)

# Kinds of features; with the block they make the name space of a key.
_WORD_1, _WORD_2, _GRAM, _CLASS_1, _CLASS_2, _CLASS_3, _CHAIN_2, _CHAIN_3 = range(1, 9)
_HAS, _HAS_NOT, _BOTH, _ACROSS, _LENGTH = range(9, 14)
_WORDS, _CLASSES, _CONTEXT, _SHAPE = 0, 2, 3, 6
_CLASS, _FIRST_BYTE, _END_BYTE = 0, 1, 2  # columns of a workspace's places
_FIRST_BIT, _LAST_BIT, _TOKEN_MASK = 4, 24, (1 << 20) - 1


@part
def _mix(x: np.uint64) -> np.uint64:
    """Spread a number over all 64 bits (the finaliser of splitmix64)."""
    x ^= x >> np.uint64(30)
    x *= _MIX_1
    x ^= x >> np.uint64(27)
    x *= _MIX_2
    x ^= x >> np.uint64(31)
    return x


@part
def _join(left: np.uint64, right: np.uint64) -> np.uint64:
    return _mix(left * _JOIN + right)


@part
def _put(n: int, value: np.uint64, block: int, kind: int, first: int, last: int, keys: Keys, marks: Ints) -> int:
    """Add a feature that stands on the tokens ``first`` to ``last`` (counted from 1; 1 to 0: on none)."""
    keys[n] = _mix(value + np.uint64(block * 16 + kind) * _SALT)
    marks[n] = block | first << _FIRST_BIT | last << _LAST_BIT
    return n + 1


@part
def _lower(c: int) -> int:
    return c + 32 if 65 <= c <= 90 else c


@part
def _starts_word(c: int) -> bool:
    return 97 <= c <= 122 or 48 <= c <= 57 or c >= 128


@part
def _blank(buffer: Bytes, i: int, end: int) -> int:
    """Bytes of the non-ASCII blank or mark at ``i`` (U+00A0, U+2000 to U+203F), else 0."""
    if i + 1 < end and buffer[i] == 0xC2 and buffer[i + 1] == 0xA0:
        return 2
    if i + 2 < end and buffer[i] == 0xE2 and buffer[i + 1] == 0x80:
        return 3
    return 0


@part
def _begin_of_token(buffer: Bytes, i: int, end: int) -> int:
    """Where the next token begins at or after ``i``; ``end`` when there is none."""
    while i < end:
        c = _lower(buffer[i])
        width = _blank(buffer, i, end)
        if width == 0 and (_starts_word(c) or c == 63 or c == 33 or c == 37 or c == 36):
            return i
        i += max(width, 1)
    return end


@part
def _take_token(buffer: Bytes, i: int, end: int, token: Bytes) -> tuple[int, int]:
    """Write the token that begins at ``i`` in its plain form: (where it ends, how long the plain form is).

    Plain: ASCII in lower case, a run of digits is one 0, no underscores, U+2019 is an apostrophe and none stands
    at the end. The marks ? ! % $ are tokens of their own.
    """
    c = _lower(buffer[i])
    if not _starts_word(c):
        token[0] = c
        return i + 1, 1
    size = 0
    while i < end:
        c, width = _lower(buffer[i]), 1
        blank = _blank(buffer, i, end)
        if blank == 3 and buffer[i + 2] == 0x99:  # U+2019
            c, width = 39, 3
        elif blank > 0 or not (_starts_word(c) or c == 39 or c == 95):
            break
        i += width
        if 48 <= c <= 57:
            c = 48
        more_digits = c == 48 and size > 0 and token[size - 1] == 48
        if c != 95 and not more_digits and size < layout.TOKEN_BYTES:
            token[size] = c
            size += 1
    while token[size - 1] == 39:
        size -= 1
    return i, size


@part
def _hash_word(token: Bytes, size: int) -> np.uint64:
    h = _FNV_START
    for j in range(size):
        h = (h ^ np.uint64(token[j])) * _FNV_PRIME
    return h


@part
def _class_of(word: np.uint64, words: Keys, classes: Bytes) -> int:
    """Class of a word, 0 for none."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) >> 1
        if words[middle] < word:
            low = middle + 1
        else:
            high = middle
    if low < len(words) and words[low] == word:
        return int(classes[low])
    return 0


@part
def _characters(n: int, size: int, block: int, at: int, token: Bytes, keys: Keys, marks: Ints) -> int:
    """Runs of 3 to 5 bytes of the word with a blank on either side. A run is a number, its length on top."""
    for s in range(size):
        run = np.uint64(0)
        for j in range(s, min(s + 5, size + 2)):
            c = np.uint64(32) if j == 0 or j == size + 1 else np.uint64(token[j - 1])
            run = (run << np.uint64(8)) | c
            length = j - s + 1
            if length >= 3:
                n = _put(n, run | np.uint64(length) << np.uint64(40), block, _GRAM, at, at, keys, marks)
    return n


@part
def _tokens(
    n: int, buffer: Bytes, begin: int, end: int, block: int, lexicon: Lexicon, room: Workspace
) -> tuple[int, int]:
    """Find the tokens, put the features of characters: (features so far, tokens).

    Tokens stand in the workspace from 1 on, between a begin and an end that belong to no class.
    """
    room.words[0], room.places[0, _CLASS] = _BEGIN, 0
    count = 0
    at = _begin_of_token(buffer, begin, end)
    while at < end:
        count += 1
        room.places[count, _FIRST_BYTE] = at
        at, size = _take_token(buffer, at, end, room.token)
        room.places[count, _END_BYTE] = at
        room.words[count] = _hash_word(room.token, size)
        room.places[count, _CLASS] = _class_of(room.words[count], lexicon.words, lexicon.classes)
        if _starts_word(room.token[0]):
            n = _characters(n, size, block + 1, count, room.token, room.keys, room.marks)
        at = _begin_of_token(buffer, at, end)
    room.words[count + 1], room.places[count + 1, _CLASS] = _END, 0
    return n, count


@part
def _words(n: int, count: int, block: int, words: Keys, keys: Keys, marks: Ints) -> int:
    """Words and pairs of words."""
    for i in range(1, count + 2):
        if i <= count:
            n = _put(n, words[i], block, _WORD_1, i, i, keys, marks)
        pair = _join(words[i - 1], words[i])
        n = _put(n, pair, block, _WORD_2, max(i - 1, 1), min(i, count), keys, marks)
    return n


@part
def _to_symbols(count: int, words: Keys, places: Ints) -> None:
    """Put the class of a token that has one in the place of its word."""
    for i in range(1, count + 1):
        if places[i, _CLASS] > 0:
            words[i] = _mix(np.uint64(places[i, _CLASS]))


@part
def _class_grams(n: int, count: int, block: int, symbols: Keys, places: Ints, keys: Keys, marks: Ints) -> int:
    """Runs of 1 to 3 tokens of which at least one has a class, with the class in its place."""
    for i in range(1, count + 2):
        here, near = places[i, _CLASS] > 0, places[i, _CLASS] + places[i - 1, _CLASS] > 0
        last = min(i, count)
        if here:
            n = _put(n, symbols[i], block, _CLASS_1, i, i, keys, marks)
        pair = _join(symbols[i - 1], symbols[i])
        if near:
            n = _put(n, pair, block, _CLASS_2, max(i - 1, 1), last, keys, marks)
        if i > 1 and (near or places[i - 2, _CLASS] > 0):
            n = _put(n, _join(symbols[i - 2], pair), block, _CLASS_3, max(i - 2, 1), last, keys, marks)
    return n


@part
def _class_chains(
    n: int, count: int, block: int, symbols: Keys, places: Ints, keys: Keys, marks: Ints
) -> tuple[int, int]:
    """Classes that follow one another, other words left out; and the set of classes, as bits."""
    seen, second, first = 0, 0, 0
    for i in range(1, count + 1):
        if places[i, _CLASS] == 0:
            continue
        seen |= 1 << places[i, _CLASS]
        if first > 0:
            chain = _join(symbols[first], symbols[i])
            n = _put(n, chain, block, _CHAIN_2, i, i, keys, marks)
            if second > 0:
                n = _put(n, _join(symbols[second], chain), block, _CHAIN_3, i, i, keys, marks)
        second, first = first, i
    return n, seen


@part
def _shape(n: int, count: int, text: int, context: int, classes: int, keys: Keys, marks: Ints) -> int:
    """Which classes stand in the text, which do not, together, and with which of the context (0: always)."""
    text |= 1
    context |= 1
    for a in range(classes + 1):
        if not text >> a & 1:
            n = _put(n, np.uint64(a), _SHAPE, _HAS_NOT, 1, 0, keys, marks)
            continue
        n = _put(n, np.uint64(a), _SHAPE, _HAS, 1, 0, keys, marks)
        for b in range(classes + 1):
            value = np.uint64(a * 64 + b)
            if b > a and text >> b & 1:
                n = _put(n, value, _SHAPE, _BOTH, 1, 0, keys, marks)
            if context >> b & 1:
                n = _put(n, value, _SHAPE, _ACROSS, 1, 0, keys, marks)
    length = 0
    while 1 << (length + 1) <= count + 1:
        length += 1
    return _put(n, np.uint64(length), _SHAPE, _LENGTH, 1, 0, keys, marks)


@part
def _within(buffer: Bytes, begin: int, end: int, most: int, from_end: bool) -> tuple[int, int]:
    """The stretch of at most ``most`` bytes that is read, cut between characters."""
    if end - begin <= most:
        return begin, end
    if from_end:
        begin = end - most
        while begin < end and buffer[begin] & 0xC0 == 0x80:
            begin += 1
        return begin, end
    end = begin + most
    while end > begin and buffer[end] & 0xC0 == 0x80:
        end -= 1
    return begin, end


@part
def _stretch(
    n: int, buffer: Bytes, begin: int, end: int, block: int, lexicon: Lexicon, room: Workspace
) -> tuple[int, int, int]:
    """Features of the text or of the context: (features so far, tokens, set of classes as bits)."""
    n, count = _tokens(n, buffer, begin, end, block, lexicon, room)
    n = _words(n, count, block, room.words, room.keys, room.marks)
    _to_symbols(count, room.words, room.places)
    n = _class_grams(n, count, block + 2, room.words, room.places, room.keys, room.marks)
    n, classes = _class_chains(n, count, block + 2, room.words, room.places, room.keys, room.marks)
    return n, count, classes


@part
def _features(row: int, texts: Speech, contexts: Speech, lexicon: Lexicon, room: Workspace) -> tuple[int, int]:
    """All features of a message: (features, tokens of its text). The text's tokens stay in the workspace."""
    begin, end = _within(contexts.buffer, contexts.begins[row], contexts.ends[row], layout.CONTEXT_BYTES, True)
    n, _, before = _stretch(0, contexts.buffer, begin, end, _CONTEXT, lexicon, room)
    begin, end = _within(texts.buffer, texts.begins[row], texts.ends[row], layout.TEXT_BYTES, False)
    n, count, here = _stretch(n, texts.buffer, begin, end, _WORDS, lexicon, room)
    return _shape(n, count, here, before, lexicon.highest, room.keys, room.marks), count


@entry
def features(row: int, texts: Speech, contexts: Speech, lexicon: Lexicon, room: Workspace) -> int:
    """Write the features of one message into the workspace; how many there are. Some may stand there twice."""
    return _features(row, texts, contexts, lexicon, room)[0]


@entry
def word_hash(word: Bytes) -> np.uint64:
    """The hash under which a plain word stands in a lexicon."""
    return _hash_word(word, len(word))


@part
def _ones(x: np.uint64) -> int:
    """How many bits are set."""
    x -= (x >> np.uint64(1)) & np.uint64(0x5555555555555555)
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


@part
def _row_of(key: np.uint64, shift: np.uint64, bitmap: Keys, ranks: NDArray[np.int32]) -> int:
    """Row of a feature in the table of weights, -1 when it was not learned."""
    bucket = key >> shift
    word = bitmap[bucket >> np.uint64(6)]
    bit = np.uint64(1) << (bucket & np.uint64(63))
    if word & bit == np.uint64(0):
        return -1
    return int(ranks[bucket >> np.uint64(6)]) + _ones(word & (bit - np.uint64(1)))


@part
def _shift(words: int) -> np.uint64:
    """By how much to shift a key for its place in a bitmap of so many words."""
    shift = 58
    while words > 1:
        shift -= 1
        words >>= 1
    return np.uint64(shift)


@part
def _look_up(n: int, row: int, shift: np.uint64, table: Table, room: Workspace) -> None:
    """Find the features' rows in the table, and what each block of features is multiplied by.

    The known features of a block have together the length 1, as if they were a vector, times the block's weight.
    -1 is the row of an unknown feature, -2 - r of the repetition of row r (a feature counts once).
    """
    for b in range(layout.BLOCKS):
        room.scale[b] = 0.0
    for j in range(n):
        at = _row_of(room.keys[j], shift, table.bitmap, table.ranks)
        room.rows[j] = at
        if at >= 0 and room.seen[at] == row:
            room.rows[j] = -2 - at
        elif at >= 0:
            room.seen[at] = row
            room.scale[room.marks[j] & BLOCK_MASK] += table.weights[at, 0]
    for b in range(layout.BLOCKS):
        room.scale[b] = table.blocks[b] / math.sqrt(max(room.scale[b], 1e-12))


@part
def _add_up(n: int, row: int, shift: np.uint64, table: Table, room: Workspace) -> None:
    """Sum the rows of the message's features for each block, each feature once."""
    width = table.weights.shape[1]
    for b in range(layout.BLOCKS):
        for h in range(width):
            room.sums[b, h] = 0.0
    for j in range(n):
        at = _row_of(room.keys[j], shift, table.bitmap, table.ranks)
        if at >= 0 and room.seen[at] != row:
            room.seen[at] = row
            block = room.marks[j] & BLOCK_MASK
            for h in range(width):
                room.sums[block, h] += table.weights[at, h]


@entry
def score(
    texts: Speech, contexts: Speech, lexicon: Lexicon, table: Table, room: Workspace, scores: Floats, tokens: Ints
) -> None:
    """Write the sum of weights of every message for every head (rows by heads), and the tokens of its text.

    ``scores`` must come as zeros, ``room`` fresh.
    """
    shift = _shift(len(table.bitmap))
    for row in range(len(scores)):
        n, tokens[row] = _features(row, texts, contexts, lexicon, room)
        _add_up(n, row, shift, table, room)
        for b in range(layout.BLOCKS):
            scale = table.blocks[b] / math.sqrt(max(room.sums[b, 0], 1e-12))
            for h in range(scores.shape[1]):
                scores[row, h] += scale * room.sums[b, h + 1]


@part
def _weigh_tokens(n: int, count: int, row: int, heads: Floats, table: Table, room: Workspace) -> None:
    """Give each token its share of the features that stand on it: the sum of their weights times the heads."""
    for token in range(count + 2):
        room.evidence[token] = 0.0
    for j in range(n):
        at = room.rows[j] if room.rows[j] >= 0 else -2 - room.rows[j]
        if at < 0 or room.marks[j] & BLOCK_MASK > _CLASSES:
            continue
        first = room.marks[j] >> _FIRST_BIT & _TOKEN_MASK
        last = room.marks[j] >> _LAST_BIT & _TOKEN_MASK
        weight = 0.0
        for h in range(heads.shape[1]):
            weight += heads[row, h] * table.weights[at, h + 1]
        weight *= room.scale[room.marks[j] & BLOCK_MASK] / (last - first + 1)
        for token in range(first, last + 1):
            room.evidence[token] += weight


@part
def _best_run(evidence: Floats, count: int, most: int, toll: float) -> tuple[int, int, float]:
    """The run of at most ``most`` tokens whose evidence, less a toll for each token, is highest."""
    best, first, last = 0.0, 0, -1
    for i in range(1, count + 1):
        total = 0.0
        for j in range(i, min(i + most, count + 1)):
            total += evidence[j] - toll
            if total > best:
                best, first, last = total, i, j
    return first, last, best


@part
def _pick(evidence: Floats, count: int, row: int, spans: Ints) -> int:
    """Write up to three runs of tokens that carry most evidence, in the order of the text; how many."""
    positive, sum_ = 0, 0.0
    for i in range(1, count + 1):
        if evidence[i] > 0:
            positive += 1
            sum_ += evidence[i]
    toll = 0.5 * sum_ / max(positive, 1)
    left, found, enough = layout.MOST_WORDS, 0, 0.0
    while found < layout.MOST_SPANS and left > 0:
        first, last, worth = _best_run(evidence, count, min(left, layout.SPAN_WORDS), toll)
        if last < first or worth < enough:
            break
        enough = max(enough, layout.LEAST_OF_BEST * worth)
        place = found
        while place > 0 and spans[row, place - 1, 0] > first:
            spans[row, place, 0], spans[row, place, 1] = spans[row, place - 1, 0], spans[row, place - 1, 1]
            place -= 1
        spans[row, place, 0], spans[row, place, 1] = first, last
        for i in range(first, last + 1):
            evidence[i] = -np.inf
        left -= last - first + 1
        found += 1
    return found


@part
def _to_characters(buffer: Bytes, at: int, row: int, spans: Ints, found: int, places: Ints) -> None:
    """Turn tokens into half-open ranges of characters from ``at``: count the bytes that begin one."""
    characters = 0
    for s in range(found):
        for side in range(2):
            token = spans[row, s, side]
            goal = places[token, _FIRST_BYTE + side]
            while at < goal:
                characters += 1 if buffer[at] & 0xC0 != 0x80 else 0
                at += 1
            spans[row, s, side] = characters


@entry
def explain(
    texts: Speech,
    contexts: Speech,
    lexicon: Lexicon,
    table: Table,
    room: Workspace,
    asked: NDArray[np.bool_],
    heads: Floats,
    spans: Ints,
    found: Ints,
) -> None:
    """Write the words that decided, for every message asked for: spans as ranges of characters, and how many.

    ``heads`` says for each row how much each head counts, e.g. 1 for the label and -1 for the runner-up.
    ``spans`` and ``found`` must come as zeros, ``room`` fresh.
    """
    shift = _shift(len(table.bitmap))
    for row in range(len(heads)):
        if not asked[row]:
            continue
        n, count = _features(row, texts, contexts, lexicon, room)
        _look_up(n, row, shift, table, room)
        _weigh_tokens(n, count, row, heads, table, room)
        found[row] = _pick(room.evidence, count, row, spans)
        _to_characters(texts.buffer, texts.begins[row], row, spans, found[row], room.places)
