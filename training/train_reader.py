"""Train the fast reader from the labelled messages; the same files give the same weights, byte for byte.

    python training/train_reader.py --gold ../shared/gold --out src/lilyroot/read/models/fast

Learns from train.jsonl, composed.jsonl and our own messages (folder messages) and, with --teacher FILE, from what a
stronger reader said of messages that nobody labelled (``teach.py`` writes it): JSON lines {"source", "text",
"context", "p": [centric, focused, none], "flags": [seven chances] or null, "weight"}. Calibration, decision rule, the
flags' curves and thresholds come from predictions for labelled messages that stood in another fold. dev.jsonl is not
read.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # sums in one order, always

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from calibration import (
    best_favour,
    best_threshold,
    calibration_error,
    equal_sources,
    logistic_curve,
    macro_f1,
    orientation_curve,
    softmax,
    sure_from,
)
from features import BITS, Features, Matrix, extract, make_lexicon, rarity, scaled
from gold import Gold, folds, folds_of_taught, load_gold, load_teacher, load_written, together
from lexicon import CLASSES
from logistic import Floats, Heads, fit_soft
from numpy.typing import NDArray

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.weights import Weights, save_weights

FOLDS = 4
SEED = 7
# words, characters, classes; the same of the context, which is read but not coded; shape
BLOCK_WEIGHTS = np.array([1.0, 1.0, 1.2, 0.4, 0.3, 0.3, 0.6])
COMPOSED_WEIGHT = 0.5  # of a composed or written message when orientation is learned; flags need them whole
SOFTNESS = 0.1  # added to counts before their ratio is taken
FLOOR = 0.5  # least factor of a feature, however little it tells

MOST_FEATURES = 250_000
SPLIT = len(ORIENTATIONS)


def telling(x: Matrix, p: Floats, weight: Floats) -> Floats:
    """How much each feature tells: its largest log-count ratio between a label and the others.

    After Wang and Manning (2012), Baselines and Bigrams.
    """
    ratios = []
    for mine in p.T:
        inside = SOFTNESS + x.T @ (weight * mine)
        outside = SOFTNESS + x.T @ (weight * (1 - mine))
        ratios.append(np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum())))
    return np.asarray(np.max(ratios, axis=0) + FLOOR)


def fit_told(x: Matrix, p: Floats, weight: Floats, strength: float) -> Heads:
    """Logistic regression on features scaled by how much they tell."""
    factor = telling(x, p, weight)
    heads = fit_soft((x @ sparse.diags(factor)).astype(np.float32), p, weight, strength)
    return Heads(heads.weights * factor[:, None], heads.bias)


def fit_all(x: Matrix, gold: Gold, rows: NDArray[np.int64]) -> Heads:
    """Orientation: the mean of two models. Flags: one model each, of the messages whose flag is known."""
    p, weight = gold.p[rows], gold.weight[rows]
    share = weight * np.where(gold.composed[rows], COMPOSED_WEIGHT, 1.0)
    plain, told = fit_soft(x[rows], p, share, 2.0), fit_told(x[rows], p, share, 0.3)
    heads = [Heads((plain.weights + told.weights) / 2, (plain.bias + told.bias) / 2)]
    for chances in gold.p_flags[rows].T:
        known = ~np.isnan(chances)
        heads.append(fit_told(x[rows[known]], chances[known, None], weight[known], 1.0))
    return Heads(np.hstack([h.weights for h in heads]), np.concatenate([h.bias for h in heads]))


def out_of_fold(features: Features, gold: Gold, fold: NDArray[np.int64]) -> Floats:
    """Scores of every message by a model that saw none of its fold."""
    scores = np.zeros((len(gold), SPLIT + len(FLAGS)))
    for k in range(FOLDS):
        rows, held = np.where(fold != k)[0], np.where(fold == k)[0]
        idf = rarity(features.present[rows])
        x = scaled(features, features.present, idf, BLOCK_WEIGHTS)
        heads = fit_all(x, gold, rows)
        scores[held] = x[held] @ heads.weights + heads.bias
        say(f"fold {k + 1} of {FOLDS}")
    return scores


def rules(scores: Floats, gold: Gold) -> dict[str, object]:
    """The fields of ``Weights`` that turn scores into probabilities and decisions, from messages not seen."""
    natural = ~gold.composed
    labels = gold.orientation[natural]
    slopes, shifts = orientation_curve(scores[natural, :SPLIT], labels, equal_sources(gold.sources[natural]))
    p = softmax(slopes * scores[:, :SPLIT] + shifts)
    favour = best_favour(p[natural], labels)
    favoured = p[natural] * favour
    share = favoured.max(axis=1) / favoured.sum(axis=1)
    weight = np.where(gold.composed, COMPOSED_WEIGHT, 1.0)
    curves = [logistic_curve(scores[:, SPLIT + i], gold.flags[:, i], weight) for i in range(len(FLAGS))]
    flag_slopes, flag_shifts = (np.array(values) for values in zip(*curves, strict=True))
    flagged = 1 / (1 + np.exp(-(flag_slopes * scores[:, SPLIT:] + flag_shifts)))
    found: dict[str, object] = {
        "slopes": slopes,
        "shifts": shifts,
        "favour": favour,
        "sure": sure_from(share, favoured.argmax(axis=1) == labels),
        "flag_slopes": flag_slopes,
        "flag_shifts": flag_shifts,
        "flag_thresholds": np.array([best_threshold(flagged[:, i], gold.flags[:, i]) for i in range(len(FLAGS))]),
    }
    report(p, p * favour, float(found["sure"]), gold)
    return found


def report(p: Floats, favoured: Floats, sure: float, gold: Gold) -> None:
    """Say how good the unseen predictions are, for each source."""
    guesses, labels = favoured.argmax(axis=1), gold.orientation
    unsure = favoured.max(axis=1) < sure * favoured.sum(axis=1)
    groups = {"natural": ~gold.composed} | {str(name): gold.sources == name for name in np.unique(gold.sources)}
    for name, mine in groups.items():
        errors = [calibration_error(p[mine, i], labels[mine] == i) for i in range(SPLIT)]
        right = guesses == labels
        say(
            f"{name:22} n {mine.sum():5} macro-F1 {macro_f1(labels[mine], guesses[mine]):.3f}"
            f"  calibration error {' '.join(f'{error:.3f}' for error in errors)}"
            f"  unsure {unsure[mine].mean():.2f}, right {right[mine & unsure].mean():.2f} of them"
        )


def train(gold: Gold, taught: Gold | None, most: int) -> tuple[Weights, Floats]:
    """The weights, and the out-of-fold scores they were calibrated on."""
    lexicon = make_lexicon(CLASSES)
    fold = folds(gold, FOLDS, SEED)
    everything = gold
    if taught is not None:
        everything, fold = together(gold, taught), np.append(fold, folds_of_taught(taught, gold, fold))
    features = extract(everything.texts, everything.contexts, lexicon, most)
    say(f"{features.present.shape[1]:,} features, {features.present.nnz / len(everything):.0f} of them in a message")
    scores = out_of_fold(features, everything, fold)[: len(gold)]
    learned = rules(scores, gold)
    idf = rarity(features.present)
    heads = fit_all(scaled(features, features.present, idf, BLOCK_WEIGHTS), everything, np.arange(len(everything)))
    weights = Weights(
        version="",
        lexicon_words=lexicon.words,
        lexicon_classes=lexicon.classes,
        bits=BITS,
        buckets=features.buckets,
        rarity=idf,
        weights=heads.weights.astype(np.float32),
        blocks=BLOCK_WEIGHTS,
        bias=heads.bias,
        **learned,
    )
    return weights, scores


def say(sentence: str) -> None:
    print(f"{time.process_time():6.0f} s  {sentence}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="folder of train.jsonl and composed.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="folder the weights and their manifest go to")
    parser.add_argument("--scores", type=Path, help="also save the out-of-fold scores here (npz)")
    parser.add_argument("--teacher", type=Path, help="what a teacher said, as JSON lines")
    parser.add_argument("--features", type=int, default=MOST_FEATURES, help="learn at most so many (%(default)s)")
    options = parser.parse_args()
    gold = together(load_gold(options.gold, "train", "composed"), load_written())
    taught = load_teacher(options.teacher) if options.teacher else None
    weights, scores = train(gold, taught, options.features)
    digest = save_weights(options.out, "fast", weights)
    if options.scores:
        np.savez(options.scores, scores=scores, orientation=gold.orientation, flags=gold.flags, sources=gold.sources)
    for name in ("slopes", "shifts", "favour", "sure", "flag_thresholds"):
        say(f"{name} {getattr(weights, name)}")
    say(f"weights sha256 {digest}")


if __name__ == "__main__":
    main()
