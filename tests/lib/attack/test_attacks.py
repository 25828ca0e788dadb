"""Each attack finds the hole that it is for, says how, and finds none where there is none."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from lilyroot.attack.differences import differencing, overlapping_cuts
from lilyroot.attack.finding import Attempt, combination
from lilyroot.attack.published import Published, Total
from lilyroot.attack.rows import RowSpace, linear_algebra
from lilyroot.attack.smallest import smallest_group
from lilyroot.release.certificate import NotProven, Totals, certify

K = 5


def published(persons, **totals) -> Published:
    """Totals by name, each as the base cells it adds up; a name's first letter is its cut."""
    named = [Total(name, frozenset(cells), name[0]) for name, cells in totals.items()]
    return Published.of("March", persons, named)


def recipes(attempt: Attempt) -> list[tuple[int, str]]:
    return [(finding.people, finding.recipe) for finding in attempt.found]


def crossed(table: np.ndarray) -> Published:
    """Totals by row and by column of a table of people; a base cell is a crossing."""
    rows, columns = table.shape
    cells = np.arange(table.size).reshape(table.shape)
    named = [Total(f"team {r}", frozenset(cells[r].tolist()), "team") for r in range(rows)]
    named += [Total(f"function {c}", frozenset(cells[:, c].tolist()), "function") for c in range(columns)]
    return Published.of("March", table.ravel().tolist(), named)


# --- plus and minus ----------------------------------------------------------------------------------------------


def test_a_department_less_its_teams_is_its_managers():
    department = published((9, 12, 3), Online=(0, 1, 2), team_App=(0,), team_Shop=(1,))

    assert recipes(differencing(department, K)) == [(3, "Online - team_App - team_Shop")]


def test_a_department_less_one_team_is_the_hidden_other():
    department = published((9, 4), Online=(0, 1), team_App=(0,))

    assert recipes(differencing(department, K)) == [(4, "Online - team_App")]


def test_nothing_is_left_of_a_department_whose_teams_are_all_published():
    department = published((9, 12, 5), Online=(0, 1, 2), team_App=(0,), team_Shop=(1,), team_Desk=(2,), nobody=())

    attempt = differencing(department, K)

    assert attempt.found == ()
    assert attempt.tried == 4


def test_the_lone_lawyer_outside_legal():
    firm = published((8, 1, 20), Legal=(0,), lawyers=(0, 1), Sales=(1, 2))

    assert recipes(differencing(firm, K)) == [(1, "lawyers - Legal")]


def test_two_cuts_that_differ_by_two_people():
    firm = published((8, 1, 1, 20), Legal=(0, 1), lawyers=(0, 2), Sales=(2, 3))

    assert recipes(overlapping_cuts(firm, K)) == [(2, "Legal - lawyers")]


def test_cuts_that_differ_by_k_people_tell_nothing():
    firm = published((8, 2, 3, 20), Legal=(0, 1), lawyers=(0, 2), Sales=(2, 3))

    assert overlapping_cuts(firm, K).found == ()


def test_people_in_two_kinds_of_conversation_count_once():
    """Eight people write and meet, two only meet: meetings less chat is all ten of them."""
    firm = Published(
        "March",
        (8, 2),
        (0, 0, 1),
        (Total("chat", frozenset({0}), "kind"), Total("meeting", frozenset({1, 2}), "kind")),
    )

    assert firm.people({0, 1, 2}) == 10
    assert overlapping_cuts(firm, K).found == ()
    assert smallest_group(firm.merged(), K).found == ()


# --- linear algebra ----------------------------------------------------------------------------------------------


def test_three_totals_give_away_what_no_two_do():
    """All of Ovens and Shop bake, but for two sellers in Shop."""
    firm = published((6, 6, 2, 9), Ovens=(0,), Shop=(1, 2), bakers=(0, 1), Vans=(3,))

    assert differencing(firm, K).found == overlapping_cuts(firm, K).found == ()
    assert recipes(linear_algebra(firm, K)) == [(2, "Ovens + Shop - bakers")]
    assert recipes(smallest_group(firm, K)) == [(2, "Ovens + Shop - bakers")]


def test_a_difference_of_two_small_groups_is_found():
    firm = published((1, 3, 9, 9), Ovens=(0, 2), Shop=(1, 2), Vans=(3,))

    assert recipes(linear_algebra(firm, K)) == [(4, "Ovens - Shop")]


def test_weights_that_are_not_alike_are_found():
    """Twice one person and once another: no average of a group, and yet theirs alone."""
    firm = published((1, 1, 9, 9), Ovens=(0, 1, 2), Shop=(0, 3), Vans=(2, 3))

    assert recipes(linear_algebra(firm, K)) == [(2, "Ovens + Shop - Vans")]
    assert recipes(smallest_group(firm, K)) == [(2, "Ovens + Shop - Vans")]


def test_what_is_determined_is_known_exactly_and_nothing_else():
    space = RowSpace(published((3, 3, 9), Ovens=(0, 1), Shop=(1, 2), Vans=(0, 1, 2)))

    assert space.determined([(0,), (1,), (2,), (0, 2), (0, 1)]).tolist() == [True, True, True, True, True]
    assert RowSpace(published((3, 3), Ovens=(0, 1))).determined([(0,), (0, 1), (0, 0)]).tolist() == [
        False,
        True,
        False,
    ]


def test_where_nothing_is_published_nothing_is_tried():
    nothing = published((3, 3))

    assert RowSpace(nothing).determined([(0,)]).tolist() == [False]
    assert [
        attack(nothing, K).tried for attack in (differencing, overlapping_cuts, linear_algebra, smallest_group)
    ] == [
        0,
        0,
        0,
        0,
    ]


def test_a_stored_proof_spares_the_search_around_it():
    firm = published((4, 4, 4, 4), A=(0, 1), B=(2, 3), a=(0, 2), b=(1, 3))

    assert smallest_group(firm, K).tried == 5
    assert smallest_group(firm, K, {0, 1, 2}).tried == 2


def test_the_average_of_a_group_is_found_by_one_programme_for_all():
    """Here every base cell counts as proven, so that no other programme is asked."""
    firm = published((6, 6, 2, 9), Ovens=(0,), Shop=(1, 2), bakers=(0, 1), Vans=(3,))

    assert recipes(smallest_group(firm, K, range(4))) == [(2, "Ovens + Shop - bakers")]
    assert recipes(smallest_group(firm, 2, range(4))) == []


# --- taking together ---------------------------------------------------------------------------------------------


def test_people_whom_no_total_tells_apart_are_taken_together():
    firm = published((2, 3, 9, 1), Ovens=(0, 1), all=(0, 1, 2), again=(0, 1, 2))

    merged = firm.merged()

    assert merged.persons == (5, 9)
    assert merged.held == (frozenset({0, 1}), frozenset({2}))
    assert [(total.name, total.cells) for total in merged.totals] == [("Ovens", {0}), ("all", {0, 1})]


# --- against other programs --------------------------------------------------------------------------------------


def fewest(system: Published) -> int:
    """By trying every set of base cells: the fewest people whose weights alone can be different from 0."""
    matrix = system.matrix.toarray()
    everything = np.linalg.matrix_rank(matrix)
    cells = [cell for cell, n in enumerate(system.persons) if n]
    least = sum(system.persons)
    for size in range(1, len(cells) + 1):
        for chosen in itertools.combinations(cells, size):
            others = [cell for cell in cells if cell not in chosen]
            people = sum(system.persons[cell] for cell in chosen)
            if people < least and np.linalg.matrix_rank(matrix[:, others]) < everything:
                least = people
    return least


@pytest.mark.parametrize("seed", range(30))
def test_the_smallest_group_is_the_smallest_of_all_subsets(seed):
    draw = np.random.default_rng(seed)
    system = crossed(draw.poisson(2.0, (3, 3))).merged()

    found = smallest_group(system, K).found

    truth = fewest(system)
    assert min((finding.people for finding in found), default=truth) == truth
    assert bool(found) == (truth < K)


@pytest.mark.parametrize("seed", range(60))
def test_the_attacker_finds_nothing_exactly_where_there_is_a_certificate(seed):
    """The gate's proof and the attack share no code."""
    draw = np.random.default_rng(seed)
    table = draw.poisson(draw.choice([2.0, 4.0]), (draw.integers(2, 6), draw.integers(2, 5)))
    system = crossed(table)
    totals = Totals(system.persons, tuple(total.cells for total in system.totals if system.people(total.cells)))

    try:
        certify(totals, K)
        proven = True
    except NotProven:
        proven = False

    assert (not smallest_group(system.merged(), K).found) == proven


def test_whatever_differencing_finds_the_integer_programme_finds_too():
    found = 0
    for seed in range(30):
        draw = random.Random(seed)
        table = np.array([[draw.choice([0, 0, 3, 8]) for _ in range(3)] for _ in range(4)])
        system = crossed(table).merged()
        simple = differencing(system, K).found + overlapping_cuts(system, K).found
        found += bool(simple)
        if simple:
            least = min(finding.people for finding in simple)
            assert min(finding.people for finding in smallest_group(system, K).found) <= least

    assert found > 5


# --- words -------------------------------------------------------------------------------------------------------


def test_a_long_recipe_is_cut_short():
    terms = {"all": 1.0, **{f"team {n}": -1.0 for n in range(9)}}

    assert combination(terms) == "all - team 0 - team 1 - team 2 - team 3 - team 4 and 4 more"
