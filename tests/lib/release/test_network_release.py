"""What leaves of the network: units and edges that enough people stand behind, and what chance would give."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from lilyroot.measure.network import Across, Alike, Border, Edge, Joint, Network
from lilyroot.release.layout import between, laid_out
from lilyroot.release.network import DEALS, Group, by_chance, publish, size, units

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


def talk(**changed: object) -> Network:
    alike = (
        Alike("a", 2, 0, 0, 2, threads=40, about_customers=30),
        Alike("a", 0, 2, 0, 2, threads=60, about_customers=10),
    )
    joint = tuple(Joint("a", frozenset({"desk", "hall"}), voiced=n < 5) for n in range(40))
    edges = (edge("desk", "hall"), edge("hall", "shop"), edge("shop", "hall"), edge("desk", "desk"))
    across = tuple(Across(unit.key, 400, 0.3, 0.25, 0.35, 20) for unit in SHOWN)
    return dataclasses.replace(Network(edges, across, BORDERS, alike, joint, ALL_PEOPLE), **changed)


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

    assert bands[0] == "1–4"
    assert bands[-1] == "10000+"
    assert len(set(bands)) == 12


# --- units of the table ----------------------------------------------------------------------------------------


def test_a_unit_without_enough_people_in_its_exchanges_has_a_place_but_no_figure() -> None:
    across = (Across("desk", 400, 0.3, 0.25, 0.35, THRESHOLD - 1), *talk().across[1:])

    desk, hall, *_ = published(talk(across=across), "network_units")

    assert (desk["exchanges"], desk["share"]) == (None, None)
    assert (hall["exchanges"], hall["share"]) == ("200–499", 0.3)
    assert all(0 <= row["x"] <= 1 and 0 <= row["y"] <= 1 for row in (desk, hall))


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
