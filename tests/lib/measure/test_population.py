"""Who contributed, and what is left out."""

from __future__ import annotations

import pytest

from lilyroot.measure import left_out, population
from tests.lib.measure.small import ENGINES, PERIOD, facts, load

TALK = """
thread  person  orientation  kind    channel
lift    ada     none         chat    general
lift    ada     none         chat    general
lift    cem     none         ticket  general
offer   guest   focused      chat    general
offer   ben     none         chat    general
lone    dot     centric      ticket  quiet
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_the_population_of_each_base_cell(engine: str) -> None:
    with ENGINES[engine]() as opened:
        load(opened, facts(TALK))

        found = population(opened, PERIOD)

    assert [tuple(row.values()) for row in found.to_pylist()] == [
        (PERIOD, "north", "service", "chat", "ada", 2, 0, 1, 0, 0),
        (PERIOD, "north", "service", "chat", "ben", 1, 0, 0, 0, 0),
        (PERIOD, "south", "sales", "ticket", "dot", 1, 1, 1, 1, 0),
        (PERIOD, "south", "service", "ticket", "cem", 1, 0, 0, 0, 0),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_left_out_is_counted(engine: str) -> None:
    with ENGINES[engine]() as opened:
        load(opened, facts(TALK))

        found = left_out(opened, PERIOD)

    assert {row["reason"]: row["count"] for row in found.to_pylist()} == {
        "messages of people outside the tree": 1,
        "threads started by people outside the tree": 1,
        "customer threads without others in their channel": 1,
    }


def test_nothing_is_left_out_of_nothing() -> None:
    with ENGINES["duckdb"]() as opened:
        load(opened, facts("thread person"))
        opened.load("placement", opened.query("SELECT * FROM placement"))

        assert left_out(opened, PERIOD).num_rows == 0
        assert population(opened, PERIOD).num_rows == 0
