"""The tree rule: small teams are merged, nobody is dropped, every residual is empty or has five people."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.release.contributors import residual_contributors, showing
from lilyroot.release.tree_rule import Group, People, organisation, publishable, residuals, together


def team(name: str, n: int) -> People:
    return People({f"{name}{i}": 10 for i in range(n)})


def labels(group) -> list[str]:
    return [child.label for child in group.children]


def test_a_small_team_is_shown_with_its_smallest_sibling():
    members = {"North": team("n", 8), "South": team("s", 3), "West": team("w", 12)}

    root = publishable(organisation(dict.fromkeys(members, ""), members, "Company"))

    assert sorted(labels(root)) == ["North + South", "West"]
    assert root.people.n == 23


def test_an_organisation_of_four_is_not_published_at_all():
    members = {"All": team("a", 4)}

    assert publishable(organisation({"All": ""}, members, "Company")) is None


def test_the_head_of_a_department_does_not_become_a_residual_of_one():
    members = {"Retail": team("head", 1), "Stores": team("s", 9), "Online": team("o", 7)}

    root = publishable(organisation({"Retail": "", "Stores": "Retail", "Online": "Retail"}, members, "Company"))

    assert {len(rest) for rest in residuals(root)} <= {0, 7, 8, 9, 10}
    assert sorted(len(leaf.people.messages) for leaf in root.leaves()) == [8, 9]


def test_a_single_large_team_below_a_department_is_not_published_beside_a_rest_of_two():
    members = {"Finance": team("f", 2), "Ledger": team("l", 9)}

    root = publishable(organisation({"Finance": "", "Ledger": "Finance"}, members, "Company"))

    assert root.children == ()


def test_a_small_department_beside_a_large_one_opens_the_large_one_to_take_it_in():
    members = {"Legal": team("l", 3), "A": team("a", 6), "B": team("b", 9), "Retail": team("r", 0)}
    parents = {"Legal": "", "Retail": "", "A": "Retail", "B": "Retail"}

    root = publishable(organisation(parents, members, "Company"))

    assert residuals(root)[0] == frozenset()
    assert sorted(leaf.label for leaf in root.leaves()) == ["A + Legal", "B"]


def test_one_person_who_writes_most_of_it_is_not_a_team():
    loud = People({"loud": 900, **{f"q{i}": 10 for i in range(6)}})

    assert not loud.large_enough()


def starters(name: str, n: int, of: int = 12) -> People:
    return People({f"{name}{i}": 10 for i in range(of)}, {"threads": {f"{name}{i}": 2 for i in range(n)}})


def test_a_team_with_three_starters_shows_no_thread_figures_and_neither_does_the_next_smallest():
    members = {"A": starters("a", 3), "B": starters("b", 6), "C": starters("c", 9)}

    root = publishable(organisation(dict.fromkeys(members, ""), members, "Company"))

    assert sorted(labels(root)) == ["A", "B", "C"]
    assert showing(root, "threads") == {"", "C"}
    assert sorted(len(rest) for rest in residual_contributors(root, "threads")) == [9, 9]


def test_a_team_in_which_one_leader_decided_sixty_of_sixty_six_shows_no_tradeoffs_and_neither_does_a_difference():
    leader = People(dict.fromkeys("abcdefg", 1), {"tradeoffs": {"a": 60, **dict.fromkeys("bcdefg", 1)}})
    two = {
        name: People({f"{name}{i}": 1 for i in range(8)}, {"tradeoffs": {f"{name}{i}": n for i in range(8)}})
        for name, n in (("B", 4), ("C", 5))
    }

    root = publishable(organisation(dict.fromkeys("ABC", ""), {"A": leader, **two}, "Company"))

    assert sorted(labels(root)) == ["A", "B", "C"], "everyone is there: the groups are those of the tree"
    assert showing(root, "tradeoffs") == {""}, "60 of the 98 of A and B, which all less C would be, are one person's"
    quiet = People(dict(leader.messages), {"tradeoffs": dict.fromkeys("abcdefg", 9)})
    fair = publishable(organisation(dict.fromkeys("ABC", ""), {"A": quiet, **two}, "Company"))
    assert showing(fair, "tradeoffs") == {"", "A", "B", "C"}


def test_where_one_person_said_most_about_customers_not_even_the_whole_shows_it():
    loud = People(dict.fromkeys("abcdefg", 9), {"customer_messages": {"a": 9, **dict.fromkeys("bcdefg", 1)}})

    root = publishable(organisation({"A": ""}, {"A": loud}, "Company"))

    assert showing(root, "messages") == {""}
    assert showing(root, "customer_messages") == frozenset()


@st.composite
def organisations(draw):
    n = draw(st.integers(1, 14))
    parents = {f"T{i}": draw(st.sampled_from(["", *(f"T{j}" for j in range(i))])) for i in range(n)}
    sizes = {name: draw(st.integers(0, 13)) for name in parents}
    members = {name: starters(f"{name}-", draw(st.integers(0, size)), size) for name, size in sizes.items()}
    for people in members.values():  # in some teams one begins nearly everything
        for loudest in list(people.families["threads"])[:1]:
            people.families["threads"][loudest] = draw(st.sampled_from([2, 2, 30]))
    return parents, members


@settings(max_examples=300, deadline=None, derandomize=True)
@given(organisations())
def test_in_any_organisation_residuals_are_empty_or_have_five_and_nobody_is_lost(drawn):
    parents, members = drawn
    everyone = {person for people in members.values() for person in people.messages}

    root = publishable(organisation(parents, members, "Company"))

    if root is None:
        assert len(everyone) < 5
        return
    assert all(len(rest) == 0 or len(rest) >= 5 for rest in residuals(root))
    assert {person for leaf in root.leaves() for person in leaf.people.messages} == everyone
    assert sum(leaf.people.n for leaf in root.leaves()) == len(everyone)
    begun = together(members.values()).families.get("threads", {})
    for rest in residual_contributors(root, "threads"):
        assert len(rest) == 0 or len(rest) >= 5
        assert 2 * max((begun[person] for person in rest), default=0) <= sum(begun[person] for person in rest)


def test_without_merging_the_residual_rule_would_fail():
    """The test above can fail: publish North of North and South without South, and South is left over."""
    north, south = team("n", 9), team("s", 3)
    alone = Group("N", "North", frozenset("N"), north, (), merged=False)

    published = Group("", "Company", frozenset("NS"), together([north, south]), (alone,), merged=False)

    assert [len(rest) for rest in residuals(published)] == [3, 9]
