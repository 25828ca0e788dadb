"""Who answers whom: counted by hand on small talk, alike on both engines."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest

from lilyroot.engines import Engine
from lilyroot.measure.network import Joint, Network, network
from lilyroot.measure.profile import profile
from tests.lib.measure.small import ENGINES, PERIOD, facts, load, placement

UNITS = {"north": "N", "south": "S"}
TALK = """
thread person orientation flags          sent
a      ada    centric     customer_voice 2025-03-01
a      cem    none        -              2025-03-02
a      ada    none        -              2025-03-03
b      ben    none        -              2025-03-04
b      dot    none        -              2025-03-05
b      guest  none        -              2025-03-06
b      ben    none        -              2025-03-07
c      ada    none        -              2025-03-08
c      ada    none        -              2025-03-09
c      ben    none        -              2025-03-10
"""


def measured(table: str, engine: str = "duckdb", units: dict[str, str] = UNITS) -> Network:
    with ENGINES[engine]() as opened:
        load(opened, facts(table))
        return network(opened, PERIOD, units)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_exchange_goes_from_who_says_it_to_who_is_answered(engine: str) -> None:
    found = measured(TALK, engine)

    # c: ada after ada answers nobody; b: ben answers the guest, who has no place
    assert [(edge.source, edge.target, edge.exchanges, edge.share) for edge in found.edges] == [
        ("N", "N", 1, 0.0),
        ("N", "S", 1, 1.0),
        ("S", "N", 2, 0.5),
    ]
    assert all(edge.people == 1 for edge in found.edges)
    assert [edge.of_one for edge in found.edges] == [1.0, 1.0, 0.5]


@pytest.mark.parametrize("engine", ENGINES)
def test_both_directions_count_across(engine: str) -> None:
    found = measured(TALK, engine)

    assert [(one.unit, one.exchanges, one.share) for one in found.across] == [
        ("N", 3, pytest.approx(2 / 3)),
        ("S", 3, pytest.approx(2 / 3)),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_customer_talk_crosses_borders_or_stays_within(engine: str) -> None:
    found = measured(TALK, engine)

    units, functions = found.borders
    # about customers: thread a, twice across units, within service; the others: b across both, c within both
    assert (units.index, units.others, units.exchanges) == (1.0, 0.0, 2)
    assert (functions.index, functions.others) == (-1.0, 0.0)
    assert (units.people, functions.people) == (2, 2), "ada and cem; the side on which nobody speaks is none"
    assert (units.other_people, functions.other_people) == (1, 1)
    assert math.isnan(units.low)  # one conversation


@pytest.mark.parametrize("engine", ENGINES)
def test_segments_are_no_border_between_functions(engine: str) -> None:
    rows = placement().to_pylist()
    for row in rows:
        row["function"] = profile(row["function"], [("site", row["person"])])

    with ENGINES[engine]() as opened:
        load(opened, facts(TALK))
        opened.load("placement", pa.Table.from_pylist(rows, schema=placement().schema))
        found = network(opened, PERIOD, UNITS)

    assert repr(found.borders) == repr(measured(TALK, engine).borders)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_unit_exchanges_with_one_person_of_another_tells_of_that_person(engine: str) -> None:
    found = measured("thread person\na ada\na cem\na ben\nb ben\nb cem", engine)

    # two people of the north, one of the south, whichever side one looks from
    assert [(one.unit, one.people) for one in found.across] == [("N", 1), ("S", 1)]
    assert [one.of_one for one in found.across] == [1.0, 1.0], "cem takes part in all of it"


@pytest.mark.parametrize("engine", ENGINES)
def test_threads_of_several_units_and_what_was_passed_on_there(engine: str) -> None:
    found = measured(TALK, engine)

    both = frozenset({"N", "S"})
    assert found.joint == (Joint("general", both, True), Joint("general", both, False))
    assert found.people == {"speakers": 4, "customer_speakers": 2, "other_speakers": 2, "voice_speakers": 1}


def test_threads_that_cross_alike_are_counted_together() -> None:
    lines = TALK.strip().splitlines()
    again = [f"again-{line}" for line in lines[1:]]

    found = measured("\n".join([*lines, *again]))

    assert [(row.across_units, row.within_units, row.threads, row.about_customers) for row in found.alike] == [
        (0, 1, 2, 0),
        (1, 0, 2, 0),
        (2, 0, 2, 2),
    ]


def test_with_one_unit_nothing_crosses() -> None:
    found = measured(TALK, units=dict.fromkeys(UNITS, "all"))

    assert [(edge.source, edge.target) for edge in found.edges] == [("all", "all")]
    assert found.across == ()
    assert found.joint == ()


def test_people_of_no_unit_are_in_no_exchange() -> None:
    found = measured(TALK, units={"north": "N"})

    assert [(edge.source, edge.target, edge.exchanges) for edge in found.edges] == [("N", "N", 1)]


@pytest.mark.parametrize("engine", ENGINES)
def test_silence_is_a_network_without_edges(engine: str) -> None:
    found = measured("thread person", engine)

    assert (found.edges, found.across, found.alike, found.joint) == ((), (), (), ())
    assert set(found.people.values()) == {0}
    assert all(math.isnan(border.index) and border.exchanges == 0 for border in found.borders)


def test_the_order_of_the_messages_in_the_table_does_not_matter() -> None:
    table = facts(TALK)

    def of(rows: list[int]) -> Network:
        with ENGINES["duckdb"]() as engine:
            loaded: Engine = engine
            load(loaded, table.take(rows))
            return network(loaded, PERIOD, UNITS)

    backwards, forwards = of(list(range(table.num_rows))[::-1]), of(list(range(table.num_rows)))

    assert repr(backwards) == repr(forwards)  # NaN is not equal to itself
