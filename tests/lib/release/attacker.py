"""An attacker who has every published total and solves for the fewest people a combination of them concerns.

It shares no code with the gate: it knows only which contributions (a person in a kind of conversation) each
published total adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, eye_array

Contribution = tuple[str, str]  # person, kind
Total = frozenset[Contribution]

TOLERANCE = 1e-6


def fewest_people(totals: Sequence[Total], everyone: Sequence[Contribution]) -> float:
    """At least how many people any linear combination of the totals concerns (a lower bound).

    For each person in turn: scale a combination so that its largest weight is 1 and lies on that person; then the sum
    over people of their largest weight is at most the number of people concerned. The least such sum, over all
    combinations, is what is returned. Contributions that enter the same totals are told apart by nobody, so people
    with the same pattern are taken together.
    """
    classes = _classes(totals, everyone)
    if not totals or not classes:
        return float("inf")
    least = min(_least(classes, start) for start in range(sum(len(columns) for _, columns in classes)))
    return float(np.ceil(least - TOLERANCE))  # people are whole


def _classes(totals: Sequence[Total], everyone: Sequence[Contribution]) -> list[tuple[int, list[np.ndarray]]]:
    """People by their pattern: how many share it, and the distinct columns of their contributions."""
    patterns = []
    for _, contributions in groupby(sorted(everyone), key=lambda contribution: contribution[0]):
        columns = {tuple(float(c in total) for total in totals) for c in contributions}
        patterns.append(tuple(sorted(column for column in columns if any(column))))
    counted = {pattern: patterns.count(pattern) for pattern in patterns if pattern}
    return [(n, [np.array(column) for column in pattern]) for pattern, n in sorted(counted.items())]


def _least(classes: list[tuple[int, list[np.ndarray]]], start: int) -> float:
    """min sum n t  with  f = Q'y,  |f| <= t <= 1,  f[start] = 1."""
    columns = csr_array(np.array([column for _, of_class in classes for column in of_class]))
    owner = [i for i, (_, of_class) in enumerate(classes) for _ in of_class]
    size, rows = columns.shape[0], columns.shape[1]
    spread = csr_array((np.ones(size), (range(size), owner)), shape=(size, len(classes)))
    upper = block_array([[columns, -spread], [-columns, -spread]]).tocsr()
    equal = block_array([[columns[[start]], csr_array((1, len(classes)))]]).tocsr()
    answer = linprog(
        c=np.concatenate([np.zeros(rows), [n for n, _ in classes]]),
        A_ub=upper,
        b_ub=np.zeros(2 * size),
        A_eq=equal,
        b_eq=[1.0],
        bounds=[(None, None)] * rows + [(0, 1)] * len(classes),
        method="highs",
    )
    if answer.status == 2:  # infeasible: no combination weighs this contribution at all
        return float("inf")
    assert answer.status == 0, answer.message
    return float(answer.fun)


def isolated(totals: Sequence[Total], everyone: Sequence[Contribution], k: int) -> frozenset[str]:
    """Some group of fewer than k people that a combination concerns, found and checked; empty if none was found."""
    columns = np.array([[float(c in total) for total in totals] for c in everyone])
    size, rows = columns.shape
    people = sorted({person for person, _ in everyone})
    for start in range(size):
        answer = linprog(
            c=np.concatenate([np.zeros(rows), np.ones(size)]),
            A_ub=block_array(
                [[csr_array(columns), -eye_array(size)], [csr_array(-columns), -eye_array(size)]]
            ).tocsr(),
            b_ub=np.zeros(2 * size),
            A_eq=np.concatenate([columns[start], np.zeros(size)])[None, :],
            b_eq=[1.0],
            bounds=[(None, None)] * rows + [(0, None)] * size,
            method="highs",
        )
        if answer.status != 0:
            continue
        weights = columns @ answer.x[:rows]
        concerned = {everyone[i][0] for i in np.flatnonzero(np.abs(weights) > TOLERANCE)}
        if 0 < len(concerned) < k:
            return frozenset(concerned)
    assert people
    return frozenset()
