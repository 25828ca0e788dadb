"""Of no hidden team can be said how many answered, where figures tell exactly how many people they are made of."""

from __future__ import annotations

from itertools import product

import pyarrow as pa
import pytest

from lilyroot.measure.facts import POPULATION
from lilyroot.release.pattern import Pattern, decide

WAVE = "2026-03"
FAMILY = "customer_messages"
PARENTS = {"Mill": "", "Shop": "", "Yard": ""}
HEADS = {"Mill": 12, "Shop": 7, "Yard": 4}


def answered(counts: dict[str, int], taking_part: dict[str, int]) -> pa.Table:
    """Who took part, and the first of them in each team as those who contributed to the family."""
    rows = []
    for team, people in taking_part.items():
        for n in range(people):
            stands = {"period": WAVE, "team": team, "function": "baker", "kind": "survey", "person": f"{team}{n}"}
            rows.append(
                {**dict.fromkeys(POPULATION.names, 0), **stands, "messages": 1, FAMILY: int(n < counts[team])}
            )
    return pa.Table.from_pylist(rows, schema=POPULATION)


def shown(pattern: Pattern | None, family: str = FAMILY) -> set[str]:
    assert pattern
    return {cell.label for cell in pattern.cells if family in cell.families and cell.cut in ("organisation", "team")}


def decided(counts: dict[str, int], exact: tuple[str, ...], heads: dict[str, int] = HEADS) -> Pattern | None:
    placed = {(team, "baker"): people for team, people in heads.items()}
    return decide(WAVE, answered(counts, heads), PARENTS, "Bakery", placed, ("messages", FAMILY), exact=exact)


def span(counts: dict[str, int], totals: list[set[str]], team: str) -> int:
    """Between which numbers those of a team lie in all tables that agree with what is told: every table is tried."""
    tables = (dict(zip(HEADS, tried, strict=True)) for tried in product(*(range(n + 1) for n in HEADS.values())))
    possible = [
        table[team]
        for table in tables
        if all(sum(table[name] for name in total) == sum(counts[name] for name in total) for total in totals)
    ]
    return max(possible) - min(possible)


def told(pattern: Pattern | None) -> list[set[str]]:
    assert pattern
    return [set(cell.teams) for cell in pattern.cells if FAMILY in cell.families]


def test_of_ten_of_eleven_in_two_teams_at_least_three_are_of_the_smaller():
    """The yard has four people and is shown with the shop only; of these eleven, ten answered."""
    counts = {"Mill": 8, "Shop": 7, "Yard": 3}

    by_proof_alone, bounded = decided(counts, exact=()), decided(counts, exact=(FAMILY,))

    assert shown(by_proof_alone) == {"Bakery", "Mill", "Shop + Yard"}
    assert span(counts, told(by_proof_alone), "Yard") == 1
    assert span(counts, told(bounded), "Yard") >= 2
    assert shown(bounded) < shown(by_proof_alone)
    assert shown(bounded, "messages") == shown(by_proof_alone, "messages")


def test_sheets_that_name_no_function_keep_the_secret_too():
    """Only those who answered took part; what they do is known of everybody, but stands on no sheet."""
    counts = {"Mill": 8, "Shop": 7, "Yard": 3}
    sheets = answered(counts, counts)
    unnamed = sheets.set_column(
        sheets.schema.get_field_index("function"), "function", pa.array([""] * sheets.num_rows, pa.string())
    )
    placed = {(team, what): n for team, people in HEADS.items() for what, n in (("baker", people - 2), ("clerk", 2))}

    bounded = decide(WAVE, unnamed, PARENTS, "Bakery", placed, ("messages", FAMILY), exact=(FAMILY,))

    assert span(counts, told(bounded), "Yard") >= 2


def test_somebody_silent_of_a_function_that_nobody_answered_for_counts_as_silent():
    counts = {"Mill": 8, "Shop": 7, "Yard": 3}
    placed = {("Mill", "baker"): 12, ("Shop", "baker"): 7, ("Yard", "baker"): 3, ("Yard", "clerk"): 1}

    bounded = decide(WAVE, answered(counts, counts), PARENTS, "Bakery", placed, ("messages", FAMILY), exact=(FAMILY,))

    assert span(counts, told(bounded), "Yard") >= 2


def test_where_more_than_one_was_silent_nothing_is_withheld():
    counts = {"Mill": 8, "Shop": 5, "Yard": 3}

    assert shown(decided(counts, exact=(FAMILY,))) == {"Bakery", "Mill", "Shop + Yard"}
    assert span(counts, told(decided(counts, exact=(FAMILY,))), "Yard") >= 2


def test_that_everybody_answered_is_not_hidden():
    counts = {"Mill": 12, "Shop": 7, "Yard": 4}

    assert shown(decided(counts, exact=(FAMILY,))) == {"Bakery", "Mill", "Shop + Yard"}


@pytest.mark.parametrize("shop", range(1, 8))
@pytest.mark.parametrize("yard", range(1, 4))
@pytest.mark.parametrize("mill", [6, 11, 12])
def test_however_many_answered_the_yard_keeps_its_secret(mill: int, shop: int, yard: int):
    counts = {"Mill": mill, "Shop": shop, "Yard": yard}

    assert span(counts, told(decided(counts, exact=(FAMILY,))), "Yard") >= 2
