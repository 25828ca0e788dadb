"""Squares: exchanges found without a solver, each of which proves what it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_lattices import crossed, lattices

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

    found = squares(totals, K, totals.small(K))

    assert found.keys() == set(totals.small(K))
    assert all(proves(totals, K, atom, exchange) for atom, exchange in found.items())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(lattices(), crossed()))
def test_whatever_squares_find_proves_it_in_any_lattice(totals: Totals) -> None:
    for atom, exchange in squares(totals, K, totals.small(K)).items():
        assert proves(totals, K, atom, exchange)


def test_one_who_stands_alone_in_a_function_and_a_team_has_no_square() -> None:
    lonely = Totals((1, 11, 12, 12), tuple(map(frozenset, ({0, 1}, {2}, {3}, {0}, {1, 2, 3}))))

    assert squares(lonely, K, lonely.small(K)) == {}


def test_squares_stay_within_the_people_of_the_other_atoms() -> None:
    narrow = Totals((1, 2, 2, 9), tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3}))))

    assert squares(narrow, K, [0]) == {}  # two more can be had, five are needed


def test_a_certificate_of_squares_and_programmes_passes_the_check() -> None:
    totals = teams_by_functions(12, 4, 9, seed=3)

    check(totals, K, certify(totals, K))
