"""Train the fast reader from the labelled messages; the same files give the same weights, byte for byte.

    python training/train_reader.py --gold ../shared/gold --out src/lilyroot/read/models/fast

Learns from train.jsonl and composed.jsonl. Temperature, decision rule, the flags' curves and thresholds come from
predictions for messages that stood in another fold. dev.jsonl is not read.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # sums in one order, always

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from calibration import best_favour, best_temperature, best_threshold, logistic_curve
from features import BITS, Features, Matrix, extract, make_lexicon, rarity, scaled
from gold import Gold, folds, load_gold
from lexicon import CLASSES
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.weights import Weights, save_weights

FOLDS = 4
SEED = 7
# words, characters, classes; the same of the context, which is read but not coded; shape
BLOCK_WEIGHTS = np.array([1.0, 1.0, 1.2, 0.4, 0.3, 0.3, 0.6])
COMPOSED_WEIGHT = 0.15  # of a composed message when orientation is learned; flags need them whole
SOFTNESS = 0.1  # added to counts before their ratio is taken
FLOOR = 0.5  # least factor of a feature, however little it tells

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Heads:
    """Weights (features by heads) and bias of each head."""

    weights: Floats
    bias: Floats


def telling(x: Matrix, labels: NDArray[np.int64], weight: Floats) -> Floats:
    """How much each feature tells: its largest log-count ratio between a label and the others.

    After Wang and Manning (2012), Baselines and Bigrams.
    """
    ratios = []
    for label in np.unique(labels):
        mine = labels == label
        inside = SOFTNESS + x.T @ (weight * mine)
        outside = SOFTNESS + x.T @ (weight * ~mine)
        ratios.append(np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum())))
    return np.asarray(np.max(ratios, axis=0) + FLOOR)


def fit(x: Matrix, labels: NDArray[np.int64], weight: Floats, strength: float, by_telling: bool) -> Heads:
    """Logistic regression (one head for two labels), on features scaled by how much they tell or as they are."""
    factor = telling(x, labels, weight) if by_telling else np.ones(x.shape[1])
    model = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
    model.fit((x @ sparse.diags(factor)).astype(np.float32), labels, sample_weight=weight)
    return Heads(model.coef_.T.astype(np.float64) * factor[:, None], model.intercept_.astype(np.float64))


def fit_all(x: Matrix, gold: Gold, rows: NDArray[np.int64]) -> Heads:
    """Orientation: the mean of two models. Flags: one model each."""
    here = x[rows]
    weight = np.where(gold.composed[rows], COMPOSED_WEIGHT, 1.0)
    plain = fit(here, gold.orientation[rows], weight, 2.0, by_telling=False)
    told = fit(here, gold.orientation[rows], weight, 0.3, by_telling=True)
    heads = [Heads((plain.weights + told.weights) / 2, (plain.bias + told.bias) / 2)]
    for flag in range(len(FLAGS)):
        heads.append(fit(here, gold.flags[rows, flag].astype(int), np.ones(len(rows)), 1.0, by_telling=True))
    return Heads(np.hstack([h.weights for h in heads]), np.concatenate([h.bias for h in heads]))


def out_of_fold(features: Features, gold: Gold) -> Floats:
    """Scores of every message by a model that saw none of its fold."""
    fold = folds(gold, FOLDS, SEED)
    scores = np.zeros((len(gold), len(ORIENTATIONS) + len(FLAGS)))
    for k in range(FOLDS):
        rows, held = np.where(fold != k)[0], np.where(fold == k)[0]
        idf = rarity(features.present[rows])
        x = scaled(features, features.present, idf, BLOCK_WEIGHTS)
        heads = fit_all(x, gold, rows)
        scores[held] = x[held] @ heads.weights + heads.bias
        say(f"fold {k + 1} of {FOLDS}")
    return scores


def train(gold: Gold) -> tuple[Weights, Floats]:
    """The weights, and the out-of-fold scores they were calibrated on."""
    lexicon = make_lexicon(CLASSES)
    features = extract(gold.texts, gold.contexts, lexicon)
    say(f"{features.present.shape[1]:,} features, {features.present.nnz / len(gold):.0f} of them in a message")
    scores = out_of_fold(features, gold)
    split, natural = len(ORIENTATIONS), ~gold.composed
    temperature = best_temperature(scores[natural, :split], gold.orientation[natural])
    favour = best_favour(scores[natural, :split] / temperature, gold.orientation[natural])
    share = np.where(gold.composed, COMPOSED_WEIGHT, 1.0)
    curves = [logistic_curve(scores[:, split + i], gold.flags[:, i], share) for i in range(len(FLAGS))]
    slopes, shifts = (np.array(values) for values in zip(*curves, strict=True))
    flagged = 1 / (1 + np.exp(-(slopes * scores[:, split:] + shifts)))
    thresholds = np.array([best_threshold(flagged[:, i], gold.flags[:, i]) for i in range(len(FLAGS))])
    idf = rarity(features.present)
    heads = fit_all(scaled(features, features.present, idf, BLOCK_WEIGHTS), gold, np.arange(len(gold)))
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
        temperature=temperature,
        favour=favour,
        flag_slopes=slopes,
        flag_shifts=shifts,
        flag_thresholds=thresholds,
    )
    return weights, scores


def say(sentence: str) -> None:
    print(f"{time.process_time():6.0f} s  {sentence}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="folder of train.jsonl and composed.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="folder the weights and their manifest go to")
    parser.add_argument("--scores", type=Path, help="also save the out-of-fold scores here (npz)")
    options = parser.parse_args()
    gold = load_gold(options.gold, "train", "composed")
    weights, scores = train(gold)
    digest = save_weights(options.out, "fast", weights)
    if options.scores:
        np.savez(options.scores, scores=scores, orientation=gold.orientation, flags=gold.flags, sources=gold.sources)
    say(f"temperature {weights.temperature:.2f}, favour {weights.favour}, thresholds {weights.flag_thresholds}")
    say(f"weights sha256 {digest}")


if __name__ == "__main__":
    main()
