"""The words that leave: a table of the ledger, per group at most 40, each used by k people in two teams at least."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pyarrow as pa

from lilyroot.measure.vocabulary import Word

WORDS: Final = pa.schema(
    [
        *[pa.field(name, pa.string(), nullable=False) for name in ("period", "cut", "cell", "label", "word")],
        pa.field("persons", pa.string(), nullable=False),  # how many used it where customers came up: a band
        pa.field("place", pa.int32(), nullable=False),  # 1 stands out most
    ]
)


def word_table(
    period: str, words: Sequence[Word], labels: Mapping[str, tuple[str, str]], band: Callable[[int], str]
) -> pa.Table:
    """Words as they are released. ``labels`` gives cut and label of each cell; ``band`` says a number of people."""
    rows, place = [], dict.fromkeys(labels, 0)
    for word in words:
        place[word.cell] += 1
        cut, label = labels[word.cell]
        rows.append(
            {
                "period": period,
                "cut": cut,
                "cell": word.cell,
                "label": label,
                "word": word.word,
                "persons": band(word.people),
                "place": place[word.cell],
            }
        )
    return pa.Table.from_pylist(rows, schema=WORDS)
