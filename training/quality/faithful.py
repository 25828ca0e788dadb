"""Whether the words a reader points at are the words that decided.

For each label a reading carries (an orientation other than ``none``, each flag) the spans' words are taken out of the
text and the rest is read again. The spans were what decided if the label goes, or its probability falls by at least a
tenth of itself. Where a label is more likely than not, a tenth is more than the calibration error we allow (0.05), so
that such a fall is more than the vagueness of the probability itself. The same number of other words, drawn at
random, shows what taking out any words would do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from lilyroot.read import Reader

from .rates import SEED, Rate, rate
from .reading import Row, read

CLEARLY = 0.1  # of the label's probability
DRAWS = 3  # of random words, for each label
_WORD = re.compile(r"\S+")

Range = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """One label of one reading: its probability, the text without the spans, texts without random words."""

    row: Row
    label: str
    before: float
    without_spans: str
    without_others: list[str]


@dataclass(frozen=True)
class Faithfulness:
    """How often taking words out takes the label or clearly lowers it."""

    spans: Rate
    others: Rate
    labels: int  # labels that stood, also those whose spans leave too few other words to compare with
    pointless: int  # labels whose reading has no span at all


def words_of(text: str) -> list[Range]:
    return [match.span() for match in _WORD.finditer(text)]


def pointed_at(text: str, spans: list[list[int]]) -> list[Range]:
    """The whole words that a span touches."""
    return [(a, b) for a, b in words_of(text) if any(begin < b and a < end for begin, end in spans)]


def without(text: str, words: list[Range]) -> str:
    """The text without some of its words.

    >>> without("We called them back", [(3, 9)])
    'We them back'
    """
    return " ".join(text[a:b] for a, b in words_of(text) if (a, b) not in words)


def probability(reading: Row, label: str) -> float:
    return float(reading["p_flags"][label] if label in reading["p_flags"] else reading["p"][label])


def stands(reading: Row, label: str) -> bool:
    return label in (reading["orientation"], *reading["flags"])


def labels_of(reading: Row) -> list[str]:
    """The labels a reading must give reasons for."""
    orientation = reading["orientation"]
    return [*([orientation] if orientation not in (None, "none") else []), *reading["flags"]]


def faithfulness(reader: Reader, rows: list[Row]) -> Faithfulness:
    """Take the words out and read again."""
    readings = read(reader, rows, spans=True)
    cases = _cases(rows, readings)
    told = [case.row | {"text": case.without_spans} for case in cases]
    drawn = [case.row | {"text": text} for case in cases for text in case.without_others]
    fell = [_fell(case, after) for case, after in zip(cases, read(reader, told), strict=True)]
    owners = [case for case in cases for _ in case.without_others]
    fell_too = [_fell(case, after) for case, after in zip(owners, read(reader, drawn), strict=True)]
    labels = [reading for reading in readings for _ in labels_of(reading)]
    return Faithfulness(rate(fell), rate(fell_too), len(labels), sum(not each["spans"] for each in labels))


def _cases(rows: list[Row], readings: list[Row]) -> list[Case]:
    draw = np.random.default_rng(SEED)
    cases = []
    for row, reading in zip(rows, readings, strict=True):
        text = row["text"]
        pointed = pointed_at(text, reading["spans"])
        others = [word for word in words_of(text) if word not in pointed]
        if not pointed or len(others) < len(pointed):
            continue
        for label in labels_of(reading):
            picks = [draw.choice(len(others), len(pointed), replace=False) for _ in range(DRAWS)]
            drawn = [without(text, [others[place] for place in pick]) for pick in picks]
            cases.append(Case(row, label, probability(reading, label), without(text, pointed), drawn))
    return cases


def _fell(case: Case, after: Row) -> bool:
    """The label is gone, or its probability is at least a tenth lower."""
    return not stands(after, case.label) or probability(after, case.label) <= (1 - CLEARLY) * case.before
