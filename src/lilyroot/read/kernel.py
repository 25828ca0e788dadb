"""The inner loop of the fast reader: UTF-8 bytes in, hashed features, scores and evidence out. Numba only.

A message becomes features: n-grams of words, characters and word classes, of the text and, in name spaces of their
own, of the context. Each feature is a 64-bit key. The model knows its features as a bitmap over the upper bits of
the key; the rank of a set bit is the feature's row in the table of weights. An unknown feature costs one look at
the bitmap and nothing else.

Most features are runs of characters inside words, and words repeat: what the runs of a word add up to is remembered
under the word, so that a word met before costs one look (``memory.WordMemory``).

All compiled functions are in one file because numba's cache notices a change of a function's own file only.
No fastmath: sums are made in the order of the text, so that the same bytes give the same bits.
``lilyroot.read.reference`` says the same in plain Python; a test compares the two on arbitrary text.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lilyroot.read import layout
from lilyroot.read.memory import (
    BLOCK_MASK,
    Bytes,
    Floats,
    Ints,
    Keys,
    Lexicon,
    Singles,
    Speech,
    Table,
    Workspace,
    entry,
    part,
)

_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_JOIN = np.uint64(0x9E3779B97F4A7C15)
_SALT = np.uint64(0xD6E8FEB86659FD93)
_START = np.uint64(0xCBF29CE484222325)
_BEGIN = np.uint64(0x5851F42D4C957F2D)
_END = np.uint64(0x14057B7EF767814F)

# Kinds of features; with the block they make the name space of a key.
_WORD_1, _WORD_2, _GRAM, _CLASS_1, _CLASS_2, _CLASS_3, _CHAIN_2, _CHAIN_3 = range(1, 9)
_HAS, _BOTH, _ACROSS, _LENGTH = range(9, 13)
_WORDS, _CHARACTERS, _CLASSES, _CONTEXT, _SHAPE = 0, 1, 2, 3, 6
_CLASS, _FIRST_BYTE, _END_BYTE = 0, 1, 2  # columns of a workspace's places
_FIRST_BIT, _LAST_BIT, _TOKEN_MASK = 4, 24, (1 << 20) - 1
_SLOT_SHIFT = np.uint64(64 - layout.MEMORY_BITS)
_NO_TAIL = np.uint64(layout.NO_TAIL)
_CLASS_COLUMN = layout.ROW - 1  # of a remembered word: its class stands behind the sums
_APOSTROPHE, _UNDERSCORE, _DIGIT = 39, 95, 48


@part
def _mix(x: np.uint64) -> np.uint64:
    """Spread a number over all 64 bits (the finaliser of splitmix64); no two numbers become one."""
    x ^= x >> np.uint64(30)
    x *= _MIX_1
    x ^= x >> np.uint64(27)
    x *= _MIX_2
    x ^= x >> np.uint64(31)
    return x


@part
def _put(n: int, value: np.uint64, block: int, kind: int, first: int, last: int, keys: Keys, marks: Ints) -> int:
    """Add a feature that stands on the tokens ``first`` to ``last`` (counted from 1; 1 to 0: on none)."""
    keys[n] = _mix(value + np.uint64(block * 16 + kind) * _SALT)
    marks[n] = block | first << _FIRST_BIT | last << _LAST_BIT
    return n + 1


@part
def _blank(buffer: Bytes, i: int, end: int) -> int:
    """Bytes of the non-ASCII blank or mark at ``i`` (U+00A0, U+2000 to U+203F), else 0."""
    if i + 1 < end and buffer[i] == 0xC2 and buffer[i + 1] == 0xA0:
        return 2
    if i + 2 < end and buffer[i] == 0xE2 and buffer[i + 1] == 0x80:
        return 3
    return 0


@part
def _begin_of_token(buffer: Bytes, i: int, end: int, begins: Bytes) -> int:
    """Where the next token begins at or after ``i``; ``end`` when there is none."""
    while i < end:
        width = 1
        if begins[buffer[i]]:
            width = _blank(buffer, i, end) if buffer[i] >= 128 else 0
            if width == 0:
                return i
        i += width
    return end


@part
def _take_token(buffer: Bytes, i: int, end: int, plain: Bytes, token: Bytes) -> tuple[int, int, np.uint64, np.uint64]:
    """Write the token that begins at ``i`` in its plain form: (where it ends, its length, its hash, its tail).

    Plain: ASCII in lower case, a run of digits is one 0, no underscores, U+2019 is an apostrophe and none stands
    at the end. The marks ? ! % $ are tokens of their own. The tail is what follows the first eight bytes.
    """
    if plain[buffer[i]] == 0:
        token[0] = buffer[i]
        return i + 1, 1, _mix(_START * _JOIN + np.uint64(token[0])), np.uint64(0)
    size, last, number, head = 0, 0, np.uint64(0), np.uint64(0)
    while i < end:
        c, width = int(plain[buffer[i]]), 1
        if c == 0:
            break
        if c >= 128:
            blank = _blank(buffer, i, end)
            if blank == 3 and buffer[i + 2] == 0x99:  # U+2019
                c, width = _APOSTROPHE, 3
            elif blank > 0:
                break
        i += width
        if c != _UNDERSCORE and (c != _DIGIT or last != _DIGIT):
            last = c
            if size < layout.TOKEN_BYTES:
                if size == 8:
                    head, number = number, np.uint64(0)
                number = (number << np.uint64(8)) | np.uint64(c)
                token[size] = c
                size += 1
    while token[size - 1] == _APOSTROPHE:
        size -= 1
        number >>= np.uint64(8)
    if size > 16 or (head > np.uint64(0) and size <= 8):
        return i, size, _hash_word(token, size), _number(token, 8, min(size, 16))
    if size <= 8:
        return i, size, _mix(_START * _JOIN + number), np.uint64(0)
    return i, size, _mix(_mix(_START * _JOIN + head) * _JOIN + number), number


@part
def _number(token: Bytes, begin: int, end: int) -> np.uint64:
    """Up to eight bytes as one number."""
    number = np.uint64(0)
    for j in range(begin, end):
        number = (number << np.uint64(8)) | np.uint64(token[j])
    return number


@part
def _hash_word(token: Bytes, size: int) -> np.uint64:
    """Words of up to eight bytes have hashes of their own; so have those of sixteen with the same second eight."""
    h = _START
    for begin in range(0, size, 8):
        h = _mix(h * _JOIN + _number(token, begin, min(begin + 8, size)))
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
def _characters(n: int, size: int, block: int, token: Bytes, keys: Keys, marks: Ints) -> int:
    """Runs of 3 to 5 bytes of the word with a blank on either side. A run is a number, its length on top."""
    for s in range(size):
        run = np.uint64(0)
        for j in range(s, min(s + 5, size + 2)):
            c = np.uint64(32) if j == 0 or j == size + 1 else np.uint64(token[j - 1])
            run = (run << np.uint64(8)) | c
            length = j - s + 1
            if length >= 3:
                n = _put(n, run | np.uint64(length) << np.uint64(40), block, _GRAM, 1, 0, keys, marks)
    return n


@part
def _ones(x: np.uint64) -> int:
    """How many bits are set."""
    x -= (x >> np.uint64(1)) & np.uint64(0x5555555555555555)
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


@part
def _row_of(key: np.uint64, shift: np.uint64, directory: Keys) -> int:
    """Row of a feature in the table of weights, -1 when it was not learned."""
    bucket = key >> shift
    word, rank = directory[bucket >> np.uint64(6), 0], directory[bucket >> np.uint64(6), 1]
    bit = np.uint64(1) << (bucket & np.uint64(63))
    row = int(np.int64(rank)) + _ones(word & (bit - np.uint64(1)))
    return row if word & bit else -1


@part
def _spell(
    n: int, token: Bytes, size: int, block: int, slot: int, table: Table, keys: Keys, marks: Ints, runs: Singles
) -> None:
    """Add up the rows of a word's runs of characters. The keys from ``n`` on serve as scratch paper."""
    shift, directory, weights = table.shift, table.directory, table.weights
    for h in range(layout.ROW):
        runs[slot, h] = 0.0
    for j in range(n, _characters(n, size, block, token, keys, marks)):
        at = _row_of(keys[j], shift, directory)
        if at >= 0:
            for h in range(layout.ROW):
                runs[slot, h] += weights[at, h]


@part
def _tokens(
    n: int, buffer: Bytes, begin: int, end: int, role: int, lexicon: Lexicon, table: Table, room: Workspace
) -> int:
    """Find the tokens, their classes and the sums of their runs of characters; how many tokens.

    They stand in the workspace from 1 on, between a begin and an end that belong to no class. What is known of a
    word of up to sixteen bytes is remembered under its hash and its tail; no other word has both, so that what was
    read before never changes a reading.
    """
    token, words, places, runs, sums = room.token, room.words, room.places, room.runs, room.sums
    begins, plain, names, known = lexicon.begins, lexicon.plain, room.known.names, room.known.runs
    block = role * _CONTEXT + _CHARACTERS
    words[0], places[0, _CLASS] = _BEGIN, 0
    for h in range(layout.ROW):
        sums[block, h] = 0.0
    count = 0
    at = _begin_of_token(buffer, begin, end, begins)
    while at < end:
        count += 1
        places[count, _FIRST_BYTE] = at
        at, size, word, tail = _take_token(buffer, at, end, plain, token)
        places[count, _END_BYTE] = at
        slot = int(word >> _SLOT_SHIFT) + (role << layout.MEMORY_BITS)
        if size > 16 or names[slot, 0] != word or names[slot, 1] != tail:
            names[slot, 0], names[slot, 1] = word, tail if size <= 16 else _NO_TAIL
            letters = size if plain[token[0]] > 0 else 0
            _spell(n, token, letters, block, slot, table, room.keys, room.marks, known)
            known[slot, _CLASS_COLUMN] = _class_of(word, lexicon.words, lexicon.classes)
        words[count], places[count, _CLASS] = word, int(known[slot, _CLASS_COLUMN])
        for h in range(layout.ROW):
            runs[count, h] = known[slot, h]
            sums[block, h] += known[slot, h]
        at = _begin_of_token(buffer, at, end, begins)
    words[count + 1], places[count + 1, _CLASS] = _END, 0
    return count


@part
def _words(n: int, count: int, block: int, words: Keys, keys: Keys, marks: Ints) -> int:
    """Words and pairs of words."""
    for i in range(1, count + 2):
        if i <= count:
            n = _put(n, words[i], block, _WORD_1, i, i, keys, marks)
        pair = words[i - 1] * _JOIN + words[i]
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
        pair = symbols[i - 1] * _JOIN + symbols[i]
        if near:
            n = _put(n, pair, block, _CLASS_2, max(i - 1, 1), last, keys, marks)
        if i > 1 and (near or places[i - 2, _CLASS] > 0):
            n = _put(
                n,
                (symbols[i - 2] * _JOIN + symbols[i - 1]) * _JOIN + symbols[i],
                block,
                _CLASS_3,
                max(i - 2, 1),
                last,
                keys,
                marks,
            )
    return n


@part
def _class_chains(n: int, count: int, block: int, symbols: Keys, places: Ints, keys: Keys, marks: Ints) -> int:
    """Classes that follow one another, other words left out."""
    second, first = 0, 0
    for i in range(1, count + 1):
        if places[i, _CLASS] == 0:
            continue
        if first > 0:
            n = _put(n, symbols[first] * _JOIN + symbols[i], block, _CHAIN_2, i, i, keys, marks)
            if second > 0:
                chain = (symbols[second] * _JOIN + symbols[first]) * _JOIN + symbols[i]
                n = _put(n, chain, block, _CHAIN_3, i, i, keys, marks)
        second, first = first, i
    return n


@part
def _classes(count: int, places: Ints) -> int:
    """The classes that stand there, as bits; bit 0, of no class, is always set."""
    seen = 0
    for i in range(count + 1):
        seen |= 1 << places[i, _CLASS]
    return seen


@part
def _shape(n: int, count: int, text: int, context: int, keys: Keys, marks: Ints) -> int:
    """Which classes stand in the text, together, and with which of the context; and the text's length."""
    while text:
        a = _ones(np.uint64((text & -text) - 1))
        text &= text - 1
        if a > 0:
            n = _put(n, np.uint64(a), _SHAPE, _HAS, 1, 0, keys, marks)
        for kind, others in ((_BOTH, text if a > 0 else 0), (_ACROSS, context & ~1)):
            while others:
                b = _ones(np.uint64((others & -others) - 1))
                others &= others - 1
                n = _put(n, np.uint64(a * 64 + b), _SHAPE, kind, 1, 0, keys, marks)
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
    n: int, buffer: Bytes, begin: int, end: int, role: int, lexicon: Lexicon, table: Table, room: Workspace
) -> tuple[int, int, int]:
    """Features of the text (role 0) or of the context (1): (features so far, tokens, its classes as bits)."""
    block = role * _CONTEXT
    count = _tokens(n, buffer, begin, end, role, lexicon, table, room)
    words, places, keys, marks = room.words, room.places, room.keys, room.marks
    n = _words(n, count, block + _WORDS, words, keys, marks)
    _to_symbols(count, words, places)
    n = _class_grams(n, count, block + _CLASSES, words, places, keys, marks)
    n = _class_chains(n, count, block + _CLASSES, words, places, keys, marks)
    return n, count, _classes(count, places)


@part
def _features(
    row: int, texts: Speech, contexts: Speech, lexicon: Lexicon, table: Table, room: Workspace
) -> tuple[int, int]:
    """All features of a message but those of characters, which are summed: (features, tokens of its text).

    The text's tokens stay in the workspace. Of an empty context there is one feature: that it ends where it begins.
    """
    n, before = 0, 1
    begin, end = _within(contexts.buffer, contexts.begins[row], contexts.ends[row], layout.CONTEXT_BYTES, True)
    if begin < end:
        n, _, before = _stretch(n, contexts.buffer, begin, end, 1, lexicon, table, room)
    else:
        n = _put(n, _BEGIN * _JOIN + _END, _CONTEXT, _WORD_2, 1, 0, room.keys, room.marks)
        room.sums[_CONTEXT + _CHARACTERS, :] = 0.0
    begin, end = _within(texts.buffer, texts.begins[row], texts.ends[row], layout.TEXT_BYTES, False)
    n, count, here = _stretch(n, texts.buffer, begin, end, 0, lexicon, table, room)
    return _shape(n, count, here, before, room.keys, room.marks), count


@part
def _all_characters(
    n: int, buffer: Bytes, begin: int, end: int, block: int, lexicon: Lexicon, token: Bytes, keys: Keys, marks: Ints
) -> int:
    """Put the runs of characters of every word."""
    at = _begin_of_token(buffer, begin, end, lexicon.begins)
    while at < end:
        at, size, _, _ = _take_token(buffer, at, end, lexicon.plain, token)
        if lexicon.plain[token[0]] > 0:
            n = _characters(n, size, block, token, keys, marks)
        at = _begin_of_token(buffer, at, end, lexicon.begins)
    return n


@entry
def features(row: int, texts: Speech, contexts: Speech, lexicon: Lexicon, table: Table, room: Workspace) -> int:
    """Write every feature of one message into the workspace, as often as it stands there; how many there are."""
    n, _ = _features(row, texts, contexts, lexicon, table, room)
    token, keys, marks = room.token, room.keys, room.marks
    begin, end = _within(contexts.buffer, contexts.begins[row], contexts.ends[row], layout.CONTEXT_BYTES, True)
    n = _all_characters(n, contexts.buffer, begin, end, _CONTEXT + _CHARACTERS, lexicon, token, keys, marks)
    begin, end = _within(texts.buffer, texts.begins[row], texts.ends[row], layout.TEXT_BYTES, False)
    return _all_characters(n, texts.buffer, begin, end, _CHARACTERS, lexicon, token, keys, marks)


@entry
def word_hash(word: Bytes) -> np.uint64:
    """The hash under which a plain word stands in a lexicon."""
    return _hash_word(word, len(word))


@part
def _add_up(n: int, table: Table, room: Workspace) -> int:
    """Find the known features' rows in the table, sum them for each block, and scale the blocks; how many are known.

    The known features of a block have together the length 1, as if they were a vector, times the block's weight.
    They move to the front of ``rows`` and ``marks``, without a branch: nobody can guess which features are known.
    """
    shift, directory, weights, blocks = table.shift, table.directory, table.weights, table.blocks
    keys, marks, rows, sums, scale = room.keys, room.marks, room.rows, room.sums, room.scale
    known = 0
    for j in range(n):
        rows[known] = _row_of(keys[j], shift, directory)
        marks[known] = marks[j]
        known += 1 if rows[known] >= 0 else 0
    for b in range(layout.BLOCKS):
        if b != _CHARACTERS and b != _CONTEXT + _CHARACTERS:
            for h in range(layout.ROW):
                sums[b, h] = 0.0
    for j in range(known):
        block, at = marks[j] & BLOCK_MASK, rows[j]
        for h in range(layout.ROW):
            sums[block, h] += weights[at, h]
    for b in range(layout.BLOCKS):
        scale[b] = blocks[b] / math.sqrt(max(sums[b, 0], 1e-12))
    return known


@entry
def score(
    texts: Speech, contexts: Speech, lexicon: Lexicon, table: Table, room: Workspace, scores: Floats, tokens: Ints
) -> None:
    """Write the sum of weights of every message for every head (rows by heads), and the tokens of its text.

    ``scores`` must come as zeros.
    """
    for row in range(len(scores)):
        n, tokens[row] = _features(row, texts, contexts, lexicon, table, room)
        _add_up(n, table, room)
        for b in range(layout.BLOCKS):
            for h in range(scores.shape[1]):
                scores[row, h] += room.scale[b] * room.sums[b, h + 1]


@part
def _weigh_tokens(n: int, count: int, row: int, heads: Floats, weights: Singles, room: Workspace) -> None:
    """Give each token its share of the features that stand on it: the sum of their weights times the heads."""
    marks, rows, scale, runs, evidence = room.marks, room.rows, room.scale, room.runs, room.evidence
    evidence[: count + 2] = 0.0
    for token in range(1, count + 1):
        for h in range(heads.shape[1]):
            evidence[token] += heads[row, h] * runs[token, h + 1] * scale[_CHARACTERS]
    for j in range(n):
        if marks[j] & BLOCK_MASK > _CLASSES:
            continue
        first, last = marks[j] >> _FIRST_BIT & _TOKEN_MASK, marks[j] >> _LAST_BIT & _TOKEN_MASK
        weight = 0.0
        for h in range(heads.shape[1]):
            weight += heads[row, h] * weights[rows[j], h + 1]
        weight *= scale[marks[j] & BLOCK_MASK] / (last - first + 1)
        for token in range(first, last + 1):
            evidence[token] += weight


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
    ``spans`` and ``found`` must come as zeros.
    """
    for row in range(len(heads)):
        if not asked[row]:
            continue
        n, count = _features(row, texts, contexts, lexicon, table, room)
        n = _add_up(n, table, room)
        _weigh_tokens(n, count, row, heads, table.weights, room)
        found[row] = _pick(room.evidence, count, row, spans)
        _to_characters(texts.buffer, texts.begins[row], row, spans, found[row], room.places)
