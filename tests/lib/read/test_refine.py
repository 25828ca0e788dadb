"""Refining: what the labels move, what they leave, and how honestly the result is compared."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from marina import denial, guesswork, talk, write

from lilyroot.errors import InputError
from lilyroot.model.labels import ORIENTATIONS
from lilyroot.read import MODELS
from lilyroot.read.columns import speech
from lilyroot.read.fast import FastReader
from lilyroot.read.refine.compare import compare, macro_f1
from lilyroot.read.refine.fit import fit, one_hot
from lilyroot.read.refine.folds import folds_of, groups_of
from lilyroot.read.refine.labels import Label, load_labels
from lilyroot.read.refine.learn import learn, lesson_of
from lilyroot.read.refine.refine import LEAST_KAPPA, MOST_FORGOTTEN, NO_WORSE, Refined, refine
from lilyroot.read.refine.rows import rows_of
from lilyroot.read.weights import Weights, load_weights


@pytest.fixture(scope="module")
def shipped() -> Weights:
    return load_weights(MODELS / "fast")


@pytest.fixture(scope="module")
def learned(shipped: Weights) -> Refined:
    """What comes of 120 labels of the marina."""
    return refined(shipped, talk(120))


def labels_of(rows: list[dict]) -> list[Label]:
    return [
        Label(
            row["text"],
            row.get("context", ""),
            ORIENTATIONS.index(row["orientation"]),
            None if row.get("flags") is None else frozenset(row["flags"]),
            row.get("conversation", ""),
        )
        for row in rows
    ]


def as_batch(rows: list[dict]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"id": ["" for _ in rows], "text": [row["text"] for row in rows]})


def refined(shipped: Weights, rows: list[dict]) -> Refined:
    return refine(shipped, labels_of(rows), in_use=shipped, known=[False] * len(rows))


# --- rows and weights ------------------------------------------------------------------------------------------


def test_rows_times_weights_are_the_scores_of_the_kernel(shipped: Weights) -> None:
    rows = [*talk(20), {"text": "How, so? 12 % étage…", "context": "Do the users know?", "orientation": "none"}]
    rows += [{"text": "customers customers want want want", "orientation": "none"}]
    labels = labels_of(rows)
    texts = speech(pa.array([label.text for label in labels]))
    contexts = speech(pa.array([label.context for label in labels]))

    expected, _ = FastReader(shipped)._scores(texts, contexts)

    assert rows_of(shipped, labels) @ shipped.weights == pytest.approx(expected, abs=1e-4)


def test_a_message_without_a_known_word_has_an_empty_row(shipped: Weights) -> None:
    rows = rows_of(shipped, labels_of([{"text": "…", "orientation": "none"}]))

    assert rows.shape == (1, len(shipped.buckets))


def test_labels_move_the_weights_towards_them_and_a_firm_belief_holds_them_back() -> None:
    rows, truth = np.eye(3), one_hot(np.array([0, 1, 2]), 3)

    sizes = [np.abs(fit(rows, np.zeros((3, 3)), truth, strength)[0]).sum() for strength in (0.1, 1.0, 100.0)]
    change, _ = fit(rows, np.zeros((3, 3)), truth, 0.1)

    assert sizes[0] > sizes[1] > sizes[2]
    assert (change.argmax(axis=1) == [0, 1, 2]).all()


def test_what_labels_agree_with_already_stays_nearly_as_it_was() -> None:
    sure = 20 * one_hot(np.array([0, 1, 2]), 3)

    change, step = fit(np.eye(3), sure, one_hot(np.array([0, 1, 2]), 3), 1.0)

    assert np.abs(change).max() < 1e-4
    assert np.abs(step).max() < 1e-4


def test_messages_on_few_axes_have_the_lengths_and_angles_they_had(shipped: Weights) -> None:
    labels = labels_of(talk(40))
    rows, lesson = rows_of(shipped, labels), lesson_of(shipped, labels)
    change = np.random.default_rng(1).normal(size=(lesson.rows.shape[1], 2))

    assert lesson.rows @ lesson.rows.T == pytest.approx((rows @ rows.T).toarray(), abs=1e-8)
    assert rows @ lesson.axes.to_features(change) == pytest.approx(lesson.rows @ change, abs=1e-6)


def test_of_very_many_labels_some_span_what_can_be_learned(shipped: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lilyroot.read.refine.learn.MOST_AXES", 40)
    lesson = lesson_of(shipped, labels_of(talk(160)))

    taught = FastReader(learn(shipped, lesson, [])).read(as_batch(talk(40, seed=5)), spans=False)

    assert lesson.rows.shape[0] == 160
    assert lesson.rows.shape[1] <= 40
    right = [a == row["orientation"] for a, row in zip(taught["orientation"].to_pylist(), talk(40, 5), strict=True)]
    assert sum(right) > 36


def test_flags_without_labels_enough_stay_bit_for_bit(shipped: Weights) -> None:
    rows = [row | {"flags": ["blame"] if i < 5 else []} for i, row in enumerate(talk(60))]

    found = refined(shipped, rows)

    assert found.flags == ()
    assert (found.weights.weights[:, 3:] == shipped.weights[:, 3:]).all()
    assert found.weights.bias[3:] == pytest.approx(shipped.bias[3:])


def test_a_flag_is_learned_where_people_looked_for_it(shipped: Weights) -> None:
    rows = [row | {"flags": ["politics"] if "rain" in row["text"] else []} for row in talk(150)]

    (change,) = refined(shipped, rows).flags

    assert (change.flag, change.positives) == ("politics", sum("rain" in row["text"] for row in rows))
    assert change.kept
    assert change.after > 0.9 > change.before


# --- folds -----------------------------------------------------------------------------------------------------


def test_conversations_equal_texts_and_neighbours_are_never_apart() -> None:
    long = "The ketch on berth nine has the tap too stiff to turn."
    rows = [
        {"text": "One.", "conversation": "a"},
        {"text": "Two.", "conversation": "a"},
        {"text": "  two. "},
        {"text": long},
        {"text": "Which tap?", "context": long},
        {"text": "Alone."},
    ]

    groups = groups_of(labels_of([row | {"orientation": "none"} for row in rows]))

    assert len({groups[0], groups[1], groups[2]}) == 1
    assert groups[3] == groups[4]
    assert len(set(groups.tolist())) == 3


def test_folds_hold_whole_groups_and_are_nearly_as_large_as_one_another() -> None:
    groups = np.repeat(np.arange(40), [1, 2, 3, 4] * 10)

    folds = folds_of(groups, 5, seed=1)

    assert all(len(set(folds[groups == group].tolist())) == 1 for group in range(40))
    assert max(Counter(folds.tolist()).values()) - min(Counter(folds.tolist()).values()) <= 1


# --- comparing -------------------------------------------------------------------------------------------------


def test_macro_f1_is_the_mean_of_the_three() -> None:
    truth, guesses = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])

    assert macro_f1(truth, guesses) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)


def test_the_same_guesses_differ_by_nothing() -> None:
    truth = np.array([0, 1, 2] * 20)

    found = compare(truth, truth, truth, np.arange(60))

    assert (found.before, found.after, found.low, found.high) == (1, 1, 0, 0)


def test_the_interval_is_wider_when_what_was_said_together_counts_once() -> None:
    chance = np.random.default_rng(3)
    truth = chance.integers(3, size=200)
    right = np.repeat(chance.random(20) < 0.5, 10)  # whole conversations are read better, or not at all
    before = (truth + 1) % 3
    after = np.where(right, truth, before)

    alone = compare(truth, before, after, np.arange(200))
    together = compare(truth, before, after, np.repeat(np.arange(20), 10))

    assert together.high - together.low > 2 * (alone.high - alone.low)


# --- deciding --------------------------------------------------------------------------------------------------


def test_an_organisations_own_talk_is_learned(learned: Refined) -> None:
    assert learned.refusal == ""
    assert learned.held_out.low > 0.5
    assert learned.touchstones_before - learned.touchstones_after <= MOST_FORGOTTEN


def test_the_same_labels_give_the_same_weights(shipped: Weights) -> None:
    one, other = (learn(shipped, lesson_of(shipped, labels_of(talk(120))), []) for _ in range(2))

    assert (one.weights == other.weights).all()
    assert (one.bias == other.bias).all()


def test_labels_that_say_nothing_make_no_new_reader(shipped: Weights) -> None:
    """Held out, guesswork cannot be guessed: were labels to leak between folds, this would look like learning."""
    found = refined(shipped, guesswork(120))

    assert found.kappa < LEAST_KAPPA
    assert found.refusal != ""


def test_guessing_is_refused_also_where_it_beats_saying_none_to_everything(learned: Refined) -> None:
    guessing = replace(learned, kappa=0.05)

    assert learned.refusal == ""
    assert "by chance" in guessing.refusal


def test_a_reader_that_forgets_ordinary_customers_is_refused(shipped: Weights) -> None:
    found = refined(shipped, denial(100))

    assert found.held_out.low > 0
    assert found.touchstones_before - found.touchstones_after > MOST_FORGOTTEN
    assert "forgot" in found.refusal


def test_a_better_middle_is_not_enough_when_the_interval_reaches_far_down(learned: Refined) -> None:
    unsure = compare(np.array([0, 1, 2, 0, 1]), np.array([0, 1, 0, 0, 0]), np.array([0, 1, 2, 1, 0]), np.arange(5))

    doubtful = replace(learned, held_out=unsure)

    assert unsure.difference > 0 > unsure.low + NO_WORSE
    assert "too few labels" in doubtful.refusal


def test_labels_the_reader_in_use_knows_do_not_count_for_it(shipped: Weights, learned: Refined) -> None:
    labels, mine = labels_of(talk(120)), learned.weights

    again = refine(shipped, labels, in_use=mine, known=[True] * 120)
    more = refine(shipped, labels + labels_of(talk(60, seed=9)), in_use=mine, known=[True] * 120 + [False] * 60)

    assert not again.unseen
    assert again.held_out.before < 0.5  # of the shipped reader; its own would be 1
    assert more.unseen
    assert more.held_out.labels == 60
    assert more.held_out.before > 0.9


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (talk(49), "train.few"),
        ([row for row in talk(200) if row["orientation"] != "focused"], "train.few"),
        ([row | {"conversation": f"c{i % 9}"} for i, row in enumerate(talk(90))], "train.conversations"),
    ],
    ids=["few", "one orientation missing", "few conversations"],
)
def test_too_few_labels_are_a_sentence(shipped: Weights, rows: list[dict], code: str) -> None:
    with pytest.raises(InputError) as caught:
        refined(shipped, rows)

    assert caught.value.code == code
    assert caught.value.remedy


# --- files of labels -------------------------------------------------------------------------------------------

BAD = [
    "not json",
    "[1, 2]",
    '{"text": "", "orientation": "none"}',
    '{"text": 5, "orientation": "none"}',
    '{"text": "x"}',
    '{"text": "x", "orientation": "neutral"}',
    '{"text": "x", "orientation": ["none"]}',
    '{"text": "x", "orientation": "none", "flags": "blame"}',
    '{"text": "x", "orientation": "none", "flags": ["rage"]}',
    '{"text": "x", "orientation": "none", "flags": [[]]}',
    '{"text": "x", "orientation": "none", "context": 3}',
    '{"text": "x", "orientation": "none", "conversation": {}}',
    "[" * 100_000,
]


def test_bad_lines_are_refused_by_number_and_the_sum_closes(tmp_path: Path) -> None:
    good = json.dumps({"id": 1, "text": "x", "context": ["a", "b"], "orientation": "centric", "flags": ["blame"]})
    (tmp_path / "labels.jsonl").write_text("\n".join([good, *BAD, "", good]))

    labels = load_labels(tmp_path / "labels.jsonl")

    assert [refused.line for refused in labels.refused] == list(range(2, 2 + len(BAD)))
    assert all(refused.sentence and refused.remedy for refused in labels.refused)
    assert labels.kept == [Label("x", "a\nb", 0, frozenset({"blame"}), "")] * 2
    assert labels.came_in == len(BAD) + 2


def test_a_table_says_the_same_as_lines_of_json(tmp_path: Path) -> None:
    rows = [
        {"text": "One, two.", "context": "Why?", "orientation": "centric", "flags": ["blame", "politics"]},
        {"text": 'He said "no".', "context": "", "orientation": "none", "flags": []},
    ]
    write(tmp_path / "labels.jsonl", rows)
    (tmp_path / "labels.csv").write_text(
        "\ufefftext,context,orientation,flags\n"
        '"One, two.",Why?,centric,blame; politics\n'
        '"He said ""no"".",,none,\n'
        "x,,neutral,\n"
        "x,,none,,too,many\n"
    )

    table, lines = load_labels(tmp_path / "labels.csv"), load_labels(tmp_path / "labels.jsonl")

    assert table.kept == lines.kept
    assert [refused.line for refused in table.refused] == [4, 5]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("labels.csv", b"text,label\nx,none\n", "labels.columns"),
        ("labels.csv", b"text,orientation\n\xff,none\n", "labels.csv"),
        ("labels.csv", b'text,orientation\n"x,none\n', "labels.csv"),
        ("nowhere.jsonl", None, "labels.file"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_a_sentence(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)

    with pytest.raises(InputError) as caught:
        load_labels(tmp_path / name)

    assert (caught.value.code, caught.value.file) == (code, name)


def test_the_touchstones_have_every_orientation_and_no_text_twice() -> None:
    from lilyroot.read.refine import refine as module

    labels = load_labels(module._TOUCHSTONES)

    assert labels.refused == []
    assert len({label.text for label in labels.kept}) == len(labels.kept) >= 60
    assert min(Counter(label.orientation for label in labels.kept).values()) >= 20
