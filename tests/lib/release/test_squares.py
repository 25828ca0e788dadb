"""Squares: exchanges found without a solver, each of which proves what it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_lattices import crossed, lattices

from lilyroot.release import solver
from lilyroot.release.certificate import Totals, certify, check, proves
from lilyroot.release.squares import squares

K = 6


def teams_by_functions(teams: int, functions: int, members: int, seed: int) -> Totals:
    """Teams of so many members, each in a function by chance; published are all teams and all functions."""
    rng = np.random.default_rng(seed)
    counts = np.array([np.bincount(rng.integers(0, functions, members), minlength=functions) for _ in range(teams)])
    number = np.arange(teams * functions).reshape(teams, functions)
    rows = tuple(frozenset(map(int, row)) for row in number)
    columns = tuple(frozenset(map(int, column)) for column in number.T)
    return Totals(tuple(map(int, counts.ravel())), rows + columns)


@pytest.mark.parametrize("seed", range(5))
def test_a_large_table_is_proven_by_squares_alone(seed: int) -> None:
    totals = teams_by_functions(40, 5, 12, seed)

    found = squares(totals, dict.fromkeys(totals.small(K), K))

    assert found.keys() == set(totals.small(K))
    assert all(proves(totals, K, atom, exchange) for atom, exchange in found.items())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(lattices(), crossed()))
def test_whatever_squares_find_proves_it_in_any_lattice(totals: Totals) -> None:
    for atom, exchange in squares(totals, dict.fromkeys(totals.small(K), K)).items():
        assert proves(totals, K, atom, exchange)


def test_one_who_stands_alone_in_a_function_and_a_team_has_no_square() -> None:
    lonely = Totals((1, 11, 12, 12), tuple(map(frozenset, ({0, 1}, {2}, {3}, {0}, {1, 2, 3}))))

    assert squares(lonely, dict.fromkeys(lonely.small(K), K)) == {}


def test_squares_stay_within_the_people_of_the_other_atoms() -> None:
    narrow = Totals((1, 2, 2, 9), tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3}))))

    assert squares(narrow, {0: K}) == {}  # two more can be had, five are needed


def test_a_certificate_of_squares_and_programmes_passes_the_check() -> None:
    totals = teams_by_functions(12, 4, 9, seed=3)

    check(totals, K, certify(totals, K))


ROWS_AND_COLUMNS = tuple(map(frozenset, ({0, 1, 2}, {3, 4, 5}, {0, 3}, {1, 4}, {2, 5})))


def test_squares_are_put_together_until_exactly_k_are_reached() -> None:
    """One buyer in the first shop; two more can be had through the bakers, three through the drivers."""
    shops = Totals((1, 2, 3, 5, 2, 3), ROWS_AND_COLUMNS)

    (exchange,) = squares(shops, {0: K}).values()

    assert (exchange.amounts, exchange.per) == ({0: 5, 1: -2, 2: -3, 3: -5, 4: 2, 5: 3}, 1)
    roomy = Totals((1, 20, 30, 50, 20, 30), ROWS_AND_COLUMNS)
    assert squares(roomy, {0: K})[0].amounts == {0: 5, 1: -5, 3: -5, 4: 5}, "one square suffices where there is room"


@pytest.mark.parametrize("cell", [1, 2, 3, 4, 5])
def test_one_person_fewer_anywhere_and_squares_do_not_suffice(cell: int) -> None:
    persons = [1, 2, 3, 5, 2, 3]
    persons[cell] -= 1

    assert squares(Totals(tuple(persons), ROWS_AND_COLUMNS), {0: K}) == {}


def test_what_one_team_cannot_give_another_one_gives() -> None:
    """Three bakers may be sellers: two in exchange with the second team, which has no more, one with the third."""
    teams = Totals((3, 3, 9, 2, 9, 9), tuple(map(frozenset, ({0, 1}, {2, 3}, {4, 5}, {0, 2, 4}, {1, 3, 5}))))

    assert squares(teams, {0: K})[0].amounts == {0: 3, 1: -3, 2: -2, 3: 2, 4: -1, 5: 1}


@pytest.mark.parametrize(("third", "found"), [(5, {0: 5, 1: -3, 2: -2, 3: 5, 4: -3, 5: -2}), (4, {})])
def test_who_is_raised_by_two_squares_is_raised_within_their_people(third: int, found: dict[int, int]) -> None:
    """Three attributes beside two teams: cell 3 is raised in exchange for cell 1 and again for cell 2."""
    beside = ({0, 1, 2}, {3, 4, 5}, {0, 4, 5}, {1, 3, 5}, {2, 3, 4})
    totals = Totals((1, 3, 9, third, 9, 9), tuple(map(frozenset, beside)))

    exchanges = squares(totals, {0: K})

    assert {cell: n for exchange in exchanges.values() for cell, n in exchange.amounts.items()} == found
    assert all(proves(totals, K, atom, exchange) for atom, exchange in exchanges.items())


def test_where_squares_suffice_no_solver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*given: object, **options: object) -> None:
        raise AssertionError

    monkeypatch.setattr(solver, "linprog", asked)
    totals = teams_by_functions(40, 5, 12, seed=0)

    check(totals, K, certify(totals, K))


def test_one_person_more_is_a_step_too() -> None:
    table = Totals((5, 1, 1, 1), tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3}))))

    assert squares(table, {0: K})[0].amounts == {0: 1, 1: -1, 2: -1, 3: 1}


def test_who_is_in_no_total_has_no_square() -> None:
    assert squares(Totals((2, 9, 9), (frozenset({1}), frozenset({1, 2}))), {0: K}) == {}


def test_squares_are_drawn_through_whatever_differs_alike() -> None:
    """Everybody together is a total as well, and is seen by no square."""
    pairs = Totals((2, 8, 8, 8), tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3}, {0, 1, 2, 3}))))

    assert squares(pairs, {0: K})[0].amounts == {0: 4, 1: -4, 2: -4, 3: 4}
