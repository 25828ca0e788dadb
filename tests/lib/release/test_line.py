"""A line of reporting: what somebody's units may look at of what was released, and nothing beside it."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from lilyroot.release.ledger import Ledger
from lilyroot.release.line import is_of
from lilyroot.release.released import SCHEMA
from tests.ledgers import Cell, manifest, publish, rows_of

CELLS = [
    Cell("organisation", "organisation", "Anglers", "", 0, 200),
    Cell("team", "Service", "Service", "organisation", 1, 60),
    Cell("team", "Phone", "Phone", "Service", 2, 20),
    Cell("team", "Mail+Service/own", "Mail + Service, own members", "Service", 2, 20),
    Cell("team", "Sales", "Sales", "organisation", 1, 60),
    Cell("team", "Key Accounts", "Key Accounts", "Sales", 2, 20, hidden="withheld"),
    Cell("function", "Selling", "Selling", "organisation", 1, 60),
    Cell("kind", "chat", "chat", "organisation", 1, 200),
    Cell("tenure", "Service/short", "Service, short", "Service", 2, 30),
    Cell("tenure", "Sales/short", "Sales, short", "Sales", 2, 30),
]
FOR_ALL = {"organisation", "chat"}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("line"), ["2025-01", "2025-02"], CELLS).released("talk")


def cells(released) -> set[str]:
    return set(released.table["cell"].to_pylist())


@pytest.mark.parametrize(
    ("units", "line"),
    [
        ([], set()),
        (["Phone"], {"Phone", "Service"}),  # a segment of the department is for those who see its people
        (["Mail"], {"Mail+Service/own", "Service"}),
        (["Service"], {"Service", "Phone", "Mail+Service/own", "Service/short"}),
        (["Phone", "Key Accounts"], {"Phone", "Service", "Key Accounts", "Sales"}),
        (["No such unit"], set()),
    ],
)
def test_a_line_is_the_units_what_is_below_and_what_is_above(released, units, line):
    assert cells(released.within(units)) == FOR_ALL | line


def test_a_function_that_is_called_like_a_unit_is_not_in_its_line(tmp_path):
    cells = [*CELLS, Cell("function", "Service", "Service", "organisation", 1, 60)]
    narrow = publish(tmp_path, ["2025-01"], cells).released("talk").within(["Service"])

    assert {row["cut"] for row in narrow.rows(cell="Service")} == {"team"}


def test_units_that_stand_above_one_another_are_one_line_and_not_without_end(tmp_path):
    """No gate of ours writes this; a ledger from elsewhere may hold it."""
    ring = [Cell("team", one, one, above, 1, 20) for one, above in (("Day", "Night"), ("Night", "Day"))]

    assert cells(publish(tmp_path, ["2025-01"], ring).released("talk").within(["Day"])) == {"Day", "Night"}


def test_narrower_rows_are_the_same_rows(released):
    narrow = released.within(["Service"])

    assert narrow.rows(cell="Phone") == released.rows(cell="Phone")
    assert narrow.manifests == released.manifests
    assert narrow.periods == released.periods


def test_a_narrowed_look_narrows_further_and_never_widens(released):
    assert cells(released.within(["Service"]).within(["Sales"])) == FOR_ALL
    assert cells(released.within(["Phone"]).until("2025-01")) == FOR_ALL | {"Phone", "Service"}


def test_tables_beside_the_figures_are_narrowed_too(tmp_path):
    words = pa.table({"cut": ["team", "team"], "cell": ["Phone", "Sales"], "word": ["repair", "quota"]})
    edges = pa.table({"source": ["Phone", "Phone"], "target": ["Service", "Sales"], "share": [0.1, 0.9]})
    whole = pa.table({"figure": ["ei_units"], "value": [-0.5]})
    files = {"words": words, "network_edges": edges, "network": whole}
    rows = [row for cell in CELLS for row in rows_of(cell, "2025-01", 1, random.Random(3))]
    ledger = Ledger(tmp_path)
    made = manifest("2025-01-28T06:00:00+00:00")
    ledger.append("2025-01", pa.Table.from_pylist(rows, schema=SCHEMA), made, files=files)

    narrow = ledger.released("talk").within(["Phone"])

    assert narrow.extra("words")["word"].to_pylist() == ["repair"]
    assert narrow.extra("network_edges")["share"].to_pylist() == [0.1]
    assert narrow.extra("network").num_rows == 1


@pytest.mark.parametrize(
    ("cell", "unit", "belongs"),
    [
        ("Mail+Service/own", "Mail", True),
        ("Mail+Service/own", "Service", True),
        ("Service/own+Zoo", "Service", True),
        ("Mailroom", "Mail", False),
        ("Mail+Service/own", "Serv", False),
        ("A+B", "A+B", True),
    ],
)
def test_which_units_a_group_is_of(cell, unit, belongs):
    assert is_of(cell, unit) is belongs


def test_the_units_there_are(released):
    assert released.units() == {"Service", "Phone", "Mail", "Sales", "Key Accounts"}
