"""Declared segments: departments by tenure beside tree, functions and kinds, held against the attacker."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from attacker import fewest_people

from lilyroot.errors import OrganisationError
from lilyroot.home import Home
from lilyroot.listen.people import take_in_hris
from lilyroot.measure.facts import POPULATION
from lilyroot.measure.indicators import INDICATORS
from lilyroot.measure.profile import profile
from lilyroot.release.certificate import check, from_json
from lilyroot.release.lattice import certificate_file
from lilyroot.release.pattern import FAMILIES, Pattern, decide
from lilyroot.store.organisation import placements
from lilyroot.store.policy import Policy, approve, propose
from lilyroot.store.store import Store

SEGMENTS = {"tenure": ("short", "long")}
POLICY = Policy(segments=SEGMENTS)
K = POLICY.threshold


def row(team: str, function: str, tenure: str, person: str, kind: str = "chat", said: int = 3) -> tuple:
    segments = [("tenure", tenure)] if tenure else []
    return ("2026-01", team, profile(function, segments), kind, person, said, said, 1, 1, 1)


def table(rows: list[tuple]) -> pa.Table:
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=POPULATION)


def segments_shown(pattern: Pattern | None, family: str = "messages") -> set[str]:
    assert pattern
    return {cell.label for cell in pattern.cells if cell.cut == "segment" and family in cell.families}


def halves(team: str, short: int, long: int) -> list[tuple]:
    return [
        row(team, "f", tenure, f"{team}-{tenure}-{n}")
        for tenure, many in (("short", short), ("long", long))
        for n in range(many)
    ]


PARENTS = {"Oven": "", "Shop": ""}


def test_departments_and_the_whole_are_shown_by_segment() -> None:
    pattern = decide("2026-01", table(halves("Oven", 8, 9) + halves("Shop", 7, 6)), PARENTS, "Bakery", policy=POLICY)

    assert segments_shown(pattern) == {
        f"{node}: tenure {tenure}" for node in ("Bakery", "Oven", "Shop") for tenure in ("short", "long")
    }
    oven = next(cell for cell in pattern.cells if cell.label == "Oven: tenure short")
    assert (oven.key, oven.parent, oven.depth, oven.people.n) == ("Oven/tenure=short", "Oven", 2, 8)


def test_without_a_policy_that_declares_them_there_are_no_segments() -> None:
    pattern = decide("2026-01", table(halves("Oven", 8, 9) + halves("Shop", 7, 6)), PARENTS, "Bakery")

    assert segments_shown(pattern) == set()


def test_the_other_value_of_a_small_one_is_withheld_too_as_the_rest_would_be_the_small_one() -> None:
    pattern = decide("2026-01", table(halves("Oven", 3, 14) + halves("Shop", 9, 9)), PARENTS, "Bakery", policy=POLICY)

    assert "Oven: tenure short" not in segments_shown(pattern)
    assert "Oven: tenure long" not in segments_shown(pattern)
    assert not {"Shop: tenure long", "Bakery: tenure long"} <= segments_shown(pattern)
    assert segments_shown(pattern), "the gate is not safe by publishing nothing"
    assert any("by segment kept private" in note for note in pattern.notes)


@pytest.mark.parametrize(("values", "told"), [(("long",), "1 group "), (("short", "long"), "2 groups ")])
def test_how_many_groups_beside_the_teams_are_kept_private_is_told(values: tuple[str, ...], told: str) -> None:
    """Three newcomers in the oven: the long-standing of the shop would give those of the oven, and so the three."""
    policy = Policy(segments={"tenure": values})

    pattern = decide("2026-01", table(halves("Oven", 3, 14) + halves("Shop", 9, 9)), PARENTS, "Bakery", policy=policy)

    assert pattern
    assert segments_shown(pattern) == {f"Bakery: tenure {value}" for value in values}
    assert [note.split("by")[0] for note in pattern.notes if "kept private" in note] == [told]


def test_people_whose_value_is_not_known_are_in_no_segment_and_are_not_what_is_left_of_one() -> None:
    rows = halves("Oven", 8, 9) + halves("Shop", 9, 8) + [row("Oven", "f", "", f"new{n}") for n in range(2)]

    pattern = decide("2026-01", table(rows), PARENTS, "Bakery", policy=POLICY)

    oven = {"Oven: tenure short", "Oven: tenure long"}
    assert segments_shown(pattern) & oven == {"Oven: tenure long"}, "the whole less both would be two people"
    assert not any("kept private" in note for note in pattern.notes), "it was never asked for a proof"


def test_one_who_says_more_than_half_hides_the_segment() -> None:
    rows = halves("Oven", 8, 9) + halves("Shop", 9, 8)
    rows[0] = row("Oven", "f", "short", "Oven-short-0", said=500)

    pattern = decide("2026-01", table(rows + halves("Oven", 30, 200)[30:]), PARENTS, "Bakery", policy=POLICY)

    assert "Oven: tenure short" not in segments_shown(pattern)


def test_figures_that_few_of_a_segment_contribute_to_are_withheld_where_they_would_be_left_over() -> None:
    rows = halves("Oven", 9, 9) + halves("Shop", 9, 9)
    rows = [(*r[:6], 0, *r[7:]) if r[4] in {f"Oven-short-{n}" for n in range(6)} else r for r in rows]

    pattern = decide("2026-01", table(rows), PARENTS, "Bakery", policy=POLICY)

    assert {"Oven: tenure short", "Oven: tenure long"} <= segments_shown(pattern)
    assert "Oven: tenure short" not in segments_shown(pattern, "customer_messages")
    assert "Oven: tenure long" not in segments_shown(pattern, "customer_messages")


@pytest.mark.parametrize(("depth", "shown"), [(1, False), (2, True)])
def test_the_policy_says_how_far_down_segments_go(depth: int, shown: bool) -> None:
    parents = {"Works": "", "Office": "", "Oven": "Works", "Shop": "Works"}
    rows = halves("Oven", 9, 9) + halves("Shop", 9, 9) + halves("Office", 9, 9)

    pattern = decide("2026-01", table(rows), parents, "Bakery", policy=Policy(segments=SEGMENTS, depth=depth))

    assert ("Oven: tenure long" in segments_shown(pattern)) is shown
    assert "Works: tenure long" in segments_shown(pattern)


# --- random organisations, and the attacker --------------------------------------------------------------------


def random_organisation(seed: int) -> tuple[pa.Table, dict[str, str]]:
    draw = random.Random(seed)
    teams = [f"T{i}" for i in range(draw.randint(2, 6))]
    parents = {team: draw.choice(["", *teams[:i]]) for i, team in enumerate(teams)}
    rows = []
    for person in range(draw.randint(20, 70)):
        team, function = draw.choice(teams), draw.choice("fg")
        tenure = draw.choice(["short", "short", "long", ""] if draw.random() < 0.5 else ["short", "long"])
        for kind in draw.sample(["chat", "mail"], draw.randint(1, 2)):
            stands = profile(function, [("tenure", tenure)] if tenure else [])
            said, threads = draw.randint(1, 5), draw.randint(0, 2)
            about, compared = draw.randint(0, said), draw.randint(0, threads)
            rows.append(("2026-01", team, stands, kind, f"p{person}", said, about, threads, compared, compared))
    return table(rows), parents


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(12))
def test_no_combination_concerns_fewer_people_than_the_threshold(seed: int, family: str) -> None:
    took_part, parents = random_organisation(seed)
    rows = [one for one in took_part.to_pylist() if one[family]]
    pattern = decide("2026-01", took_part, parents, "Company", policy=POLICY)

    totals = [
        frozenset(
            (one["person"], one["kind"])
            for one in rows
            if one["team"] in cell.teams and one["function"] in cell.profiles and one["kind"] in cell.kinds
        )
        for cell in (pattern.cells if pattern else ())
        if family in cell.families
    ]

    assert fewest_people(totals, [(one["person"], one["kind"]) for one in rows]) >= K


def test_most_random_organisations_show_some_segments() -> None:
    patterns = [decide("2026-01", *random_organisation(seed), "Company", policy=POLICY) for seed in range(12)]

    assert sum(bool(pattern and segments_shown(pattern)) for pattern in patterns) >= 6


# --- the file --------------------------------------------------------------------------------------------------


def test_the_certificate_file_names_every_total_and_holds_in_every_family() -> None:
    pattern = decide("2026-01", *random_organisation(4), "Company", policy=POLICY)
    assert pattern

    written = json.loads(certificate_file(pattern.proofs, INDICATORS, K))["families"]

    assert set(written) == set(FAMILIES)
    for family, proof in written.items():
        totals, certificate = from_json(proof)
        check(totals, K, certificate)
        told = {tuple(name) for name in (*proof["names"], *proof["kinds"]["names"])}
        assert told == {cell.name for cell in pattern.cells if family in cell.families}
        assert len(totals.published) == len(proof["names"])
        assert all(n >= K for n in proof["kinds"]["persons"])
        assert all(n >= K for _, _, n in proof["kinds"]["shared"])
    assert "salience" in written["messages"]["indicators"]
    assert written["customer_messages"]["indicators"] == ["centric_share"]


# --- from the HRIS file ----------------------------------------------------------------------------------------

HRIS = "employee_id,manager_id,team,start,end,Tenure,Shoe size\n"


@pytest.fixture
def store(tmp_path: Path):
    opened = Store.open(Home(tmp_path / "home"), today=date.min)
    yield opened
    opened.close()


def declare(store: Store) -> None:
    change = propose(store.catalogue, POLICY, by="Ada Larch", reason="To see.", today=date(2126, 1, 5))
    approve(store.catalogue, change.policy.version, by="Ben Oak", today=date(2126, 1, 5))


def stood(store: Store, month: str) -> list[tuple[tuple[str, str], ...]]:
    return sorted(placed.segments for placed in placements(store.catalogue, month).values())


def test_only_declared_columns_are_kept_with_the_stint_they_belong_to(store: Store, tmp_path: Path) -> None:
    lines = "E1,,Oven,2025-01-01,2025-12-31,short,41\nE1,,Oven,2026-01-01,,long,41\nE2,E1,Oven,,,,38\n"
    (tmp_path / "hris.csv").write_text(HRIS + lines)

    take_in_hris(store, tmp_path / "hris.csv")
    before = stood(store, "2026-02")
    declare(store)
    take_in_hris(store, tmp_path / "hris.csv")
    take_in_hris(store, tmp_path / "hris.csv")

    assert before == [(), ()]
    assert stood(store, "2025-02") == [(), (("tenure", "short"),)]
    assert stood(store, "2026-02") == [(), (("tenure", "long"),)]
    assert not any("41" in line for line in store.catalogue.connection.iterdump() if "stint_attribute" in line)


def test_a_value_that_was_not_declared_is_refused_with_its_line(store: Store, tmp_path: Path) -> None:
    declare(store)
    (tmp_path / "hris.csv").write_text(HRIS + "E1,,Oven,,,short,41\nE2,E1,Oven,,,since the flood,38\n")

    with pytest.raises(
        OrganisationError,
        match="line 3: tenure has a value that the policy does not declare",
    ):
        take_in_hris(store, tmp_path / "hris.csv")
