"""The words of people's names, as keyed hashes: enough to find a name in a text, not enough to list the names.

A word of five letters or more is also found when one letter is missing, added, wrong or has changed places: of the
known word and of the word in the text, the forms with one letter left out are compared (symmetric deletion).
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from lilyroot.store.keys import Keys

FUZZY_FROM: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def folded(word: str) -> str:
    """One spelling of a word: small letters without marks.

    >>> folded("Zoë"), folded("GROSS") == folded("Groß")
    ('zoe', True)
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(name: str) -> list[str]:
    """The words of a name or of what stands before the @ of an address, folded.

    >>> words_of("Inês O'Neill-Ruiz"), words_of("tomas.berg@example.org")
    (['ines', 'neill', 'ruiz'], ['tomas', 'berg'])
    """
    return [folded(word) for word in _WORD.findall(name.partition("@")[0])]


def forms(word: str) -> Iterator[str]:
    """The word, and from five letters on each form of it that lacks one letter."""
    yield word
    if len(word) >= FUZZY_FROM:
        yield from {word[:place] + word[place + 1 :] for place in range(len(word))}


def remember_names(connection: sqlite3.Connection, keys: Keys, names: Iterable[str]) -> None:
    """Replace what is known of names by the words of these."""
    connection.execute("DELETE FROM name_word")
    known = {form for name in names for word in words_of(name) for form in forms(word)}
    connection.executemany("INSERT INTO name_word VALUES (?)", [(keys.name_word(form),) for form in sorted(known)])
