"""Random organisations, everything the gate publishes of them, and an attacker who solves for small groups."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from attacker import fewest_people, isolated

from lilyroot.measure.facts import POPULATION
from lilyroot.release.margins import weakest_cut
from lilyroot.release.pattern import FAMILIES, decide
from lilyroot.store.policy import Policy

K = Policy().k


def random_organisation(seed: int) -> tuple[pa.Table, dict[str, str]]:
    """10 to 80 people in a random tree, with functions that lean on teams and kinds that lean on functions."""
    draw = random.Random(seed)
    teams = [f"T{i}" for i in range(draw.randint(2, 9))]
    parents = {team: draw.choice(["", *teams[:i]]) for i, team in enumerate(teams)}
    functions = [f"F{i}" for i in range(draw.randint(1, 5))]
    kinds = ["chat", "mail", "meeting", "ticket"][: draw.randint(1, 4)]
    usual = {team: draw.choice(functions) for team in teams}
    rows = []
    for i in range(draw.randint(10, 80)):
        team = draw.choice(teams)
        function = usual[team] if draw.random() < 0.7 else draw.choice(functions)
        for kind in draw.sample(kinds, draw.randint(1, len(kinds))):
            messages, threads = draw.randint(1, 5), draw.randint(0, 2)
            customers, compared = draw.randint(0, messages), draw.randint(0, threads)
            rows.append(("2025-01", team, function, kind, f"p{i}", messages, customers, threads, compared, compared))
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=POPULATION), parents


def published(took_part: pa.Table, parents: dict[str, str], family: str) -> tuple[list, list]:
    """Each published total as the contributions it adds up, and all contributions there are."""
    rows = [row for row in took_part.to_pylist() if row[family]]
    everyone = [(row["person"], row["kind"]) for row in rows]
    pattern = decide("2025-01", took_part, parents, "Company")
    totals = [
        frozenset(
            (row["person"], row["kind"])
            for row in rows
            if row["team"] in cell.teams and row["function"] in cell.profiles and row["kind"] in cell.kinds
        )
        for cell in (pattern.cells if pattern else ())
        if family in cell.families
    ]
    return totals, everyone


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(40))
def test_no_combination_of_what_is_published_concerns_fewer_than_five_and_one_who_knows_their_part(seed, family):
    took_part, parents = random_organisation(seed)

    totals, everyone = published(took_part, parents, family)

    assert fewest_people(totals, everyone) >= Policy().threshold == 6


@pytest.mark.parametrize("seed", range(10))
def test_whoever_knows_what_one_of_them_said_still_finds_no_fewer_than_five(seed):
    """One person is taken out of every total: what is left concerns five all the same."""
    took_part, parents = random_organisation(seed)
    totals, everyone = published(took_part, parents, "messages")
    known = random.Random(seed).choice(everyone)[0]

    left = [frozenset(one for one in total if one[0] != known) for total in totals]

    assert fewest_people(left, [one for one in everyone if one[0] != known]) >= K


def test_the_attacker_finds_the_hole_in_a_release_by_threshold_alone():
    """The same organisations, with every group of five published and the others hidden, leak in nearly a third."""
    leaks = 0
    for seed in range(20):
        took_part, _ = random_organisation(seed)
        rows = took_part.to_pylist()
        everyone = [(row["person"], row["kind"]) for row in rows]
        naive = []
        for column in ("team", "function", "kind"):
            for value in {row[column] for row in rows}:
                group = [row for row in rows if row[column] == value]
                if len({row["person"] for row in group}) >= K:
                    naive.append(frozenset((row["person"], row["kind"]) for row in group))
        naive.append(frozenset(everyone))
        leaks += bool(isolated(naive, everyone, K))

    assert leaks >= 4


def test_most_random_organisations_keep_more_than_one_figure():
    """The gate is not safe by publishing nothing."""
    sizes = [len(decide("2025-01", *random_organisation(seed), "Company").cells) for seed in range(60)]

    assert sum(size > 1 for size in sizes) > 40


def test_the_lone_lawyer_in_sales_is_a_cut_of_one():
    """All other lawyers sit in Legal: function total less team total would be that one person."""
    people = [("Legal", "lawyer")] * 8 + [("Sales", "seller")] * 20 + [("Sales", "lawyer")]

    cut = weakest_cut(people)

    assert cut.people == 1
    assert {cut.one_side, cut.other_side} == {frozenset({"lawyer"}), frozenset({"seller"})}


def test_teams_that_share_functions_evenly_have_a_wide_cut():
    people = [(block, function) for block in "ABC" for function in "xyz" for _ in range(4)]

    assert weakest_cut(people).people == 12


def test_a_figure_on_one_person_s_words_cannot_be_got_from_parent_and_sibling():
    """Only one member of B speaks of customers: B's centric share is withheld, and so is A's beside it."""
    rows = [("2025-01", team, "f", "chat", f"{team}{i}", 5, 0, 1, 0, 0) for team in "ABC" for i in range(8)]
    spoke = {f"A{i}" for i in range(8)} | {"B0"} | {f"C{i}" for i in range(6)}
    rows = [(*row[:6], 3 if row[4] in spoke else 0, *row[7:]) for row in rows]
    took_part = pa.table([list(column) for column in zip(*rows, strict=True)], schema=POPULATION)

    pattern = decide("2025-01", took_part, dict.fromkeys("ABC", ""), "Company")

    shown = {cell.label for cell in pattern.cells if "customer_messages" in cell.families}
    assert {cell.label for cell in pattern.cells} == {"Company", "A", "B", "C"}
    assert shown == {"Company", "A"}
