"""Adding and subtracting what is shown of a network: nobody is left alone, in stories and whatever is tried."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from lilyroot.engines import DuckDB
from lilyroot.measure.facts import FACT, PLACEMENT
from lilyroot.measure.network import network
from lilyroot.measure.network.said import Said
from lilyroot.model.labels import FLAGS
from lilyroot.release.network import Group, publish
from lilyroot.release.network_rest import held

PERIOD = "2026-01"
THRESHOLD = 6
Thread = tuple[Sequence[str], bool]
Tables = dict[str, list[dict[str, Any]]]
Cell = tuple[str, str, bool]  # source, target, across functions

SAY = [([f"a{n}", f"b{n}", f"a{n}"], n < 10) for n in range(20)]
AMONG_C = [([f"c{n}", f"c{(n + 1) % 20}"], n < 10) for n in range(20)]


def released(threads: Iterable[Thread], functions: Mapping[str, str], threshold: int = THRESHOLD) -> Tables:
    """What is told of people who are named by their unit, a letter, and a number."""
    messages = [
        {
            **dict.fromkeys(FLAGS, False),
            **{"message": f"m{number}-{place}", "period": PERIOD, "kind": "chat", "channel": "general"},
            **dict.fromkeys(("conversation", "thread", "cluster"), f"t{number}"),
            **{"position": place, "person": person, "orientation": "centric" if about else "none"},
        }
        for number, (people, about) in enumerate(threads)
        for place, person in enumerate(people)
    ]
    placement = [
        {"period": PERIOD, "person": person, "team": person[0], "function": function}
        for person, function in functions.items()
    ]
    units = sorted({person[0] for person in functions})
    with DuckDB(threads=1, memory="256MB") as engine:
        engine.load("fact", pa.Table.from_pylist(messages, schema=FACT))
        engine.load("placement", pa.Table.from_pylist(placement, schema=PLACEMENT))
        engine.load("asked", pa.table({"period": [PERIOD]}))
        found = network(engine, PERIOD, {unit: unit for unit in units})
    shown = [Group(unit, unit, "", 20, "20–49", frozenset({unit})) for unit in units]
    return {name: table.to_pylist() for name, table in publish(PERIOD, found, shown, threshold).items()}


def everybody(units: str = "abc", people: int = 20, function: str = "f") -> dict[str, str]:
    return {f"{unit}{number}": function for unit in units for number in range(people)}


def rows(tables: Tables) -> str:
    return "".join(row["unit"] for row in tables["network_units"] if row["exchanges"] is not None)


def edges(tables: Tables) -> list[str]:
    return [row["source"] + row["target"] for row in tables["network_edges"]]


def borders(tables: Tables) -> list[str]:
    return [row["figure"] for row in tables["network"][:2] if row["value"] is not None]


# --- stories ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", [True, False])
def test_two_people_do_not_follow_from_a_unit_less_its_edges(about: bool) -> None:
    alone = [(["a0", "c0", "a0"], about) for _ in range(60)]

    tables = released([*SAY, *AMONG_C, *alone], everybody())

    assert edges(tables) == ["ab", "ba", "cc"]
    assert rows(tables) == "b", "a less what it exchanges with b is a0 and c0, or what is said of them"
    assert borders(tables) == [], "and so is what crosses the borders of units"
    assert {row["n"] for row in tables["network"][:2]} == {""}


def test_a_unit_with_all_its_edges_shown_is_shown() -> None:
    tables = released([*SAY, *AMONG_C], everybody())

    assert rows(tables) == "ab"
    assert borders(tables) == ["ei_units", "ei_functions"]


def test_what_a_unit_exchanges_with_many_others_a_little_is_shown_if_these_are_not() -> None:
    others = "bcdefgh"
    little = [([f"a{n}", f"{other}{n}", f"a{n}"], n % 2 == 0) for other in others for n in range(2)]
    spread = [([f"a{n}", f"{other}{n}", f"a{n}"], n % 4 < 2) for n, other in enumerate(others * 2)]

    tables = released([*little, *spread], everybody("abcdefgh"))

    assert edges(tables) == []
    assert rows(tables) == "a"


def test_of_two_units_that_hide_what_they_say_to_one_another_one_is_shown() -> None:
    crowd = [
        ([f"{one}{n}", f"{other}{n}", f"{one}{n}"], n % 2 == 0) for one, other in ("ac", "bd") for n in range(20)
    ]
    few = [([f"a{n}", f"b{n}", f"a{n}"], n % 2 == 0) for n in range(3)]
    many = [
        ([f"{one}{n}", f"{other}{n + 3}", f"{one}{n}"], n % 2 == 0)
        for one, other in ("ae", "be", "af", "bf")
        for n in range(5)
    ]

    tables = released([*crowd, *few, *many], everybody("abcdef"))

    assert edges(tables) == ["ac", "bd", "ca", "db"]
    assert {"a", "b"} - set(rows(tables)), "a less b, less their edges, is ten people to the one and ten to the other"
    assert {"c", "d"} <= set(rows(tables))


def test_one_who_takes_part_in_most_of_what_a_unit_exchanges_hides_it() -> None:
    hub = [([f"a{n}", "b0", f"a{n}"], n % 2 == 0) for n in range(20)]
    crowd = [([f"a{n}", f"c{n}", f"a{n}"], n % 2 == 0) for n in range(20)]

    tables = released([*hub, *crowd], everybody())

    assert set(rows(tables)) == {"c"}, "b0 is all that b says to others, and what a has beside c"


def test_a_few_within_units_hide_the_whole_and_no_unit() -> None:
    within = [(["a0", "a1", "a0"], True), (["a1", "a0"], False)]

    tables = released([*SAY, *within], everybody())

    assert rows(tables) == "ab"
    assert borders(tables) == []


def test_the_border_of_functions_less_that_of_units_leaves_nobody_alone() -> None:
    functions = {person: person[0] for person in everybody()}
    functions["c7"] = "a"  # the only one who is of another function than the unit: within c, but across functions
    among_a = [([f"a{n}", f"a{(n + 1) % 20}"], n < 10) for n in range(20)]

    tables = released([*SAY, *AMONG_C, *among_a], functions)
    plain = released([*SAY, *AMONG_C, *among_a], {person: person[0] for person in functions})

    assert borders(tables) == ["ei_units"]
    assert borders(plain) == ["ei_units", "ei_functions"]


# --- everything is tried ---------------------------------------------------------------------------------------

FEW = 3


def invented(seed: int) -> tuple[list[Thread], dict[str, str]]:
    """Small units that talk a lot with some others and little with the rest; some people talk much."""
    rng = random.Random(seed)
    units = "abcde"[: rng.choice([3, 4, 4, 5])]
    mixed = rng.choice([0.0, 0.1, 0.5])
    functions = {
        f"{unit}{n}": rng.choice("fgh") if rng.random() < mixed else unit for unit in units for n in range(8)
    }
    threads: list[Thread] = []
    for one, other in itertools.combinations_with_replacement(units, 2):
        for _ in range(rng.choice([0, 0, 1, 2, 4, 8, 30])):
            talkers = [f"{unit}{min(rng.randrange(8), rng.randrange(10))}" for unit in (one, other)]
            if talkers[0] != talkers[1]:
                threads.append(([*talkers, talkers[0]][: rng.choice([2, 3])], rng.random() < 0.5))
    return threads, functions


def counted(threads: Iterable[Thread], functions: Mapping[str, str]) -> dict[Cell, Counter[tuple[str, str, bool]]]:
    """Exchanges by cell and by who speaks, who is answered, and topic: counted anew, without the measure."""
    found: defaultdict[Cell, Counter[tuple[str, str, bool]]] = defaultdict(Counter)
    for people, about in threads:
        for answered, speaker in itertools.pairwise(people):
            cell = speaker[0], answered[0], functions[speaker] != functions[answered]
            found[cell][speaker, answered, about] += 1
    return found


def totals(tables: Tables, cells: Sequence[Cell]) -> dict[str, Any]:
    """Each figure that is told, as the cells it adds up; an index tells of both sides of its border."""
    sides = {"ei_units": lambda cell: cell[0] != cell[1], "ei_functions": lambda cell: cell[2]}
    told: dict[str, Any] = {f"row {unit}": lambda c, u=unit: c[0] != c[1] and u in c[:2] for unit in rows(tables)}
    for border in borders(tables):
        told[border] = sides[border]
        told[f"not {border}"] = lambda cell, side=sides[border]: not side(cell)
    return {name: np.array([inside(cell) for cell in cells]) * 1 for name, inside in told.items()}


def combinations(told: Mapping[str, Any], cells: Sequence[Cell], shown: Iterable[str]) -> Any:
    """Weights of cells: sums added and taken away, and of each shown edge then as much as leaves less of it."""
    if not told:
        return np.zeros((0, len(cells)))
    most = {"r": 1, "e": 2, "n": 2} if len(told) < 6 else {"r": 1, "e": 1, "n": 1}
    ways = [range(-most[name[0]], most[name[0]] + 1) for name in told]
    weights = np.array(list(itertools.product(*ways))) @ np.array(list(told.values()))
    found = []
    for leaves in (False, True, None):  # of an edge, what crosses functions, what does not, or neither of them less
        taken = weights.copy()
        for edge in shown:
            here = [n for n, cell in enumerate(cells) if cell[0] + cell[1] == edge]
            free = [n for n in here if cells[n][2] == leaves] or here
            if leaves is not None:
                taken[:, here] -= weights[:, free[:1]]
        found.append(taken)
    return np.unique(np.concatenate(found), axis=0)


def alone(tables: Tables, talk: Mapping[Cell, Counter[tuple[str, str, bool]]]) -> Iterator[str]:
    """Combinations that tell of fewer than ``FEW`` people, or of one for more than half."""
    cells = sorted(talk)
    told = totals(tables, cells)
    weights = combinations(told, cells, edges(tables))
    for side, topic in itertools.product((0, 1), (True, False)):
        names = sorted({key[side] for cell in cells for key in talk[cell]})
        has = np.array([[any(k[side] == name and k[2] == topic for k in talk[c]) for c in cells] for name in names])
        people = ((weights != 0) @ (has.T * 1) > 0).sum(axis=1)
        for weight in weights[(people > 0) & (people < FEW)]:
            yield f"few, {topic}: {dict(zip(cells, weight.tolist(), strict=True))}"
    speakers = sorted({key[0] for cell in cells for key in talk[cell]})
    own = np.array([[sum(n for k, n in talk[c].items() if k[0] == name) for c in cells] for name in speakers])
    said = np.abs(weights) @ own.T
    for weight in weights[said.max(axis=1, initial=0) > 0.5 * said.sum(axis=1) + 1e-9]:
        yield f"one: {dict(zip(cells, weight.tolist(), strict=True))}"


def test_the_attacker_of_these_tests_finds_what_is_there() -> None:
    threads = [*SAY, *AMONG_C, (["a0", "c0", "a0"], True)]
    tables = released(threads, everybody())
    naive = {**tables, "network_units": [{**row, "exchanges": "100–199"} for row in tables["network_units"]]}

    assert not list(alone(tables, counted(threads, everybody())))
    assert any(found.startswith("few") for found in alone(naive, counted(threads, everybody())))


def test_no_combination_of_what_is_shown_leaves_few_or_one() -> None:
    seen: Counter[str] = Counter()
    for seed in range(30):
        threads, functions = invented(seed)

        tables = released(threads, functions, FEW)

        found = list(alone(tables, counted(threads, functions)))
        assert not found, (seed, found[:3])
        seen.update(["row"] * len(rows(tables)) + borders(tables) + ["edge"] * len(edges(tables)))
    assert min(seen[name] for name in ("row", "edge", "ei_units", "ei_functions")) >= 4, seen


def test_an_edge_or_a_row_of_a_unit_nobody_speaks_of_hides_and_shows_nothing() -> None:
    """Said between a and b, twelve people a side, each with one of the other."""
    ways = [(f"{here}{n}", f"{there}{n}", here, there) for here, there in ("ab", "ba") for n in range(12)]
    said = Said.of(
        pa.table(
            {
                "source": [here for _, _, here, _ in ways],
                "target": [there for _, _, _, there in ways],
                "speaker": [who for who, _, _, _ in ways],
                "answered": [whom for _, whom, _, _ in ways],
                **{name: [0] * len(ways) for name in ("across_functions", "about_customers")},
                "exchanges": [1] * len(ways),
            }
        )
    )
    edges_of_both = [("a", "b"), ("b", "a")]

    with_a_stranger = held(said, [*edges_of_both, ("a", "z"), ("z", "b")], ["z", "a", "b"], THRESHOLD)

    assert with_a_stranger == held(said, edges_of_both, ["a", "b"], THRESHOLD)
    assert with_a_stranger.units == {"a", "b"}
