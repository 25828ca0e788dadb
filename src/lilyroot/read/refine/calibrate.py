"""From logits to probabilities and decisions, always on labels that stood in another fold."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from lilyroot.read.refine.compare import macro_f1
from lilyroot.read.refine.fit import probabilities, surprise
from lilyroot.read.refine.rows import Floats

_GRID = np.arange(0.8, 3.01, 0.2)
_AS_GOOD = 0.005  # macro-F1 within which factors are as good as the best: the peak itself is noise
_STEEPEST = 3.0


def best_stretch(z: Floats, truth: Floats) -> float:
    """What to multiply the logits of orientation by so that the labels surprise least."""

    def miss(stretch: float) -> float:
        return surprise(stretch * z, truth)

    return float(minimize_scalar(miss, bounds=(1 / _STEEPEST, _STEEPEST), method="bounded").x)


def best_curve(z: Floats, truth: Floats) -> tuple[float, float]:
    """Slope and shift of a flag's logits, so that the labels surprise least; the slope stays near 1."""

    def miss(at: Floats) -> float:
        return surprise(np.exp(at[0]) * z + at[1], truth) + 0.02 * float(at[0] ** 2)

    slope, shift = minimize(miss, np.zeros(2), method="Nelder-Mead").x
    return float(np.clip(np.exp(slope), 1 / _STEEPEST, _STEEPEST)), float(shift)


def best_favour(z: Floats, labels: NDArray[np.int64]) -> Floats:
    """Factors of the probabilities (the last one's is 1) whose argmax has the highest macro-F1."""
    p = probabilities(z)
    tried = [(macro_f1(labels, (p * [a, b, 1]).argmax(axis=1)), a, b) for a, b in itertools.product(_GRID, _GRID)]
    top = max(tried)[0]
    good = np.array([(a, b) for f1, a, b in tried if f1 >= top - _AS_GOOD])
    return np.array([*good.mean(axis=0).round(2), 1.0])
