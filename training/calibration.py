"""From scores to probabilities and decisions, always on messages the model has not seen."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
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


def best_temperature(scores: Floats, labels: Labels) -> float:
    """What to divide scores by so that the labels are least surprising."""

    def surprise(log_temperature: float) -> float:
        p = softmax(scores / np.exp(log_temperature))
        return float(-np.log(p[np.arange(len(labels)), labels] + 1e-12).mean())

    return round(float(np.exp(minimize_scalar(surprise, bounds=(-2, 2), method="bounded").x)), 4)


def best_favour(z: Floats, labels: Labels) -> Floats:
    """Factors of the probabilities (the last label's is 1) whose argmax has the highest macro-F1.

    The argmax alone neglects the rarer labels. The mean of the factors within 0.003 of the best is taken: the
    peak itself is noise.
    """
    p = softmax(z)
    grid = np.arange(0.8, 3.01, 0.1)
    tried = [(macro_f1(labels, (p * [a, b, 1]).argmax(axis=1)), a, b) for a, b in itertools.product(grid, grid)]
    top = max(tried)[0]
    good = np.array([(a, b) for f1, a, b in tried if f1 >= top - 0.003])
    return np.array([*good.mean(axis=0).round(2), 1.0])


def logistic_curve(scores: Floats, labels: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """Slope and shift of the logistic curve from score to probability (Platt), by weighted likelihood."""

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
