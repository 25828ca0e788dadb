"""Brush-off on messages that no reader has learned from, and proof that it has not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.lib.read.readers_to_try import NAMES, reader_or_skip
from tests.reader_floors import FLOORS
from training.quality.reading import OWN_SETS, own_set, read

ROOT = Path(__file__).parents[3]
GOLD = ROOT.parent / "shared" / "gold"
MEASURES = re.compile(r"quality/|reader_quality\.py$")
ROWS = own_set("brush_off")
LONG = 8  # words in a row that two people do not write by chance


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of eight words, or the whole text when it is shorter than that and longer than three."""
    words = re.findall(r"\w+", text.lower())
    if 3 < len(words) < LONG:
        return {tuple(words)}
    return {tuple(words[at : at + LONG]) for at in range(len(words) - LONG + 1)}


def test_the_set_has_enough_refusals_and_twice_as_many_decoys() -> None:
    refused = sum(row["brush_off"] for row in ROWS)

    assert refused >= 160
    assert len(ROWS) - refused >= 320
    assert len({row["sector"] for row in ROWS}) >= 12
    assert {row["channel"] for row in ROWS} == {"chat", "mail", "speech", "ticket"}


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_tells_refusals_from_decoys(name: str) -> None:
    found = ["brush_off" in reading["flags"] for reading in read(reader_or_skip(name), ROWS)]

    hits = sum(flag and row["brush_off"] for flag, row in zip(found, ROWS, strict=True))
    assert hits / sum(found) >= FLOORS[name].precision
    assert hits / sum(row["brush_off"] for row in ROWS) >= FLOORS[name].recall


def test_nothing_that_makes_a_model_reads_the_sets() -> None:
    makers = [path for path in (ROOT / "training").rglob("*.py") if not MEASURES.search(path.as_posix())]

    readers = [path.name for path in makers if re.search(r"reader_sets|own_set|quality\.reading", path.read_text())]

    assert makers
    assert readers == []


@pytest.mark.real_data
def test_no_message_of_the_sets_is_among_those_the_readers_learned_from() -> None:
    files = sorted(GOLD.glob("*.jsonl"))
    if not files:
        pytest.skip("../shared/gold is not here: whether texts were copied is not checked.")
    known = {
        run
        for path in files
        for line in path.read_text("utf-8").splitlines()
        for run in runs(json.loads(line)["text"])
    }

    assert [row["id"] for name in OWN_SETS for row in own_set(name) if runs(row["text"]) & known] == []
