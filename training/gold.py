"""The labelled messages, and a split of them that keeps what stood in one conversation together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lilyroot.model.labels import FLAGS, ORIENTATIONS

SAME_ENOUGH = 60  # characters of text or context that two messages must share to count as neighbours
TOO_SHORT = 25


@dataclass(frozen=True)
class Gold:
    """Messages and labels: ``orientation`` as an index of ORIENTATIONS, ``flags`` as messages by FLAGS."""

    texts: list[str]
    contexts: list[str]
    sources: NDArray[np.str_]
    orientation: NDArray[np.int64]
    flags: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def composed(self) -> NDArray[np.bool_]:
        return self.sources == "composed"


def load_gold(folder: Path, *names: str) -> Gold:
    """The messages of some files of the gold folder, in their order."""
    lines = [line for name in names for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    return Gold(
        texts=[row["text"] for row in rows],
        contexts=[row["context"] or "" for row in rows],
        sources=np.array([row["source"] for row in rows]),
        orientation=np.array([ORIENTATIONS.index(row["orientation"]) for row in rows]),
        flags=np.array([[flag in row["flags"] for flag in FLAGS] for row in rows]),
    )


def folds(gold: Gold, count: int, seed: int) -> NDArray[np.int64]:
    """A fold for each message. Messages that share a text or a context are in the same fold.

    The files do not name conversations; a neighbour's text in a context is the trace they leave.
    """
    parent = list(range(len(gold)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[tuple[str, str], int] = {}
    for i, (source, text, context) in enumerate(zip(gold.sources, gold.texts, gold.contexts, strict=True)):
        for piece in (text[-SAME_ENOUGH:], context[-SAME_ENOUGH:]):
            if len(piece) >= TOO_SHORT:
                parent[root(i)] = root(first.setdefault((str(source), piece), i))
    roots = np.array([root(i) for i in range(len(gold))])
    _, group = np.unique(roots, return_inverse=True)
    return np.random.default_rng(seed).integers(count, size=group.max() + 1)[group]
