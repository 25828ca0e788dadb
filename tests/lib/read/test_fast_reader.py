"""The fast reader: labels, probabilities and the words that decided."""

import json
import random
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import InputError, ReaderError, SettingsError
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read import MODELS, load_reader
from lilyroot.read.fast import FastReader
from lilyroot.read.layout import MOST_SPANS, MOST_WORDS

GOLD = Path(__file__).parents[4] / "shared" / "gold"
READER = load_reader("fast")

ABOUT = [
    "Our customers find the form hard to fill in because they have no printer at home.",
    "Most users want to hold it in one hand while they cook dinner for the kids.",
    "Older patients struggle with the stairs, so they miss the first appointment.",
    "What do the students need when they open the timetable on a phone?",
    "The guests are afraid of the dark car park and ask us to walk with them.",
]
SOLD = [
    "We sold 1,200 new accounts and the customer satisfaction score is up four points.",
    "Marketing starts a campaign for the consumer market and targets customers over forty.",
]
NEITHER = [
    "Standup moves to half past nine tomorrow.",
    "The build is red again, I will look at the log after lunch.",
    "Um yeah okay.",
]


def batch(texts: list[str | None], contexts: list[str | None] | None = None) -> pa.RecordBatch:
    columns = {"id": pa.array([str(i) for i in range(len(texts))]), "text": pa.array(texts, pa.string())}
    if contexts is not None:
        columns["context"] = pa.array(contexts, pa.string())
    return pa.RecordBatch.from_pydict(columns)


def readings(texts: list[str | None], contexts: list[str | None] | None = None) -> list[dict]:
    return READER.read(batch(texts, contexts)).to_pylist()


def test_plain_cases_are_read_as_the_codebook_says() -> None:
    found = [row["orientation"] for row in readings([*ABOUT, *SOLD, *NEITHER])]

    expected = ["centric"] * len(ABOUT) + ["focused"] * len(SOLD) + ["none"] * len(NEITHER)
    wrong = [
        said for said, label, right in zip([*ABOUT, *SOLD, *NEITHER], found, expected, strict=True) if label != right
    ]
    assert set(wrong) <= {ABOUT[2]}  # the encoder gets it right


def test_the_answer_has_the_agreed_columns_and_order() -> None:
    answer = READER.read(batch(ABOUT))

    assert answer.schema == READER_OUTPUT
    assert answer["id"].to_pylist() == [str(i) for i in range(len(ABOUT))]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=5))
def test_probabilities_and_spans_are_well_formed_on_any_text(texts: list[str]) -> None:
    for text, row in zip(texts, readings(texts), strict=True):
        assert sum(row["p"].values()) == pytest.approx(1, abs=3e-6)
        assert all(0 <= p <= 1 for p in [*row["p"].values(), *row["p_flags"].values()])
        assert row["orientation"] in ORIENTATIONS
        assert set(row["flags"]) <= set(FLAGS)
        ends = [0]
        for start, end in row["spans"]:
            assert ends[-1] <= start < end <= len(text)
            ends.append(end)


def test_a_row_does_not_depend_on_its_neighbours() -> None:
    texts = [*ABOUT, None, *NEITHER, "", *SOLD]
    contexts = [None, "what do customers say?", *["Marketing: yeah"] * (len(texts) - 2)]

    together = readings(texts, contexts)
    alone = [
        readings([text], [context])[0] | {"id": str(i)}
        for i, (text, context) in enumerate(zip(texts, contexts, strict=True))
    ]

    assert together == alone


def test_without_context_is_like_an_empty_context() -> None:
    assert readings(ABOUT) == readings(ABOUT, [None] * len(ABOUT)) == readings(ABOUT, [""] * len(ABOUT))


def test_slices_and_other_kinds_of_text_columns_are_read_alike() -> None:
    expected = readings(ABOUT)[2:]
    sliced = batch(["before", *ABOUT]).slice(3)
    columns = {"id": pa.array(["2", "3", "4"]), "text": pa.array(ABOUT[2:])}

    for kind in (pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
        other = pa.RecordBatch.from_pydict(columns | {"text": columns["text"].cast(kind)})
        assert READER.read(other).to_pylist() == expected
    assert [row | {"id": ""} for row in READER.read(sliced).to_pylist()] == [row | {"id": ""} for row in expected]


@pytest.mark.parametrize("text", [None, "", "   ", "...", "\u00a0—"])
def test_a_text_without_a_word_is_none_for_certain(text: str | None) -> None:
    (row,) = readings([text], ["The customer is angry because nobody called."])

    assert row["orientation"] == "none"
    assert row["p"] == {"centric": 0, "focused": 0, "none": 1}
    assert (row["flags"], row["spans"], set(row["p_flags"].values())) == ([], [], {0})


def test_an_empty_batch_gives_an_empty_batch() -> None:
    assert READER.read(batch([])).num_rows == 0


def test_threads_share_a_reader() -> None:
    work = [batch(ABOUT * 40), batch(NEITHER * 50), batch(SOLD * 60)] * 4
    expected = [READER.read(each) for each in work]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(READER.read, work))

    assert all(a.equals(b) for a, b in zip(found, expected, strict=True))


def test_leaving_out_spans_changes_nothing_else() -> None:
    with_spans, without = READER.read(batch(ABOUT)), READER.read(batch(ABOUT), spans=False)

    assert with_spans.drop_columns(["spans"]).equals(without.drop_columns(["spans"]))
    assert without["spans"].to_pylist() == [[]] * len(ABOUT)


def test_spans_are_few_whole_words_counted_in_characters() -> None:
    texts = ["🙂🙂 Ünsere café customers — " + text for text in ABOUT]

    for text, row in zip(texts, readings(texts), strict=True):
        pieces = [text[start:end] for start, end in row["spans"]]
        assert 1 <= len(pieces) <= MOST_SPANS
        assert sum(len(re.findall(r"[\w']+|[?!%$]", piece)) for piece in pieces) <= MOST_WORDS
        for start, end in row["spans"]:
            assert not (text[start - 1 : start].isalnum() and text[start].isalnum())
            assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum())


def test_none_without_flags_has_no_spans() -> None:
    assert [row["spans"] for row in readings(NEITHER)] == [[]] * len(NEITHER)


def drops(rows: list[dict], seed: int) -> list[tuple[float, float]]:
    """For each message about customers: how far its label's probability falls without its spans, and without as
    many words taken at random."""
    draw = random.Random(seed)
    texts, contexts = [row["text"] for row in rows], [row["context"] for row in rows]
    kept = [
        (text, context, reading)
        for text, context, reading in zip(texts, contexts, readings(texts, contexts), strict=True)
        if reading["orientation"] != "none" and len(text.split()) >= 12
    ]
    poorer, shorter = [], []
    for text, _, reading in kept:
        without = text
        for start, end in reversed(reading["spans"]):
            without = f"{without[:start]} {without[end:]}"
        words = text.split()
        taken = max(1, len(words) - len(without.split()))
        gone = set(draw.sample(range(len(words)), min(taken, len(words) - 1)))
        poorer.append(without)
        shorter.append(" ".join(word for i, word in enumerate(words) if i not in gone))
    contexts = [context for _, context, _ in kept]
    pairs = zip(kept, readings(poorer, contexts), readings(shorter, contexts), strict=True)
    return [
        (
            old["p"][old["orientation"]] - a["p"][old["orientation"]],
            old["p"][old["orientation"]] - b["p"][old["orientation"]],
        )
        for (_, _, old), a, b in pairs
    ]


def test_the_spans_are_the_words_that_decided() -> None:
    found = drops([{"text": text, "context": ""} for text in ABOUT + SOLD], seed=7)

    assert len(found) >= len(ABOUT + SOLD) - 1
    assert sum(spans > 0.2 for spans, _ in found) >= len(found) - 1
    assert sum(spans for spans, _ in found) > sum(random_words for _, random_words in found)


def test_a_text_of_a_megabyte_takes_bounded_time() -> None:
    for text in ("customers want " * 70_000, "x" * 1_000_000, "?" * 1_000_000):
        begun = time.process_time()
        (row,) = readings([text])
        assert time.process_time() - begun < 2
        assert sum(row["p"].values()) == pytest.approx(1, abs=3e-6)


def test_the_version_is_the_name_and_the_hash_of_the_weights() -> None:
    manifest = json.loads((MODELS / "fast" / "manifest.json").read_text())

    assert READER.version == f"fast-{manifest['sha256'][:12]}"


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "fast"
    shutil.copytree(MODELS / "fast", folder)
    weights = bytearray((folder / "weights.npz").read_bytes())
    weights[1000] ^= 1
    (folder / "weights.npz").write_bytes(weights)

    with pytest.raises(ReaderError) as caught:
        FastReader.load(folder)

    assert (caught.value.code, caught.value.file) == ("reader.damaged", "weights.npz")


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError) as caught:
        FastReader.load(tmp_path)

    assert caught.value.code == "reader.missing"


def test_an_unknown_reader_is_refused() -> None:
    with pytest.raises(SettingsError, match="no reader “slow”"):
        load_reader("slow")


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"id": ["1"]}, "read.column"), ({"text": ["a"]}, "read.column"), ({"id": ["1"], "text": [1]}, "read.type")],
)
def test_a_batch_of_another_shape_is_refused(columns: dict, code: str) -> None:
    with pytest.raises(InputError) as caught:
        READER.read(pa.RecordBatch.from_pydict(columns))

    assert caught.value.code == code


def test_importing_the_room_loads_neither_numba_nor_a_model() -> None:
    program = "import sys, lilyroot.read; print(sorted({'numba', 'lilyroot.read.fast'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


@pytest.mark.real_data
def test_quality_and_spans_on_labelled_talk() -> None:
    if not (GOLD / "dev.jsonl").exists():
        pytest.skip("../shared/gold is not here: quality on real talk is not checked.")
    rows = [json.loads(line) for line in (GOLD / "dev.jsonl").read_text("utf-8").splitlines()]
    found = readings([row["text"] for row in rows], [row["context"] for row in rows])

    f1 = []
    for label in ORIENTATIONS:
        hits = sum(row["orientation"] == label == read["orientation"] for row, read in zip(rows, found, strict=True))
        sizes = [sum(each["orientation"] == label for each in side) for side in (rows, found)]
        f1.append(2 * hits / sum(sizes))
    assert sum(f1) / 3 > 0.63

    falls = drops(rows, seed=7)
    assert len(falls) > 300
    assert sum(spans > other for spans, other in falls) / len(falls) > 0.9
    assert sum(spans for spans, _ in falls) > 3 * sum(other for _, other in falls)
