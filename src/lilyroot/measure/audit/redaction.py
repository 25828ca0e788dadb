"""Taking names, addresses and numbers out of a text before anybody sees it.

Names are found by the staff directory (as keyed hashes, also misspelt ones), by the names the sources give their
speakers, by names the steward adds, and behind greetings and titles. Mail addresses, links, handles, telephone and
account numbers are found by their form. This lowers what an auditor learns of persons; **it does not make a text
anonymous**: somebody may be known by what they say. So a redacted text is still sealed, logged and deleted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Final

from lilyroot.store.keys import Keys, normalised
from lilyroot.store.name_words import FUZZY_FROM, folded, forms, words_of
from lilyroot.store.store import Store

NAME, MAIL, LINK, HANDLE, ACCOUNT, PHONE = (
    f"[{kind}]" for kind in ("name", "mail", "link", "handle", "account", "phone")
)
_LONGEST_NAME: Final = 4  # words
# Forms, in the order in which they are looked for: an account number is not first read as a telephone number.
_FORMS: Final = (
    (re.compile(r"<?\b[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+>?"), MAIL),
    (re.compile(r"\b[\w.+-]+ ?(?:\[at\]|\(at\)) ?[\w-]+ ?(?:\.|\[dot\]|\(dot\)| dot ) ?\w{2,}", re.I), MAIL),
    (re.compile(r"\b(?:https?://|www\.)\S+", re.I), LINK),
    (re.compile(r"<[@#!][^>\s]*>|(?<![\w.])@[A-Za-z][\w.-]*\w"), HANDLE),
    (re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b"), ACCOUNT),
    (re.compile(r"\b(?:\d[ -]?){13,19}\b"), ACCOUNT),
    (re.compile(r"(?<![\w,.])(?:\+|00)\d[\d ()/.-]{6,}\d|(?<![\w,.])\(?0\d[\d ()/.-]{5,}\d"), PHONE),
    (re.compile(r"(?<![\w,.])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b"), PHONE),
)
_TITLED: Final = re.compile(
    r"\b((?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|HI|HELLO|HEY|DEAR|Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sir|Madame)\.?,? )"
    r"([A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+)?)"
)
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]{2}))*")
_ADJOINING: Final = re.compile(rf"{re.escape(NAME)}(?:[ ,-]+{re.escape(NAME)})+")


@cache
def _common() -> frozenset[str]:
    """Words that are names of some and mean something to all: in small letters they are the word."""
    return frozenset(files(__package__).joinpath("common_words.txt").read_text("utf-8").split())


class Redaction:
    """Takes out what names people. ``knows`` says whether a keyed hash is that of a word of a name."""

    def __init__(self, keys: Keys, words: frozenset[str], names: frozenset[str], further: Iterable[str] = ()) -> None:
        self._keys, self._words, self._names = keys, words, names
        self._further = frozenset(form for name in further for word in words_of(name) for form in forms(word))
        self._asked: dict[tuple[str, bool], bool] = {}

    @classmethod
    def of(cls, store: Store, further: Iterable[str] = ()) -> Redaction:
        """With the staff directory and the speakers of this installation; ``further`` names stay in memory."""
        rows = store.catalogue.connection
        words = frozenset(word for (word,) in rows.execute("SELECT word FROM name_word"))
        names = frozenset(
            alias for (alias,) in rows.execute("SELECT alias FROM person_alias UNION SELECT alias FROM speaker_alias")
        )
        return cls(store.keys, words, names, further)

    @property
    def knows_names(self) -> bool:
        """Whether there is any directory to go by; without one only forms and greetings are found."""
        return bool(self._words or self._further)

    def __call__(self, text: str) -> str:
        """The text with ``[name]``, ``[mail]`` and so on in place of what was there."""
        for form, mark in _FORMS:
            text = form.sub(mark, text)
        text = self._without_whole_names(_TITLED.sub(rf"\g<1>{NAME}", text))
        text = _WORD.sub(self._word, text)
        return _ADJOINING.sub(NAME, text)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        if _in_mark(found):
            return word
        bare = re.sub(r"['’]s$", "", word)
        plain = folded(bare)
        capital = bare[:1].isupper()
        if len(plain) < 2 or (not capital and plain in _common()):
            return word
        return word.replace(bare, NAME, 1) if self._is_name(plain, capital) else word

    def _is_name(self, plain: str, capital: bool) -> bool:
        """A word of a name as it is written; in capitals also one that is misspelt by a letter."""
        asked = (plain, capital)
        if asked not in self._asked:
            tried = forms(plain) if capital and len(plain) >= FUZZY_FROM else (plain,)
            self._asked[asked] = any(
                form in self._further or self._keys.name_word(form) in self._words for form in tried
            )
        return self._asked[asked]

    def _without_whole_names(self, text: str) -> str:
        """Names of two to four words, as a source gives them to its speakers, and single ones in capitals."""
        words = list(_WORD.finditer(text))
        taken: list[tuple[int, int]] = []
        place = 0
        while place < len(words):
            step = self._longest(text, words, place)
            if step:
                taken.append((words[place].start(), words[place + step - 1].end()))
            place += step or 1
        for start, end in reversed(taken):
            text = f"{text[:start]}{NAME}{text[end:]}"
        return text

    def _longest(self, text: str, words: list[re.Match[str]], place: int) -> int:
        if not words[place][0][:1].isupper() or _in_mark(words[place]):
            return 0
        fewest = 2 if folded(words[place][0]) in _common() else 1
        for many in range(min(_LONGEST_NAME, len(words) - place), fewest - 1, -1):
            said = text[words[place].start() : words[place + many - 1].end()]
            if self._keys.alias(normalised(said)) in self._names:
                return many
        return 0


def _in_mark(found: re.Match[str]) -> bool:
    return (
        found.string[found.start() - 1 : found.start()] == "[" and found.string[found.end() : found.end() + 1] == "]"
    )


Redact = Callable[[str], str]
