"""Many small linear programmes of one form, solved side by side as one.

Each looks for changes to the atoms of a part that none of its rows sees, within limits, with the largest gain. What
comes back is a floating-point suggestion; nobody may rely on it who has not made it exact and checked it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from lilyroot.release.parts import Part

Vector = NDArray[np.float64]

_AT_ONCE = 3000  # so many unknowns are solved in one go
_OPTIMAL = 0
_SECONDS = 10.0


@dataclass(frozen=True)
class Question:
    """How much of ``gain`` (one number per atom) there can be in changes from ``least`` to ``most``."""

    part: Part
    least: Vector
    most: Vector
    gain: Vector


@dataclass(frozen=True)
class Answer:
    """The best changes of the atoms, and the weights of the rows that stand in the way of better ones.

    All are zero where the solver ended without an optimum.
    """

    changes: Vector
    weights: Vector


def answers(questions: Sequence[Question]) -> Iterator[Answer]:
    """An answer to each question, in order."""
    together: list[Question] = []
    unknowns = 0
    for question in questions:
        together.append(question)
        unknowns += len(question.gain)
        if unknowns >= _AT_ONCE:
            yield from _solved(together)
            together, unknowns = [], 0
    if together:
        yield from _solved(together)


def whole(question: Question, answer: Answer) -> list[int]:
    """Changes in whole numbers that no row sees: the answer's if it is whole, else the best found; zeros if none."""
    rounded = np.rint(answer.changes)
    if not (question.part.matrix @ rounded).any():
        return [int(change) for change in rounded]
    found = milp(
        -question.gain,
        constraints=LinearConstraint(question.part.matrix, 0, 0),
        bounds=Bounds(question.least, question.most),
        integrality=np.ones(len(question.gain), dtype=np.int64),
        options={"time_limit": _SECONDS},
    )
    return [0] * len(question.gain) if found.x is None else [int(change) for change in np.rint(found.x)]


def _solved(questions: Sequence[Question]) -> Iterator[Answer]:
    matrix = _side_by_side([question.part.matrix for question in questions])
    limits = np.column_stack([np.concatenate([getattr(q, name) for q in questions]) for name in ("least", "most")])
    gain = np.concatenate([question.gain for question in questions])
    solve: Any = linprog  # its types do not know sparse matrices
    answer = solve(-gain, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=limits, method="highs")
    solved = answer.status == _OPTIMAL
    changes = answer.x if solved else np.zeros(matrix.shape[1])
    weights = answer.eqlin.marginals if solved else np.zeros(matrix.shape[0])
    across, down = 0, 0
    for question in questions:
        rows, atoms = question.part.matrix.shape
        yield Answer(changes[across : across + atoms], weights[down : down + rows])
        across, down = across + atoms, down + rows


def _side_by_side(blocks: Sequence[csr_array[Any]]) -> csr_array[Any]:
    """One matrix with the blocks along its diagonal."""
    down = np.cumsum([0, *(block.shape[0] for block in blocks)])
    across = np.cumsum([0, *(block.shape[1] for block in blocks)])
    entries = np.cumsum([0, *(block.nnz for block in blocks)])
    return csr_array(
        (
            np.concatenate([block.data for block in blocks]),
            np.concatenate([block.indices + at for block, at in zip(blocks, across, strict=False)]),
            np.concatenate([[0], *(block.indptr[1:] + at for block, at in zip(blocks, entries, strict=False))]),
        ),
        shape=(int(down[-1]), int(across[-1])),
    )
