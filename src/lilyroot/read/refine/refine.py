"""Refine a reader with labels, and say honestly whether that made it better."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.errors import InputError
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.fast import FastReader
from lilyroot.read.refine.compare import Comparison, compare, kappa, macro_f1
from lilyroot.read.refine.folds import folds_of
from lilyroot.read.refine.labels import Label, load_labels
from lilyroot.read.refine.learn import Lesson, learn, learnable, lesson_of
from lilyroot.read.weights import Weights

FEWEST_LABELS: Final = 50
FEWEST_EACH: Final = 5  # of every orientation
NO_WORSE: Final = 0.02  # the interval of the difference may reach this far below zero
LEAST_KAPPA: Final = 0.2  # agreement with held-out labels; macro-F1 alone prefers guessing to always saying none
MOST_FORGOTTEN: Final = 0.10  # of macro-F1 on the touchstones: about seven messages of 66
_FOLDS, _SEED = 5, 11
_TOUCHSTONES: Final = Path(__file__).with_name("touchstones.jsonl")

Guesses = tuple[NDArray[np.int64], NDArray[np.bool_]]  # orientations, and messages by FLAGS


@dataclass(frozen=True)
class FlagChange:
    """F1 of one flag on held-out labels, before and after, and whether what was learned of it is used."""

    flag: str
    positives: int
    before: float
    after: float

    @property
    def kept(self) -> bool:
        return self.after > self.before


@dataclass(frozen=True)
class Refined:
    """What came out: the weights, and every figure the decision rests on."""

    weights: Weights
    held_out: Comparison
    kappa: float  # agreement of the refined reader with the held-out labels, beyond chance
    touchstones_before: float
    touchstones_after: float
    flags: tuple[FlagChange, ...]
    counts: dict[str, int]  # labels by orientation
    unseen: bool  # whether the labels compared on are new to the reader in use

    @property
    def refusal(self) -> str:
        """Why the reader in use stays, in a sentence; empty when the refined one is better."""
        if self.held_out.difference <= 0:
            return "It reads the held-out labels no better."
        if self.held_out.low < -NO_WORSE:
            return f"The interval of the difference reaches below {-NO_WORSE:+.2f}: too few labels to tell."
        if self.kappa < LEAST_KAPPA:
            return f"It agrees with the held-out labels little more than by chance (kappa {self.kappa:.2f})."
        if self.touchstones_before - self.touchstones_after > MOST_FORGOTTEN:
            return f"It forgot more than {MOST_FORGOTTEN:.2f} of macro-F1 on the built-in messages."
        return ""


def refine(shipped: Weights, labels: list[Label], *, in_use: Weights, known: list[bool]) -> Refined:
    """Refine the shipped weights with the labels and compare the result with the reader in use.

    ``known`` says of each label whether the reader in use learned from it. Where at least 50 are new, the comparison
    is on those; otherwise it is on all labels and with the shipped reader, which saw none. Every label is read by a
    reader that learned from other folds. What must not be forgotten is measured against the shipped reader, so that
    many small losses cannot add up. The same labels give the same weights.
    Raises ``InputError`` when there are too few labels, of too few conversations.
    """
    counts = _enough(labels)
    lesson = lesson_of(shipped, labels)
    _enough_groups(lesson)
    new = np.array([not each for each in known])
    unseen = int(new.sum()) >= FEWEST_LABELS
    asked = new if unseen else np.ones(len(labels), bool)
    before = _guesses(in_use if unseen else shipped, labels)
    after = _held_out(shipped, lesson, labels)
    held_out = compare(lesson.orientation[asked], before[0][asked], after[0][asked], lesson.groups[asked])
    agreement = kappa(lesson.orientation[asked], after[0][asked])
    flags = _flag_changes(lesson, asked & lesson.looked, before[1], after[1])
    weights = learn(shipped, lesson, [change.flag for change in flags if change.kept])
    forgetting = on_touchstones(shipped), on_touchstones(weights)
    return Refined(weights, held_out, agreement, *forgetting, flags, counts, unseen)


def on_touchstones(weights: Weights) -> float:
    """Macro-F1 (0..1) on the built-in messages, which no reader learns from."""
    labels = load_labels(_TOUCHSTONES).kept
    return macro_f1(np.array([label.orientation for label in labels]), _guesses(weights, labels)[0])


def _enough(labels: list[Label]) -> dict[str, int]:
    found = Counter(ORIENTATIONS[label.orientation] for label in labels)
    counts: dict[str, int] = {name: found[name] for name in ORIENTATIONS}
    if len(labels) < FEWEST_LABELS or min(counts.values()) < FEWEST_EACH:
        so_far = ", ".join(f"{n} {name}" for name, n in counts.items())
        raise InputError(
            "train.few",
            f"There are {len(labels)} usable labels ({so_far}).",
            remedy=f"Training needs {FEWEST_LABELS}, with {FEWEST_EACH} of each orientation; 300 to 500 are better.",
        )
    return counts


def _enough_groups(lesson: Lesson) -> None:
    groups = int(lesson.groups.max()) + 1
    if groups < 2 * _FOLDS:
        raise InputError(
            "train.conversations",
            f"All labels come from {groups} conversations; a fair comparison cannot be made.",
            remedy=f"Label messages of at least {2 * _FOLDS} conversations.",
        )


def _held_out(shipped: Weights, lesson: Lesson, labels: list[Label]) -> Guesses:
    """What is read of each label by a reader that learned from the other folds."""
    fold = folds_of(lesson.groups, _FOLDS, _SEED)
    orientation, flagged = np.zeros(len(labels), np.int64), np.zeros((len(labels), len(FLAGS)), bool)
    for k in range(_FOLDS):
        held = fold == k
        rest = lesson.part(~held)
        taught = learn(shipped, rest, learnable(rest))
        orientation[held], flagged[held] = _guesses(taught, [labels[i] for i in np.flatnonzero(held)])
    return orientation, flagged


def _guesses(weights: Weights, labels: list[Label]) -> Guesses:
    columns = {
        "id": [""] * len(labels),
        "text": [label.text for label in labels],
        "context": [label.context for label in labels],
    }
    schema = pa.schema([(name, pa.string()) for name in columns])
    read = FastReader(weights).read(pa.RecordBatch.from_pydict(columns, schema=schema), spans=False)
    none = ORIENTATIONS.index("none")  # what is not read is no talk of customers to whoever counts it
    orientation = [none if name is None else ORIENTATIONS.index(name) for name in read["orientation"].to_pylist()]
    flagged = [[flag in (given or ()) for flag in FLAGS] for given in read["flags"].to_pylist()]
    return np.array(orientation, np.int64), np.array(flagged, bool)


def _flag_changes(
    lesson: Lesson, asked: NDArray[np.bool_], before: NDArray[np.bool_], after: NDArray[np.bool_]
) -> tuple[FlagChange, ...]:
    changes = []
    for flag in learnable(lesson):
        place = FLAGS.index(flag)
        truth = lesson.flags[asked, place]
        found = (_f1(truth, guesses[asked, place]) for guesses in (before, after))
        changes.append(FlagChange(flag, int(lesson.flags[lesson.looked, place].sum()), *found))
    return tuple(changes)


def _f1(truth: NDArray[np.bool_], guesses: NDArray[np.bool_]) -> float:
    return float(2 * (truth & guesses).sum() / max(truth.sum() + guesses.sum(), 1))
