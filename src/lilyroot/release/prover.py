"""Finds the exchanges that a certificate is made of (see ``lilyroot.release.certificate``).

Most atoms are proven by squares (``lilyroot.release.squares``). For the rest, atom a: the exchange with the largest
d(a) that no published total sees, with at most n(c) in every other atom c. That is a linear programme; where the
totals are rows and columns of a table, it is a maximum flow. More than k is not asked for.

Nothing here is trusted. Whatever the solver says is made exact (``lilyroot.release.exact``) and then checked; what
does not pass is a leak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from lilyroot.release.certificate import Exchange, Leak, Totals, concerned, proves
from lilyroot.release.exact import LARGEST_DENOMINATOR, near
from lilyroot.release.parts import Part, parts
from lilyroot.release.solver import Answer, Question, answers
from lilyroot.release.squares import squares

_NEAR: Final = 500
"""Atoms among which an exchange is looked for first, where there are many more: a department or two. A programme over
all of a large organisation takes a second, one of these a hundredth of it, and mostly it is enough."""


def exchanges_of(totals: Totals, k: int, atoms: Collection[int]) -> tuple[dict[int, Exchange], tuple[Leak, ...]]:
    """An exchange that proves it for each of these atoms; and the leaks, for those that have none."""
    return exchanges_for(totals, dict.fromkeys(atoms, k))


def exchanges_for(totals: Totals, wanted: Mapping[int, int]) -> tuple[dict[int, Exchange], tuple[Leak, ...]]:
    """The same where of each atom is said how many a combination that concerns it shall concern at least."""
    found = {atom: e for atom, e in squares(totals, wanted).items() if proves(totals, wanted[atom], atom, e)}
    if len(found) == len(wanted):
        return found, ()
    whole = parts(totals.published, totals.atom_of)
    close = [
        (part.around(atom, _NEAR), atom)
        for part in whole
        if len(part.atoms) > 2 * _NEAR
        for atom in part.atoms
        if atom in wanted and atom not in found
    ]
    found |= dict(_proven(totals, wanted, close)[0])
    far = [(part, atom) for part in whole for atom in part.atoms if atom in wanted and atom not in found]
    more, leaks = _proven(totals, wanted, far)
    return found | more, leaks


def _proven(
    totals: Totals, wanted: Mapping[int, int], asked: Sequence[tuple[Part, int]]
) -> tuple[dict[int, Exchange], tuple[Leak, ...]]:
    """Exchanges of atoms within the part that stands beside each; and the leaks, for those without one there."""
    questions = [_question(totals, wanted[atom], part, atom) for part, atom in asked]
    found: dict[int, Exchange] = {}
    leaks: list[Leak] = []
    for (part, atom), question, answer in zip(asked, questions, answers(questions), strict=True):
        exchange = _proof(totals, wanted[atom], atom, question, answer)
        if exchange:
            found[atom] = exchange
        else:
            leaks.append(_leak(totals, wanted[atom], atom, part, answer))
    return found, tuple(leaks)


def _question(totals: Totals, k: int, part: Part, atom: int) -> Question:
    most = np.array([totals.people[other] for other in part.atoms], dtype=float)
    least, gain, here = -most, np.zeros(len(most)), part.atoms.index(atom)
    least[here], most[here], gain[here] = 0, k - totals.people[atom], 1
    return Question(part, least, most, gain)


def _proof(totals: Totals, k: int, atom: int, question: Question, answer: Answer) -> Exchange | None:
    """The solver's answer made exact, in the simplest way that proves it: most are whole, a few halves or thirds."""
    for exchange in near(question.part, answer.changes, within=totals.people, except_for=atom):
        if proves(totals, k, atom, exchange):
            return exchange
    return None


def _leak(totals: Totals, k: int, atom: int, part: Part, answer: Answer) -> Leak:
    combination: defaultdict[int, Fraction] = defaultdict(Fraction)
    for row, weight in zip(part.rows, answer.weights, strict=True):
        for total, sign in row.combination.items():
            combination[total] += sign * Fraction(float(weight)).limit_denominator(LARGEST_DENOMINATOR)
    exact = {total: weight for total, weight in combination.items() if weight}
    people = concerned(totals, exact)
    return Leak(atom, exact, people if 0 < people < k else None)
