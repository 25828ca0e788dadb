"""Which groups a window has: the whole tree, silent functions, kinds, families, and the proof of it all."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from lilyroot.measure.facts import POPULATION
from lilyroot.measure.indicators import INDICATORS
from lilyroot.release.cell import Cell
from lilyroot.release.certificate import NotProven, check
from lilyroot.release.lattice import KIND, certificate_file, proven
from lilyroot.release.pattern import FAMILIES, Pattern, decide, families_of
from lilyroot.release.segments import SEGMENT
from lilyroot.release.tree_rule import AUTHORS, People

K = 6


def people(
    team: str,
    n: int,
    function: str = "seller",
    kind: str = "chat",
    *,
    said: int = 3,
    of: str = "",
    customers: int = 1,
) -> list[tuple]:
    return [
        ("2026-01", team, function, kind, f"{of or team}{i}", said, said, customers, 1, 1) for i in range(n)
    ]  # period .. person, then messages and the other families in the order of POPULATION


def table(*groups: list[tuple]) -> pa.Table:
    rows = [row for group in groups for row in group]
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=POPULATION)


def labels(pattern: Pattern | None, cut: str) -> list[str]:
    assert pattern
    return [cell.label for cell in pattern.cells if cell.cut == cut]


# --- the tree --------------------------------------------------------------------------------------------------


def test_where_five_people_spoke_there_is_no_pattern() -> None:
    assert decide("2026-01", table(people("Shop", 5)), {"Shop": ""}, "Bakery") is None
    assert decide("2026-01", table(people("Shop", 6)), {"Shop": ""}, "Bakery") is not None


def test_a_team_that_no_line_of_reporting_leads_to_stands_at_the_top() -> None:
    lines = {"Shop": "Sales", "Sales": "", "Oven": "Night", "Night": "Oven", "Lab": "Gone", "Hall": "Hall"}
    took_part = table(*(people(team, 9) for team in ("Shop", "Oven", "Lab", "Hall", "Unheard")))

    pattern = decide("2026-01", took_part, lines, "Bakery")

    assert pattern
    assert sorted(labels(pattern, "team")) == ["Hall", "Lab", "Night", "Sales", "Unheard"]
    assert {cell.parent for cell in pattern.cells if cell.cut == "team"} == {"organisation"}
    assert pattern.cells[0].people.n == 45


def test_a_group_says_where_it_stands_and_who_is_in_it() -> None:
    took_part = table(people("A1", 9), people("A2", 8), people("B", 10))

    pattern = decide("2026-01", took_part, {"A": "", "A1": "A", "A2": "A", "B": ""}, "Bakery")

    assert pattern
    told = [(c.cut, c.key, c.parent, c.depth, c.people.n, sorted(c.teams)) for c in pattern.cells]
    assert told == [
        ("organisation", "organisation", "", 0, 27, ["A1", "A2", "B"]),
        ("team", "A", "organisation", 1, 17, ["A1", "A2"]),
        ("team", "A1", "A", 2, 9, ["A1"]),
        ("team", "A2", "A", 2, 8, ["A2"]),
        ("team", "B", "organisation", 1, 10, ["B"]),
    ]
    assert (pattern.blocks, pattern.withheld) == (3, ())
    assert pattern.notes == ("There is only one function.",), "of one kind there is nothing to explain"
    assert pattern.base == (("A1", "seller", "chat"), ("A2", "seller", "chat"), ("B", "seller", "chat"))


def test_a_team_that_is_merged_twice_is_named_with_the_smallest_group_that_holds_it() -> None:
    took_part = table(people("A1", 4), people("A2", 5), people("A3", 9), people("B", 12))

    pattern = decide("2026-01", took_part, {"A": "", "A1": "A", "A2": "A", "A3": "A", "B": ""}, "Bakery")

    assert pattern
    assert pattern.withheld == (
        {"cut": "team", "label": "A1", "shown_in": "A1 + A2"},
        {"cut": "team", "label": "A2", "shown_in": "A1 + A2"},
    )


# --- beside the tree -------------------------------------------------------------------------------------------


def test_a_function_in_which_nobody_spoke_is_not_told_by_its_absence() -> None:
    took_part = table(people("Shop", 12, "seller"), people("Oven", 9, "baker"), people("Oven", 9, "seller", of="x"),
                      people("Shop", 10, "baker", of="y"))  # fmt: skip
    placed = {(team, job): 10 for team in ("Shop", "Oven") for job in ("seller", "baker")} | {("Shop", "driver"): 3}
    parents = {"Shop": "", "Oven": ""}

    pattern = decide("2026-01", took_part, parents, "Bakery", placed)

    assert sorted(labels(pattern, "function")) == ["baker + driver", "seller"]
    assert sorted(labels(decide("2026-01", took_part, parents, "Bakery"), "function")) == ["baker", "seller"]


def test_people_without_a_function_are_one_group_and_named_so() -> None:
    took_part = table(*(people(t, 9, f, of=f"{t}{f}") for t in ("Shop", "Oven") for f in ("", "baker")))

    pattern = decide("2026-01", took_part, {"Shop": "", "Oven": ""}, "Bakery")

    assert labels(pattern, "function") == ["no function given", "baker"]


def test_kinds_hold_the_same_people_and_all_teams() -> None:
    took_part = table(
        people("Shop", 9), people("Shop", 9, kind="mail"), people("Oven", 9), people("Oven", 2, kind="mail")
    )

    pattern = decide("2026-01", took_part, {"Shop": "", "Oven": ""}, "Bakery")

    assert pattern
    kinds = {cell.label: cell for cell in pattern.cells if cell.cut == KIND}
    assert {label: cell.people.n for label, cell in kinds.items()} == {"chat": 18, "mail": 11}
    assert kinds["mail"].kinds == {"mail"}
    assert kinds["mail"].teams == {"Shop", "Oven"}
    assert (kinds["mail"].parent, kinds["mail"].depth) == ("organisation", 1)
    assert {kind.label for kind in proven_kinds(pattern)} == {"chat", "mail"}


def proven_kinds(pattern: Pattern) -> tuple[Cell, ...]:
    return pattern.proofs[AUTHORS].kinds


def test_only_those_who_contributed_count_for_a_family() -> None:
    """Twelve bakers speak of customers, of nine sellers only five do: one fewer than asked."""
    took_part = table(
        people("Oven", 12), people("Shop", 5), people("Shop", 4, of="quiet", customers=0), people("Hall", 9)
    )
    spoke = families_by_position()[2]

    pattern = decide("2026-01", took_part, dict.fromkeys(("Oven", "Shop", "Hall"), ""), "Bakery")

    assert pattern
    shop = next(cell for cell in pattern.cells if cell.label == "Shop")
    assert (shop.people.n, len(shop.people.of(spoke))) == (9, 5)
    assert spoke not in shop.families
    assert shop.families == frozenset(FAMILIES) - {spoke}


def families_by_position() -> list[str]:
    return POPULATION.names[5:]


def test_families_of_no_indicator_are_those_of_everyone_who_took_part() -> None:
    assert families_of(()) == (AUTHORS,)
    assert AUTHORS in FAMILIES


def test_all_that_a_pattern_shows_is_proven_family_by_family() -> None:
    took_part = table(*(people(t, 7, f, of=f"{t}{f}") for t in ("Shop", "Oven", "Hall") for f in ("seller", "baker")))

    pattern = decide("2026-01", took_part, dict.fromkeys(("Shop", "Oven", "Hall"), ""), "Bakery")

    assert pattern
    assert pattern.proofs.keys() == set(FAMILIES)
    for family, proof in pattern.proofs.items():
        check(proof.totals, K, proof.certificate)
        of_cells = [len(cell.people.of(family)) for cell in proof.cells]
        of_totals = [sum(proof.totals.persons[cell] for cell in total) for total in proof.totals.published]
        assert of_totals == of_cells, "a total counts exactly the people of its cell"


# --- what has no proof -----------------------------------------------------------------------------------------


def cell(cut: str, key: str, standing: dict[tuple[str, str], People], teams: set[str], profiles: set[str]) -> Cell:
    who = {person: 1 for (team, profile), group in standing.items() if team in teams and profile in profiles
           for person in group.messages}  # fmt: skip
    return Cell(
        cut, key, key, "", 1, People(who), frozenset(teams), frozenset(profiles), frozenset(), frozenset({AUTHORS})
    )


STANDING = {
    ("Shop", "old"): People({f"so{n}": 1 for n in range(7)}),
    ("Shop", "new"): People({f"sn{n}": 1 for n in range(2)}),
    ("Oven", "old"): People({f"oo{n}": 1 for n in range(8)}),
}
WHOLE = cell("organisation", "organisation", STANDING, {"Shop", "Oven"}, {"old", "new"})
OVEN = cell("team", "Oven", STANDING, {"Oven"}, {"old", "new"})
OLD = cell(SEGMENT, "old", STANDING, {"Shop", "Oven"}, {"old"})


def test_a_segment_that_gives_two_people_away_is_withheld_and_the_rest_is_proven() -> None:
    left, proofs = proven([WHOLE, OVEN, OLD], STANDING, (AUTHORS,), K)

    assert [one.key for one in left] == ["organisation", "Oven"]
    assert [one.key for one in proofs[AUTHORS].cells] == ["organisation", "Oven"]


def test_a_tree_that_gives_two_people_away_is_never_mended_in_silence() -> None:
    """The tree rule does not make such a tree; if it ever did, nothing of the window may be published."""
    broken = cell("team", "old ones", STANDING, {"Shop", "Oven"}, {"old"})

    with pytest.raises(NotProven) as refused:
        proven([WHOLE, broken], STANDING, (AUTHORS,), K)

    (leak,) = refused.value.leaks
    assert leak.people == 2
    assert leak.combination[0] == -leak.combination[1] != 0


def test_a_segment_keeps_the_families_in_which_it_gives_nobody_away() -> None:
    """Two newcomers in the shop write, but the shop's old hands alone begin threads."""
    standing = {key: People(group.messages, {"threads": group.messages} if key[1] == "old" else {})
                for key, group in STANDING.items()}  # fmt: skip
    newcomers = {
        **standing,
        ("Oven", "new"): People({f"on{n}": 1 for n in range(6)}, {"threads": {"on0": 1, "on1": 1}}),
    }
    both = frozenset({AUTHORS, "threads"})
    cells = [
        Cell(
            one.cut,
            one.key,
            one.key,
            "",
            1,
            People(who, {"threads": threads}),
            one.teams,
            one.profiles,
            one.kinds,
            both,
        )
        for one in (WHOLE, OLD)
        for who in [{p: 1 for key, g in newcomers.items() if key[1] in one.profiles for p in g.messages}]
        for threads in [
            {p: 1 for key, g in newcomers.items() if key[1] in one.profiles for p in g.families.get("threads", {})}
        ]
    ]

    left, proofs = proven(cells, newcomers, (AUTHORS, "threads"), K)

    assert [(one.key, sorted(one.families)) for one in left] == [
        ("organisation", [AUTHORS, "threads"]),
        ("old", [AUTHORS]),
    ]
    assert [one.key for one in proofs["threads"].cells] == ["organisation"]


# --- the certificate file --------------------------------------------------------------------------------------


def written(pattern: Pattern) -> dict:
    return json.loads(certificate_file(pattern.proofs, INDICATORS, K))


def test_the_certificate_file_says_how_many_share_two_kinds_and_nothing_where_fewer_than_asked_do() -> None:
    chat, mail = people("Shop", 20, of="p"), people("Shop", 12, kind="mail", of="p")
    met = [(*row[:4], f"p{14 + n}", *row[5:]) for n, row in enumerate(people("Shop", 6, kind="meeting"))]

    pattern = decide("2026-01", table(chat, mail, met), {"Shop": ""}, "Bakery")

    assert pattern
    kinds = written(pattern)["families"][AUTHORS]["kinds"]
    assert kinds["names"] == [["kind", "chat"], ["kind", "mail"], ["kind", "meeting"]]
    assert kinds["persons"] == [20, 12, 6]
    assert kinds["shared"] == [[0, 1, 12], [0, 2, 6]], "mail and meeting share nobody"


def test_the_certificate_file_names_cells_and_indicators_and_is_salted() -> None:
    pattern = decide("2026-01", table(people("Shop", 9), people("Oven", 9)), {"Shop": "", "Oven": ""}, "Bakery")

    assert pattern
    first, again = written(pattern), written(pattern)
    everyone = first["families"][AUTHORS]
    assert everyone["names"] == [["organisation", "organisation"], ["team", "Oven"], ["team", "Shop"]]
    assert {"messages", "salience", "rate_blame"} <= set(everyone["indicators"])
    assert "centric_share" not in everyone["indicators"]
    assert first["families"]["customer_messages"]["indicators"] == ["centric_share"]
    assert [len(bytes.fromhex(one["salt"])) for one in (first, again)] == [32, 32]
    assert first["salt"] != again["salt"]
    assert first["families"] == again["families"]
