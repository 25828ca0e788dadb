"""Suppression: nothing more is withheld than needed, nothing needed is shown."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_lattices import K, crossed, fewest_people, lattices
from scipy.optimize import OptimizeResult, linprog

from benchmarks.release_proof import kept, organisation
from lilyroot.errors import ReleaseRefused
from lilyroot.release import solver
from lilyroot.release.certificate import NotProven, Totals, certify, check
from lilyroot.release.suppression import keep_open, only, protect, repair, suppress
from lilyroot.release.witness import Table, unproven

SETTINGS = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
ANY = st.one_of(lattices(), crossed())
DEPARTMENT = Totals(  # three teams
    (9, 7, 3), (frozenset({0, 1, 2}), frozenset({0}), frozenset({1}), frozenset({2}))
)


def people(totals: Totals, total: frozenset[int]) -> int:
    return sum(totals.persons[cell] for cell in total)


@SETTINGS
@given(ANY)
def test_what_is_shown_is_proven_and_no_brute_force_isolates(lattice):
    found = suppress(lattice, K, [people(lattice, total) for total in lattice.published])

    check(found.published, K, found.certificate)
    assert fewest_people(found.published) is None
    assert found.published == only(lattice, found.shown)


@SETTINGS
@given(ANY, st.randoms(use_true_random=False))
def test_whatever_is_withheld_would_be_refused(lattice, chance):
    order = [chance.random() for _ in lattice.published]
    withheld = repair(lattice, K, order)
    shown = [number for number in range(len(lattice.published)) if number not in withheld]

    certify(only(lattice, shown), K)
    for number in withheld:
        with pytest.raises(NotProven):
            certify(only(lattice, [*shown, number]), K)


@SETTINGS
@given(ANY)
def test_every_total_is_shown_or_withheld_for_one_reason(lattice):
    found = suppress(lattice, K, [0.0] * len(lattice.published))
    size = [people(lattice, total) for total in lattice.published]

    together = [*found.shown, *found.primary, *found.complementary, *found.empty]
    assert sorted(together) == list(range(len(size)))
    assert [number for number, n in enumerate(size) if 0 < n < K] == list(found.primary)
    assert [number for number, n in enumerate(size) if n == 0] == list(found.empty)
    assert list(found.shown) == sorted(found.shown)


@pytest.mark.parametrize(("order", "shown"), [([3, 2, 1, 0], (0, 1)), ([3, 1, 2, 0], (0, 2)), ([1, 2, 3, 0], (1, 2))])
def test_the_most_valuable_are_shown(order, shown):
    assert suppress(DEPARTMENT, K, order).shown == shown


def test_of_equal_worth_the_first_are_shown():
    assert suppress(DEPARTMENT, K, [1, 1, 1, 1]).shown == (0, 1)


def test_what_is_withheld_is_told_in_order():
    assert repair(DEPARTMENT, K, [9, 1, 2, 3]) == (1, 3)
    assert repair(DEPARTMENT, 20, [1, 2, 3, 4]) == (0, 1, 2, 3)


def test_what_follows_from_what_is_shown_is_shown_too():
    """Halves and the whole: the whole is their sum, so it gives nothing away."""
    halves = Totals((5, 6), (frozenset({0}), frozenset({1}), frozenset({0, 1}), frozenset({0})))

    assert suppress(halves, K, [3, 2, 1, 0]).shown == (0, 1, 2, 3)


def test_without_any_total_there_is_nothing_to_show():
    found = suppress(Totals((3, 1), ()), K, [])

    assert found.shown == found.complementary == ()
    assert set(found.certificate.exchanges) == {0}  # nothing tells the two cells apart: four people


def test_two_people_more_in_k_withhold_what_two_colluders_could_use():
    teams = Totals((9, 7, 6), DEPARTMENT.published)

    assert suppress(teams, K, [3, 2, 1, 0]).complementary == ()
    assert suppress(teams, K + 2, [3, 2, 1, 0]).complementary == (2,)


@pytest.mark.parametrize(("seed", "size"), [(1, 8), (2, 15)])
def test_of_five_hundred_teams_nearly_everything_is_kept(seed, size):
    made = organisation(seed, 500, size)

    found = suppress(made.lattice, K, made.worth)

    assert kept(found) >= 0.95
    assert found.primary
    assert found.complementary
    check(found.published, K, found.certificate)


# --- bounds ----------------------------------------------------------------------------------------------------


@SETTINGS
@given(crossed(), st.randoms(use_true_random=False))
def test_every_hidden_count_is_witnessed_in_the_end(lattice, chance):
    headcounts = [n + chance.randint(0, 2) for n in lattice.persons]
    order = [float(people(lattice, total)) for total in lattice.published]

    found, witnesses = protect(lattice, K, order, headcounts, width=2)

    table = Table(lattice.persons, (0,) * len(headcounts), tuple(headcounts))
    withheld = set(suppress(lattice, K, order).shown) - set(found.shown)
    hidden = sorted(
        number
        for number in (*found.primary, *found.complementary)
        if number not in withheld or not table.everybody(lattice.published[number])
    )
    totals = [lattice.published[number] for number in hidden]
    in_order = {i: witnesses[number] for i, number in enumerate(hidden)}
    assert unproven(found.published.published, table, totals, 2, in_order) == ()
    check(found.published, K, found.certificate)
    assert set(found.shown) <= set(suppress(lattice, K, order).shown)


def test_where_everybody_took_part_a_hidden_team_would_be_known_to_the_last_person():
    """All nine of the first two teams answered, and all ten of the others: nobody can be missing anywhere."""
    lattice = Totals((6, 3, 6, 4), tuple(map(frozenset, ({0, 1, 2, 3}, {0, 1}, {2, 3}, {1}))))
    order = [4.0, 3.0, 2.0, 1.0]

    everybody, _ = protect(lattice, K, order, [6, 3, 6, 4], width=2)
    some, witnesses = protect(lattice, K, order, [9, 5, 8, 6], width=2)

    assert suppress(lattice, K, order).shown == (0, 1, 2)
    assert everybody.shown == (2,)
    assert everybody.complementary == (0, 1)
    assert some.shown == (0, 1, 2)
    assert set(witnesses) == {3}


def test_what_is_worth_least_goes_first_to_protect_a_hidden_count():
    """Everybody of the first department took part, so its hidden team of three is known from its total alone."""
    lattice = Totals((6, 3, 6, 4), tuple(map(frozenset, ({0, 1, 2, 3}, {0, 1}, {1}))))

    found, witnesses = protect(lattice, K, [4.0, 3.0, 1.0], [6, 3, 9, 6], width=2)

    assert found.shown == (0,)
    assert found.complementary == (1,)
    assert set(witnesses) == {2}


def test_a_solver_that_finds_no_witness_at_all_stops_the_release(monkeypatch):
    def stops(*args, **options):
        return OptimizeResult({**linprog(*args, **options), "status": 4})

    monkeypatch.setattr(solver, "linprog", stops)

    with pytest.raises(ReleaseRefused, match="nothing is published that touches it") as refusal:
        keep_open([frozenset({0})], [], [0], [1.0], Table((3,), (0,), (5,)), width=2)
    assert refusal.value.code == "suppression.bounds"


def test_who_is_in_no_shown_total_need_not_be_protected():
    found, witnesses = protect(DEPARTMENT, 20, [3, 2, 1, 0], [9, 7, 3], width=2)

    assert found.shown == ()
    assert found.primary == (0, 1, 2, 3)
    assert set(witnesses) == {0, 1, 2, 3}
