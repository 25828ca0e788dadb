"""What came out is what was planted, within chance: every figure is judged by the spread between threads."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from math import sqrt
from typing import Any

import pyarrow.parquet as pq
import pytest

from lilyroot.model.labels import FLAGS
from lilyroot.sample import KINDS, Truth

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows(middle: Truth) -> list[Row]:
    """Every message with the rates its team had planted in that month and kind."""
    columns = middle.planted["planted"]["columns"]
    planted = [dict(zip(columns, row, strict=True)) for row in middle.planted["planted"]["rows"]]
    by_key = {(row["team"], row["period"], row["kind"]): row for row in planted}
    messages = pq.read_table(middle.folder / "truth.parquet").to_pylist()
    return [{"planted": by_key[row["team"], row["period"], row["kind"]], **row} for row in messages]


def deviation(rows: Iterable[Row], surprise: Callable[[Row], float]) -> float:
    """How many standard errors (between threads) the sum of ``found minus planted`` is away from nought."""
    by_thread: dict[str, float] = defaultdict(float)
    for row in rows:
        by_thread[row["source"] + row["thread"]] += surprise(row)
    return sum(by_thread.values()) / sqrt(sum(value * value for value in by_thread.values()))


def departments(rows: list[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["department"]].append(row)
    return groups


def test_salience_is_as_planted_in_every_department_and_kind(rows: list[Row]) -> None:
    def surprise(row: Row) -> float:
        return (row["orientation"] != "none") - float(row["planted"]["salience"])

    for members in departments(rows).values():
        assert abs(deviation(members, surprise)) < 3.5
    for kind in KINDS:
        assert abs(deviation((row for row in rows if row["kind"] == kind), surprise)) < 3.5


def test_centric_share_is_as_planted_in_every_department(rows: list[Row]) -> None:
    for members in departments(rows).values():
        about = [row for row in members if row["orientation"] != "none"]
        assert len(about) > 20
        away = deviation(about, lambda row: (row["orientation"] == "centric") - row["planted"]["centric_share"])
        assert abs(away) < 3.5


@pytest.mark.parametrize("flag", FLAGS)
def test_flags_are_as_frequent_as_planted(rows: list[Row], flag: str) -> None:
    away = deviation(rows, lambda row: (flag in row["flags"]) - row["planted"][f"rate_{flag}"])

    assert abs(away) < 3.5


def test_threads_about_customers_draw_more_answers_in_support_than_in_sales(rows: list[Row]) -> None:
    def ratio(department: str) -> float:
        sizes: dict[str, int] = defaultdict(int)
        about: dict[str, bool] = {}
        for row in rows:
            if row["department"] == department and row["source"] == "slack":
                sizes[row["thread"]] += 1
                about[row["thread"]] = row["about_customers"]
        mean = {
            side: sum(size - 1 for thread, size in sizes.items() if about[thread] is side)
            / sum(1 for thread in sizes if about[thread] is side)
            for side in (True, False)
        }
        return mean[True] / mean[False]

    assert ratio("Customer Service") == pytest.approx(1.6, rel=0.15)
    assert ratio("Trade Sales") == pytest.approx(0.9, rel=0.15)


def test_a_thread_that_is_not_about_customers_has_none_of_them_in_it(rows: list[Row]) -> None:
    assert {row["orientation"] for row in rows if not row["about_customers"]} == {"none"}


def test_people_speak_only_while_they_are_in_the_team(middle: Truth, rows: list[Row]) -> None:
    import csv

    stints: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (middle.folder / "hris.csv").open(encoding="utf-8") as file:
        for stint in csv.DictReader(file):
            stints[stint["employee_id"]].append(stint)
    for row in rows:
        day = row["sent"].date().isoformat()
        teams = [
            stint["team"]
            for stint in stints[row["employee_id"]]
            if stint["start"] <= day and (not stint["end"] or day <= stint["end"])
        ]
        assert teams == [row["team"]]
