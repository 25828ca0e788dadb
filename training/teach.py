"""Write what the encoder says of messages nobody labelled, and the labels of ``pool.py``: the fast reader's teacher.

    python training/teach.py --shared ../shared --out teacher.jsonl
    python training/train_reader.py --gold ../shared/gold --teacher teacher.jsonl --out src/lilyroot/read/models/fast

The messages come from where ``pool.py`` finds them. What two annotators agreed on counts more than what the encoder
says.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pool import labelled_pool, units

from lilyroot.read import load_reader
from lilyroot.read.encoder import EncoderReader

SEED = 5
UNLABELLED = 9_000
LABELLED_WEIGHT, READ_WEIGHT = 0.8, 0.3


def labelled(shared: Path) -> Iterator[dict[str, Any]]:
    for row in labelled_pool(shared):
        said = {"source": row.unit.source, "text": row.unit.text, "context": row.unit.context}
        yield said | {"p": row.p, "flags": row.flags, "weight": LABELLED_WEIGHT}


def read(messages: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    encoder = load_reader("encoder")
    assert isinstance(encoder, EncoderReader)
    found = encoder.judge([row["text"] for row in messages], [row["context"] for row in messages])
    for row, p, flags in zip(
        messages, found.orientation.round(4).tolist(), found.flags.round(4).tolist(), strict=True
    ):
        yield row | {"p": p, "flags": flags, "weight": READ_WEIGHT}


def unlabelled(shared: Path) -> list[dict[str, str]]:
    known = {row.unit.key for row in labelled_pool(shared)}
    rest = [unit for unit in units(shared) if unit.key not in known]
    some = random.Random(SEED).sample(rest, UNLABELLED)  # noqa: S311 — which messages
    return [{"source": unit.source, "text": unit.text, "context": unit.context} for unit in some]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder of gold/ and data/")
    parser.add_argument("--out", type=Path, required=True, help="file of JSON lines to write")
    options = parser.parse_args()
    rows = [*labelled(options.shared), *read(unlabelled(options.shared))]
    options.out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows):,} messages")


if __name__ == "__main__":
    main()
