"""Refined weights from labels: how firmly to hold on to the shipped ones, the move itself, and new calibration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.refine.calibrate import best_curve, best_favour, best_stretch
from lilyroot.read.refine.fit import STRENGTHS, fit, one_hot, surprise
from lilyroot.read.refine.folds import folds_of, groups_of
from lilyroot.read.refine.labels import Label
from lilyroot.read.refine.rows import Floats, Rows, logits, moved, rows_of
from lilyroot.read.weights import Weights

FEWEST_FOR_STRETCH: Final = 100  # labels
FEWEST_FOR_FAVOUR: Final = (200, 30)  # labels, and of each orientation
FEWEST_FOR_FLAG: Final = 20  # messages with it, and as many without
FEWEST_FOR_CURVE: Final = 30
HALF_TRUST: Final = 500  # labels at which found factors count as much as the shipped ones
MOST_AXES: Final = 2_000  # messages by axes must fit into memory
_FOLDS, _SEED = 3, 5
_SPLIT: Final = len(ORIENTATIONS)


@dataclass(frozen=True)
class Axes:
    """What rows stand on: messages put together. ``back`` leads from axes to ``features`` of those messages."""

    features: Rows
    back: Floats

    def to_features(self, change: Floats) -> Floats:
        """A change of weights on these axes as one on features."""
        return np.asarray(self.features.T @ (self.back @ change))


@dataclass(frozen=True)
class Lesson:
    """Labels as the kernel sees them. ``rows`` do not stand on features; ``axes`` leads back to them."""

    rows: Floats
    axes: Axes
    before: Floats  # logits of the shipped weights, messages by heads
    orientation: NDArray[np.int64]
    flags: NDArray[np.bool_]  # messages by FLAGS
    looked: NDArray[np.bool_]  # whether somebody looked for flags
    groups: NDArray[np.int64]

    def part(self, chosen: NDArray[np.bool_]) -> Lesson:
        """The chosen labels only."""
        fields = ("rows", "before", "orientation", "flags", "looked", "groups")
        return replace(self, **{name: getattr(self, name)[chosen] for name in fields})


def lesson_of(weights: Weights, labels: list[Label]) -> Lesson:
    rows = rows_of(weights, labels)
    seen, axes = _compact(rows)
    return Lesson(
        rows=seen,
        axes=axes,
        before=logits(weights, rows),
        orientation=np.array([label.orientation for label in labels]),
        flags=np.array([[flag in (label.flags or ()) for flag in FLAGS] for label in labels]),
        looked=np.array([label.flags is not None for label in labels]),
        groups=groups_of(labels),
    )


def _compact(rows: Rows) -> tuple[Floats, Axes]:
    """The same messages on as few axes as there are messages, at most ``MOST_AXES``.

    What is learned of a linear reader is a sum of messages, so nothing is lost: lengths and angles stay, and a normal
    belief about the change is the same belief. Of very many labels, evenly chosen ones span the axes.
    """
    chosen = np.unique(np.linspace(0, rows.shape[0] - 1, min(rows.shape[0], MOST_AXES)).astype(np.int64))
    spanning = rows[chosen]
    sizes, directions = np.linalg.eigh((spanning @ spanning.T).toarray())
    kept = sizes > sizes.max() * 1e-10
    axes = Axes(spanning, directions[:, kept] / np.sqrt(sizes[kept]))
    return np.asarray((rows @ spanning.T) @ axes.back), axes


def learnable(lesson: Lesson) -> list[str]:
    """The flags of which there are labels enough."""
    found = lesson.flags[lesson.looked]
    enough = (found.sum(axis=0) >= FEWEST_FOR_FLAG) & ((~found).sum(axis=0) >= FEWEST_FOR_FLAG)
    return [flag for flag, is_enough in zip(FLAGS, enough, strict=True) if is_enough]


def learn(weights: Weights, lesson: Lesson, flags: list[str]) -> Weights:
    """The weights, moved by the lesson: orientation, and the heads of ``flags``."""
    heads = _SPLIT + len(FLAGS)
    change = np.zeros((lesson.rows.shape[1], heads))
    step, curves = np.zeros(heads), np.array([np.ones(heads), np.zeros(heads)])
    truth = one_hot(lesson.orientation, _SPLIT)
    strength, unseen = _best_strength(lesson, truth)
    orientation = slice(0, _SPLIT)
    change[:, orientation], step[orientation] = fit(lesson.rows, lesson.before[:, orientation], truth, strength)
    if len(truth) >= FEWEST_FOR_STRETCH:
        curves[0, orientation] = best_stretch(unseen, truth)
    favour = weights.favour
    if len(truth) >= FEWEST_FOR_FAVOUR[0] and truth.sum(axis=0).min() >= FEWEST_FOR_FAVOUR[1]:
        found = best_favour(curves[0, 0] * unseen, lesson.orientation)
        trust = len(truth) / (len(truth) + HALF_TRUST)
        favour = found**trust * weights.favour ** (1 - trust)
    looked = lesson.part(lesson.looked)
    for flag in flags:
        head = _SPLIT + FLAGS.index(flag)
        change[:, [head]], step[[head]], curves[:, head] = _learn_flag(looked, flag, strength)
    return moved(weights, lesson.axes.to_features(change), step, curves, favour)


def _learn_flag(lesson: Lesson, flag: str, strength: float) -> tuple[Floats, Floats, tuple[float, float]]:
    place = FLAGS.index(flag)
    truth = lesson.flags[:, [place]].astype(float)
    before = lesson.before[:, [_SPLIT + place]]
    change, step = fit(lesson.rows, before, truth, strength)
    if truth.sum() < FEWEST_FOR_CURVE:
        return change, step, (1.0, 0.0)
    return change, step, best_curve(_out_of_fold(lesson, before, truth, strength), truth)


def _best_strength(lesson: Lesson, truth: Floats) -> tuple[float, Floats]:
    """The strength under which unseen labels surprise least, and their logits under it."""
    tried = [(strength, _out_of_fold(lesson, lesson.before[:, :_SPLIT], truth, strength)) for strength in STRENGTHS]
    return min(tried, key=lambda each: surprise(each[1], truth))


def _out_of_fold(lesson: Lesson, before: Floats, truth: Floats, strength: float) -> Floats:
    fold = folds_of(lesson.groups, _FOLDS, _SEED)
    z = before.copy()
    for k in range(_FOLDS):
        held = fold == k
        change, step = fit(lesson.rows[~held], before[~held], truth[~held], strength)
        z[held] += lesson.rows[held] @ change + step
    return z
