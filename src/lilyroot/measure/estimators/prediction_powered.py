"""The mean of what people would label, from few labels and many predictions: prediction-powered inference.

For an audit drawn at random without strata, and for scores instead of labels. Where the audit can be stratified by
predicted label, :mod:`lilyroot.measure.estimators.prevalence` is narrower and holds the truth more often.

Sources: Angelopoulos, Bates, Fannjiang, Jordan and Zrnic 2023 (PPI); Angelopoulos, Duchi and Zrnic 2023 (PPI++);
Zrnic and Candès 2024 (cross-fitting); Zadrozny and Elkan 2002 (isotonic calibration).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, floats, require, z_of

FOLDS: Final = 5


def prediction_powered(
    truth: ArrayLike, predicted: ArrayLike, elsewhere: ArrayLike, *, tuned: bool = True, level: float = LEVEL
) -> Estimate:
    """The mean of the truth: λ mean(elsewhere) + mean(truth - λ predicted), with a normal interval.

    ``truth`` and ``predicted``: one number per labelled message (0 or 1, or scores), ``elsewhere``: the predictions
    for all other messages. ``tuned`` chooses λ in 0..1 for the narrowest interval (PPI++), else λ is 1 (PPI). The
    unit is that of the truth; the ends are not clipped. ``n`` counts the labels. With rare marks and few labels it
    holds the truth less often than it says (docs/explanation/intervals.md).

    >>> truth, predicted = [1] * 18 + [0] * 182, [1] * 14 + [0] * 4 + [1] * 8 + [0] * 174
    >>> found = prediction_powered(truth, predicted, [1] * 520 + [0] * 4480, tuned=False)
    >>> round(found.estimate, 3), round(found.low, 8), round(found.high, 8)
    (0.084, 0.04912383, 0.11887617)
    """
    y, f, rest = floats(truth, "labels"), floats(predicted, "predictions"), floats(elsewhere, "other predictions")
    require(y.shape == f.shape, "There is not one prediction for every label.")
    share = _lambda(y, f, rest) if tuned else 1.0
    middle = float(share * rest.mean() + (y - share * f).mean())
    half = z_of(level) * float(np.sqrt(share**2 * rest.var() / len(rest) + (y - share * f).var() / len(y)))
    return Estimate(middle, middle - half, middle + half, len(y))


def calibrated(
    truth: ArrayLike, scores: ArrayLike, elsewhere: ArrayLike, *, seed: int | str = 0, level: float = LEVEL
) -> Estimate:
    """The same from scores that only put messages in order: they are turned into probabilities first.

    Isotonic regression of the labels on the scores, fitted on four fifths of the audit and used on the last, five
    times over, so that no label judges a calibration it helped to make; elsewhere the mean of the five is used. At
    least five labels. Equal data in another order may give slightly other folds.

    >>> scores = np.linspace(0, 1, 200)
    >>> found = calibrated((scores > 0.8) * 1.0, scores, np.linspace(0, 1, 5000))
    >>> round(found.estimate, 2), found.low < 0.2 < found.high
    (0.2, True)
    """
    y, s, rest = floats(truth, "labels"), floats(scores, "scores"), floats(elsewhere, "other scores")
    require(y.shape == s.shape, "There is not one score for every label.")
    require(len(y) >= FOLDS, f"Calibration needs at least {FOLDS} labels.")
    fold = np.argsort(np.argsort(uniforms(seed, len(y)), kind="stable"), kind="stable") % FOLDS
    probable, other = np.empty_like(y), np.zeros_like(rest)
    for number in range(FOLDS):
        kept = fold != number
        probable[~kept] = _isotonic(s[kept], y[kept], s[~kept])
        other += _isotonic(s[kept], y[kept], rest) / FOLDS
    return prediction_powered(y, probable, other, level=level)


def _lambda(y: Floats, f: Floats, rest: Floats) -> float:
    """The weight of the predictions with the smallest variance; 0 where they never vary."""
    together = np.concatenate([f, rest])
    spread = float(together.var(ddof=1))
    if spread <= 0:
        return 0.0
    shared = float(((y - y.mean()) * (f - f.mean())).mean())
    return min(max(shared / ((1 + len(y) / len(rest)) * spread), 0.0), 1.0)


def _isotonic(scores: Floats, truth: Floats, at: Floats) -> Floats:
    """The rising step function closest to the truth, read off at other scores, straight between its points."""
    known, where, times = np.unique(scores, return_inverse=True, return_counts=True)
    means = np.bincount(where, truth) / times
    fitted = isotonic_regression(means, weights=times).x
    found: Floats = np.interp(at, known, fitted)
    return found
