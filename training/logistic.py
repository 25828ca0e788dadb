"""Logistic regression for sparse float32 rows whose labels are probabilities, which scikit-learn does not take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Matrix = Any  # scipy.sparse.csr_matrix
Floats = NDArray[np.float64]
ROUNDS = 200
FLAT_ENOUGH = 1e-3  # the largest slope at which the search ends


@dataclass(frozen=True)
class Heads:
    """Weights (features by heads) and bias of each head."""

    weights: Floats
    bias: Floats


def _softmax_surprise(z: Floats, p: Floats) -> tuple[Floats, Floats]:
    """Of each row: how surprising its labels are, and the slope of that by its scores."""
    z = z - z.max(axis=1, keepdims=True)
    logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -(p * logs).sum(axis=1), np.exp(logs) - p


def _logistic_surprise(z: Floats, p: Floats) -> tuple[Floats, Floats]:
    """The same for one head that says yes or no."""
    return (np.logaddexp(0, z) - p * z)[:, 0], 1 / (1 + np.exp(-np.clip(z, -50, 50))) - p


def fit_soft(x: Matrix, p: Floats, weight: Floats, strength: float) -> Heads:
    """The heads that make labels ``p`` (rows by labels; one column: chance of yes) least surprising.

    ``strength`` is scikit-learn's C: how much the labels count against the squared size of the weights.

    >>> import scipy.sparse as sparse
    >>> x = sparse.csr_matrix(np.array([[1.0], [-1.0]], np.float32))
    >>> heads = fit_soft(x, np.array([[1.0], [0.0]]), np.ones(2), strength=1.0)
    >>> bool(heads.weights[0, 0] > 0)
    True
    """
    heads, total = p.shape[1], weight.sum()
    surprise = _logistic_surprise if heads == 1 else _softmax_surprise
    turned, size = x.T.tocsr(), x.shape[1] * heads

    def cost(at: Floats) -> tuple[float, Floats]:
        weights, bias = at[:size].reshape(-1, heads), at[size:]
        lost, slope = surprise(x @ weights.astype(np.float32) + bias, p)
        slope *= weight[:, None] / total
        slopes = turned @ slope.astype(np.float32) + weights / (strength * total)
        value = (lost @ weight) / total + (weights**2).sum() / (2 * strength * total)
        return float(value), np.concatenate([slopes.ravel(), slope.sum(axis=0)])

    options = {"maxiter": ROUNDS, "gtol": FLAT_ENOUGH, "ftol": 64 * np.finfo(float).eps}
    at = minimize(cost, np.zeros(size + heads), jac=True, method="L-BFGS-B", options=options).x
    return Heads(at[:size].reshape(-1, heads), at[size:])
