"""Certificates: never against brute force, refused when anything in them or around them is changed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from random_lattices import K, crossed, fewest_people, lattices
from scipy.optimize import OptimizeResult, linprog

from lilyroot.errors import ReleaseRefused
from lilyroot.release import solver
from lilyroot.release.certificate import (
    Certificate,
    Exchange,
    NotProven,
    Totals,
    certify,
    check,
    concerned,
    from_json,
    proves,
    to_json,
)
from lilyroot.release.squares import squares

SHOPS = Totals(  # two shops, buyers and sellers in each; totals by shop and by trade
    persons=(3, 4, 4, 3), published=tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3})))
)
RING = Totals(  # three teams of two functions each, and each function in two teams: no square, only the whole ring
    persons=(3, 3, 3, 3, 3, 3),
    published=tuple(map(frozenset, ({0, 1}, {2, 3}, {4, 5}, {1, 2}, {3, 4}, {5, 0}))),
)
HALVES = Totals(  # the best exchange of some of these cells is not whole
    persons=(3, 5, 5, 4, 4, 1, 2, 2),
    published=tuple(map(frozenset, ({0, 4, 5, 6, 7}, {0, 2, 7}, {0, 2, 4, 5}, {2, 3, 7}, {0, 1, 2, 3, 6, 7}))),
)
MANY = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def outcome(totals: Totals, k: int = K) -> Certificate | NotProven:
    try:
        return certify(totals, k)
    except NotProven as refusal:
        return refusal


# --- against brute force ---------------------------------------------------------------------------------------


@MANY
@given(lattices())
def test_what_is_certified_no_brute_force_isolates(totals):
    if isinstance(outcome(totals), Certificate):
        assert fewest_people(totals) is None


@MANY
@given(crossed())
def test_rows_and_columns_are_certified_exactly_when_no_brute_force_isolates(totals):
    assert isinstance(outcome(totals), Certificate) == (fewest_people(totals) is None)


@MANY
@given(lattices(people=3))
def test_a_leak_with_people_is_one(totals):
    found = outcome(totals)
    if isinstance(found, NotProven):
        for leak in found.leaks:
            if leak.people is not None:
                assert 0 < leak.people == concerned(totals, leak.combination) < K
                assert fewest_people(totals) <= leak.people


def test_brute_force_meets_both_outcomes_often():
    seen = []

    @MANY
    @given(crossed())
    def collect(totals):
        seen.append(isinstance(outcome(totals), Certificate))

    collect()

    assert 40 < sum(seen) < len(seen) - 40


@MANY
@given(crossed())
def test_every_amount_of_a_proof_counts(totals):
    """Change one number of an exchange, up or down: it is refused, unless no total sees that cell."""
    certificate = outcome(totals)
    if isinstance(certificate, NotProven):
        return
    for atom, exchange in certificate.exchanges.items():
        for cell in exchange.amounts:
            for by in (1, -1):
                changed = Exchange({**exchange.amounts, cell: exchange.amounts[cell] + by}, exchange.per)
                if totals.seen_by[cell]:
                    with pytest.raises(ReleaseRefused):
                        check(totals, K, replace(certificate, exchanges={**certificate.exchanges, atom: changed}))


@MANY
@given(crossed())
def test_one_total_more_takes_the_proof_away_from_who_it_singles_out(totals):
    certificate = outcome(totals)
    for atom in totals.small(K) if isinstance(certificate, Certificate) else ():
        cells = next(atom_cells for atom_cells in totals.atoms if atom_cells[0] == atom)
        more = Totals(totals.persons, (*totals.published, frozenset(cells)))
        with pytest.raises(ReleaseRefused, match="other totals"):
            check(more, K, certificate)
        with pytest.raises(ReleaseRefused, match="cannot be worked out"):
            check(more, K, replace(certificate, about=more.digest()))


# --- what the check refuses ------------------------------------------------------------------------------------


def test_the_shops_are_safe_as_long_as_nobody_leaves():
    certificate = certify(SHOPS, K)
    one_fewer = Totals((2, 4, 4, 3), SHOPS.published)

    check(SHOPS, K, certificate)
    with pytest.raises(ReleaseRefused, match="other people"):
        check(one_fewer, K, certificate)
    with pytest.raises(ReleaseRefused, match="base cell 0 "):
        check(one_fewer, K, replace(certificate, about=one_fewer.digest()))


def test_a_certificate_is_about_one_k():
    certificate = certify(SHOPS, K)

    with pytest.raises(ReleaseRefused, match="another k"):
        check(SHOPS, K + 1, certificate)
    with pytest.raises(ReleaseRefused, match="base cell 0 "):
        check(SHOPS, K + 1, replace(certificate, k=K + 1))


def test_every_small_group_needs_its_proof():
    certificate = certify(SHOPS, K)

    for atom in (0, 1, 2, 3):
        others = {other: exchange for other, exchange in certificate.exchanges.items() if other != atom}
        with pytest.raises(ReleaseRefused, match=f"base cell {atom} ") as refusal:
            check(SHOPS, K, replace(certificate, exchanges=others))
        assert refusal.value.code == "certificate.unproven"


def test_a_group_of_k_needs_none():
    certificate = certify(Totals((5, 9), (frozenset({0}), frozenset({0, 1}))), K)

    assert certificate.exchanges == {}


@pytest.mark.parametrize(
    ("exchange", "holds"),
    [
        (Exchange({0: 2, 1: -2, 2: -2, 3: 2}), True),
        (Exchange({0: 4, 1: -4, 2: -4, 3: 4}, per=2), True),
        (Exchange({0: 61, 1: -61, 2: -61, 3: 61}, per=60), True),  # 4 and a sixtieth: people are whole
        (Exchange({0: 1, 1: -1, 2: -1, 3: 1}), False),  # 4
        (Exchange({0: 2, 1: -2, 2: -2, 3: 2}, per=2), False),  # 4 as well
        (Exchange({0: 60, 1: -60, 2: -60, 3: 60}, per=60), False),
        (Exchange({0: 3, 1: -3, 2: -3, 3: 3}), True),
        (Exchange({0: 4, 1: -4, 2: -4, 3: 4}), False),  # there are only three in cell 3
        (Exchange({0: -2, 1: 2, 2: 2, 3: -2}), False),
        (Exchange({0: 2, 1: -2, 2: -2, 3: 2}, per=0), False),
        (Exchange({0: -2, 1: 2, 2: 2, 3: -2}, per=-1), False),
        (Exchange({0: 2}), False),
        (Exchange({0: 2, 7: -2}), False),
        (Exchange({}), False),
    ],
)
def test_what_proves_that_the_three_buyers_of_the_first_shop_are_safe(exchange, holds):
    assert proves(SHOPS, K, 0, exchange) is holds


def test_nothing_may_be_moved_to_where_nobody_is():
    """Nobody sits in cell 1, so no weight there concerns anybody: it must not help the proof."""
    totals = Totals((3, 0), (frozenset({0, 1}),))

    assert not proves(totals, K, 0, Exchange({0: 2, 1: -2}))
    assert isinstance(outcome(totals), NotProven)


def test_who_is_in_no_total_cannot_be_worked_out():
    certificate = certify(Totals((2, 6), (frozenset({1}),)), K)

    assert certificate.exchanges == {0: Exchange({0: 3})}
    assert not proves(Totals((2, 6), (frozenset({1}),)), K, 0, Exchange({0: 3}, per=0)), "three nothings are nobody"


def test_cells_that_no_total_tells_apart_are_one():
    totals = Totals((2, 3, 1, 0), (frozenset({0, 1, 3}), frozenset({0, 1, 2})))

    assert totals.atoms == ((0, 1), (2,))
    assert totals.people == {0: 5, 2: 1}
    assert totals.small(5) == [2]
    assert totals.small(6) == [0, 2]


def test_a_hidden_team_follows_from_its_department():
    department = Totals((9, 7, 3), (frozenset({0, 1, 2}), frozenset({0}), frozenset({1})))

    (leak,) = outcome(department).leaks

    assert leak.atom == 2
    assert leak.people == 3
    sign = leak.combination[0]
    assert {total: weight * sign for total, weight in leak.combination.items()} == {0: 1, 1: -1, 2: -1}


def test_two_hidden_teams_do_not():
    department = Totals((9, 3, 3), (frozenset({0, 1, 2}), frozenset({0})))

    check(department, K, certify(department, K))


@pytest.mark.parametrize(
    ("persons", "published"), [((3, -1), ()), ((3,), (frozenset({1}),)), ((3,), (frozenset({-1}),))]
)
def test_totals_that_cannot_be(persons, published):
    with pytest.raises(ReleaseRefused, match="names a base cell that is not there") as refusal:
        Totals(persons, published)
    assert refusal.value.code == "certificate.totals"


def test_the_digest_is_of_people_and_totals():
    changed = [
        Totals((3, 4, 4, 4), SHOPS.published),
        Totals(SHOPS.persons, SHOPS.published[:3]),
        Totals(SHOPS.persons, (*SHOPS.published[:3], frozenset({1}))),
    ]

    assert len({SHOPS.digest(), *(totals.digest() for totals in changed)}) == 4
    assert Totals(SHOPS.persons, SHOPS.published).digest() == SHOPS.digest()


# --- solvers that fail -----------------------------------------------------------------------------------------


def test_where_no_square_helps_the_solver_finds_the_ring():
    assert squares(RING, dict.fromkeys(RING.small(K), K)) == {}
    assert set(certify(RING, K).exchanges) == set(RING.small(K))


@pytest.mark.parametrize("status", [1, 2, 3, 4])
def test_a_solver_that_does_not_end_with_an_optimum_proves_nothing(monkeypatch, status):
    def stops(*args, **options):
        return OptimizeResult({**linprog(*args, **options), "status": status})

    monkeypatch.setattr(solver, "linprog", stops)

    with pytest.raises(NotProven, match="For 6 small groups") as refusal:
        certify(RING, K)
    assert refusal.value.code == "certificate.unproven"
    assert all(leak.people is None for leak in refusal.value.leaks)


@pytest.mark.parametrize("noise", [1e-9, 1e-4, 0.02, 0.3])
def test_a_solver_that_is_not_exact_proves_nothing_that_is_not_so(monkeypatch, noise):
    def rough(*args, **options):
        answer = linprog(*args, **options)
        wobble = [noise * (-1) ** i * (1 + i % 3) for i in range(len(answer.x))]
        return OptimizeResult({**answer, "x": answer.x + wobble})

    monkeypatch.setattr(solver, "linprog", rough)
    proven = []

    @MANY
    @given(lattices())
    def holds(totals):
        found = outcome(totals)
        if isinstance(found, Certificate):
            proven.append(bool(found.exchanges))
            assert fewest_people(totals) is None

    holds()
    assert sum(proven) > 10


def test_a_little_noise_costs_no_proof(monkeypatch):
    """Exchanges in halves and whole numbers come back a little off, and prove what they proved."""

    def rough(*args, **options):
        answer = linprog(*args, **options)
        return OptimizeResult({**answer, "x": answer.x + [0.02 * (i % 3) for i in range(len(answer.x))]})

    monkeypatch.setattr(solver, "linprog", rough)

    certificate = certify(HALVES, K)

    check(HALVES, K, certificate)
    assert {exchange.per for exchange in certificate.exchanges.values()} == {1, 2}


@pytest.mark.parametrize("at_once", [1, 8, 9])
def test_in_how_many_goes_the_solver_is_asked_makes_no_difference(monkeypatch, at_once):
    in_one_go = certify(HALVES, K)

    monkeypatch.setattr(solver, "_AT_ONCE", at_once)

    assert certify(HALVES, K) == in_one_go


def test_halves_are_enough_where_whole_numbers_are_not():
    assert {exchange.per for exchange in certify(HALVES, K).exchanges.values()} == {1, 2}


# --- as a file -------------------------------------------------------------------------------------------------


@MANY
@given(lattices())
def test_what_is_written_is_read(totals):
    certificate = outcome(totals)
    if isinstance(certificate, Certificate):
        written = json.loads(json.dumps(to_json(totals, certificate)))
        assert from_json(written) == (totals, certificate)
        check(from_json(written)[0], K, from_json(written)[1])


def test_the_file_holds_counts_of_people_and_whole_numbers():
    assert to_json(HALVES, certify(HALVES, K))["exchanges"]["3"] == {
        "per": 2,
        "amounts": {"0": 2, "1": 2, "2": -3, "3": 2, "4": 1, "6": -4, "7": 1},
    }


def test_totals_are_written_in_order():
    totals = Totals((1,) * 9, (frozenset({8, 1}), frozenset({1, 8, 0})))

    assert to_json(totals, Certificate(K, "", {}))["published"] == [[1, 8], [0, 1, 8]]


def written_but(**changed):
    return {**to_json(SHOPS, certify(SHOPS, K)), **changed}


@pytest.mark.parametrize(
    "written",
    [
        {},
        written_but(persons=None),
        written_but(persons=["3", 4, 4, 3]),
        written_but(persons=[3.0, 4, 4, 3]),
        written_but(persons=[True, 4, 4, 3]),
        written_but(published=[[0.5]]),
        written_but(published=3),
        written_but(k="5"),
        written_but(k=None),
        written_but(exchanges=[]),
        written_but(exchanges={"zero": {"per": 1, "amounts": {}}}),
        written_but(exchanges={"0": {"amounts": {}}}),
        written_but(exchanges={"0": {"per": 1.5, "amounts": {}}}),
        written_but(exchanges={"0": {"per": 1, "amounts": {"0": 0.1}}}),
        written_but(exchanges={"0": {"per": 1, "amounts": [1]}}),
    ],
)
def test_what_is_no_certificate_is_refused(written):
    with pytest.raises(ReleaseRefused, match="not a certificate") as refusal:
        from_json(written)
    assert refusal.value.code == "certificate.not-one"


def test_a_file_about_cells_that_are_not_there_is_refused():
    with pytest.raises(ReleaseRefused, match="names a base cell that is not there"):
        from_json(written_but(published=[[9]]))


def test_to_check_needs_no_solver():
    program = f"""
import json, sys
from lilyroot.release.certificate import check, from_json
check(*(lambda totals, certificate: (totals, {K}, certificate))(*from_json(json.loads(sys.stdin.read()))))
assert not {{"scipy", "numpy"}} & sys.modules.keys()
"""
    subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(to_json(SHOPS, certify(SHOPS, K))),
        text=True,
        check=True,
    )


def test_concerned_counts_whom_a_combination_touches():
    assert concerned(SHOPS, {0: Fraction(1), 2: Fraction(-1)}) == 8
    assert concerned(SHOPS, {0: Fraction(1, 2), 1: Fraction(1, 2), 2: Fraction(-1, 2), 3: Fraction(-1, 2)}) == 0
