"""Text as the encoder sees it: pieces of words from a fixed vocabulary, each with its place in the text.

The rules are those the encoder was pretrained with (Devlin et al., 2019, BERT: lower case, no accents, punctuation
apart, longest piece first). A library does the same, but brings a client for a model hub with it, and what reads an
organisation's talk should have no reason to open a connection; tests compare the two on arbitrary text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

UNKNOWN: Final = "[UNK]"
_LONGEST_WORD: Final = 100
_KEPT_WORDS: Final = 100_000  # words whose pieces are remembered
_PLAIN: Final = re.compile(r"[\t\n\r -~]*")
_PLAIN_WORD: Final = re.compile(r"[a-zA-Z0-9]+|[!-/:-@\[-`{-~]")
_SILENT: Final = ("Cc", "Cf", "Co")  # categories of characters that do not print
# Scripts without blanks between words: each character is a word.
_IDEOGRAPHS: Final = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


class Word(NamedTuple):
    """A word in its plain form and where it stands: [begin, end) in characters of the text."""

    plain: str
    begin: int
    end: int


class Pieces(NamedTuple):
    """Numbers of pieces, and for each the place of its word among the words of the text."""

    numbers: list[int]
    words: list[int]


class Vocabulary:
    """The pieces an encoder knows: one a line, its number the line's, from 0.

    >>> vocabulary = Vocabulary(["[UNK]", "un", "##happy", "customer"])
    >>> vocabulary.pieces(words("Unhappy customer"))
    Pieces(numbers=[1, 2, 3], words=[0, 0, 1])
    """

    def __init__(self, pieces: list[str]) -> None:
        self._number_of = {piece: number for number, piece in enumerate(pieces)}
        self._unknown = self._number_of[UNKNOWN]
        self._remembered: dict[str, list[int]] = {}

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        return cls(path.read_text("utf-8").split("\n"))

    def number(self, piece: str) -> int:
        return self._number_of[piece]

    def pieces(self, text: list[Word]) -> Pieces:
        """The pieces of the words of a text, in order."""
        numbers: list[int] = []
        places: list[int] = []
        for place, word in enumerate(text):
            found = self._of(word.plain)
            numbers += found
            places += [place] * len(found)
        return Pieces(numbers, places)

    def _of(self, word: str) -> list[int]:
        found = self._remembered.get(word)
        if found is None:
            found = self._cut(word)
            if len(self._remembered) < _KEPT_WORDS:
                self._remembered[word] = found
        return found

    def _cut(self, word: str) -> list[int]:
        """The longest piece from the left, then from there on; the whole word is unknown when a rest is."""
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        numbers: list[int] = []
        begin = 0
        while begin < len(word):
            end = len(word)
            while end > begin and (piece := ("##" if begin else "") + word[begin:end]) not in self._number_of:
                end -= 1
            if end == begin:
                return [self._unknown]
            numbers.append(self._number_of[piece])
            begin = end
        return numbers


def words(text: str) -> list[Word]:
    """The words and marks of a text in their plain form, with their places.

    >>> words("Où est l'été?")[0]
    Word(plain='ou', begin=0, end=2)
    """
    if _PLAIN.fullmatch(text):
        return [Word(found.group().lower(), *found.span()) for found in _PLAIN_WORD.finditer(text)]
    return list(_any_words(text))


def _any_words(text: str) -> Iterator[Word]:
    plain, begin = "", 0
    for place, character in enumerate(text):
        if _parts_words(character):
            if plain:
                yield Word(plain, begin, place)
            plain = ""
            continue
        alone = _ideograph(character)
        for part in _plain(character):
            if plain and (alone or _punctuation(part)):
                yield Word(plain, begin, place)
                plain = ""
            if alone or _punctuation(part):
                yield Word(part, place, place + 1)
                continue
            if not plain:
                begin = place
            plain += part
    if plain:
        yield Word(plain, begin, len(text))


def _parts_words(character: str) -> bool:
    return character in "\t\n\r" or (character.isspace() and unicodedata.category(character) not in _SILENT)


def _plain(character: str) -> str:
    """Lower case without accents; nothing for what does not print."""
    if character == "\ufffd" or unicodedata.category(character) in _SILENT:
        return ""
    bare = (part for part in unicodedata.normalize("NFD", character) if unicodedata.category(part) != "Mn")
    return "".join(part.lower() for part in bare)


def _punctuation(character: str) -> bool:
    return unicodedata.category(character).startswith("P") or character in "$+<=>^`|~"


def _ideograph(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _IDEOGRAPHS)
