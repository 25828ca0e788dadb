"""From answers to the ledger: nothing of an open wave, everything of a closed one, once."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lilyroot.cli import verbs
from lilyroot.engines import DuckDB
from lilyroot.errors import ReleaseRefused
from lilyroot.home import Home
from lilyroot.measure.answers import ANSWERS, INDICATORS
from lilyroot.release.ledger import Ledger
from lilyroot.release.released import Released
from lilyroot.sample import Month, Plan, Truth, wave_names, write_sample
from lilyroot.store.store import Store

PLAN = Plan(Month(2025, 6), people=600, months=12, seed=11, only=("survey",))
FIRST, LAST = wave_names(PLAN)


def run(home: Home, *arguments: object) -> Result:
    return CliRunner().invoke(verbs, [*map(str, arguments)], env={"LILYROOT_HOME": str(home.root)})


def worked(home: Home, *arguments: object) -> str:
    done = run(home, *arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def taken_in(home: Home, folder: Path, wave: str, day: str) -> None:
    worked(home, "survey", "open", wave, "--stands", day)
    worked(home, "survey", "take-in", wave, folder / "survey" / f"survey-{wave}.csv")


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return write_sample(tmp_path_factory.mktemp("asked"), PLAN)


@pytest.fixture(scope="module")
def first_open(truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The first wave taken in and still open."""
    home = Home(tmp_path_factory.mktemp("open") / "home")
    worked(home, "organisation", truth.folder / "hris.csv")
    taken_in(home, truth.folder, FIRST, "2024-11-30")
    return home


@pytest.fixture(scope="module")
def done(first_open: Home, truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Both waves closed and released."""
    home = Home(tmp_path_factory.mktemp("done") / "home")
    shutil.copytree(first_open.root, home.root)
    worked(home, "survey", "close", FIRST)
    taken_in(home, truth.folder, LAST, "2025-06-30")
    worked(home, "survey", "close", LAST)
    worked(home, "release", "--name", "Hazel & Thatch")
    return home


@pytest.fixture(scope="module")
def released(done: Home) -> Released:
    return Ledger(done.releases).released("answers")


def shown(released: Released, wave: str) -> dict[tuple[str, str], dict[str, Any]]:
    """By label of the group and indicator."""
    return {(row["label"], row["indicator"]): row for row in released.rows(period=wave, status="shown")}


# --- open and closed -------------------------------------------------------------------------------------------


def test_an_open_wave_gives_no_figure_anywhere(first_open: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(first_open.root, home.root)

    said = worked(home, "release")
    listed = worked(home, "survey", "list")

    assert f"{FIRST}: not released, is not over yet" in said
    assert Ledger(home.releases).manifests() == []
    today = datetime.now(UTC).date()
    assert listed == f"{FIRST}  74 items, groups of 6 or more, opened {today}, open\n"


def test_people_are_told_the_fewest_of_whom_anything_will_be_shown(truth: Truth, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    worked(home, "organisation", truth.folder / "hris.csv")

    said = worked(home, "survey", "open", FIRST, "--stands", "2024-11-30")

    assert "no group of fewer than 6 is shown" in said, "five, and one who knows what one of them said"


def test_the_engine_never_holds_an_answer_of_an_open_wave(first_open: Home) -> None:
    store = Store.open(first_open, today=datetime.now(UTC).date())
    with DuckDB(threads=1) as engine:
        known = ANSWERS.gather(store, engine)
        held = [engine.query(f"SELECT * FROM {table}").num_rows for table in ("sheet", "answer", "enough")]
    store.close()

    assert known == [FIRST]
    assert held == [0, 0, 0]


def test_taking_in_prints_no_figure_of_what_was_answered(truth: Truth, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    worked(home, "organisation", truth.folder / "hris.csv")
    worked(home, "survey", "open", FIRST, "--stands", "2024-11-30")

    said = worked(home, "survey", "take-in", FIRST, truth.folder / "survey" / f"survey-{FIRST}.csv")

    sheets = sum(1 for _ in (truth.folder / "survey" / f"survey-{FIRST}.csv").open()) - 1
    assert said == f"in {sheets} = committed {sheets} + duplicate 0 + quarantined 0\n"


def test_a_wave_is_released_once(done: Home) -> None:
    before = {path: path.read_bytes() for path in done.releases.rglob("*") if path.is_file()}

    said = worked(done, "release")
    with pytest.raises(ReleaseRefused, match="never made twice"):
        Ledger(done.releases).append(LAST, Ledger(done.releases).released("answers").table, {}, stream="answers")

    assert said.startswith("0 released")
    assert {path: path.read_bytes() for path in done.releases.rglob("*") if path.is_file()} == before


def test_the_same_answers_give_the_same_tables_under_other_ids(done: Home, truth: Truth, tmp_path: Path) -> None:
    again = Home(tmp_path / "home")
    worked(again, "organisation", truth.folder / "hris.csv")
    taken_in(again, truth.folder, FIRST, "2024-11-30")
    worked(again, "survey", "close", FIRST)
    worked(again, "release", "--name", "Hazel & Thatch")

    def first(home: Home) -> Any:
        table = Ledger(home.releases).released("answers").table.to_pylist()
        return [row for row in table if row["period"] == FIRST]

    assert first(again) == first(done)


def test_what_was_closed_is_refused_in_words(done: Home, truth: Truth) -> None:
    file = truth.folder / "survey" / f"survey-{LAST}.csv"

    for arguments in (("close", LAST), ("take-in", LAST, file)):
        refused = run(done, "survey", *arguments)
        assert "is frozen" in str(refused.exception)
    assert "was opened before" in str(run(done, "survey", "open", LAST).exception)


def test_every_row_refused_is_told_by_the_exit_status(first_open: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(first_open.root, home.root)
    header = worked(home, "survey", "template")
    row = ",".join(["s", "Nowhere", "", *["3"] * (header.count(",") - 2)])
    (tmp_path / "strangers.csv").write_text(header + row + "\n")

    refused = run(home, "survey", "take-in", FIRST, tmp_path / "strangers.csv")

    assert refused.exit_code == 3
    assert "in 1 = committed 0 + duplicate 0 + quarantined 1" in refused.output
    assert "Line 2 names a team that the wave does not know." in refused.output


# --- what is released ------------------------------------------------------------------------------------------


def test_the_tree_is_the_one_the_wave_froze(done: Home, truth: Truth, released: Released, tmp_path: Path) -> None:
    """An HRIS file that carves the house anew between closing and releasing changes nothing."""
    home = Home(tmp_path / "home")
    worked(home, "organisation", truth.folder / "hris.csv")
    taken_in(home, truth.folder, FIRST, "2024-11-30")
    worked(home, "survey", "close", FIRST)
    carved = tmp_path / "hris.csv"
    carved.write_text("employee_id,manager_id,team\n" + "".join(f"e{n},,Carved {n % 40}\n" for n in range(600)))
    worked(home, "organisation", carved)
    worked(home, "release", "--name", "Hazel & Thatch")

    after = Ledger(home.releases).released("answers")

    assert after.table.to_pylist() == [row for row in released.table.to_pylist() if row["period"] == FIRST]


def test_every_figure_has_an_interval_a_band_and_no_exact_number_of_people(released: Released) -> None:
    rows = released.table.to_pylist()

    assert {row["indicator"] for row in rows} == {indicator.name for indicator in INDICATORS}
    assert {row["base"] for row in rows} == {None}
    assert all(row["persons"] for row in rows)
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows if row["status"] == "shown")
    assert all(row["value"] is None and row["reason"] for row in rows if row["status"] != "shown")
    assert {row["cut"] for row in rows} == {"organisation", "team", "function"}


def test_what_a_wave_says_of_its_questionnaire_is_released_beside_it(released: Released) -> None:
    rows = released.extra("reliability").to_pylist()

    assert len(rows) == 2 * 15
    assert all(0.6 < row["alpha"] < 0.9 for row in rows), "planted: about 0.73 within a team"
    assert all(row["provisional"] is not (row["omega"] >= 0.7 and row["icc2"] >= 0.6) for row in rows)


def test_the_ledger_verifies_with_waves_in_it(done: Home) -> None:
    assert "chain unbroken" in worked(done, "ledger", "verify")


# --- the planted truth -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planted(truth: Truth) -> dict[tuple[str, str, str], float]:
    """By wave, department and indicator: the planted figure, teams weighted by their sheets."""
    sheets: defaultdict[tuple[str, str], int] = defaultdict(int)
    for wave in (FIRST, LAST):
        with (truth.folder / "survey" / f"survey-{wave}.csv").open() as file:
            for row in csv.DictReader(file):
                sheets[wave, row["team"]] += 1
    weighted: defaultdict[tuple[str, str, str], list[tuple[float, int]]] = defaultdict(list)
    with (truth.folder / "survey" / "truth-survey.csv").open() as file:
        for row in csv.DictReader(file):
            weight = sheets[row["wave"], row["team"]]
            for whole in (row["department"], "Hazel & Thatch"):
                weighted[row["wave"], whole, row["indicator"]].append((float(row["expected"]), weight))
    return {key: sum(f * w for f, w in pairs) / sum(w for _, w in pairs) for key, pairs in weighted.items()}


def recovered(released: Released, planted: dict[tuple[str, str, str], float]) -> Iterator[tuple[str, bool]]:
    for wave in (FIRST, LAST):
        for (label, indicator), row in shown(released, wave).items():
            if (wave, label, indicator) in planted:
                yield indicator, row["low"] <= planted[wave, label, indicator] <= row["high"]


def test_the_planted_figures_lie_in_their_intervals_as_often_as_they_should(released: Released, planted: Any) -> None:
    """By department and as a whole, over both waves; people of a department have much in common: a wide margin."""
    found = [inside for _, inside in recovered(released, planted)]

    assert len(found) > 600
    assert 0.91 < mean(found) < 0.99


@pytest.mark.parametrize("wave", [FIRST, LAST])
def test_trade_sales_says_more_than_it_does_and_rewards_volume(released: Released, wave: str) -> None:
    figures = shown(released, wave)
    others = {label for label, _ in figures if label in ("Stores", "Customer Service", "Logistics")}

    for pair in ("say_do_customer_first", "say_do_listening"):
        gap = figures["Trade Sales", pair]
        assert gap["high"] < -20
        assert all(gap["high"] < figures[label, pair]["value"] for label in others)
    assert figures["Trade Sales", "ir"]["high"] < 45
    assert all(figures["Trade Sales", "ir"]["high"] < figures[label, "ir"]["value"] for label in others)
    assert len(others) == 3


@pytest.mark.parametrize(
    ("department", "indicator", "falls"),
    [
        ("Online Shop", "cp", True),
        ("Online Shop", "cu", True),
        ("Product Range", "cu", False),
        ("Product Range", "cv", False),
    ],
)
def test_the_two_turns_show_between_the_waves(
    released: Released, department: str, indicator: str, falls: bool
) -> None:
    before, after = (shown(released, wave)[department, indicator] for wave in (FIRST, LAST))

    assert (after["high"] < before["low"]) if falls else (after["low"] > before["high"])


def test_departments_without_a_turn_do_not_move(released: Released) -> None:
    before, after = shown(released, FIRST), shown(released, LAST)
    steady = [
        max(after[key]["low"] - before[key]["high"], before[key]["low"] - after[key]["high"])
        for key in before.keys() & after.keys()
        if key[0] in ("Stores", "Customer Service", "Logistics", "IT") and len(key[1]) == 2
    ]

    assert len(steady) > 40
    assert mean(apart > 0 for apart in steady) < 0.05
