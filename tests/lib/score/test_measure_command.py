"""``lilyroot measure``: what it prints, what it gives to other programs, what it refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lilyroot.cli.measure import command
from lilyroot.errors import InputError
from lilyroot.home import Home
from tests.culture_ledgers import Culture, publish
from tests.ledgers import Cell

Run = Callable[..., Result]
CELLS = [
    Cell("organisation", "all", "Harbour Foods", "", 0, 400),
    Cell("team", "plant", "Plant", "all", 1, 200),
    Cell("team", "plant1", "Ovens", "plant", 2, 100),
    Cell("team", "plant2", "Packing", "plant", 2, 100),
    Cell("team", "shop", "=SHOP()", "all", 1, 200),
    Cell("function", "bakers", "Bakers", "", 1, 150),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    found = Home(tmp_path_factory.mktemp("harbour"))
    torn = Culture(by_source={("decisions", "D5"): 20.0, ("survey", "D5"): 80.0})
    publish(found.releases, CELLS, torn)
    return found


@pytest.fixture
def run(home: Home) -> Run:
    return lambda *options: CliRunner().invoke(
        command, ["--home", str(home.root), *options], catch_exceptions=True, standalone_mode=False
    )


def test_it_tells_the_dimensions_and_the_gap_by_group(run: Run) -> None:
    shown = run().output

    assert shown.startswith("2025-Q2: 3 months of talk, answers of late-spring, records of 2025-Q2; anchors 1.1\n")
    assert [group for group in ("Harbour Foods", "Plant", "=SHOP()", "Ovens") if f"\n{group}\n" in shown] == [
        "Harbour Foods",
        "Plant",
        "=SHOP()",
    ]
    assert "  –            sources disagree\n" in shown
    assert "one source: survey\n     250–499 people · own data 100 %\n" in shown
    assert max(map(len, shown.splitlines()[1:])) <= 80
    assert "Leaders name the customer in" in shown
    assert "G3 promises kept:" in shown
    assert "Index" not in shown


def test_deeper_and_by_function(run: Run) -> None:
    assert "\nOvens\n" in run("--depth", "2").output
    assert "\nBakers\n" in run("--cut", "function").output


def test_the_index_is_asked_for_and_names_what_it_lacks(run: Run) -> None:
    assert (
        "Index over all dimensions               –  no single number for D5" in run("--composite", "division").output
    )


def test_the_index_of_a_team_cannot_be_asked_for(run: Run) -> None:
    assert "'team' is not one of" in str(run("--composite", "team").exception)


def test_json_and_csv_together_are_refused_in_a_sentence(run: Run) -> None:
    refused = run("--json", "--csv")

    assert refused.exit_code != 0
    assert str(refused.exception) == "--json and --csv are two forms of one thing. Give one of them."


def test_json_and_csv_hold_the_same_rows_each_with_its_interval(run: Run) -> None:
    document = json.loads(run("--json").output)
    rows = list(csv.DictReader(io.StringIO(run("--csv").output)))

    assert document["period"] == "2025-Q2"
    assert len(rows) == len(document["rows"])
    assert {row["measure"] for row in rows} == {*(f"D{number}" for number in range(1, 9)), "G1", "G2", "G3"}
    for row in document["rows"]:
        assert (row["value"] is None) == (row["status"] != "shown")
        if row["value"] is not None:
            assert row["low"] <= row["value"] <= row["high"]
            assert row["persons"]


def test_a_name_is_never_a_formula(run: Run) -> None:
    groups = {row["group"] for row in csv.DictReader(io.StringIO(run("--csv").output))}

    assert "'=SHOP()" in groups
    assert not any(group.startswith("=") for group in groups)


@pytest.mark.parametrize(
    ("options", "code"), [(["--period", "2019"], "measure.nothing"), (["--period", "soon"], "score.period")]
)
def test_what_cannot_be_measured_is_said(run: Run, options: list[str], code: str) -> None:
    error = run(*options).exception

    assert isinstance(error, InputError)
    assert error.code == code


def test_an_empty_ledger_is_said(tmp_path: Path) -> None:
    error = CliRunner().invoke(command, ["--home", str(tmp_path)], standalone_mode=False).exception

    assert isinstance(error, InputError)
    assert error.code == "measure.nothing"
