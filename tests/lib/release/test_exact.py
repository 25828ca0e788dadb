"""Making a solver's floating-point suggestion exact; and the small parts it is asked about."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_lattices import lattices, rank

from lilyroot.release.certificate import Exchange
from lilyroot.release.exact import near, solution, unseen
from lilyroot.release.parts import Part, less, parts, sparse_rows

SETTINGS = settings(max_examples=200, deadline=None, derandomize=True)
ROWS = st.lists(st.frozensets(st.integers(0, 6), min_size=1), max_size=6)
AMOUNTS = st.dictionaries(st.integers(0, 6), st.fractions(-5, 5, max_denominator=9))


def one_part(*published: set[int]) -> Part:
    (part,) = parts([frozenset(total) for total in published], {cell: cell for cell in set().union(*published)})
    return part


# --- exact -----------------------------------------------------------------------------------------------------


@SETTINGS
@given(ROWS, AMOUNTS)
def test_corrected_amounts_are_unseen(rows, amounts):
    corrected = unseen(rows, amounts)

    assert all(sum(corrected.get(place, 0) for place in row) == 0 for row in rows)
    assert all(corrected.values())


@SETTINGS
@given(ROWS, AMOUNTS)
def test_amounts_that_are_unseen_already_stay(rows, amounts):
    once = unseen(rows, amounts)

    assert unseen(rows, once) == once


@SETTINGS
@given(ROWS, AMOUNTS)
def test_a_solution_has_the_sums_it_should_have(rows, amounts):
    sums = [sum((amounts.get(place, Fraction(0)) for place in row), Fraction(0)) for row in rows]

    found = solution(rows, sums)

    assert [sum(found.get(place, 0) for place in row) for row in rows] == sums


def test_the_simplest_units_come_first():
    part = one_part({0, 1})
    found = list(near(part, np.array([1.01, -0.98]), within={0: 9, 1: 9}, except_for=0))

    assert found[0] == Exchange({0: 1, 1: -1}, 1)
    units = [exchange.per for exchange in found[:-1]]
    assert units[:6] == [1, 2, 3, 4, 5, 6]
    assert units == sorted(set(units))


def test_what_rounds_to_something_seen_is_left_out():
    part = one_part({0, 1, 2}, {2, 3})
    found = list(near(part, np.array([0.5, 0.5, -1.0, 1.0]), within=dict.fromkeys(range(4), 9), except_for=0))

    assert found[0] == Exchange({0: 1, 1: 1, 2: -2, 3: 2}, 2)


def test_what_rounds_to_nothing_unseen_is_corrected_in_fractions():
    part = one_part({0, 1})
    (corrected,) = near(part, np.array([1.0, -0.45]), within={0: 9, 1: 9}, except_for=0)

    assert corrected == Exchange({0: 9, 1: -9}, per=20)


def test_a_correction_stays_within_its_limits():
    part = one_part({0, 1})
    *_, last = near(part, np.array([3.0, -3.0]), within={0: 9, 1: 2}, except_for=0)

    assert last == Exchange({0: 2, 1: -2}, 1)


def test_the_one_it_is_about_has_no_limit():
    part = one_part({0, 1})
    *_, last = near(part, np.array([3.0, -3.0]), within={0: 1, 1: 4}, except_for=0)

    assert last == Exchange({0: 3, 1: -3}, 1)


def test_what_is_not_named_is_nothing():
    assert unseen([{0, 1}], {0: Fraction(1)}) == {}
    assert unseen([{0, 1}, {1, 2}], {0: Fraction(1), 2: Fraction(1)}) == {0: 1, 1: -1, 2: 1}
    assert unseen([], {0: Fraction(1), 1: Fraction(0)}) == {0: 1}


def test_hundredths_are_rounded_to_and_what_is_left_is_made_of_sixtieths():
    part = one_part({0, 1})

    def tried(change: float) -> list[Exchange]:
        return list(near(part, np.array([change, -change]), within={0: 9, 1: 9}, except_for=0))

    *_, finest, fifths = tried(0.2)
    assert (finest, fifths) == (Exchange({0: 48, 1: -48}, 240), Exchange({0: 1, 1: -1}, 5))
    assert tried(1 / 60)[-1] == tried(0.0164)[-1] == Exchange({0: 1, 1: -1}, 60)


def test_an_equation_takes_part_in_all_that_come_after_and_before_it():
    rows = [{0, 1, 2}, {1, 2}, {0, 2, 3}, {0, 1, 2, 3}]
    found = solution(rows, [Fraction(n) for n in (6, 5, 8, 10)])

    assert found == {0: 1, 1: 2, 2: 3, 3: 4}
    assert solution([{0, 1}, {0, 1}], [Fraction(3), Fraction(3)]) == {0: 3}
    assert solution([set()], [Fraction(0)]) == {}


# --- parts -----------------------------------------------------------------------------------------------------


@SETTINGS
@given(lattices())
def test_rows_say_what_the_totals_say(totals):
    """Each row is the combination it names; and all totals can be had from the rows."""
    sets = [frozenset(total) for total in totals.published]
    rows = sparse_rows(sets)
    cells = range(len(totals.persons))

    for row in rows:
        assert [sum(w * (cell in sets[n]) for n, w in row.combination.items()) for cell in cells] == [
            cell in row.atoms for cell in cells
        ]
    as_matrix = [[Fraction(cell in s) for cell in cells] for s in sets]
    with_rows = as_matrix + [[Fraction(cell in row.atoms) for cell in cells] for row in rows]
    assert rank(as_matrix) == rank(with_rows) == rank(with_rows[len(sets) :])


@SETTINGS
@given(lattices())
def test_parts_have_nothing_to_do_with_one_another(totals):
    found = parts(totals.published, totals.atom_of)

    assert sorted(atom for part in found for atom in part.atoms) == sorted(totals.people)
    for part in found:
        assert part.matrix.shape == (len(part.rows), len(part.atoms))
        assert [[atom in row.atoms for atom in part.atoms] for row in part.rows] == part.matrix.toarray().astype(
            bool
        ).tolist()
        assert all(row.atoms <= set(part.atoms) for row in part.rows)


def test_a_department_falls_apart_into_its_teams():
    department = parts([frozenset({0, 1, 2, 3}), frozenset({0}), frozenset({1})], {0: 0, 1: 1, 2: 2, 3: 2})

    assert [(part.atoms, len(part.rows)) for part in department] == [((0,), 1), ((1,), 1), ((2,), 1)]


def test_rows_and_columns_hang_together():
    assert one_part({0, 1}, {2, 3}, {0, 2}, {1, 3}).atoms == (0, 1, 2, 3)


@pytest.mark.parametrize(
    ("whole", "inside", "left", "taken"),
    [
        ({1, 2, 3}, [{1, 2}, {1}], {3}, [{1, 2}]),
        ({1, 2, 3}, [{1}, {2}], {3}, [{1}, {2}]),
        ({1, 2, 3}, [{1, 2}, {2, 3}], {3}, [{1, 2}]),
        ({1, 2}, [{1, 2, 3}], {1, 2}, []),
        ({1, 2}, [{1, 2}], set(), [{1, 2}]),
    ],
)
def test_what_is_left_of_a_set(whole, inside, left, taken):
    within = {member: [frozenset(s) for s in inside if member in s] for member in range(4)}

    assert less(frozenset(whole), within) == (left, taken)
