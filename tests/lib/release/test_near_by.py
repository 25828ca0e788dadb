"""Where there are very many atoms, a proof is looked for close by first, and anywhere if there is none."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.sparse import csr_array

from lilyroot.release import prover
from lilyroot.release.certificate import Exchange, Totals, certify, check, proves
from lilyroot.release.exact import near
from lilyroot.release.parts import Part, Row, parts
from lilyroot.release.prover import exchanges_of

K = 6


def crossed(teams: int, functions: int, sites: int, seed: int) -> Totals:
    """Teams by functions by sites, with every team, every function and every pair of teams by site as a total."""
    chance = random.Random(seed)
    cells = [(t, f, s) for t in range(teams) for f in range(functions) for s in range(sites)]
    totals = [frozenset(i for i, (t, _, _) in enumerate(cells) if t == team) for team in range(teams)]
    totals += [frozenset(i for i, (_, f, _) in enumerate(cells) if f == one) for one in range(functions)]
    totals += [
        frozenset(i for i, (t, _, s) in enumerate(cells) if t // 2 == pair and s == site)
        for pair in range(teams // 2)
        for site in range(sites)
    ]
    return Totals(tuple(chance.randrange(4) for _ in cells), tuple(totals))


def test_around_an_atom_lie_those_that_small_rows_lead_to():
    rows = ({0, 1}, {1, 2, 3}, {3, 4, 5, 6, 7})
    (part,) = parts([frozenset(row) for row in rows], {atom: atom for atom in range(8)})

    assert part.around(0, 2).atoms == (0, 1)
    assert part.around(0, 3).atoms == (0, 1, 2, 3)
    assert part.around(5, 2).atoms == (3, 4, 5, 6, 7)
    assert part.around(0, 99).atoms == part.atoms
    assert [sorted(row.atoms) for row in part.around(0, 2).rows] == [[0, 1], [1]]
    assert part.around(0, 2).matrix.toarray().tolist() == [[1, 1], [0, 1]]


@pytest.mark.parametrize("seed", range(12))
def test_looking_close_by_first_finds_the_same_proofs_and_the_same_leaks(seed, monkeypatch):
    totals = crossed(6, 3, 2, seed)
    wanted = totals.small(K)
    _, leaks = exchanges_of(totals, K, wanted)
    monkeypatch.setattr(prover, "_NEAR", 4)
    found, leaks_close_by = exchanges_of(totals, K, wanted)

    assert {leak.atom for leak in leaks_close_by} == {leak.atom for leak in leaks}
    assert found.keys() | {leak.atom for leak in leaks} == set(wanted)
    assert all(proves(totals, K, atom, exchange) for atom, exchange in found.items())


def test_close_by_too_only_what_is_asked_is_looked_for(monkeypatch):
    totals = crossed(6, 3, 2, seed=3)
    wanted = totals.small(K)[::3]
    monkeypatch.setattr(prover, "_NEAR", 4)

    found, leaks = exchanges_of(totals, K, wanted)

    assert found.keys() | {leak.atom for leak in leaks} == set(wanted)
    assert found


def test_the_smallest_row_is_followed_first_whichever_was_named_first():
    large, small = frozenset({0, 1, 2, 3}), frozenset({0, 4})
    rows = (Row(large), Row(small))
    matrix = csr_array(np.array([[1.0, 1, 1, 1, 0], [1, 0, 0, 0, 1]]))

    assert Part((0, 1, 2, 3, 4), rows, matrix).around(0, 2).atoms == (0, 4)


def test_an_organisation_of_many_teams_is_proven():
    totals = crossed(120, 5, 3, seed=7)

    assert len(totals.atoms) > 2 * prover._NEAR
    check(totals, 3, certify(totals, 3))


def test_an_answer_in_sevenths_is_made_exact_by_rounding_it():
    (part,) = parts([frozenset({0, 1}), frozenset({1, 2})], {atom: atom for atom in range(3)})
    rounded = list(near(part, np.array([3 / 7, -3 / 7, 3 / 7]), within={0: 1, 1: 1, 2: 1}, except_for=0))

    assert rounded[0] == Exchange({}, 1)
    assert Exchange({0: 3, 1: -3, 2: 3}, 7) in rounded
