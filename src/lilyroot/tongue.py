"""In which language is it said? English is the source; another language is a catalogue of whole sentences.

    with speaking("de"):
        say("{group} talks about customers.", group="Sales")
        say_n("{n} group", "{n} groups", 1_200)
        number(0.384, ".1f")

The language is a context variable: each request, task and thread has its own, and English where nothing was said.
Sentences are looked up when they are used, never when a module is loaded. A table at the top of a module is a
``Wording``, which translates what is taken out of it, or marks its words with ``phrase`` and whoever shows them asks
for them ``translated``. ``tools/catalogue.py`` gathers them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Any, Final, Generic, TypeVar

ENGLISH: Final = "en"
LANGUAGES: Final = {ENGLISH: "English", "de": "Deutsch"}
"""The languages that can be spoken, by their code, each by its own name."""

_SPOKEN: Final[ContextVar[str]] = ContextVar("spoken", default=ENGLISH)
_MARKS: Final = {"de": str.maketrans(",.", ".,")}  # what stands for the comma and the point of English numbers
_GAP: Final = re.compile(r"\{(\w+)\}")
_DIGITS: Final = re.compile(r"[\d,.]+")


@contextmanager
def speaking(code: str | None) -> Iterator[None]:
    """Say everything within in this language; a region is left out ("de-at" is "de").

    A code that has no catalogue, or none at all, is English: a page in a language we do not know must still open.
    """
    token = _SPOKEN.set(_known(code))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> str:
    """The code of the language in which sentences are said now.

    >>> spoken()
    'en'
    """
    return _SPOKEN.get()


def say(text: str, **values: object) -> str:
    """A sentence in the language spoken. ``text`` is a literal in English with named gaps.

    >>> with speaking("de"):
    ...     say("{first} to {last}", first="3", last="9")
    '3 bis 9'
    """
    return _catalogue(spoken()).gettext(text).format(**values)


def say_n(one: str, many: str, n: int, **values: object) -> str:
    """The same where a number decides on the words; ``{n}`` is that number, with its thousands set apart.

    >>> say_n("{n} group", "{n} groups", 1200)
    '1,200 groups'
    """
    return _catalogue(spoken()).ngettext(one, many, n).format(n=number(n, ","), **values)


def say_as(context: str, text: str, **values: object) -> str:
    """A sentence whose English words mean several things, with the one that is meant.

    >>> say_as("a value that is named", "said")
    'said'
    """
    return _catalogue(spoken()).pgettext(context, text).format(**values)


def phrase(text: str) -> str:
    """Marks words of a table for the catalogue and gives them back in English, to be ``translated`` when used."""
    return text


def phrases(*texts: str) -> tuple[str, ...]:
    """The same for several, such as the heads of a table."""
    return texts


def translated(text: str, **values: object) -> str:
    """Words that were marked as a ``phrase``, or stand in a data file of ours, in the language spoken."""
    return _catalogue(spoken()).gettext(text).format(**values) if text else ""


def all_translated(texts: Iterable[str]) -> tuple[str, ...]:
    """Each of these ``phrases`` in the language spoken."""
    return tuple(map(translated, texts))


Said = TypeVar("Said", bound="str | tuple[str, ...]")


class Wording(Mapping[str, Said], Generic[Said]):
    """A table of words in English that gives them in the language spoken; each entry is a text or a tuple of texts.

    >>> Wording({"up": "rose", "down": "fell"})["up"]
    'rose'
    """

    def __init__(self, english: Mapping[str, Said]) -> None:
        self.english: Final = english

    def __getitem__(self, key: str) -> Said:
        found: Said = _each_translated(self.english[key])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.english)

    def __len__(self) -> int:
        return len(self.english)

    @classmethod
    def from_file(cls, english: Mapping[str, Said]) -> Wording[Said]:
        """Words that stand in a data file of ours, where the catalogue is told of them."""
        return cls(english)

    def under(self, prefix: str) -> Wording[Said]:
        """The same words, each key with something before it."""
        return Wording({f"{prefix}{key}": words for key, words in self.english.items()})


def _each_translated(words: Any) -> Any:
    if isinstance(words, str):
        return translated(words)
    told = map(translated, words)
    return words._make(told) if hasattr(words, "_make") else tuple(told)


def retold(sentence: str, phrases: Iterable[str]) -> str:
    """A sentence that was written down in English, said again: the first of these phrases that it is made of.

    What a release says of itself is hashed and never changes, so it can only be put into another language when it is
    shown. A sentence that no phrase fits stays as it is.

    >>> with speaking("de"):
    ...     retold("3 to 9", ["{first} to {last}"])
    '3 bis 9'
    """
    if spoken() == ENGLISH:
        return sentence
    for text in phrases:
        found = _pattern(text).fullmatch(sentence)
        if found:
            gaps = found.groupdict().items()
            return translated(text, **{gap: localised(v) if _DIGITS.fullmatch(v) else v for gap, v in gaps})
    return sentence


def number(value: float, form: str = ",.0f") -> str:
    """A number with the decimal and thousands marks of the language; ``form`` is Python's, as for English.

    >>> with speaking("de"):
    ...     number(1234.5, ",.1f")
    '1.234,5'
    """
    return localised(format(value, form))


def localised(digits: str) -> str:
    """The same for a number that is written out the English way already."""
    marks = _MARKS.get(spoken())
    return digits.translate(marks) if marks else digits


def _known(code: str | None) -> str:
    language = (code or ENGLISH).replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else ENGLISH


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == ENGLISH:
        return NullTranslations()
    source = files(__package__).joinpath("locale", code, "LC_MESSAGES", "lilyroot.mo")
    with source.open("rb") as file:
        return GNUTranslations(file)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    parts = _GAP.split(text)
    return re.compile("".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)))
