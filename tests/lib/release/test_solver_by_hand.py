"""Small programmes whose best answers are known, alone and side by side; and what leaks and questions are made of."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.optimize import OptimizeResult, linprog

from lilyroot.release import solver
from lilyroot.release.certificate import Exchange, NotProven, Totals, certify, check, proves
from lilyroot.release.parts import Part, parts
from lilyroot.release.prover import exchanges_of
from lilyroot.release.solver import Answer, Question, answers
from lilyroot.release.suppression import only, protect, repair, suppress
from lilyroot.release.witness import Table, Witness, audit, unproven

K = 5


def part(cells: int, *published: set[int]) -> Part:
    (found,) = parts([frozenset(total) for total in published], {cell: cell for cell in range(cells)})
    return found


def question(of: Part, least: list[int], most: list[int], gain: list[int]) -> Question:
    return Question(of, *(np.array(numbers, dtype=float) for numbers in (least, most, gain)))


ALONE = question(part(1), [-2], [7], [1])
PAIR = question(part(2, {0, 1}), [-3, -4], [9, 5], [1, 0])
CHAIN = question(part(3, {0, 1}, {1, 2}), [-9, -2, -9], [9, 3, 9], [0, 0, -1])
KNOWN = ((ALONE, [7.0]), (PAIR, [4.0, -4.0]), (CHAIN, [-3.0, 3.0, -3.0]))


@pytest.mark.parametrize(("asked", "best"), KNOWN)
def test_the_best_change_within_its_limits_is_found(asked: Question, best: list[float]) -> None:
    (answer,) = answers([asked])

    assert answer.changes.tolist() == pytest.approx(best)
    assert answer.weights.shape == (len(asked.part.rows),)


@pytest.mark.parametrize("at_once", [1, 2, 3, 4, 6, 3000])
def test_side_by_side_each_gets_its_own_answer_in_order(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(solver, "_AT_ONCE", at_once)
    asked = [KNOWN[n % 3] for n in (2, 0, 1, 1, 0, 2, 0)]

    found = list(answers([one for one, _ in asked]))

    assert [answer.changes.tolist() for answer in found] == [pytest.approx(best) for _, best in asked]
    assert [len(answer.weights) for answer in found] == [len(one.part.rows) for one, _ in asked]
    assert list(answers([])) == []


def test_changes_that_a_row_sees_are_looked_for_anew_in_whole_numbers() -> None:
    found = solver.whole(PAIR, Answer(np.array([3.6, -3.4]), np.zeros(1)))

    assert found == [4, -4]


# --- leaks -----------------------------------------------------------------------------------------------------


def test_whom_a_leak_concerns_is_counted_and_k_are_none() -> None:
    """The department less its first team: those of the second, of whom there are two."""
    department = Totals((9, 2), (frozenset({0, 1}), frozenset({0})))

    found, (leak,) = exchanges_of(department, K, department.small(K))

    assert found == {}
    assert (leak.atom, leak.people) == (1, 2)
    assert leak.combination.keys() == {0, 1}
    assert leak.combination[0] == -leak.combination[1]
    assert {abs(weight) for weight in leak.combination.values()} == {Fraction(1)}


def test_a_leak_of_one_person_is_one_and_without_an_answer_nobody_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    lone = Totals((9, 1), (frozenset({0, 1}), frozenset({0})))
    _, (leak,) = exchanges_of(lone, K, [1])
    monkeypatch.setattr(solver, "linprog", stopped)

    _, (unknown,) = exchanges_of(lone, K, [1])

    assert (leak.people, unknown.people) == (1, None)
    assert unknown.combination == {}


def stopped(*given: Any, **options: Any) -> OptimizeResult:
    return OptimizeResult({**linprog(*given, **options), "status": 4})


def test_without_an_optimum_there_is_a_nothing_for_each_atom_and_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "linprog", stopped)
    triangle = question(part(3, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}), [-1, -1, -1], [1, 1, 1], [1, 0, 0])

    (answer,) = answers([triangle])

    assert (answer.changes.tolist(), answer.weights.tolist()) == ([0.0] * 3, [0.0] * 4)


def test_only_those_that_are_asked_for_are_proven() -> None:
    two = Totals((2, 3, 9), (frozenset({0, 1, 2}),))

    assert exchanges_of(two, K, []) == ({}, ())
    assert certify(two, K).exchanges == {}, "nothing tells the cells apart"


def test_an_atom_of_one_less_than_k_needs_a_proof_and_gets_it() -> None:
    totals = Totals((K - 1, 9), (frozenset({0, 1}),))
    apart = Totals((K - 1, 9), (frozenset({0, 1}), frozenset({1})))

    assert totals.small(K) == []
    assert apart.small(K) == [0]
    with pytest.raises(NotProven, match="For 1 small groups nothing proves"):
        certify(apart, K)


@pytest.mark.parametrize(("others", "safe"), [((1, 1), True), ((1, 0), False)])
def test_one_person_decides_whether_it_is_proven(others: tuple[int, int], safe: bool) -> None:
    """A table of two by two: of four in the corner, one more must be possible through both others."""
    table = Totals((4, others[0], others[1], 9), tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3}))))

    found, leaks = exchanges_of(table, K, [0])

    assert found == ({0: Exchange({0: 1, 1: -1, 2: -1, 3: 1})} if safe else {})
    assert [leak.atom for leak in leaks] == ([] if safe else [0])


def test_amounts_of_cells_of_one_atom_add_up() -> None:
    """Cells 0 and 1 are one atom of four: what is moved within it is no gain."""
    totals = Totals((2, 2, 9), (frozenset({0, 1, 2}), frozenset({2, 0, 1})))
    split = Totals((2, 2, 9, 9), tuple(map(frozenset, ({0, 1, 2}, {3, 0, 1}))))

    assert totals.small(K) == []
    assert split.small(K) == [0]
    assert proves(split, K, 0, Exchange({0: 1, 2: -1, 3: -1}))
    assert proves(split, K, 0, Exchange({0: 2, 1: -1, 2: -1, 3: -1}))
    assert not proves(split, K, 0, Exchange({0: 1, 1: -1}))
    assert not proves(split, K, 0, Exchange({})), "nothing moved is nothing gained"


# --- what is shown ---------------------------------------------------------------------------------------------


def test_a_total_of_exactly_k_is_shown_one_of_one_fewer_is_withheld_and_one_of_nobody_is_empty() -> None:
    lattice = Totals((5, 4, 0, 20), tuple(map(frozenset, ({0}, {1}, {2}, {0, 1, 2, 3}))))

    found = suppress(lattice, K, [3, 2, 1, 4])

    assert (found.shown, found.primary, found.empty, found.complementary) == ((0, 3), (1,), (2,), ())


def test_shown_one_after_the_other_everything_keeps_its_proof() -> None:
    """Three teams by three functions, margins one by one: each new total changes what proves the ones before."""
    cells = [frozenset(range(3 * r, 3 * r + 3)) for r in range(3)] + [frozenset(range(c, 9, 3)) for c in range(3)]
    table = Totals((3, 4, 2, 4, 3, 4, 2, 4, 3), tuple(cells))

    assert repair(table, K, [6, 5, 4, 3, 2, 1]) == ()
    lone = Totals((1, 8, 2, 8, 3, 4, 2, 4, 3), (*cells, frozenset({1, 2})))
    assert repair(lone, K, [7, 6, 5, 4, 3, 2, 1]) == (6,)
    shown = only(lone, [0, 1, 2, 3, 4, 5])
    check(shown, K, certify(shown, K))


# --- witnesses -------------------------------------------------------------------------------------------------


def test_a_change_is_spread_over_the_cells_of_an_atom_within_their_limits() -> None:
    table = Table(counts=(3, 2, 4), least=(1, 0, 0), most=(4, 4, 9))

    found = audit([frozenset({0, 1, 2})], table, [frozenset({0, 1})], width=4)

    assert found.witnesses[0] == Witness(fewer={0: -2, 1: -2, 2: 4}, more={0: 1, 1: 2, 2: -3})
    assert found.open == ()


def test_where_less_than_the_width_is_possible_anyway_that_much_is_asked() -> None:
    table = Table(counts=(1, 5), least=(0, 0), most=(2, 9))
    moved = Witness({0: -1, 1: 1}, {0: 1, 1: -1})

    assert unproven([frozenset({0, 1})], table, [frozenset({0})], 9, {0: moved}) == ()
    assert unproven([frozenset({0, 1})], table, [frozenset({0})], 9, {0: Witness({}, moved.more)}) == (0,)


def test_nobody_is_the_fewest_a_hidden_team_can_be_thought_to_have() -> None:
    """One of one answered: with the whole shown, the team of one may be thought to be of nobody, never of fewer."""
    teams = Totals((1, 8), (frozenset({0, 1}), frozenset({0})))

    found, witnesses = protect(teams, K, [2.0, 1.0], headcounts=[1, 12], width=2)

    assert (found.shown, found.primary) == ((0,), (1,))
    assert witnesses == {1: Witness(fewer={0: -1, 1: 1}, more={})}
