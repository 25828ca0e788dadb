"""The labelled messages, and a split of them that keeps what stood in one conversation together.

Messages that a stronger reader labelled, a teacher, may come beside them: their labels are probabilities.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.refine.folds import joined

SAME_ENOUGH = 60  # characters of text or context that two messages must share to count as neighbours
TOO_SHORT = 25
WRITTEN = Path(__file__).parent / "messages"


@dataclass(frozen=True)
class Gold:
    """Messages and labels: chances of each of ORIENTATIONS and of FLAGS, 0 or 1 where people or a codebook spoke.

    A flag's chance is not a number where nobody spoke of it. ``taught`` messages have their labels from a teacher.
    """

    texts: list[str]
    contexts: list[str]
    sources: NDArray[np.str_]
    p: NDArray[np.float64]
    p_flags: NDArray[np.float64]
    weight: NDArray[np.float64]
    taught: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def orientation(self) -> NDArray[np.int64]:
        """The likeliest label of each message, as an index of ORIENTATIONS."""
        return self.p.argmax(axis=1)

    @property
    def flags(self) -> NDArray[np.bool_]:
        """The flags that hold, as messages by FLAGS."""
        return self.p_flags > 0.5

    @property
    def composed(self) -> NDArray[np.bool_]:
        """Written to have what real talk has too little of: ours, and the composed messages of the gold."""
        return np.isin(self.sources, ("composed", "written"))

    def part(self, chosen: NDArray[np.bool_]) -> Gold:
        """The chosen messages only."""
        rows = np.nonzero(chosen)[0]
        texts, contexts = [self.texts[i] for i in rows], [self.contexts[i] for i in rows]
        arrays = (self.sources, self.p, self.p_flags, self.weight, self.taught)
        return Gold(texts, contexts, *(array[chosen] for array in arrays))


def load_gold(folder: Path, *names: str) -> Gold:
    """The messages of some files of the gold folder, in their order."""
    lines = [line for name in names for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    return Gold(
        texts=[row["text"] for row in rows],
        contexts=[row["context"] or "" for row in rows],
        sources=np.array([row.get("source", "written") for row in rows]),
        p=np.array([[float(row["orientation"] == name) for name in ORIENTATIONS] for row in rows]),
        p_flags=np.array([[float(flag in row["flags"]) for flag in FLAGS] for row in rows]),
        weight=np.ones(len(rows)),
        taught=np.zeros(len(rows), bool),
    )


def load_written() -> Gold:
    """Our own messages to learn from: brush-offs and near misses, traps, the other flags."""
    return load_gold(WRITTEN, *sorted(path.stem for path in WRITTEN.glob("*.jsonl")))


def load_teacher(path: Path) -> Gold:
    """What a teacher said, one JSON object a line: source, text, context, p, flags (or null), weight."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return Gold(
        texts=[row["text"] for row in rows],
        contexts=[row.get("context") or "" for row in rows],
        sources=np.array([row["source"] for row in rows]),
        p=np.array([row["p"] for row in rows], float),
        p_flags=np.array([row.get("flags") or [None] * len(FLAGS) for row in rows], float),
        weight=np.array([row.get("weight", 1.0) for row in rows], float),
        taught=np.ones(len(rows), bool),
    )


def together(gold: Gold, taught: Gold) -> Gold:
    """Both, the gold first."""
    return Gold(
        gold.texts + taught.texts,
        gold.contexts + taught.contexts,
        *(
            np.concatenate([getattr(each, name) for each in (gold, taught)])
            for name in ("sources", "p", "p_flags", "weight", "taught")
        ),
    )


def _pieces(gold: Gold) -> Iterator[tuple[int, tuple[str, str]]]:
    """What may stand in several messages of a source: the ends of texts and contexts."""
    for i, (source, text, context) in enumerate(zip(gold.sources, gold.texts, gold.contexts, strict=True)):
        for piece in (text[-SAME_ENOUGH:], context[-SAME_ENOUGH:]):
            if len(piece) >= TOO_SHORT:
                yield i, (str(source), piece)


def folds_of_taught(taught: Gold, gold: Gold, fold: NDArray[np.int64]) -> NDArray[np.int64]:
    """The fold of the gold that a taught message shares a text or a context with; -1 where it shares none."""
    of_piece = {piece: fold[i] for i, piece in _pieces(gold)}
    found = np.full(len(taught), -1)
    for i, piece in _pieces(taught):
        found[i] = max(found[i], of_piece.get(piece, -1))
    return found


def folds(gold: Gold, count: int, seed: int) -> NDArray[np.int64]:
    """A fold for each message. Messages that share a text or a context are in the same fold.

    The files do not name conversations; a neighbour's text in a context is the trace they leave.
    """
    group = joined(len(gold), _pieces(gold))
    return np.random.default_rng(seed).integers(count, size=group.max() + 1)[group]
