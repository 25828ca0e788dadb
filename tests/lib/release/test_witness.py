"""Witnesses: found exactly where looking at all tables finds two; refused when anything is changed."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_lattices import crossed, lattices
from scipy.optimize import OptimizeResult, linprog

from lilyroot.errors import ReleaseRefused
from lilyroot.release import solver
from lilyroot.release.parts import parts
from lilyroot.release.solver import Answer, Question, whole
from lilyroot.release.witness import Table, Witness, audit, unproven

WIDTH = 2
SETTINGS = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
TRIANGLE = [frozenset({0, 1}), frozenset({1, 2}), frozenset({0, 2})]
TEAMS, OF_ALL = (frozenset({0}), frozenset({1})), [frozenset({0, 1})]
TOOK_PART = Table(counts=(3, 2), least=(0, 0), most=(6, 5))


def span(published: list[frozenset[int]], table: Table, total: frozenset[int]) -> int:
    """Between which counts of a total all tables lie that agree with what is published, by looking at every table."""
    ranges = [range(low, high + 1) for low, high in zip(table.least, table.most, strict=True)]
    seen = [
        sum(tried[cell] for cell in total)
        for tried in product(*ranges)
        if all(sum(tried[c] for c in t) == sum(table.counts[c] for c in t) for t in published)
    ]
    return max(seen) - min(seen)


@st.composite
def hidden_tables(draw):
    """A few totals, some of them hidden, over small counts."""
    made = draw(st.one_of(lattices(cells=5, totals=5, people=2), crossed()))
    counts = tuple(n % 3 for n in made.persons[:6])
    cells = frozenset(range(len(counts)))
    totals = [total & cells for total in made.published if total & cells]
    most = tuple(n + draw(st.integers(0, 2)) for n in counts)
    least = tuple(draw(st.integers(0, n)) for n in counts)
    split = draw(st.integers(0, len(totals)))
    return totals[:split], Table(counts, least, most), totals[split:]


@SETTINGS
@given(hidden_tables())
def test_open_are_exactly_those_that_all_tables_together_narrow_down(case):
    published, table, hidden = case

    found = audit(published, table, hidden, WIDTH)

    for number, total in enumerate(hidden):
        free = sum(table.most[cell] - table.least[cell] for cell in total)
        assert (number in found.open) == (span(published, table, total) < min(WIDTH, free))
    assert sorted([*found.witnesses, *found.open]) == list(range(len(hidden)))
    assert unproven(published, table, hidden, WIDTH, found.witnesses) == found.open


def test_every_change_of_a_witness_is_refused():
    (witness,) = audit(OF_ALL, TOOK_PART, TEAMS[:1], WIDTH).witnesses.values()
    assert unproven(OF_ALL, TOOK_PART, TEAMS[:1], WIDTH, {0: witness}) == ()

    for name in ("fewer", "more"):
        for cell in (0, 1):
            for by in (1, -1):
                change = {**getattr(witness, name), cell: getattr(witness, name)[cell] + by}
                changed = replace(witness, **{name: change})
                assert unproven(OF_ALL, TOOK_PART, TEAMS[:1], WIDTH, {0: changed}) == (0,)


@pytest.mark.parametrize(
    ("fewer", "more", "refused"),
    [
        ({0: -1, 1: 1}, {0: 1, 1: -1}, False),
        ({}, {0: 2, 1: -2}, False),
        ({0: -2, 1: 2}, {}, False),
        ({}, {0: 1, 1: -1}, True),  # by one only
        ({}, {}, True),
        ({0: 1, 1: -1}, {0: -1, 1: 1}, True),  # the wrong way round
        ({}, {0: 3, 1: -3}, True),  # fewer than nobody in the second team
        ({0: -4, 1: 4}, {}, True),
        ({0: -2}, {0: 2}, True),  # another total than the published one
        ({}, {0: 2}, True),
        ({0: -2}, {}, True),
    ],
)
def test_what_two_tables_must_be(fewer, more, refused):
    found = unproven(OF_ALL, TOOK_PART, TEAMS[:1], WIDTH, {0: Witness(fewer, more)})

    assert found == ((0,) if refused else ())


def test_a_hidden_total_without_witness_is_open():
    assert unproven(OF_ALL, TOOK_PART, TEAMS, WIDTH, {}) == (0, 1)


def test_one_more_published_total_narrows_down():
    assert audit([*OF_ALL, TEAMS[1]], TOOK_PART, TEAMS[:1], WIDTH).open == (0,)


def test_a_team_of_one_can_only_differ_by_one():
    two = Table(counts=(1, 4), least=(0, 0), most=(1, 6))

    found = audit(OF_ALL, two, TEAMS[:1], WIDTH)

    assert found.witnesses[0] == Witness(fewer={0: -1, 1: 1}, more={})


def test_a_hidden_total_may_lie_in_several_parts():
    """A site with people of two departments that have nothing to do with one another."""
    departments = [frozenset({0, 1}), frozenset({2, 3})]
    table = Table((1, 1, 1, 1), (0, 0, 0, 0), (2, 2, 2, 2))

    found = audit(departments, table, [frozenset({0, 2})], width=4)

    assert found.witnesses[0] == Witness(fewer={0: -1, 1: 1, 2: -1, 3: 1}, more={0: 1, 1: -1, 2: 1, 3: -1})


def test_without_anything_published_everything_is_possible():
    found = audit([], TOOK_PART, [frozenset({0, 1})], width=99)

    assert found.witnesses[0] == Witness(fewer={0: -3, 1: -2}, more={0: 3, 1: 3})


@pytest.mark.parametrize(
    ("counts", "least", "most"),
    [
        ((3,), (0,), (2,)),
        ((3,), (4,), (5,)),
        ((3, 1), (0, 0), (2, 5)),
        ((3, 1), (0,), (5,)),
        ((3,), (0, 0), (5,)),
        ((3,), (0,), (5, 5)),
    ],
)
def test_tables_that_contradict_themselves(counts, least, most):
    with pytest.raises(ReleaseRefused, match="outside what is said to be known") as refusal:
        Table(counts, least, most)
    assert refusal.value.code == "witness.table"


# --- solvers that fail -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [1, 2, 3, 4])
def test_a_solver_that_does_not_end_with_an_optimum_witnesses_nothing(monkeypatch, status):
    def stops(*args, **options):
        return OptimizeResult({**linprog(*args, **options), "status": status})

    monkeypatch.setattr(solver, "linprog", stops)

    by_shop_and_trade = [frozenset({0, 1}), frozenset({2, 3}), frozenset({0, 2}), frozenset({1, 3})]
    table = Table(counts=(3, 4, 4, 3), least=(0, 0, 0, 0), most=(6, 8, 8, 6))

    assert audit(by_shop_and_trade, table, TEAMS, WIDTH).open == (0, 1)
    assert audit(OF_ALL, TOOK_PART, TEAMS, WIDTH).open == ()  # a neighbour is witness enough


def test_a_neighbour_gives_no_more_than_it_has_room_for():
    """Three of three, and two of three: one may have come from the first team, none more to it."""
    table = Table(counts=(3, 2), least=(0, 0), most=(3, 3))

    found = audit(OF_ALL, table, TEAMS, WIDTH)

    assert found.open == (0, 1)
    assert audit(OF_ALL, table, TEAMS, 1).witnesses[0] == Witness(fewer={0: -1, 1: 1}, more={})


def question(*, least: float, most: float) -> Question:
    """Three cells in three overlapping totals: the best is half a person more, if fractions are allowed."""
    (part,) = parts([*TRIANGLE[:2], frozenset({0, 2, 3})], {cell: cell for cell in range(4)})
    return Question(part, np.full(4, least), np.full(4, most), np.array([1.0, 0.0, 0.0, 0.0]))


def test_fractions_are_answered_again_in_whole_numbers():
    asked = question(least=-3, most=3)
    halves = Answer(np.array([1.5, -1.5, 1.5, -3.0]), np.zeros(3))

    changes = whole(asked, halves)

    assert all(isinstance(change, int) for change in changes)
    assert not (asked.part.matrix @ np.array(changes)).any()
    assert changes[0] == 1


def test_whole_answers_are_taken_as_they_are():
    asked = question(least=-3, most=3)

    assert whole(asked, Answer(np.array([0.999999, -1.0, 1.0, -2.0]), np.zeros(3))) == [1, -1, 1, -2]


def test_without_whole_numbers_nothing_changes():
    asked = question(least=1, most=2)  # more in every cell: no total allows that

    assert whole(asked, Answer(np.array([1.0, 1.0, 1.0, 1.0]), np.zeros(3))) == [0, 0, 0, 0]
