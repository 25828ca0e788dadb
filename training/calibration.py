"""From scores to probabilities and decisions, always on messages the model has not seen."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
BINS = 10  # of the expected calibration error
SURE = 2 / 3  # a reading is sure when it is right so often
BETA = 0.5  # of the F measure that picks a flag's threshold: precision counts twice as much as recall


def softmax(z: Floats) -> Floats:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def macro_f1(labels: Labels, guesses: Labels) -> float:
    """Mean over the labels of the harmonic mean of precision and recall, 0..1."""
    scores = []
    for label in range(int(labels.max()) + 1):
        hits = ((labels == label) & (guesses == label)).sum()
        scores.append(2 * hits / max((labels == label).sum() + (guesses == label).sum(), 1))
    return float(np.mean(scores))


def equal_sources(sources: NDArray[np.str_]) -> Floats:
    """A weight for each message, so that every source counts the same."""
    _, place, size = np.unique(sources, return_inverse=True, return_counts=True)
    return np.asarray(len(sources) / len(size) / size[place])


def orientation_curve(scores: Floats, labels: Labels, weight: Floats) -> tuple[Floats, Floats]:
    """Slope and shift of each orientation's score (vector scaling) that make the labels least surprising."""
    rows = np.arange(len(labels))

    def surprise(at: Floats) -> float:
        p = softmax(at[:3] * scores + np.append(at[3:], 0.0))
        return float(-(weight * np.log(p[rows, labels] + 1e-12)).sum() / weight.sum())

    found = minimize(surprise, np.array([1.0, 1.0, 1.0, 0.0, 0.0]), method="L-BFGS-B").x
    return found[:3].round(4), np.append(found[3:], 0.0).round(4)


def sure_from(share: Floats, right: NDArray[np.bool_]) -> float:
    """The share of the favoured probabilities from which a label is right two times in three or more.

    Being right may only rise with the share (isotonic regression), so that there is one such point.
    """
    chance = IsotonicRegression().fit_transform(share, right.astype(float))
    doubtful = share[chance < SURE]
    return round(float(doubtful.max(initial=0.0)), 4)


def calibration_error(p: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean gap between stated and found probability, over ten bins."""
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    gaps = [abs(p[place == b].sum() - right[place == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / len(p))


def best_favour(p: Floats, labels: Labels) -> Floats:
    """Factors of the probabilities (the last label's is 1) whose argmax has the highest macro-F1.

    The argmax alone neglects the rarer labels. The mean of the factors within 0.003 of the best is taken: the
    peak itself is noise.
    """
    grid = np.arange(0.8, 3.01, 0.1)
    tried = [(macro_f1(labels, (p * [a, b, 1]).argmax(axis=1)), a, b) for a, b in itertools.product(grid, grid)]
    top = max(tried)[0]
    good = np.array([(a, b) for f1, a, b in tried if f1 >= top - 0.003])
    return np.array([*good.mean(axis=0).round(2), 1.0])


def logistic_curve(scores: Floats, labels: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Slope and shift of the logistic curve from a flag's score to its probability (Platt), by likelihood."""

    def surprise(at: Floats) -> float:
        z = at[0] * scores + at[1]
        return float((weight * (np.logaddexp(0, z) - labels * z)).sum() / weight.sum())

    slope, shift = minimize(surprise, np.array([1.0, 0.0]), method="Nelder-Mead", options={"xatol": 1e-5}).x
    return round(float(slope), 4), round(float(shift), 4)


def best_threshold(p: Floats, labels: NDArray[np.bool_]) -> float:
    """The probability from which a flag is set: highest F measure with precision favoured (``BETA``)."""
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(labels[order])
    chosen = np.arange(1, len(p) + 1)
    f = (1 + BETA**2) * hits / (chosen + BETA**2 * labels.sum())
    return round(float(p[order][int(f.argmax())]), 4)
