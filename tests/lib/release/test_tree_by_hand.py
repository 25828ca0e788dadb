"""The tree rule and its contributors at their very limits: one person more, one message more."""

from __future__ import annotations

import pytest

from lilyroot.release.contributors import blocks_of, residual_contributors, showing, standing_alone
from lilyroot.release.tree_rule import (
    Group,
    People,
    joined,
    organisation,
    publishable,
    residuals,
    together,
)

K = 5


def team(name: str, n: int, said: int = 10, **families: int) -> People:
    who = [f"{name}{i}" for i in range(n)]
    return People(dict.fromkeys(who, said), {f: dict.fromkeys(who[:m], 2) for f, m in families.items()})


def tree(members: dict[str, People], parents: dict[str, str] | None = None, **staff: int) -> Group | None:
    return publishable(organisation(parents or dict.fromkeys(members, ""), members, "Company", staff), K)


def shown(group: Group | None) -> list[str]:
    assert group
    return sorted(label for child in group.children for label in (child.label, *shown(child)))


# --- people ----------------------------------------------------------------------------------------------------


def test_exactly_k_people_and_exactly_half_are_enough() -> None:
    assert team("a", K).large_enough(K)
    assert not team("a", K - 1).large_enough(K)
    assert People({"loud": 40, **dict.fromkeys("abcd", 10)}).large_enough(K)
    assert not People({"loud": 41, **dict.fromkeys("abcd", 10)}).large_enough(K)
    assert not team("a", 9, threads=4).large_enough(K, "threads")
    assert team("a", 9, threads=5).large_enough(K, "threads")
    assert not team("a", 9).large_enough(K, "threads"), "nobody has begun any"


def test_a_person_in_two_groups_is_one_person_who_said_both() -> None:
    both = together([team("a", 2, threads=1), team("a", 3, said=1, threads=2)])

    assert both.messages == {"a0": 11, "a1": 11, "a2": 1}
    assert both.families == {"threads": {"a0": 4, "a1": 2}}
    assert (both.n, both.of("threads"), both.of("messages")) == (3, {"a0", "a1"}, {"a0", "a1", "a2"})


# --- groups ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("small", "together"), [(7, ["A", "B"]), (6, [])])
def test_a_team_stands_alone_with_two_more_than_k(small: int, together: list[str]) -> None:
    assert shown(tree({"A": team("a", small), "B": team("b", 12)})) == together


def test_members_who_were_silent_count_for_standing_alone_but_not_for_being_shown() -> None:
    members = {"A": team("a", 5), "B": team("b", 12)}

    assert shown(tree(members, A=7)) == ["A", "B"]
    assert shown(tree(members, A=6)) == []
    assert shown(tree({"A": team("a", 4), "B": team("b", 12)}, A=20)) == []


def test_a_team_in_which_nobody_spoke_is_named_with_its_partner() -> None:
    members = {"A": team("a", 9), "B": team("b", 9)}

    root = tree(members, {"A": "", "B": "", "Silent": "", "Empty": ""}, Silent=3)

    assert shown(root) == ["A + Silent", "B"]
    assert root
    assert root.teams == {"A", "B", "Silent"}, "a team without any member is nowhere"


def test_the_two_smallest_are_merged_first_and_a_last_one_joins_the_first_by_name() -> None:
    small = {"A": team("a", 9), "B": team("b", 2), "C": team("c", 6), "D": team("d", 4), "E": team("e", 9)}

    assert shown(tree(small)) == ["A", "B + C + D", "E"]
    assert shown(tree({"A": team("a", 9), "B": team("b", 2), "E": team("e", 9)})) == ["A + B", "E"]


def test_a_small_team_joins_a_team_rather_than_a_department() -> None:
    members = {"Dept1": team("x", 8), "Dept2": team("y", 8), "Tiny": team("t", 2), "Zoo": team("z", 9)}
    parents = {"Dept": "", "Dept1": "Dept", "Dept2": "Dept", "Tiny": "", "Zoo": ""}

    assert shown(tree(members, parents)) == ["Dept", "Dept1", "Dept2", "Tiny + Zoo"]


def test_own_members_of_a_department_are_a_group_beside_its_teams() -> None:
    members = {"Dept": team("d", 8), "North": team("n", 8), "Other": team("o", 9)}

    root = tree(members, {"Dept": "", "North": "Dept", "Other": ""})

    assert shown(root) == ["Dept", "Dept, own members", "North", "Other"]
    assert root
    assert [(leaf.key, leaf.merged) for leaf in root.leaves()] == [
        ("North", False),
        ("Dept/own", False),
        ("Other", False),
    ]
    assert not root.merged
    assert [len(rest) for rest in residuals(root)] == [0, 0, 8, 8, 9]


def test_a_merged_group_says_so_and_what_it_is_made_of() -> None:
    root = tree({"A": team("a", 4), "B": team("b", 4), "C": team("c", 9)})

    assert root
    first = next(child for child in root.children if child.merged)
    assert (first.key, first.label, first.teams, first.people.n) == ("A+B", "A + B", {"A", "B"}, 8)
    assert [child.merged for child in root.children if child is not first] == [False]


def test_a_level_that_holds_one_thing_is_passed_over() -> None:
    members = {"North": team("n", 8), "South": team("s", 8)}

    assert shown(tree(members, {"All": "", "Sales": "All", "North": "Sales", "South": "Sales"})) == ["North", "South"]


def test_four_names_are_two_and_how_many_more() -> None:
    assert [joined(list("ABCDE"[:n])) for n in (1, 2, 3, 4, 5)] == [
        "A",
        "A + B",
        "A + B + C",
        "A + B + 2 more",
        "A + B + 3 more",
    ]


# --- contributors ----------------------------------------------------------------------------------------------


def alone(*sizes: int, rest: int = 0) -> frozenset[int]:
    parts = [team(f"p{n}", size, threads=size) for n, size in enumerate(sizes)]
    return standing_alone(parts, "threads", K, team("rest", rest, threads=rest))


def test_what_is_left_is_nobody_or_k() -> None:
    assert alone(5, 5, 9) == {0, 1, 2}
    assert alone(4, 5, 9) == {2}, "four alone are too few, so five join them"
    assert alone(3, 4, 5, 9) == {2, 3}, "three and four are seven together"
    assert alone(4, 9) == frozenset()
    assert alone(0, 5, 9) == {1, 2}, "nobody is left over"
    assert alone(5, 9, rest=4) == {1}
    assert alone(5, 9, rest=5) == {0, 1}
    assert alone() == frozenset()


def test_of_equally_many_the_first_are_withheld() -> None:
    assert alone(7, 4, 7) == {2}
    assert alone(7, 7, 4) == {1}


def test_a_group_that_shows_a_family_has_blocks_for_all_who_contribute() -> None:
    members = {"A": team("a", 8, threads=3), "B": team("b", 8, threads=6), "C": team("c", 8, threads=8)}
    root = tree(members)
    assert root

    assert showing(root, "threads", K) == {"", "C"}
    blocks = blocks_of(root, "threads", K)
    assert {person[0]: block for person, block in blocks.items()} == {"a": "", "b": "", "c": "C"}
    assert len(blocks) == 17
    assert [len(rest) for rest in residual_contributors(root, "threads", K)] == [9, 8]
    assert list(residual_contributors(root, "calls", K)) == []
    assert showing(root, "calls", K) == frozenset()
