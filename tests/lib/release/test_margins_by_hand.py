"""Functions and kinds beside the tree, in organisations small enough to count by hand."""

from __future__ import annotations

import pytest

from lilyroot.release.margins import (
    Cut,
    WeakestCut,
    by_function,
    by_kind,
    functions_may_show,
    kinds_may_show,
    weakest_cut,
)
from lilyroot.release.tree_rule import AUTHORS, People

K = 5
THREADS = "threads"


def group(*names: str, **families: tuple[str, ...]) -> People:
    return People(dict.fromkeys(names, 1), {family: dict.fromkeys(whose, 1) for family, whose in families.items()})


def named(letter: str, n: int) -> list[str]:
    return [f"{letter}{i}" for i in range(n)]


def placed(counts: dict[tuple[str, str], int]) -> tuple[dict[str, str], dict[str, str], dict[str, People]]:
    """Block and function of each person, and the people of each function, from how many there are of each pair."""
    people = {f"{b}{f}{i}": (b, f) for (b, f), n in counts.items() for i in range(n)}
    blocks, functions = ({who: pair[i] for who, pair in people.items()} for i in (0, 1))
    of = {f: group(*(who for who, pair in people.items() if pair[1] == f)) for f in sorted({f for _, f in counts})}
    return blocks, functions, of


# --- functions -------------------------------------------------------------------------------------------------


def test_the_weakest_cut_counts_the_people_who_would_be_told_apart() -> None:
    pairs = [("Shop", "sell")] * 9 + [("Shop", "bake")] * 2 + [("Oven", "bake")] * 7 + [("Oven", "sell")] * 1

    assert weakest_cut(pairs) == WeakestCut(3, frozenset({"bake"}), frozenset({"sell"}))
    assert weakest_cut([]) is None


def test_the_weakest_of_several_parts_is_told() -> None:
    apart = [("Shop", "sell")] * 9 + [("Shop", "till")] * 8 + [("Oven", "bake")] * 4 + [("Oven", "clean")] * 7

    found = weakest_cut(apart)

    assert found
    assert (found.people, found.one_side | found.other_side) == (4, {"bake", "clean"})


@pytest.mark.parametrize(("crossing", "shown"), [(5, [["bake"], ["sell"]]), (4, [])])
def test_functions_are_shown_where_k_people_stand_between_them_and_the_teams(crossing: int, shown: list) -> None:
    counts = {("Shop", "sell"): 9, ("Oven", "bake"): 9, ("Shop", "bake"): crossing}

    cut = by_function(*placed(counts), K)

    assert cut.groups == shown
    assert cut.reason == (
        ""
        if shown
        else "Figures by function together with those by team would let fewer than 5 people be told apart."
    )


def test_one_function_is_no_cut() -> None:
    assert by_function(*placed({("Shop", "sell"): 9}), K) == Cut({}, "There is only one function.")


def test_a_function_of_few_joins_the_next_smallest_and_the_others_stay() -> None:
    counts = {
        (team, f): n for team in ("Shop", "Oven") for f, n in (("bake", 7), ("clean", 2), ("drive", 6), ("sell", 9))
    }

    assert by_function(*placed(counts), K).groups == [["bake"], ["clean", "drive"], ["sell"]]


def test_what_a_weak_cut_parts_is_merged_across_it_smallest_with_smallest() -> None:
    """Only three people join Shop with Oven; the smaller function on each side is merged with the other's."""
    shop, oven = {("Shop", "sell"): 10, ("Shop", "till"): 7}, {("Oven", "bake"): 8, ("Oven", "clean"): 6}
    counts = {**shop, **oven, ("Shop", "clean"): 1, ("Oven", "till"): 2}

    assert by_function(*placed(counts), K).groups == [["bake"], ["clean", "till"], ["sell"]]


def test_functions_show_a_family_only_if_k_of_those_who_contribute_stand_between() -> None:
    blocks = {f"b{i}": "Oven" if i < 8 else "Shop" for i in range(16)} | {
        f"s{i}": "Shop" if i < 8 else "Oven" for i in range(16)
    }
    bakers, sellers = named("b", 16), named("s", 16)

    def may(baking: list[str], selling: list[str]) -> bool:
        groups = [group(*bakers, threads=tuple(baking)), group(*sellers, threads=tuple(selling))]
        return functions_may_show(blocks, groups, THREADS, K)

    assert may(bakers, sellers)
    assert may(bakers[3:13], sellers)  # five of each team
    assert not may(bakers[4:12], sellers[4:12][:4]), "four sellers are too few"
    assert not may(bakers[:8] + bakers[8:10], sellers[:8] + sellers[8:10]), "four people stand between"
    assert not functions_may_show({}, [], THREADS, K)


# --- kinds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shared", "shown"), [(5, [["chat"], ["mail"]]), (4, [])])
def test_kinds_are_shown_where_k_people_share_them(shared: int, shown: list) -> None:
    everyone = named("p", 20)

    cut = by_kind({"chat": group(*everyone[:12]), "mail": group(*everyone[12 - shared :])}, K)

    assert cut.groups == shown
    assert cut.reason == (
        "" if shown else "Figures by kind of conversation would let fewer than 5 people be told apart."
    )


def test_one_kind_is_no_cut_and_nothing_to_explain() -> None:
    assert by_kind({"chat": group(*named("p", 20))}, K) == Cut({})


def test_kinds_that_share_people_in_a_chain_are_all_shown() -> None:
    everyone = named("p", 30)
    kinds = {"chat": everyone[:12], "mail": everyone[6:20], "meeting": everyone[14:30]}

    assert by_kind({kind: group(*who) for kind, who in kinds.items()}, K).groups == [["chat"], ["mail"], ["meeting"]]


def test_a_kind_that_stands_alone_joins_the_smallest_other() -> None:
    everyone = named("p", 40)
    kinds = {"chat": everyone[:20], "mail": everyone[5:20], "ticket": everyone[30:40]}

    assert by_kind({kind: group(*who) for kind, who in kinds.items()}, K).groups == [["chat"], ["mail", "ticket"]]


def test_kinds_show_a_family_where_those_who_contribute_share_them() -> None:
    everyone = named("p", 20)

    def may(chatting: list[str], mailing: list[str]) -> bool:
        groups = [group(*everyone, threads=tuple(who)) for who in (chatting, mailing)]
        return kinds_may_show(groups, THREADS, K)

    assert may(everyone[:10], everyone[5:])
    assert not may(everyone[:10], everyone[6:]), "four share them"
    assert not may(everyone[:4], everyone[:10]), "four contribute in chats"
    assert kinds_may_show([group(*everyone), group(*everyone)], AUTHORS, K)
    assert not kinds_may_show([], THREADS, K)


def test_one_who_contributed_most_hides_a_family_from_all_functions_and_all_kinds() -> None:
    """Enough people stand between; but of what the bakers began, one began more than half."""
    bakers, sellers = named("b", 16), named("s", 16)
    blocks = {who: ("Oven", "Shop")[n % 2] for n, who in enumerate([*bakers, *sellers])}
    everyone = dict.fromkeys([*bakers, *sellers], 1)
    alike, uneven = ({**dict.fromkeys(bakers, 1), "b0": most} for most in (15, 16))
    selling = People(dict.fromkeys(sellers, 1), {THREADS: dict.fromkeys(sellers, 1)})

    def functions(baking: dict[str, int]) -> bool:
        groups = [People(dict.fromkeys(bakers, 1), {THREADS: baking}), selling]
        return functions_may_show(blocks, groups, THREADS, K)

    def kinds(chatting: dict[str, int]) -> bool:
        return kinds_may_show(
            [People(everyone, {THREADS: chatting}), People(everyone, {THREADS: everyone})], THREADS, K
        )

    assert (functions(alike), functions(uneven)) == (True, False)
    assert (kinds(alike), kinds(uneven)) == (True, False)
