"""Learn the encoder's rules (probabilities, decision, unsure band) and the bounds of the cascade; write the manifest.

    python training/encoder/calibrate.py --shared ../shared --models src/lilyroot/read/models

The rules have few numbers and are fitted on dev.jsonl, which the encoder did not learn from. What is printed comes
from halves that did not fit them: rules of one half of the conversations, figures of the other. Flags are too rare
there; their curves are the network's own, cut where a flag is more likely than not.

The cascade leaves to the fast reader as much as it can without losing more than 0.005 in macro-F1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))
from calibration import best_favour, calibration_error, equal_sources, macro_f1, orientation_curve, softmax, sure_from
from evaluate_reader import kappa
from gold import Gold, folds, load_gold
from pool import units

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.cascade import BOUNDS_FILE, Bounds
from lilyroot.read.decision import NONE, Probabilities
from lilyroot.read.encoder import GRAPH_FILE, MANIFEST_FILE, RULES_FILE, VOCABULARY_FILE, EncoderReader, EncoderRules
from lilyroot.read.fast import FastReader
from lilyroot.read.word_pieces import Vocabulary

SPLIT = len(ORIENTATIONS)
FLAG_FROM = 0.5
NONE_FROM = np.arange(0.5, 1.0, 0.02).round(2)
FLAG_UP_TO = 0.15
LOSS = 0.005

Floats = NDArray[np.float64]


def fitted(scores: Floats, gold: Gold) -> EncoderRules:
    """Rules from scores (messages by ten heads) of messages the encoder had not seen."""
    labels = gold.orientation
    slopes, shifts = orientation_curve(scores[:, :SPLIT], labels, equal_sources(gold.sources))
    p = softmax(slopes * scores[:, :SPLIT] + shifts)
    favour = best_favour(p, labels)
    favoured = p * favour
    sure = sure_from(favoured.max(axis=1) / favoured.sum(axis=1), favoured.argmax(axis=1) == labels)
    flags = len(FLAGS)
    return EncoderRules(slopes, shifts, favour, sure, np.ones(flags), np.zeros(flags), np.full(flags, FLAG_FROM))


def report(scores: Floats, gold: Gold) -> None:
    """Figures of each half by the other half's rules."""
    half = folds(gold, 2, seed=3)
    p, label = np.zeros((len(gold), SPLIT)), np.zeros(len(gold), np.int64)
    for mine in (0, 1):
        rules = fitted(scores[half != mine], gold.part(half != mine))
        here = half == mine
        p[here] = softmax(rules.slopes * scores[here, :SPLIT] + rules.shifts)
        label[here] = (p[here] * rules.favour).argmax(axis=1)
    for name in ("all", *np.unique(gold.sources)):
        here = np.full(len(gold), True) if name == "all" else gold.sources == name
        errors = [calibration_error(p[here, i], gold.orientation[here] == i) for i in range(SPLIT)]
        print(
            f"{name:16} n {here.sum():5} macro-F1 {macro_f1(gold.orientation[here], label[here]):.3f}"
            f" kappa {kappa(gold.orientation[here], label[here]):.3f}"
            f" calibration error {' '.join(f'{error:.3f}' for error in errors)}"
        )


def write_rules(folder: Path, rules: EncoderRules) -> None:
    learned = {
        name: value if name == "sure" else np.round(value, 4).tolist() for name, value in asdict(rules).items()
    }
    (folder / RULES_FILE).write_text(json.dumps(learned, indent=2) + "\n", encoding="utf-8")


def write_manifest(folder: Path) -> None:
    files = (GRAPH_FILE, VOCABULARY_FILE, RULES_FILE)
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}
    (folder / MANIFEST_FILE).write_text(json.dumps(digests, indent=2) + "\n", encoding="utf-8")


def bounds(fast: Probabilities, encoder: Probabilities, gold: Gold) -> Bounds:
    """The lowest probability of ``none`` at which the cascade is as good as the encoder alone."""
    alone = macro_f1(gold.orientation, encoder.label)
    for none in NONE_FROM:
        stands = (fast.orientation[:, NONE] >= none) & (fast.flags.max(axis=1) <= FLAG_UP_TO)
        together = macro_f1(gold.orientation, np.where(stands, fast.label, encoder.label))
        if together >= alone - LOSS:
            break
    print(f"cascade macro-F1 {together:.3f}, encoder {alone:.3f}; {stands.mean():.2f} left to the fast reader")
    return Bounds(float(none), FLAG_UP_TO)


def ordinary(fast: FastReader, chosen: Bounds, shared: Path) -> None:
    """Say how much of ordinary talk, turns of meetings as they come, goes on to the encoder."""
    turns = [unit for unit in units(shared) if unit.source == "qmsum-product"]
    found = fast.judge([turn.text for turn in turns], [turn.context for turn in turns])
    stands = (found.orientation[:, NONE] >= chosen.none) & (found.flags.max(axis=1) <= chosen.flag)
    print(f"of {len(turns):,} turns in meetings {1 - stands.mean():.3f} go on to the encoder")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder of gold/ and data/")
    parser.add_argument("--models", type=Path, required=True, help="folder of encoder/ and fast/")
    options = parser.parse_args()
    folder = options.models / "encoder"
    dev = load_gold(options.shared / "gold", "dev")
    nothing = EncoderRules(*(np.ones(SPLIT), np.zeros(SPLIT), np.ones(SPLIT)), 0.0, *[np.zeros(len(FLAGS))] * 3)
    reader = EncoderReader(
        (folder / GRAPH_FILE).read_bytes(), Vocabulary.load(folder / VOCABULARY_FILE), nothing, "being-made"
    )
    scores = np.array([reader.scores(text) for text in dev.texts])
    report(scores, dev)
    write_rules(folder, fitted(scores, dev))
    write_manifest(folder)
    fast = FastReader.load(options.models / "fast")
    first = fast.judge(dev.texts, dev.contexts)
    second = EncoderReader.load(folder).judge(dev.texts, dev.contexts)
    chosen = bounds(first, second, dev)
    (options.models / "cascade").mkdir(exist_ok=True)
    (options.models / "cascade" / BOUNDS_FILE).write_text(
        json.dumps(asdict(chosen), indent=2) + "\n", encoding="utf-8"
    )
    ordinary(fast, chosen, options.shared)


if __name__ == "__main__":
    main()
