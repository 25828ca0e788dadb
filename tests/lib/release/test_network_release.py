"""What leaves of the network: units and edges that enough people stand behind, and what chance would give."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pyarrow as pa
import pytest

from lilyroot.measure.network import Across, Alike, Border, Edge, Joint, Network
from lilyroot.measure.network.said import Said
from lilyroot.release.layout import between, laid_out
from lilyroot.release.network import DEALS, Chance, Group, by_chance, publish, size, units

THRESHOLD = 6
NAN = math.nan


def group(key: str, parent: str = "", people: int = 30) -> Group:
    return Group(key, key.title(), parent, people, "20–49", frozenset({key}))


def edge(source: str, target: str, exchanges: int = 200, people: int = 12, **changed: float) -> Edge:
    return dataclasses.replace(Edge(source, target, exchanges, 0.256, 0.211, 0.304, people, 0.2), **changed)


SHOWN = tuple(group(key) for key in ("desk", "hall", "shop", "lab"))
ALL_PEOPLE = {"speakers": 90, "customer_speakers": 60, "other_speakers": 80, "voice_speakers": 20}
BORDERS = (
    Border("units", 0.12, 0.02, 0.21, -0.3, 900, 20, 30),
    Border("functions", -0.2, -0.3, -0.1, -0.25, 900, 20, 30),
)
_NAMED = ("source", "target", "speaker", "answered", "across_functions", "about_customers", "exchanges")
NOBODY = dataclasses.replace(
    Said.of(pa.table({name: [] for name in _NAMED})), units=tuple(unit.key for unit in SHOWN)
)  # what hidden edges leave is told in test_network_rest


def talk(**changed: object) -> Network:
    alike = (
        Alike("a", 2, 0, 0, 2, threads=40, about_customers=30),
        Alike("a", 0, 2, 0, 2, threads=60, about_customers=10),
    )
    joint = tuple(Joint("a", frozenset({"desk", "hall"}), voiced=n < 5) for n in range(40))
    edges = (edge("desk", "hall"), edge("hall", "shop"), edge("shop", "hall"), edge("desk", "desk"))
    across = tuple(Across(unit.key, 400, 0.3, 0.25, 0.35, 20, 0.2) for unit in SHOWN)
    return dataclasses.replace(Network(edges, across, BORDERS, alike, joint, ALL_PEOPLE, NOBODY), **changed)


def published(network: Network, table: str) -> list[dict[str, object]]:
    return publish("2025-03", network, SHOWN, THRESHOLD)[table].to_pylist()


# --- units -----------------------------------------------------------------------------------------------------


def test_a_group_gives_way_to_its_children_where_all_are_large() -> None:
    groups = [
        *(group(key) for key in ("a", "b", "c")),
        group("a1", "a", 20),
        group("a2", "a", 45),
        group("b1", "b", 19),
        group("b2", "b", 60),
        group("a21", "a2", 25),
        group("a22", "a2", 20),
    ]

    assert [unit.key for unit in units(groups)] == ["a1", "a21", "a22", "b", "c"]


def test_two_units_make_no_network() -> None:
    assert units([group("a"), group("b")]) == ()


# --- edges -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hidden", [edge("desk", "hall", people=THRESHOLD - 1), edge("desk", "hall", of_one=0.51)], ids=["few", "one"]
)
def test_an_edge_that_too_few_stand_behind_is_not_shown(hidden: Edge) -> None:
    shown = edge("hall", "shop", people=THRESHOLD, of_one=0.5)

    found = published(talk(edges=(hidden, shown)), "network_edges")

    assert [(row["source"], row["target"]) for row in found] == [("hall", "shop")]


def test_an_edge_tells_a_band_and_a_rounded_share_and_never_all_or_none() -> None:
    found = published(
        talk(edges=(edge("desk", "hall", 173), edge("desk", "lab", 12, share=1.0, high=1.0))), "network_edges"
    )

    assert [row["exchanges"] for row in found] == ["100–199", "10–19"]
    assert [(row["share"], row["low"], row["high"]) for row in found] == [(0.26, 0.21, 0.3), (0.99, 0.21, 0.99)]


def test_a_share_nobody_can_be_sure_of_is_left_out() -> None:
    (row,) = published(talk(edges=(edge("desk", "hall", low=NAN, high=NAN),)), "network_edges")

    assert (row["share"], row["low"], row["high"]) == (None, None, None)


def test_bands_have_no_gaps() -> None:
    bands = [size(n) for n in range(1, 10_050)]

    assert list(dict.fromkeys(bands)) == [
        "1–4", "5–9", "10–19", "20–49", "50–99", "100–199", "200–499", "500–999", "1000–1999", "2000–4999",
        "5000–9999", "10000+",
    ]  # fmt: skip


# --- units of the table ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "few", [{"people": THRESHOLD - 1, "of_one": 0.2}, {"people": 20, "of_one": 0.51}], ids=["few", "one"]
)
def test_a_unit_without_enough_people_in_its_exchanges_has_a_place_but_no_figure(few: dict[str, float]) -> None:
    across = (Across("desk", 400, 0.3, 0.25, 0.35, **few), *talk().across[1:])

    desk, hall, *_ = published(talk(across=across), "network_units")

    assert (desk["exchanges"], desk["share"]) == (None, None)
    assert (hall["exchanges"], hall["share"]) == ("200–499", 0.3)
    assert all(0 <= row["x"] <= 1 and 0 <= row["y"] <= 1 for row in (desk, hall))


def test_units_stand_where_the_layout_puts_them() -> None:
    keys = [unit.key for unit in SHOWN]
    bands = {("desk", "hall"): 200.0, ("hall", "shop"): 200.0, ("shop", "hall"): 200.0}

    found = {row["unit"]: (row["x"], row["y"]) for row in published(talk(), "network_units")}

    assert found == laid_out(keys, bands)
    assert any(x != y for x, y in found.values())


def test_a_silent_bridge_connects_others_and_customers_come_up_less_there() -> None:
    quiet = tuple(
        dataclasses.replace(one, share=0.1, low=0.06, high=0.15) if one.unit == "hall" else one
        for one in talk().across
    )

    loud_bridge = published(talk(), "network_units")
    silent_bridge = published(talk(across=quiet), "network_units")

    assert [row["unit"] for row in loud_bridge if row["brokerage"] == 1.0] == ["hall"]
    assert not any(row["silent_bridge"] for row in loud_bridge)
    assert [row["unit"] for row in silent_bridge if row["silent_bridge"]] == ["hall"]


def test_hidden_edges_move_nobody_on_the_page() -> None:
    with_hidden = talk(edges=(*talk().edges, edge("lab", "desk", exchanges=9_000, people=THRESHOLD - 1)))

    assert published(with_hidden, "network_units") == published(talk(), "network_units")


def test_words_travel_on_no_hidden_edge() -> None:
    with_hidden = talk(edges=(*talk().edges, edge("hall", "lab", exchanges=9_000, people=THRESHOLD - 1)))

    assert published(with_hidden, "network") == published(talk(), "network")


def test_units_that_exchange_much_lie_near_to_one_another() -> None:
    keys = ["a", "b", "c", "d"]
    weights = {("a", "b"): 100.0, ("b", "c"): 1.0, ("c", "d"): 100.0, ("a", "d"): 1.0}

    places = laid_out(keys, weights)

    assert math.dist(places["a"], places["b"]) < math.dist(places["b"], places["c"])
    assert places == laid_out(keys, weights)


def test_units_that_do_not_hang_together_stand_on_a_ring() -> None:
    places = laid_out(["a", "b", "c", "d"], {("a", "b"): 5.0, ("c", "d"): 5.0})

    assert {round(math.dist(place, (0.5, 0.5)), 2) for place in places.values()} == {0.5}
    assert set(between(["a", "b"], {}).values()) == {0.0}


# --- the whole -------------------------------------------------------------------------------------------------


def test_customer_talk_that_crosses_more_than_chance_says_so() -> None:
    ei = published(talk(), "network")[0]

    # 30 of 40 crossing threads and 10 of 60 within are about customers: 16 and 24 by chance, an index of -0.2
    assert (ei["figure"], ei["value"], ei["low"], ei["high"], ei["others"]) == ("ei_units", 0.12, 0.02, 0.21, -0.3)
    assert ei["chance"] == pytest.approx(-0.2, abs=0.02)
    assert 1 / (DEALS + 1) <= ei["p"] < 0.01
    assert ei["z"] > 2.5
    assert ei["n"] == "500–999"


@pytest.mark.parametrize("missing", ["customer_speakers", "other_speakers"])
def test_too_few_speakers_hide_how_talk_crosses(missing: str) -> None:
    found = published(talk(people={**ALL_PEOPLE, missing: THRESHOLD - 1}), "network")

    assert [row["value"] is None for row in found] == [True, True, False, False]
    assert found[0]["reason"]
    assert [row["n"] for row in found[:2]] == ["", ""]  # how many exchanges those few had is theirs as well


def test_too_few_voices_hide_how_far_they_reach() -> None:
    found = published(talk(people={**ALL_PEOPLE, "voice_speakers": THRESHOLD - 1}), "network")

    assert [row["value"] is None for row in found] == [False, False, True, True]


def test_words_reach_those_who_are_there_and_then_those_they_speak_to_about_customers() -> None:
    *_, one, two = published(talk(), "network")

    assert (one["figure"], one["value"], one["low"], one["high"]) == ("voice_reach_1", 0.5, 0.5, 0.5)
    assert (two["figure"], two["value"]) == ("voice_reach_2", 0.75)
    assert (one["chance"], one["p"]) == (0.5, None)  # all threads are alike: chance deals the same each time


def test_no_border_without_talk_about_customers() -> None:
    silent = tuple(dataclasses.replace(border, index=NAN, exchanges=0) for border in BORDERS)

    ei = published(talk(borders=silent), "network")[0]

    assert (ei["value"], bool(ei["reason"])) == (None, True)


@pytest.mark.parametrize("side", ["people", "other_people"])
def test_one_person_who_crosses_a_border_is_not_told_as_an_index(side: str) -> None:
    units, functions = BORDERS
    lone = dataclasses.replace(units, index=-0.98, **{side: 1})

    hidden, shown = published(talk(borders=(lone, functions)), "network")[:2]

    assert (hidden["value"], hidden["others"], hidden["chance"], hidden["n"]) == (None, None, None, "")
    assert hidden["reason"]
    assert shown["value"] == -0.2
    enough = dataclasses.replace(lone, **{side: THRESHOLD})
    assert published(talk(borders=(enough, functions)), "network")[0]["value"] == -0.98


def test_no_index_says_all_or_none() -> None:
    units, functions = BORDERS
    within = dataclasses.replace(units, index=-1.0, low=-1.0, high=-1.0, others=1.0)

    found = published(talk(borders=(within, functions)), "network")[0]

    assert [found[name] for name in ("value", "low", "high", "others")] == [-0.99, -0.99, -0.99, 0.99]


def test_labels_dealt_at_random_are_seldom_far_from_chance() -> None:
    rng = np.random.default_rng(4)
    far = 0
    for _ in range(200):
        threads = rng.integers(0, 4, size=(60, 2))
        about = rng.permutation(60) < 20
        index = lambda chosen: float((chosen[:, 0] - chosen[:, 1]).sum() / max(chosen.sum(), 1))  # noqa: E731
        deals = np.array([index(threads[rng.permutation(60) < 20]) for _ in range(200)])
        found = by_chance(index(threads[about]), deals)
        far += found.p is not None and found.p < 0.05

    assert far <= 20


# --- by hand ---------------------------------------------------------------------------------------------------


def test_a_group_of_exactly_twenty_is_a_unit_and_three_units_are_a_network() -> None:
    assert [unit.key for unit in units([group("a"), group("b"), group("c")])] == ["a", "b", "c"]
    children = [group("a"), group("b"), group("c"), group("a1", "a", 20), group("a2", "a", 20)]
    assert [unit.key for unit in units(children)] == ["a1", "a2", "b", "c"]


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (1, "1–4"),
        (4, "1–4"),
        (5, "5–9"),
        (99, "50–99"),
        (100, "100–199"),
        (499, "200–499"),
        (9_999, "5000–9999"),
        (10_000, "10000+"),
    ],
)
def test_exchanges_are_told_as_a_band(n: int, told: str) -> None:
    assert size(n) == told


def test_without_any_deal_there_is_nothing_to_say_of_chance() -> None:
    assert by_chance(0.3, np.array([NAN, NAN])) == Chance(None, None, None)
    assert by_chance(0.3, np.array([0.1, 0.1, NAN])) == Chance(0.1, None, None)


def test_deals_as_far_away_on_either_side_count_and_those_without_an_index_do_not() -> None:
    deals = np.array([-1.0, 0.0, 0.0, 1.0, NAN])

    found = by_chance(1.0, deals)

    assert (found.mean, found.z, found.p) == (0.0, pytest.approx(math.sqrt(2)), pytest.approx(3 / 5))
    assert by_chance(-1.5, deals).p == pytest.approx(1 / 5)
    assert by_chance(-1.5, deals).z == pytest.approx(-1.5 * math.sqrt(2))


def with_shares(*shares: float, width: float = 0.04) -> Network:
    across = (
        Across(unit.key, 400, share, share - width, share + width, 20, 0.2)
        for unit, share in zip(SHOWN, shares, strict=True)
    )
    return talk(across=tuple(across))


def silent(network: Network) -> list[object]:
    return [row["unit"] for row in published(network, "network_units") if row["silent_bridge"]]


def test_a_bridge_is_silent_only_if_it_is_surely_below_the_median_of_the_units() -> None:
    assert silent(with_shares(0.3, 0.2, 0.3, 0.3)) == ["hall"]
    assert silent(with_shares(0.3, 0.2, 0.3, 0.3, width=0.1)) == [], "its interval reaches the median"
    assert silent(with_shares(0.2, 0.3, 0.2, 0.2)) == []
    assert silent(with_shares(0.1, 0.3, 0.3, 0.3)) == [], "the desk connects nobody"


def test_with_two_known_shares_nobody_is_called_silent() -> None:
    quiet = with_shares(0.3, 0.2, 0.3, 0.3)
    unknown = tuple(dataclasses.replace(one, share=NAN, low=NAN, high=NAN) for one in quiet.across[2:])

    assert silent(dataclasses.replace(quiet, across=(*quiet.across[:2], *unknown))) == []
    assert silent(dataclasses.replace(quiet, across=(*quiet.across[:3], unknown[1]))) == ["hall"]


def test_a_share_is_rounded_and_never_none_or_all() -> None:
    (row,) = published(talk(edges=(edge("desk", "hall", share=0.0, low=0.0, high=0.456),)), "network_edges")

    assert (row["share"], row["low"], row["high"]) == (0.01, 0.01, 0.46)


def test_words_go_no_further_on_an_edge_on_which_nobody_speaks_of_customers() -> None:
    quiet = (edge("desk", "hall"), edge("hall", "shop", share=0.0), edge("shop", "hall"))

    *_, one, two = published(talk(edges=quiet), "network")

    assert (one["value"], two["value"]) == (0.5, 0.5)


def test_words_that_are_passed_on_in_two_channels_reach_the_units_of_both() -> None:
    joint = (
        *(Joint("a", frozenset({"desk"}), voiced=n < 2) for n in range(4)),
        *(Joint("b", frozenset({"lab"}), voiced=n < 2) for n in range(4)),
        *(Joint("b", frozenset({"shop"}), voiced=False) for _ in range(4)),
    )

    *_, one, two = published(talk(joint=joint), "network")

    assert (one["value"], two["value"]) == (0.5, 0.75)
    assert one["chance"] == pytest.approx(0.25 + 0.25 * 2 * (1 - 12 / 56), abs=0.02)  # in b, two of eight threads


def test_figures_of_the_whole_say_how_many_stand_behind_them() -> None:
    ei, _, one, two = published(talk(), "network")

    assert (ei["n"], one["n"], two["n"]) == ("500–999", "4 units", "4 units")
    assert (ei["period"], ei["figure"], ei["reason"]) == ("2025-03", "ei_units", "")
    too_few = published(talk(people={**ALL_PEOPLE, "voice_speakers": THRESHOLD - 1}), "network")[2]
    assert (too_few["value"], too_few["n"], too_few["reason"]) == (
        None,
        "4 units",
        "Kept private: too few people stand behind it.",
    )


def test_exactly_as_many_people_as_asked_are_enough() -> None:
    just = {**ALL_PEOPLE, "customer_speakers": THRESHOLD, "other_speakers": THRESHOLD, "voice_speakers": THRESHOLD}
    across = (Across("desk", 400, 0.3, 0.25, 0.35, THRESHOLD, 0.5), *talk().across[1:])

    assert [row["value"] is None for row in published(talk(people=just), "network")] == [False] * 4
    assert published(talk(across=across), "network_units")[0]["share"] == 0.3


def test_a_side_on_which_nobody_talks_tells_of_nobody() -> None:
    nobody = dataclasses.replace(BORDERS[0], people=0)

    assert published(talk(borders=(nobody, BORDERS[1])), "network")[0]["value"] == 0.12


def test_an_edge_to_oneself_is_told_but_draws_nobody_nearer() -> None:
    more = talk(edges=(*talk().edges, edge("lab", "lab", exchanges=9_000)))

    assert [(row["source"], row["target"]) for row in published(more, "network_edges")][-1] == ("lab", "lab")
    assert published(more, "network_units") == published(talk(), "network_units")


# --- the layout ------------------------------------------------------------------------------------------------


def test_the_ring_begins_on_the_right_and_goes_round() -> None:
    assert laid_out(["a", "b", "c", "d"], {}) == {"a": (1.0, 0.5), "b": (0.5, 1.0), "c": (0.0, 0.5), "d": (0.5, 0.0)}
    assert laid_out(["a", "b"], {("a", "b"): 9.0}) == {"a": (1.0, 0.5), "b": (0.0, 0.5)}


def test_places_are_told_to_a_thousandth() -> None:
    assert laid_out(["a", "b", "c"], {}) == {"a": (1.0, 0.5), "b": (0.25, 0.933), "c": (0.25, 0.067)}


def test_four_that_talk_in_a_round_stand_around_a_square_and_not_on_a_line() -> None:
    places = laid_out(list("abcd"), {("a", "b"): 5.0, ("b", "c"): 5.0, ("c", "d"): 5.0, ("d", "a"): 5.0})

    beside = [math.dist(places[one], places[other]) for one, other in ("ab", "bc", "cd", "da")]
    across = [math.dist(places[one], places[other]) for one, other in ("ac", "bd")]
    assert max(beside) < min(across)
    assert across == pytest.approx([math.sqrt(2) * beside[0]] * 2, abs=0.01)


def test_where_the_first_unit_is_in_the_middle_the_others_do_not_change_sides() -> None:
    weights = {("b", "a"): 4.0, ("b", "c"): 4.0, ("c", "d"): 9.0, ("a", "e"): 9.0}

    found = [laid_out(list("baced"), weights) for _ in range(12)]

    assert all(places == found[0] for places in found)


def test_a_chain_fills_the_square_from_its_first_unit_on() -> None:
    places = laid_out(["a", "b", "c"], {("a", "b"): 4.0, ("b", "c"): 4.0})

    assert [places[key][0] for key in "abc"] == pytest.approx([0.0, 0.5, 1.0], abs=0.01) or [
        places[key][1] for key in "abc"
    ] == pytest.approx([0.0, 0.5, 1.0], abs=0.01)


def test_two_that_talk_both_ways_are_as_near_as_the_sum_of_it() -> None:
    keys = ["a", "b", "c"]
    both_ways = {("a", "b"): 3.0, ("b", "a"): 5.0, ("b", "c"): 2.0}

    assert laid_out(keys, both_ways) == laid_out(keys, {("a", "b"): 8.0, ("b", "c"): 2.0})
    assert laid_out(keys, both_ways) != laid_out(keys, {("a", "b"): 2.0, ("b", "c"): 2.0})


def test_paths_lead_through_whom_one_exchanges_much_with() -> None:
    weights = {("a", "b"): 10.0, ("b", "d"): 10.0, ("a", "c"): 1.0, ("c", "d"): 1.0}

    assert between(["a", "b", "c", "d"], weights) == {"a": 0.25, "b": 0.5, "c": 0.0, "d": 0.25}
    chain = {("a", "b"): 9.0, ("b", "c"): 9.0, ("c", "d"): 9.0}
    assert between(["a", "b", "c", "d"], chain) == {"a": 0.0, "b": 0.5, "c": 0.5, "d": 0.0}
