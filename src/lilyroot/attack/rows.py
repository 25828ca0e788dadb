"""Linear algebra: whatever is a linear combination of published totals is known exactly.

A combination gives every base cell a weight; the combinations are the row space of the matrix of totals. A group is
laid open when weights that are zero for all others are in that space, which can be seen from its complement: take a
few vectors at right angles to every total, drawn at random. A base cell is determined exactly when all of them are
zero there; two base cells are determined in some proportion exactly when the vectors are proportional there. Both are
looked up, not searched for. What is found is put together from the totals and checked in whole fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.attack.finding import Attempt, Finding, combination
from lilyroot.attack.published import Published

Floats = NDArray[np.float64]

_DRAWS: Final = 6
_ZERO: Final = 1e-7
_LARGEST_DENOMINATOR: Final = 10_000


class RowSpace:
    """What can be computed from published totals."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self._matrix = published.matrix

    @cached_property
    def _inverse(self) -> Any:
        from scipy.linalg import pinvh

        gram = (self._matrix @ self._matrix.T).toarray()
        return pinvh(gram, rtol=1e-10) if gram.size else gram

    def _weights(self, wanted: Floats) -> Floats:
        """How to weigh the totals so that their sum comes closest to ``wanted`` (a column for each wish)."""
        found: Floats = self._inverse @ (self._matrix @ wanted)
        return found

    def determined(self, groups: Iterable[Iterable[int]]) -> NDArray[np.bool_]:
        """Which of these groups of base cells (each weighed 1) have a sum that is known exactly."""
        listed = [sorted(set(group)) for group in groups]
        wanted = np.zeros((len(self.published.whose), len(listed)))
        for column, group in enumerate(listed):
            wanted[group, column] = 1.0
        if not self.published.totals:
            return np.zeros(len(listed), dtype=np.bool_)
        missed = wanted - self._matrix.T @ self._weights(wanted)
        known: NDArray[np.bool_] = np.abs(missed).max(axis=0, initial=0.0) < _ZERO
        return known

    def recipe(self, weights: Mapping[int, float]) -> dict[str, float]:
        """The shortest combination of totals that weighs exactly these base cells so; empty if there is none."""
        wanted = np.zeros(len(self.published.whose))
        wanted[list(weights)] = list(weights.values())
        terms = {
            number: Fraction(float(weight)).limit_denominator(_LARGEST_DENOMINATOR)
            for number, weight in enumerate(_shortest(self._matrix, wanted))
            if abs(weight) > _ZERO
        }
        if set(self.concerned(terms)) != {cell for cell, weight in weights.items() if weight}:
            return {}
        return {self.published.totals[number].name: float(weight) for number, weight in terms.items()}

    def concerned(self, terms: Mapping[int, Fraction]) -> dict[int, Fraction]:
        """Base cells that a combination of totals weighs with something else than 0, in whole fractions."""
        weights: defaultdict[int, Fraction] = defaultdict(Fraction)
        for number, weight in terms.items():
            for cell in self.published.totals[number].cells:
                weights[cell] += weight
        return {cell: weight for cell, weight in weights.items() if weight}

    def at_right_angles(self) -> Floats:
        """A few random vectors that every total sums to zero: base cells x draws."""
        drawn = np.random.default_rng(5).standard_normal((len(self.published.whose), _DRAWS))
        left: Floats = drawn - self._matrix.T @ self._weights(drawn)
        return left


def _shortest(matrix: Any, wanted: Floats) -> Floats:
    """Weights of the totals, their sizes adding up to as little as can be; none if it cannot be done."""
    from scipy.optimize import linprog
    from scipy.sparse import hstack

    totals = matrix.shape[0]
    answer = linprog(np.ones(2 * totals), A_eq=hstack([matrix.T, -matrix.T]), b_eq=wanted, method="highs")
    return np.zeros(totals) if answer.x is None else answer.x[:totals] - answer.x[totals:]


def linear_algebra(published: Published, k: int) -> Attempt:
    """Which base cells, and which two in some proportion, of 1 to k - 1 people are determined?"""
    small = [cell for cell, owner in enumerate(published.whose) if published.persons[owner] < k]
    if not published.totals or not small:
        return Attempt("linear algebra", 0, ())
    space = RowSpace(published)
    vectors = space.at_right_angles()[small]
    length = np.abs(vectors).max(axis=1)
    single = [{small[i]: 1.0} for i in np.flatnonzero(length < _ZERO)]
    pairs = [
        {small[i]: 1.0, small[j]: ratio}
        for i, j, ratio in _proportional(vectors, length)
        if published.people((small[i], small[j])) < k
    ]
    found = []
    for weights in (*single, *pairs):
        recipe = space.recipe(weights)
        if recipe:
            found.append(Finding("linear algebra", published.where, published.people(weights), combination(recipe)))
    return Attempt("linear algebra", len(small), tuple(dict.fromkeys(found)))


def _proportional(vectors: Floats, length: Floats) -> list[tuple[int, int, float]]:
    """Rows i < j with row i + ratio * row j = 0, found by what they are when scaled alike."""
    alike: defaultdict[bytes, list[int]] = defaultdict(list)
    rows = np.flatnonzero(length >= _ZERO)
    largest = np.abs(vectors[rows]).argmax(axis=1)
    scaled = vectors[rows] / vectors[rows, largest][:, None]
    for row, key in zip(rows, np.round(scaled, 5) + 0.0, strict=True):
        alike[key.tobytes()].append(int(row))
    found = []
    for group in alike.values():
        for i, j in pairwise(group):
            at = int(np.abs(vectors[j]).argmax())
            found.append((i, j, float(-vectors[i, at] / vectors[j, at])))
    return found
