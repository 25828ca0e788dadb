"""Which word should stand for an organisation's own word for its customers? Measured on the gold labels of dev.jsonl.

    python -m training.customer_words ../shared/gold/dev.jsonl

Every word that the reader knows for customers is exchanged for one and the same word, in text and context; the best
candidate is the one whose labels stay as good as those of the original. “zorbist” shows what a word that nobody knows
costs.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Final

import pyarrow as pa

from lilyroot.model.labels import ORIENTATIONS
from lilyroot.read import Reader, load_reader

KNOWN: Final = (
    "customer client consumer buyer shopper user guest patient passenger visitor citizen constituent resident "
    "subscriber tenant traveller traveler pupil student learner"
)
CANDIDATES: Final = (
    "zorbist customer client consumer user guest patient visitor citizen resident passenger student tenant"
)
_WORD: Final = re.compile(rf"\b(?:{KNOWN.replace(' ', '|')})(s?)\b", re.IGNORECASE)


def macro_f1(gold: list[str], read: list[str]) -> float:
    """Mean F1 of the three orientations."""
    scores = []
    for label in ORIENTATIONS:
        hits = sum(g == r == label for g, r in zip(gold, read, strict=True))
        scores.append(2 * hits / max(1, gold.count(label) + read.count(label)))
    return sum(scores) / len(scores)


def labels(reader: Reader, rows: list[dict[str, str]], word: str) -> list[str]:
    """How the rows are read when all words for customers are ``word``; "" leaves them as they are."""

    def exchanged(text: str | None) -> str:
        return _WORD.sub(lambda found: word + found[1].lower(), text or "") if word else text or ""

    columns = {name: [exchanged(row.get(name)) for row in rows] for name in ("text", "context")}
    batch = pa.RecordBatch.from_pydict({"id": [str(i) for i in range(len(rows))], **columns})
    return [label or "none" for label in reader.read(batch, spans=False)["orientation"].to_pylist()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--reader", default="fast")
    given = parser.parse_args()
    rows = [row for row in map(json.loads, given.gold.read_text("utf-8").splitlines()) if _WORD.search(row["text"])]
    gold, reader = [row["orientation"] for row in rows], load_reader(given.reader)
    print(f"{len(rows)} messages with a word for customers, read by {reader.version}: macro-F1")
    for word in ("", *CANDIDATES.split()):
        print(f"{word or 'as written':<12}{macro_f1(gold, labels(reader, rows, word)):.3f}")


if __name__ == "__main__":
    main()
