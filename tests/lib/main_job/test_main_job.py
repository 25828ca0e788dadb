"""Exports in, figures out: what is published is what was said, counted and read, and nothing of who said it."""

from __future__ import annotations

import html
import json
import re
import sqlite3
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from whole_job import NAME, Job, Said, Sample, reckoned, teams_of

from lilyroot.measure.indicators import INDICATORS
from lilyroot.model.labels import FLAGS
from lilyroot.release.combine import BANDS, change, difference, over
from lilyroot.release.released import SHOWN, TOO_LITTLE, WITHHELD
from lilyroot.release.rows import CLAMP
from lilyroot.release.steps import STEP

MESSAGE_FIGURES = {"messages", "salience", "centric_share", *(f"rate_{flag}" for flag in FLAGS)}
SMALL_BANDS = ("5–9", "10–19")


# --- in = committed --------------------------------------------------------------------------------------------


def test_each_source_commits_exactly_the_messages_of_the_truth(listened: Job, sample: Sample, receipts) -> None:
    truth = Counter(row["source"] for row in sample.truth)

    assert {source: printed.splitlines()[0] for source, printed in receipts.items()} == {
        source: f"in {n:,} = committed {n:,} + duplicate 0 + quarantined 0" for source, n in truth.items()
    }
    store = listened.store()
    expected = sorted(store.keys.place(row["source"], "message", row["external_id"]) for row in sample.truth)
    for table in ("messages", "texts", "readings"):
        rows = [key for path in store.segment_paths(table) for key in pq.read_table(path)["message"].to_pylist()]
        assert sorted(rows) == expected, table
    store.close()


def test_listening_again_changes_nothing(listened: Job, sample: Sample, tmp_path: Path) -> None:
    job = listened.copy(tmp_path / "home")
    before = job.contents()

    printed = {source: job.run(*arguments).splitlines() for source, arguments in sample.listens.items()}
    job.run("organisation", sample.folder / "hris.csv")

    counts = Counter(row["source"] for row in sample.truth)
    assert {source: lines[1] for source, lines in printed.items()} == {
        source: f"in {n:,} = committed 0 + duplicate {n:,} + quarantined 0" for source, n in counts.items()
    }
    assert all(lines[0].endswith(": taken in before, nothing changed") for lines in printed.values())
    assert job.contents() == before


# --- what is published is what was said -------------------------------------------------------------------------


def test_every_closed_month_is_released_and_the_chain_verifies(done: Job, sample: Sample) -> None:
    months = sorted({row["period"] for row in sample.truth})

    assert done.released().periods == months
    assert done.run("ledger", "verify").startswith(f"{len(months)} releases, chain unbroken")


def test_the_months_hold_every_message_or_say_what_was_left_out(done: Job, sample: Sample) -> None:
    said_in = Counter(row["period"] for row in sample.truth)
    left_out = {manifest["period"]: _left_out(manifest["notes"]) for manifest in done.released().manifests}
    released = {row["period"]: row["value"] for row in done.released().rows(cut="organisation", indicator="messages")}

    assert released.keys() == said_in.keys()
    for period, n in released.items():
        steps = STEP * (2 if left_out[period] else 1)  # each of the two counts is told in steps
        assert abs(n + left_out[period] - said_in[period]) < steps, period


def _left_out(notes: list[str]) -> int:
    told = [re.match(r"([\d,]+) messages came from people who are in no team", note) for note in notes]
    return sum(int(match[1].replace(",", "")) for match in told if match)


@pytest.mark.parametrize("cut", ["organisation", "team", "function", "kind"])
def test_figures_are_those_of_the_same_texts_read_and_counted_another_way(
    cut: str, done: Job, sample: Sample, messages: list[Said]
) -> None:
    teams = json.loads((sample.folder / "truth.json").read_text("utf-8"))["teams"]
    groups: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in done.released().rows(cut=cut, status=SHOWN):
        if row["indicator"] in MESSAGE_FIGURES:
            groups[row["cell"], row["period"]].append(row)
    assert groups
    for (cell, period), rows in groups.items():
        belongs = in_cell(cut, cell, teams)
        expected = reckoned([message for message in messages if message.period == period and belongs(message)])
        for row in rows:
            told, exact = row["value"], _published(expected[row["indicator"]], row)
            assert told == pytest.approx(exact, abs=_step(row)), (cell, period, row["indicator"])


def in_cell(cut: str, cell: str, teams: list[dict[str, str]]) -> Callable[[Said], bool]:
    inside = teams_of(cell, teams) if cut == "team" else set(cell.split("+"))
    return {
        "organisation": lambda message: True,
        "team": lambda message: message.team in inside,
        "function": lambda message: message.function in inside,
        "kind": lambda message: message.kind in inside,
    }[cut]


def _step(row: dict[str, Any]) -> float:
    """How far what is told may be from what was counted: less than three messages, in the base and among them."""
    return STEP if row["indicator"] == "messages" else 2 * STEP / row["base"] + 0.001


def _published(value: float, row: dict[str, Any]) -> float:
    if row["persons"] in SMALL_BANDS and row["indicator"] != "messages":
        return min(max(round(value, 3), CLAMP), 1 - CLAMP)
    return round(value, 3)


TELLS_BASE = {indicator.name: indicator.tells_base for indicator in INDICATORS}


def test_every_row_has_a_band_and_a_base_and_an_interval_or_a_reason(done: Job) -> None:
    rows = done.released().rows()
    for row in rows:
        assert row["persons"] in BANDS
        if row["status"] == SHOWN:
            assert row["reason"] == ""
            if TELLS_BASE[row["indicator"]]:
                assert row["base"] > 0
                assert row["base"] % STEP == 0
            else:
                assert row["base"] is None
            assert row["low"] <= row["value"] <= row["high"]
        else:
            assert row["status"] in (WITHHELD, TOO_LITTLE)
            assert (row["value"], row["low"], row["high"], row["base"]) == (None, None, None, None)
            assert row["reason"].endswith(".")
    assert sum(row["status"] == SHOWN for row in rows) > 0.8 * len(rows)


def test_one_count_is_told_alike_wherever_it_stands(done: Job) -> None:
    """Messages about customers: what the centric share is a share of, and what salience counts."""
    shown = {
        (row["period"], row["cut"], row["cell"], row["indicator"]): row
        for row in done.released().rows()
        if row["status"] == SHOWN
    }
    both = 0
    for (*place, indicator), row in shown.items():
        whole = shown.get((*place, "messages"))
        share = shown.get((*place, "salience"))
        if indicator == "centric_share" and whole and share and CLAMP < share["value"] < 1 - CLAMP:
            both += 1
            assert share["value"] == round(row["base"] / whole["value"], 3)
            assert whole["value"] == whole["base"] == share["base"]
    assert both > 100


# --- the planted story is found --------------------------------------------------------------------------------


def story(sample: Sample, name: str) -> dict[str, str]:
    told = json.loads((sample.folder / "truth.json").read_text("utf-8"))["story"]
    return next(turn for turn in told if turn["name"] == name)


def test_the_department_that_praises_customers_in_slogans_is_surely_below_all_others(
    done: Job, sample: Sample
) -> None:
    released = done.released()
    departments = {
        row.label: row
        for row in over(released, released.periods)
        if row.cut == "team" and row.depth == 1 and row.indicator == "centric_share" and row.base >= 200
    }
    praising = departments.pop(story(sample, "slogans")["department"])

    assert len(departments) >= 5
    directions = {label: difference(praising, other).direction for label, other in departments.items()}
    # the board and finance hardly speak of customers: too few messages to tell, which is what the product says
    quiet = [label for label in directions if label.startswith("Board")]
    assert {directions.pop(label) for label in quiet} <= {"up", "cannot tell"}
    assert directions == dict.fromkeys(directions, "up")


@pytest.mark.parametrize(("turn", "direction"), [("change", "up"), ("drift", "down")])
def test_the_departments_that_turned_are_seen_to_turn(turn: str, direction: str, done: Job, sample: Sample) -> None:
    """Pooled months before and after; the interval of the difference does not touch zero."""
    planted, released = story(sample, turn), done.released()
    before = [period for period in released.periods if period < planted["from"]]
    after = [period for period in released.periods if period >= planted["complete"]]

    found = change(released, "team", planted["department"], "centric_share", before, after)

    assert found.direction == direction
    others = [
        change(released, "team", cell, "centric_share", before, after).direction
        for cell in ("Stores", "Customer Service", "Logistics", "Trade Sales")
    ]
    assert others.count("cannot tell") >= 3, "where nothing was planted, hardly anything is seen"


# --- nobody is named -------------------------------------------------------------------------------------------


# What a name in an export looks like; each match is then held against those that there are.
SHAPES = (
    re.compile(rb"(?<![0-9A-Za-z])E\d{5}(?![0-9A-Za-z])"),  # employee id; standing alone, as hashes may hold one
    re.compile(rb"U[0-9A-F]{11}"),  # Slack id
    re.compile(rb"[a-z]+\.[a-z]+"),  # Slack handle, and the first half of an address
)


def identities(sample: Sample) -> tuple[set[bytes], set[bytes]]:
    """Everything by which an export names a person: ids and handles, and names."""
    with zipfile.ZipFile(sample.folder / "chat" / "slack-export.zip") as archive:
        users = [user for user in json.loads(archive.read("users.json")) if not user["is_bot"]]
    ids = {row["employee_id"] for row in sample.hris} | {user[field] for user in users for field in ("id", "name")}
    names = {row["name"] for row in sample.hris} | {user["real_name"] for user in users}
    return {known.encode() for known in ids}, {name.encode() for name in names}


def named_in(data: bytes, known: tuple[set[bytes], set[bytes]]) -> set[bytes]:
    """Who is named in ``data``, and how."""
    ids, names = known
    return {found for shape in SHAPES for found in shape.findall(data)} & ids | {n for n in names if n in data}


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file as it lies on disk, and every Parquet file and database with its rows unpacked."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.name, path.read_bytes()
        if path.suffix == ".parquet":
            yield path.name, str(pq.read_table(path).to_pydict()).encode()
        if path.suffix == ".sqlite":
            connection = sqlite3.connect(path)
            yield path.name, "\n".join(connection.iterdump()).encode()
            connection.close()


def test_no_person_is_named_in_any_byte_of_the_data_or_the_report(done: Job, sample: Sample) -> None:
    known = identities(sample)
    page = html.unescape((done.home.root.parent / "report.html").read_text("utf-8"))
    paper = (done.home.root.parent / "report.pdf").read_bytes()

    for path in ("hris.csv", "tickets/tickets.csv"):
        assert len(named_in((sample.folder / path).read_bytes(), known)) > 100, "the test sees who is named"
    assert {name: found for name, data in everything_in(done.home.data) if (found := named_in(data, known))} == {}
    assert NAME in page
    assert named_in(page.encode(), known) == set()
    assert paper.startswith(b"%PDF-")
    assert named_in(paper, known) == set()


def test_no_text_is_in_what_was_released_or_reported(done: Job) -> None:
    sentences = {text for text in done.texts()["text"].to_pylist()[::4] if len(text) > 40}
    shown = (done.home.root.parent / "report.html").read_text("utf-8") + "".join(
        data.decode("utf-8", "replace") for _, data in everything_in(done.home.releases)
    )

    assert len(sentences) > 1_000
    assert not any(sentence in shown for sentence in sentences)
