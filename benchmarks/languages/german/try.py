"""German: what can be had cheaply, on messages nobody trained on. Prints the table of docs/explanation/languages.md.

    python benchmarks/languages/german/try.py [--gold ../shared/gold]

``gloss``: each word is put into English by ``lexicon.txt`` (a stem with * stands for whatever begins so, a compound
also for what ends so) and the English reader reads the result. ``n-grams``: words and pieces of words, logistic
regression, learned from the 150 messages of ``develop.tsv``. ``both``: the second, with the probabilities of the
first as features. Tested on the 200 of ``test.tsv``; intervals by bootstrap over messages.

All 350 are by one author. What that hides is shown in English with ``--gold``: the same n-grams learned from 150 of
the composed messages, tested on 200 other composed ones and on real ones, medians of 5 draws.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = (
    "1"  # small sums: threads only wait for each other
)

import argparse
import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import cross_val_predict

from lilyroot.model.labels import ORIENTATIONS
from lilyroot.read import load_reader

HERE = Path(__file__).parent
FOLDS = 10
RESAMPLES = 2_000

Labels = NDArray[np.str_]
Floats = NDArray[np.float64]


def messages(name: str) -> tuple[list[str], Labels]:
    rows = [line.split("\t") for line in (HERE / name).read_text("utf-8").splitlines()]
    return [text for _, text in rows], np.array([label for label, _ in rows])


def lexicon() -> tuple[dict[str, str], dict[str, str]]:
    """Whole words, and stems."""
    whole, stems = {}, {}
    for line in (HERE / "lexicon.txt").read_text("utf-8").splitlines():
        word, english = line.split(" ", 1)
        (stems if word.endswith("*") else whole)[word.rstrip("*")] = english
    return whole, stems


def gloss(text: str, whole: dict[str, str], stems: dict[str, str]) -> str:
    return re.sub(r"[^\W\d_]+", lambda match: _word(match[0].lower(), whole, stems), text)


def _word(word: str, whole: dict[str, str], stems: dict[str, str]) -> str:
    if word in whole:
        return whole[word]
    begun = [stem for stem in stems if word.startswith(stem)]
    parts = [stems[max(begun, key=len)]] if begun else []
    ended = [end for end in whole if len(end) > 3 and word.endswith(end) and len(end) < len(word)]
    parts += [whole[max(ended, key=len)]] if ended else []
    return " ".join(parts) or word


def glossed(texts: list[str]) -> tuple[Labels, Floats]:
    lists = lexicon()
    english = [gloss(text, *lists) for text in texts]
    read = load_reader("fast").read(pa.record_batch({"id": english, "text": english}), spans=False)
    p = np.array([[row[name] for name in ORIENTATIONS] for row in read["p"].to_pylist()])
    return np.array(read["orientation"].to_pylist()), p


def bootstrap(truth: Labels, found: Labels) -> tuple[float, float]:
    draw = np.random.default_rng(7)
    scores = []
    for _ in range(RESAMPLES):
        rows = draw.integers(0, len(truth), len(truth))
        scores.append(f1_score(truth[rows], found[rows], average="macro"))
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def told(name: str, truth: Labels, found: Labels, on_develop: str) -> None:
    low, high = bootstrap(truth, found)
    f1 = f1_score(truth, found, average="macro")
    kappa = cohen_kappa_score(truth, found)
    print(f"| {name} | {on_develop} | {f1:.2f} ({low:.2f} to {high:.2f}) | {kappa:.2f} |")


class NGrams:
    """Words and pieces of words, and a logistic regression on them and on what else is known of the texts."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        self.model = LogisticRegression(C=10, max_iter=300)

    def learned(self, texts: list[str], more: Floats | None = None) -> sparse.csr_matrix:
        return _beside(self._words.fit_transform(texts), self._pieces.fit_transform(texts), more)

    def features(self, texts: list[str], more: Floats | None = None) -> sparse.csr_matrix:
        return _beside(self._words.transform(texts), self._pieces.transform(texts), more)


def _beside(words: sparse.csr_matrix, pieces: sparse.csr_matrix, more: Floats | None) -> sparse.csr_matrix:
    return sparse.hstack([words, pieces] if more is None else [words, pieces, more]).tocsr()


def german() -> None:
    texts, labels = messages("develop.tsv")
    tests, truth = messages("test.tsv")
    (read, p), (read_tests, p_tests) = glossed(texts), glossed(tests)
    print("| way | macro-F1 on the 150, folds | macro-F1 on the 200 (95 %) | kappa |\n| --- | --- | --- | --- |")
    told("gloss, English reader", truth, read_tests, f"{f1_score(labels, read, average='macro'):.2f}")
    for name, more, more_tests in (("n-grams", None, None), ("both", _logs(p), _logs(p_tests))):
        grams = NGrams()
        known = grams.learned(texts, more)
        crossed = cross_val_predict(grams.model, known, labels, cv=FOLDS)
        grams.model.fit(known, labels)
        found = grams.model.predict(grams.features(tests, more_tests))
        told(name, truth, found, f"{f1_score(labels, crossed, average='macro'):.2f}")


def transfer(gold: Path) -> None:
    composed, real = (_labelled(gold / f"{name}.jsonl") for name in ("composed", "dev"))
    scores: dict[str, list[float]] = {"composed": [], "real": []}
    for seed in range(5):
        draw = np.random.default_rng(seed).permutation(len(composed[0]))
        grams = NGrams()
        grams.model.fit(grams.learned([composed[0][i] for i in draw[:150]]), composed[1][draw[:150]])
        others = [composed[0][i] for i in draw[150:350]], composed[1][draw[150:350]]
        for name, (texts, labels) in (("composed", others), ("real", real)):
            found = grams.model.predict(grams.features(texts))
            scores[name].append(f1_score(labels, found, average="macro"))
    told_apart = ", ".join(f"{name} {np.median(found):.2f}" for name, found in scores.items())
    print(f"English n-grams from 150 composed messages, macro-F1: {told_apart}")


def _labelled(path: Path) -> tuple[list[str], Labels]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [row["text"] for row in rows], np.array([row["orientation"] for row in rows])


def _logs(p: Floats) -> Floats:
    return np.log(p + 0.01) * 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path)
    options = parser.parse_args()
    german()
    if options.gold:
        transfer(options.gold)


if __name__ == "__main__":
    main()
