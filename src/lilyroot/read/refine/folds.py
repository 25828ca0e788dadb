"""A split of labels that keeps together what was said together, so that nothing leaks from one part to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from lilyroot.read.refine.labels import Label

_PIECE = 60  # characters at the end of a text or context that neighbours share
_TOO_SHORT = 25  # "Yes, thanks." is said everywhere


def groups_of(labels: list[Label]) -> NDArray[np.int64]:
    """A group for each label: one conversation, the same text, or a text that is another's context."""
    return joined(len(labels), ((i, trace) for i, label in enumerate(labels) for trace in _traces(label)))


def joined(places: int, traces: Iterable[tuple[int, tuple[str, str]]]) -> NDArray[np.int64]:
    """A group for each place: those that share a trace, directly or by others, are in one."""
    parent = list(range(places))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[tuple[str, str], int] = {}
    for i, trace in traces:
        parent[root(i)] = root(first.setdefault(trace, i))
    _, group = np.unique([root(i) for i in range(places)], return_inverse=True)
    return np.asarray(group, np.int64)


def _traces(label: Label) -> Iterator[tuple[str, str]]:
    if label.conversation:
        yield "conversation", label.conversation
    text, context = (" ".join(said.casefold().split()) for said in (label.text, label.context))
    yield "text", text
    for piece in (text[-_PIECE:], context[-_PIECE:]):
        if len(piece) >= _TOO_SHORT:
            yield "piece", piece


def folds_of(groups: NDArray[np.int64], count: int, seed: int) -> NDArray[np.int64]:
    """A fold for each label: whole groups, the largest first, each into the fold that has fewest labels."""
    sizes = np.bincount(groups)
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    fold_of, filled = np.zeros(len(sizes), np.int64), np.zeros(count, np.int64)
    for group in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold_of[group] = filled.argmin()
        filled[fold_of[group]] += sizes[group]
    return fold_of[groups]
