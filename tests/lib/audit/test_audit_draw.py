"""The sample: uniformly random within its strata, from what figures count, once, and never what is private."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from audited_months import MONTH, MONTH_BEFORE

from lilyroot.audit.box import AuditBox
from lilyroot.errors import AuditError
from lilyroot.measure.audit.draw import allotted, draw
from lilyroot.measure.audit.redaction import Redaction
from lilyroot.model.labels import FLAGS
from lilyroot.model.tables import TEXTS
from lilyroot.store.policy import Policy
from lilyroot.store.store import Store

TODAY = date(2025, 7, 3)
AUDITORS = ("ines", "tomas")


def drawn(harbour, seed: str, **more):
    """Draw with a seed; the readings of what was drawn, by item."""
    store = Store.open(harbour.home, today=date.min)
    draw(store, MONTH, AUDITORS, Redaction.of(store), today=TODAY, seed=seed, **more)
    store.close()
    with AuditBox.open(harbour.home, MONTH) as box:
        rows = box._connection.execute("SELECT hash, purpose, wanted, sealed_reading FROM item").fetchall()
        found = {
            item: (purpose, wanted, json.loads(box._seal.open(sealed, f"reading/{item}")))
            for item, purpose, wanted, sealed in rows
        }
        population = json.loads(box.meta("population"))
        box.destroy()
    return found, population


def readings(harbour) -> dict[str, dict]:
    """What the reader said of every message of the month, by item."""
    store = Store.open(harbour.home, today=date.min)
    rows = [row for path in store.segment_paths("readings") for row in pq.read_table(path).to_pylist()]
    months = {
        row["message"]: f"{row['sent']:%Y-%m}"
        for path in store.segment_paths("messages")
        for row in pq.read_table(path).to_pylist()
    }
    keys = store.keys
    store.close()
    return {
        keys.place(MONTH, "audit item", row["message"]): row
        for row in rows
        if row["orientation"] and months[row["message"]] == MONTH
    }


def test_the_population_is_what_the_reader_said_of_every_counted_message(harbour):
    _, population = drawn(harbour, "one")
    said = readings(harbour)

    assert population["orientation"] == Counter(row["orientation"] for row in said.values())
    for flag in FLAGS:
        assert sum(population["flags"][flag].values()) == sum(row[flag] for row in said.values())


def test_every_part_of_the_sample_holds_what_it_is_for(harbour):
    found, population = drawn(harbour, "one")
    base = Counter(reading["orientation"] for _, _, reading in found.values() if "base" in reading["sets"])

    assert all(n >= min(40, population["orientation"][name]) for name, n in base.items())
    for _, _, reading in found.values():
        assert set(reading["sets"]) - {"base"} <= set(reading["flags"])
    for flag in FLAGS:
        there = sum(population["flags"][flag].values())
        assert sum(flag in reading["sets"] for _, _, reading in found.values()) == min(there, 12)
    assert 250 <= len(found) <= 330


def test_a_fifth_wants_two_people(harbour):
    found, _ = drawn(harbour, "one")
    twice = sum(wanted == 2 for _, wanted, _ in found.values())

    assert twice == pytest.approx(0.2 * len(found), abs=1)


def test_within_an_orientation_every_message_is_as_likely_as_any_other(harbour):
    """60 draws: how often each message was drawn spreads no more than chance would have it."""
    said = readings(harbour)
    centric = [item for item, row in said.items() if row["orientation"] == "centric"]
    times: Counter[str] = Counter()
    draws = 60
    for number in range(draws):
        found, _ = drawn(harbour, f"seed {number}")
        times.update(
            item for item, (_, _, reading) in found.items() if "base" in reading["sets"] and item in set(centric)
        )
    per_draw = sum(times.values()) / draws
    chance = per_draw / len(centric)
    squares = sum((times[item] - draws * chance) ** 2 for item in centric) / (draws * chance * (1 - chance))
    free = len(centric) - 1

    assert abs(squares - free) < 4 * (2 * free) ** 0.5
    sure = [times[item] for item in centric if not said[item]["unsure"]]
    unsure = [times[item] for item in centric if said[item]["unsure"]]
    assert sum(unsure) / len(unsure) == pytest.approx(sum(sure) / len(sure), rel=0.15)


def test_unsure_ones_are_a_set_apart_that_corrects_nothing(harbour):
    found, _ = drawn(harbour, "one", unsure=25)
    said = readings(harbour)
    refining = {item for item, (purpose, _, _) in found.items() if purpose == "refine"}

    assert len(refining) == 25
    assert all(said[item]["unsure"] for item in refining)
    assert all(found[item][2]["sets"] == [] and found[item][1] == 1 for item in refining)


def test_functions_of_few_people_are_not_told_apart(harbour):
    found, _ = drawn(harbour, "one")

    assert "Management" not in {reading["function"] for _, _, reading in found.values()}


@pytest.mark.parametrize(("people", "told"), [(Policy().threshold - 1, False), (Policy().threshold, True)])
def test_a_function_is_told_from_as_many_people_on_as_any_figure_needs(harbour, tmp_path, people, told):
    rows = list(csv.DictReader((harbour.sample / "hris.csv").open(encoding="utf-8")))
    for row in rows[:: len(rows) // people][:people]:
        row["function"] = "Pilots"
    path = tmp_path / "hris.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    harbour.run("organisation", path)

    found, _ = drawn(harbour, "one")

    assert ("Pilots" in {reading["function"] for _, _, reading in found.values()}) == told


@pytest.mark.parametrize(
    ("sizes", "size", "taken"),
    [
        ({"centric": 600, "focused": 1100, "none": 6700}, 220, 220),
        ({"centric": 3, "focused": 0, "none": 5000}, 200, 200),
        ({"centric": 10, "focused": 20, "none": 30}, 500, 60),
        ({"centric": 1000, "focused": 1000, "none": 1000}, 20, 120),  # at least forty of each
    ],
)
def test_the_base_is_divided_by_square_roots(sizes, size, taken):
    found = allotted(sizes, size)

    assert sum(found.values()) == pytest.approx(taken, abs=2)
    assert all(min(40, sizes[name]) <= found[name] <= sizes[name] for name in sizes)


def test_no_text_of_a_private_channel_or_a_direct_message_can_be_drawn(tmp_path, harbour):
    """The sample holds what intake let in; what it never reads is in no text, so in no audit."""
    from click.testing import CliRunner

    from lilyroot.cli import verbs

    orchard = "src/lilyroot/listen/slack/samples/orchard"
    done = CliRunner().invoke(
        verbs, ["listen", orchard, "--as", "slack", "--reader", "fast", "--home", str(tmp_path / "orchard")]
    )
    store = Store.open(type(harbour.home)(tmp_path / "orchard"), today=date.min)
    held = pa.concat_tables([TEXTS.empty_table(), *(pq.read_table(path) for path in store.segment_paths("texts"))])
    store.close()

    assert done.exit_code == 0
    assert "direct message: never read" in done.output
    private = [
        entry["text"]
        for folder in ("D0ORCHARD1", "hr-cases", "mpdm-ines--tomas-1")
        for entry in json.loads(Path(orchard, folder, "2025-03-04.json").read_bytes())
        if entry.get("text")
    ]
    assert private
    assert [text for text in private if text in held["text"].to_pylist()] == []


def test_a_month_is_drawn_once(harbour):
    harbour.draw()

    assert "An audit of 2025-06 is open." in str(harbour.tried("audit", "draw", MONTH, *_auditors()).exception)


def test_a_month_that_was_audited_is_not_drawn_again(harbour):
    harbour.draw()
    (harbour.home.audits / f"{MONTH}.closed.json").write_text("{}")
    (harbour.home.audits / f"{MONTH}.sqlite").unlink()

    assert "could be chosen for what it says" in str(harbour.tried("audit", "draw", MONTH, *_auditors()).exception)


def test_a_month_that_is_not_over_is_not_drawn(harbour):
    store = Store.open(harbour.home, today=date.min)
    with pytest.raises(AuditError, match="is not over yet"):
        draw(store, MONTH, AUDITORS, Redaction.of(store), today=date(2025, 6, 30))
    store.close()


@pytest.mark.parametrize("period", ["2025-13", "last month"])
def test_what_is_no_month_is_not_drawn(harbour, period):
    assert "is not a period" in str(harbour.tried("audit", "draw", period, *_auditors()).exception)


def test_a_month_without_messages_is_not_drawn(harbour):
    assert "counts any message" in str(harbour.tried("audit", "draw", "2024-01", *_auditors()).exception)


def test_a_month_whose_texts_are_gone_is_not_drawn(harbour):
    harbour.run("retain", "--everything")

    assert "still have their text" in str(harbour.tried("audit", "draw", MONTH, *_auditors()).exception)


def test_where_no_name_is_known_nothing_is_drawn(harbour):
    store = Store.open(harbour.home, today=date.min)
    store.catalogue.connection.execute("DELETE FROM name_word")
    store.close()

    assert "No name is known" in str(harbour.tried("audit", "draw", MONTH, *_auditors()).exception)


def test_two_months_have_items_that_do_not_join(harbour):
    harbour.draw()
    harbour.draw(MONTH_BEFORE)
    with AuditBox.open(harbour.home, MONTH) as one, AuditBox.open(harbour.home, MONTH_BEFORE) as other:
        assert set(one.waiting_for("ines")).isdisjoint(other.waiting_for("ines"))


def _auditors() -> tuple[str, ...]:
    return ("--auditor", "ines", "--auditor", "tomas")
