"""The encoder and the cascade: what they promise whatever they learned."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import ReaderError
from lilyroot.model.labels import ORIENTATIONS
from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read import MODELS, default_reader, load_reader
from lilyroot.read.cascade import Bounds, points_back
from lilyroot.read.encoder import EncoderReader

ENCODER, CASCADE, FAST = load_reader("encoder"), load_reader("cascade"), load_reader("fast")
TALK = [
    "Our customers find the form hard to fill in because they have no printer at home.",
    "We sold 1,200 new accounts and the customer satisfaction score is up four points.",
    "Standup moves to half past nine tomorrow.",
    "They never do.",
    "",
]


def batch(texts: list[str | None], contexts: list[str | None] | None = None) -> pa.RecordBatch:
    columns = {"id": [str(i) for i in range(len(texts))], "text": pa.array(texts, pa.string())}
    if contexts is not None:
        columns["context"] = pa.array(contexts, pa.string())
    return pa.RecordBatch.from_pydict(columns)


@pytest.mark.parametrize("reader", [ENCODER, CASCADE], ids=["encoder", "cascade"])
def test_plain_cases_are_read_as_the_codebook_says(reader) -> None:
    found = reader.read(batch(TALK))

    assert found.schema == READER_OUTPUT
    assert found["orientation"].to_pylist()[:3] == ["centric", "focused", "none"]
    assert found["spans"].to_pylist()[0]
    assert found["spans"].to_pylist()[2] == []


@pytest.mark.parametrize("reader", [ENCODER, CASCADE], ids=["encoder", "cascade"])
def test_a_row_is_read_alone_or_among_others_alike(reader) -> None:
    contexts = ["Do the tenants read our letters?"] * len(TALK)
    together = reader.read(batch(TALK, contexts)).to_pylist()
    alone = [reader.read(batch([text], [contexts[0]])).to_pylist()[0] for text in TALK]

    assert [row | {"id": "0"} for row in together] == alone


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), min_size=1, max_size=4))
def test_probabilities_and_spans_are_well_formed_on_any_text(texts: list[str]) -> None:
    for text, row in zip(texts, CASCADE.read(batch(list(texts))).to_pylist(), strict=True):
        assert sum(row["p"].values()) == pytest.approx(1, abs=3e-6)
        assert row["orientation"] in ORIENTATIONS
        ends = [0]
        for begin, end in row["spans"]:
            assert ends[-1] <= begin < end <= len(text)
            ends.append(end)


def test_a_text_without_a_word_is_none_and_nulls_are_empty() -> None:
    found = ENCODER.read(batch([None, "", "?!", " "])).to_pylist()

    assert [(row["orientation"], row["p"]["none"]) for row in found] == [("none", 1.0)] * 4


def test_what_is_said_late_in_a_long_text_is_read() -> None:
    filler = "The build was red and the log says nothing new about the pipeline. " * 20

    assert ENCODER.read(batch([filler + TALK[0]]), spans=False)["orientation"].to_pylist() == ["centric"]


def test_a_text_of_a_megabyte_is_read() -> None:
    assert len(CASCADE.read(batch(["customers want " * 70_000]), spans=False)) == 1


def test_the_cascade_leaves_clear_cases_to_the_fast_reader_and_asks_the_encoder_of_the_rest() -> None:
    standup, form = TALK[2], TALK[0]
    first, second, both = (reader.read(batch([standup, form])).to_pylist() for reader in (FAST, ENCODER, CASCADE))

    assert both[0]["p"] == first[0]["p"] != second[0]["p"]
    assert both[1]["p"] == second[1]["p"] != first[1]["p"]


def test_what_was_said_before_is_heard_when_a_short_text_points_back() -> None:
    contexts = ["", "Do the tenants find our letters hard to read?"]
    alone, after = CASCADE.read(batch(["They never understand them, so they call us."] * 2, contexts)).to_pylist()

    assert points_back("They never understand them, so they call us.")
    assert not points_back("Standup moves to nine.")
    assert alone["p"] != after["p"]


def test_the_version_changes_with_any_part() -> None:
    versions = {reader.version for reader in (FAST, ENCODER, CASCADE)}

    assert len(versions) == 3
    assert default_reader() == "cascade"
    assert load_reader().version == CASCADE.version


@pytest.mark.parametrize("name", ["model.onnx", "rules.json", "vocabulary.txt"])
def test_a_damaged_or_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(MODELS / "encoder", folder)
    raw = (folder / name).read_bytes()
    (folder / name).write_bytes(raw[:-1])
    with pytest.raises(ReaderError, match="is not the one its manifest names") as damaged:
        EncoderReader.load(folder)
    (folder / name).unlink()
    with pytest.raises(ReaderError, match="missing"):
        EncoderReader.load(folder)

    assert damaged.value.file == name


def test_bounds_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bounds.json").write_text(json.dumps({"none": 0.9}))

    with pytest.raises(ReaderError, match="bounds of the cascade"):
        Bounds.load(tmp_path)


def test_without_the_extra_the_default_is_fast_and_the_encoder_says_what_to_install() -> None:
    code = """
import sys, importlib.util
sys.modules["onnxruntime"] = None
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "onnxruntime" else real(name, *rest)
from lilyroot.read import load_reader
from lilyroot.errors import ReaderError
print(load_reader().version[:5])
try:
    load_reader("encoder")
except ReaderError as error:
    print(error.code, error.remedy)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("fast-\nreader.extra Install it with: pip install")


def test_nothing_that_runs_the_encoder_can_report_its_use() -> None:
    """Later wheels of onnxruntime hold a client that sends telemetry to its maker."""
    import onnxruntime

    for library in (Path(onnxruntime.__file__).parent / "capi").glob("*.so"):
        raw = library.read_bytes()
        assert b"OneDsTelemetry" not in raw
        assert b"events.data.microsoft" not in raw
