"""The most probable weights: the shipped ones before, moved by the labels.

A head's change is believed to be normal around zero, so what no label speaks of stays as it was. Three orientations
are one softmax, a flag is one logistic head.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from lilyroot.read.refine.rows import Floats

STRENGTHS = (0.3, 1.0, 3.0, 10.0)  # of the belief in the shipped weights, weakest first
_OF_BIAS = 10.0  # the bias is held more firmly: it moves every message, also those no label is like


def fit(rows: Floats, before: Floats, truth: Floats, strength: float) -> tuple[Floats, Floats]:
    """The change of weights (axes by heads) and of bias that suit the labels best.

    ``rows`` are messages by axes; ``before`` are logits of the shipped weights and ``truth`` is 0 or 1, messages by
    heads: one head, or several that exclude one another.
    """
    axes, heads = rows.shape[1], truth.shape[1]
    held = np.full((axes + 1, heads), strength)
    held[-1] *= _OF_BIAS

    def loss(flat: Floats) -> tuple[float, Floats]:
        at = flat.reshape(axes + 1, heads)
        z = before + rows @ at[:-1] + at[-1]
        miss = probabilities(z) - truth
        slope = held * at
        slope[:-1] += rows.T @ miss
        slope[-1] += miss.sum(axis=0)
        return surprise(z, truth) * len(z) + 0.5 * float((held * at**2).sum()), slope.ravel()

    start = np.zeros((axes + 1) * heads)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200, "ftol": 1e-8})
    at = found.x.reshape(axes + 1, heads)
    return at[:-1], at[-1]


def probabilities(z: Floats) -> Floats:
    """From logits: a softmax over several heads, the logistic function of one."""
    if z.shape[1] == 1:
        return np.asarray(1 / (1 + np.exp(-np.clip(z, -50, 50))))
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def surprise(z: Floats, truth: Floats) -> float:
    """Mean negative logarithm of the probability of what is true."""
    p = probabilities(z)
    of_truth = (p * truth).sum(axis=1) if z.shape[1] > 1 else np.where(truth > 0, p, 1 - p)[:, 0]
    return float(-np.log(np.maximum(of_truth, 1e-12)).mean())


def one_hot(labels: NDArray[np.int64], heads: int) -> Floats:
    """Messages by heads, 1 where the label is the head."""
    return np.eye(heads)[labels]
