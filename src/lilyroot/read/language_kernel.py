"""The inner loops of language identification. Numba only; all compiled functions stand in one file for its cache.

A text is looked at by stretches between blanks. A stretch with a digit or a sign of code in it (an address, a path,
a name in code, a mention) belongs to no language and is passed over, whole. Of a text the first 4 KiB decide.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lilyroot.read.memory import Bytes, Ints, Keys, Speech, entry, part

WORDS, ENGLISH, OTHER, FOREIGN_SCRIPT, LETTERS, PLAINLY = range(6)  # columns of what ``count`` finds
KIND_ENGLISH, KIND_OTHER, KIND_FILLER = 1, 2, 3
MOST_BYTES = 4096
BYTES_SCORED = 256  # by the model: a few words more than are needed
TABLE_SIZE = 8192
_MASK = np.uint64(TABLE_SIZE - 1)
_FNV_START = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
_SPREAD = np.uint64(29)
_ENOUGH = 4  # English words, with which a text has settled what it is

# What a byte is: part of a letter, a blank, a sign of code, a mark that may stand inside an address, or beyond ASCII.
_OTHER, _LETTER, _BLANK, _CODE, _INNER, _BEYOND = range(6)
_CLASSES = np.zeros(256, np.uint8)
_CLASSES[: ord(" ") + 1] = _BLANK
_CLASSES[[c for c in range(128) if chr(c).isalpha()]] = _LETTER
_CLASSES[[ord(c) for c in "0123456789#$/<=>@\\_`{|}~"]] = _CODE
_CLASSES[[ord(c) for c in ".:"]] = _INNER
_CLASSES[128:] = _BEYOND

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]


class Automaton(NamedTuple):
    """Recognises n-grams of bytes: from a state and a byte to the next state, and which n-gram ends there, or -1.

    ``weights`` are n-grams by languages, in units of ``step``: what is looked up at random should be small.
    """

    moves: NDArray[np.uint32]
    bases: Ints
    outputs: Numbers
    weights: NDArray[np.int16]
    step: np.float32
    prior: Floats


@part
def _stretch(buffer: Bytes, i: int, end: int) -> tuple[int, bool]:
    """Where the stretch from ``i`` ends, and whether it is language: no code, no full stop or colon inside.

    Chinese and Japanese put no blanks around numbers, so a stretch in another script always is.
    """
    plain, foreign, last, inner = True, False, _OTHER, False
    while i < end:
        c = buffer[i]
        kind = _CLASSES[c]
        if kind == _BLANK:
            break
        if kind == _CODE or (kind == _LETTER and inner):
            plain = False
        foreign |= 0xCD <= c <= 0xEE and c != 0xE2
        inner = kind == _INNER and last == _LETTER
        last = kind
        i += 1
    return i, plain or foreign


@part
def _look_up(word: np.uint64, words: Keys, kinds: Bytes) -> int:
    place = (word ^ word >> _SPREAD) & _MASK
    while words[place] != 0:
        if words[place] == word:
            return int(kinds[place])
        place = (place + np.uint64(1)) & _MASK
    return 0


@part
def _width(c: int) -> int:
    return 4 if c >= 0xF0 else 3 if c >= 0xE0 else 2 if c >= 0xC0 else 1


@part
def _script(buffer: Bytes, i: int, end: int) -> int:
    """Of the character beyond ASCII at ``i``: 0 no letter, 1 an accented Latin letter, 2 another script."""
    c = buffer[i]
    if 0xC3 <= c <= 0xCC:
        return 1
    if c == 0xE1 and i + 1 < end and 0xB8 <= buffer[i + 1] <= 0xBB:  # Vietnamese
        return 1
    if c == 0xE3 and i + 1 < end and buffer[i + 1] == 0x80:  # punctuation of Chinese and Japanese
        return 0
    return 2 if 0xCD <= c <= 0xEE and c != 0xE2 else 0


class Tally(NamedTuple):
    """What a stretch, or what has been read of a text, holds."""

    words: int
    english: int
    other: int
    foreign: int
    letters: int


@part
def _with_word(tally: Tally, word: np.uint64, length: int, words: Keys, kinds: Bytes) -> Tally:
    kind = _look_up(word, words, kinds)
    return Tally(
        tally.words + (kind != KIND_FILLER),
        tally.english + (kind == KIND_ENGLISH),
        tally.other + (kind == KIND_OTHER),
        tally.foreign,
        tally.letters + length,
    )


@part
def _count_stretch(buffer: Bytes, i: int, end: int, words: Keys, kinds: Bytes, before: Tally) -> tuple[int, Tally]:
    """Where the stretch from ``i`` ends, and the tally with it if it is language, else as it was ``before``.

    The same rule as ``_stretch``, in the same pass: this is the loop that all messages go through.
    """
    tally, plain, last, inner, word, length = before, True, _OTHER, False, _FNV_START, 0
    while i < end:
        c = buffer[i]
        kind = _CLASSES[c]
        step, script = 1, 0
        if kind == _LETTER:
            plain &= not inner
            word = (word ^ np.uint64(c | 32)) * _FNV_PRIME
            length += 1
        elif kind == _BLANK:
            break
        elif kind == _BEYOND:
            step, script = min(_width(c), end - i), _script(buffer, i, end)
            if script == 2:
                tally = Tally(tally.words, tally.english, tally.other, tally.foreign + 1, tally.letters)
            if script:
                word = (word ^ np.uint64(c)) * _FNV_PRIME  # no word of the lists has such a byte
                length += 1
        if length and kind != _LETTER and script == 0:
            tally = _with_word(tally, word, length, words, kinds)
            word, length = _FNV_START, 0
        plain &= kind != _CODE
        inner = kind == _INNER and last == _LETTER
        last = kind
        i += step
    if length:
        tally = _with_word(tally, word, length, words, kinds)
    return i, tally if plain or tally.foreign > before.foreign else before


@part
def _is_plainly_english(tally: Tally) -> bool:
    return tally.english >= _ENOUGH and tally.english > 3 * tally.other and 3 * tally.english >= tally.words


@entry
def count(speech: Speech, words: Keys, kinds: Bytes, found: Ints) -> None:
    """For each row: words, English words, words of others, letters of other scripts, all letters, plainly English.

    Stops as soon as a row is plainly English.
    """
    buffer = speech.buffer
    for row in range(len(found)):
        i, plainly = speech.begins[row], False
        end = min(speech.ends[row], i + MOST_BYTES)
        tally = Tally(0, 0, 0, 0, 0)
        while i < end and not plainly:
            if _CLASSES[buffer[i]] == _BLANK:
                i += 1
                continue
            i, tally = _count_stretch(buffer, i, end, words, kinds, tally)
            plainly = (
                tally.english >= _ENOUGH and tally.english > 3 * tally.other and 3 * tally.english >= tally.words
            )
        found[row, WORDS], found[row, ENGLISH], found[row, OTHER] = tally.words, tally.english, tally.other
        found[row, FOREIGN_SCRIPT], found[row, LETTERS], found[row, PLAINLY] = tally.foreign, tally.letters, plainly


@part
def _walk(
    buffer: Bytes, i: int, end: int, state: int, automaton: Automaton, seen: Numbers, touched: Numbers, n: int
) -> tuple[int, int]:
    """Follow the automaton over the bytes; counts what it recognises. Returns its state and how many kinds it saw."""
    while i < end:
        state = int(automaton.moves[automaton.bases[state] + buffer[i]])
        feature = automaton.outputs[state]
        if feature >= 0:
            if seen[feature] == 0:
                touched[n] = feature
                n += 1
            seen[feature] += 1
        i += 1
    return state, n


@part
def _add_up(automaton: Automaton, seen: Numbers, touched: Numbers, scale: float, total: Floats) -> None:
    """The scores of one text; 0 for all languages when nothing was recognised. Wipes ``seen``."""
    if len(touched) == 0:
        return
    for feature in touched:
        often = np.float32(math.log1p(seen[feature]))
        seen[feature] = 0
        for language in range(len(total)):
            total[language] += often * automaton.weights[feature, language]
    for language in range(len(total)):
        total[language] = (total[language] * automaton.step + automaton.prior[language]) / np.float32(scale)


@entry
def score(speech: Speech, rows: Ints, automaton: Automaton, seen: Numbers, touched: Numbers, scores: Floats) -> None:
    """For each of ``rows``: the score of every language by naive Bayes over byte n-grams, one row of ``scores`` each.

    Divided by the root of the length, as the model was calibrated. ``seen`` is zero before and after.
    """
    for place, row in enumerate(rows):
        i = speech.begins[row]
        end = speech.ends[row]
        state, n, length = 0, 0, 0
        while i < end and length < BYTES_SCORED:
            if _CLASSES[speech.buffer[i]] == _BLANK:
                stop, plain = i + 1, True
            else:
                stop, plain = _stretch(speech.buffer, i, min(end, i + BYTES_SCORED))
            if plain:
                state, n = _walk(speech.buffer, i, stop, state, automaton, seen, touched, n)
                length += stop - i
            i = stop
        _add_up(automaton, seen, touched[:n], math.sqrt(max(length, 1)), scores[place])
