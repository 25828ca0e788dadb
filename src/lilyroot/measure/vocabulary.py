"""Vocabulary instead of quotes: words that stand out where a group speaks of customers.

A word may be shown for a group when at least k people of the group used it when they spoke of customers, in at least
two teams, and it is no word of anybody's name, nor one that only holds sentences together ("they", "with"). What was
said in which order, by whom, or how often, leaves nowhere: a list of such words cannot be put together again to a
sentence that one person wrote. Among these words, those are listed that people use where customers come up and not
elsewhere (weighted log odds with a prior, Monroe, Colaresi and Quinn 2008, on counts of people so that nobody decides
by writing much; false discovery rate 5 %).

Words rest on texts that are still held. Where retention has deleted the texts of a period there are none. Nor are
there any while no staff directory with names was taken in: a name among them would not be known as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import pyarrow as pa
from scipy.special import ndtr

from lilyroot.engines import DuckDB
from lilyroot.measure.gather import load_segments
from lilyroot.model.tables import TEXTS
from lilyroot.store.name_words import folded
from lilyroot.store.store import Store

FEWEST_TEAMS: Final = 2
MOST_WORDS: Final = 40
_PRIOR: Final = 0.5
_FALSE_DISCOVERIES: Final = 0.05
_OF_CELL: Final = pa.schema([pa.field("cell", pa.string()), pa.field("team", pa.string())])

# Who used which word at all, in talk about customers (about = 1) and elsewhere (0). It names people: never shown.
_SAID: Final = r"""
    SELECT DISTINCT person, team, about, word
    FROM (
        SELECT f.person, p.team, CASE WHEN f.orientation = 'none' THEN 0 ELSE 1 END AS about,
               unnest(regexp_extract_all(lower(t.text), '[\p{L}]{3,}')) AS word
        FROM fact AS f
        JOIN at_hand ON at_hand.period = f.period
        JOIN placement AS p ON p.period = f.period AND p.person = f.person
        JOIN stored_text AS t ON t.message = f.message
        LEFT JOIN replaced AS s ON s.message = t.message AND s.revision = t.revision
        WHERE s.message IS NULL
    )
"""
_COUNTED: Final = """
    SELECT c.cell, w.word,
           COUNT(DISTINCT CASE WHEN w.about = 1 THEN w.person END) AS people,
           COUNT(DISTINCT CASE WHEN w.about = 0 THEN w.person END) AS elsewhere,
           COUNT(DISTINCT CASE WHEN w.about = 1 THEN w.team END) AS teams
    FROM word_said AS w
    JOIN of_cell AS c ON c.team = w.team
    GROUP BY c.cell, w.word
    ORDER BY c.cell, w.word
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a cell: how many ``people`` used it where customers came up, and by how much it stands out there."""

    cell: str
    word: str
    people: int
    z: float


def vocabulary(
    engine: DuckDB, store: Store, period: str, teams_of: Mapping[str, frozenset[str]], *, k: int
) -> list[Word]:
    """Which words stand out where people of each cell speak of customers?

    ``engine`` holds what ``gather`` and ``place`` made; ``teams_of`` names the teams of each cell; ``k`` is the
    fewest people of a cell who must have used a word, in two teams at least. At most 40 words a cell, the most
    telling first; none where no texts are held or no names are known. Cost: linear in the texts of the period.
    """
    names = _names(store)
    if not names:
        return []
    load_segments(store, engine, "stored_text", "texts", TEXTS)
    engine.load("at_hand", pa.table({"period": pa.array([period], pa.string())}))
    rows = [(cell, team) for cell, teams in sorted(teams_of.items()) for team in sorted(teams)]
    columns = list(zip(*rows, strict=True)) or [(), ()]
    engine.load("of_cell", pa.table([list(column) for column in columns], schema=_OF_CELL))
    engine.derive("word_said", _SAID)
    counted = engine.query(_COUNTED)
    cells = np.array(counted["cell"].to_pylist(), object)
    return [
        word
        for cell in sorted(teams_of)
        for word in _telling(counted.filter(pa.array(cells == cell)), names, store, k)
    ]


def names_known(store: Store) -> bool:
    """Whether any name of the staff is known, so that names can be kept back; without one no word is told."""
    return bool(_names(store))


def _names(store: Store) -> frozenset[str]:
    return frozenset(str(row[0]) for row in store.catalogue.connection.execute("SELECT word FROM name_word"))


def _telling(counted: pa.Table, names: frozenset[str], store: Store, k: int) -> Sequence[Word]:
    """The words of one cell that may be shown and stand out, by how far they do."""
    people, elsewhere, teams = (counted[name].to_numpy().astype(float) for name in ("people", "elsewhere", "teams"))
    allowed = np.flatnonzero((people >= k) & (teams >= FEWEST_TEAMS))
    if not len(allowed):
        return []
    z = standing_out(people, elsewhere)
    found = allowed[_discovered(1 - ndtr(z[allowed]))]
    words = counted["word"].to_pylist()
    telling = [
        place for place in found[np.argsort(-z[found], kind="stable")] if words[place] not in _function_words()
    ]
    kept = [place for place in telling if not _is_name(words[place], names, store)]
    return [Word(counted["cell"][0].as_py(), words[place], int(people[place]), float(z[place])) for place in kept][
        :MOST_WORDS
    ]


@cache
def _function_words() -> frozenset[str]:
    lines = (files(__package__) / "function_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _is_name(word: str, names: frozenset[str], store: Store) -> bool:
    """As it stands or with the s of a genitive: Annas, Mills."""
    plain = folded(word)
    return any(store.keys.name_word(form) in names for form in {plain, plain.removesuffix("s")})


def standing_out(here: np.ndarray, elsewhere: np.ndarray) -> np.ndarray:
    """How far each word stands out here against elsewhere: log odds ratio over its standard error, prior 0.5.

    ``here`` and ``elsewhere``: counts of people by word.

    >>> [round(float(z), 2) for z in standing_out(np.array([20.0, 5, 5]), np.array([5.0, 20, 5]))]
    [4.53, -4.53, 0.0]
    """
    a, b = here + _PRIOR, elsewhere + _PRIOR
    odds = np.log(a / np.maximum(a.sum() - a, _PRIOR)) - np.log(b / np.maximum(b.sum() - b, _PRIOR))
    found: np.ndarray = odds / np.sqrt(1 / a + 1 / b)
    return found


def _discovered(p: np.ndarray) -> np.ndarray:
    """Places whose p is small enough that at most 5 % of them are expected to be chance (Benjamini and Hochberg)."""
    order = np.argsort(p, kind="stable")
    below = p[order] <= _FALSE_DISCOVERIES * np.arange(1, len(p) + 1) / len(p)
    last = int(np.flatnonzero(below)[-1]) + 1 if below.any() else 0
    return np.sort(order[:last])
