"""Do the items of a scale measure one thing, and how well does their sum measure it? Alpha and omega.

Alpha assumes that all items measure equally well, omega does not. Omega is that of a one-factor model fitted to the
covariances by maximum likelihood; other fits give other numbers in the third digit, so this one is pinned. The other
usual one, minimal residuals, is here for comparison with scales published elsewhere.

Sources: Cronbach 1951; Feldt 1965 (interval of alpha); McDonald 1999 (omega); Lawley and Maxwell 1971 (the fit);
Harman and Jones 1966 (minimal residuals); Revelle and Condon 2019 (omega from what is unexplained);
Browne 1984 and Yuan and Bentler 2002 (standard errors without normality).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import fdtri, stdtrit

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, floats, require, z_of

_SMALLEST: Final = 0.005  # of an item's variance that is always taken to be its own (Heywood cases)
_FEW: Final = 60
_MOST: Final = float(np.sqrt(1 - _SMALLEST))


def alpha(answers: ArrayLike, *, level: float = LEVEL) -> Estimate:
    """Cronbach's alpha of persons x items, reversed items turned already: k/(k-1) (1 - sum of variances / of total).

    At least 2 items and 3 complete sheets; a sheet with a missing answer (NaN) is left out. At most 1, and negative
    where items contradict each other. Interval: Feldt's, exact for equally good normal items. ``n``: sheets used.

    >>> found = alpha([[1, 2, 1], [2, 2, 3], [3, 4, 3], [4, 4, 5], [5, 4, 5]])
    >>> round(found.estimate, 3), found.n
    (0.936, 5)
    """
    sheets = complete(answers)
    people, items = sheets.shape
    middle = alpha_of(np.cov(sheets, rowvar=False))
    one, both = people - 1, (people - 1) * (items - 1)
    low, high = (1 - (1 - middle) * float(fdtri(one, both, tail)) for tail in ((1 + level) / 2, (1 - level) / 2))
    return Estimate(middle, low, high, people)


def alpha_of(covariances: ArrayLike) -> float:
    """Alpha from the covariances of the items, however they were made.

    >>> round(alpha_of([[1.0, 0.5], [0.5, 1.0]]), 4)
    0.6667
    """
    matrix = _covariances(covariances)
    items = len(matrix)
    return float(items / (items - 1) * (1 - np.trace(matrix) / matrix.sum()))


def omega(answers: ArrayLike, *, level: float = LEVEL) -> Estimate:
    """McDonald's omega of persons x items by maximum likelihood: (sum of loadings)² / (that + sum of own variances).

    At least 3 items and more complete sheets than items. Between 0 and 1. Interval: on the scale of log(1 - omega),
    with the standard error that the persons' own influence gives (no normal distribution assumed). With fewer than 60
    sheets that is too small; there each sheet is left out in turn (the jackknife), with Student's quantile.

    >>> sheets = [[1, 2, 1], [2, 2, 3], [3, 4, 3], [4, 4, 5], [5, 4, 5], [2, 3, 1], [4, 5, 4], [3, 2, 4]]
    >>> found = omega(sheets)
    >>> round(found.estimate, 2), found.low < 0.9 < found.high, found.n
    (0.92, True, 8)
    """
    sheets = complete(answers)
    people, items = sheets.shape
    require(people > items, "Omega needs more complete sheets than items.")
    middle = omega_of(np.cov(sheets, rowvar=False))
    if people < _FEW:
        reach = float(np.exp(stdtrit(people - 1, (1 + level) / 2) * _left_out_in_turn(sheets)))
    else:
        reach = float(np.exp(z_of(level) * _by_influence(sheets, middle)))
    return Estimate(middle, max(1 - (1 - middle) * reach, 0.0), 1 - (1 - middle) / reach, people)


def _by_influence(sheets: Floats, middle: float) -> float:
    """The standard error of log(1 - omega) from how far each person moves it."""
    centred = sheets - sheets.mean(axis=0)
    slopes = _slopes(centred.T @ centred / (len(sheets) - 1), middle)
    influence = np.einsum("pa,ab,pb->p", centred, slopes, centred)
    return float(influence.std(ddof=1) / np.sqrt(len(sheets))) / max(1 - middle, 1e-12)


def _left_out_in_turn(sheets: Floats) -> float:
    """The jackknife's standard error of log(1 - omega); without end where there is no omega without some sheet."""
    n = len(sheets)
    try:
        without = [omega_of(np.cov(np.delete(sheets, place, axis=0), rowvar=False)) for place in range(n)]
    except EstimatorError:
        return np.inf
    logs = np.log(np.maximum(1 - np.array(without), 1e-12))
    return float(np.sqrt((n - 1) * logs.var()))


def omega_of(covariances: ArrayLike) -> float:
    """Omega from the covariances of at least 3 items.

    >>> round(omega_of([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]]), 4)
    0.75
    """
    matrix = _covariances(covariances)
    loadings, own = one_factor(matrix)
    common = float(loadings.sum()) ** 2
    return common / (common + float(own.sum()))


def one_factor(covariances: ArrayLike) -> tuple[Floats, Floats]:
    """Loadings and own variances of the one factor that makes these covariances most likely.

    The loadings follow from the own variances; over these the likelihood is climbed with exact slopes. An own
    variance is at least 0.5 % of the item's.

    >>> loadings, own = one_factor([[1.0, 0.72, 0.63], [0.72, 1.0, 0.56], [0.63, 0.56, 1.0]])
    >>> loadings.round(3).tolist(), own.round(3).tolist()
    ([0.9, 0.8, 0.7], [0.19, 0.36, 0.51])
    """
    matrix = _covariances(covariances)
    require(len(matrix) > 2, "One factor needs at least 3 items.")
    scale = np.sqrt(np.diag(matrix))
    standard = matrix / np.outer(scale, scale)
    require(float(np.linalg.eigvalsh(standard)[0]) > 1e-9, "An item follows from the others altogether.")

    def fit(logs: Floats) -> float:
        values = np.linalg.eigvalsh(_relative(standard, np.exp(logs)))[:-1]
        return float((values - np.log(values) - 1).sum())

    def slopes(logs: Floats) -> Floats:
        own = np.exp(logs)
        loadings = _loadings(standard, own)
        found: Floats = (loadings**2 + own - 1) / own
        return found

    start = np.log(np.clip(0.5 / np.diag(np.linalg.pinv(standard)), 0.02, 0.98))
    bounds = [(float(np.log(_SMALLEST)), 0.0)] * len(matrix)
    tight: Any = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000}
    own = np.exp(minimize(fit, start, jac=slopes, method="L-BFGS-B", bounds=bounds, options=tight).x)
    loadings = _loadings(standard, own)
    return loadings * scale * (1 if loadings.sum() >= 0 else -1), own * scale**2


def omega_minres_of(covariances: ArrayLike) -> float:
    """Omega as R's psych has it by default: minimal residuals of the correlations, 1 - sum unexplained / sum of all.

    The loadings come closest to the correlations (least squares, whatever stands on the diagonal). Every item counts
    the same, however much it varies. For comparison with what others publish; scales here are judged by ``omega_of``.

    >>> round(omega_minres_of([[1.0, 0.72, 0.63], [0.72, 1.0, 0.56], [0.63, 0.56, 1.0]]), 4)
    0.8446
    """
    matrix = _covariances(covariances)
    require(len(matrix) > 2, "One factor needs at least 3 items.")
    scale = np.sqrt(np.diag(matrix))
    standard = matrix / np.outer(scale, scale)
    others = standard - np.eye(len(standard))

    def residuals(loadings: Floats) -> Floats:
        left: Floats = others - np.outer(loadings, loadings) * (1 - np.eye(len(loadings)))
        return left

    def misfit(loadings: Floats) -> float:
        return float((residuals(loadings) ** 2).sum()) / 4

    def slopes(loadings: Floats) -> Floats:
        found: Floats = -residuals(loadings) @ loadings
        return found

    start = np.sqrt(np.clip(1 - 0.5 / np.diag(np.linalg.pinv(standard)), 0.02, 0.98))
    bounds = [(-_MOST, _MOST)] * len(standard)
    tight: Any = {"ftol": 1e-15, "gtol": 1e-10}
    loadings = minimize(misfit, start, jac=slopes, method="L-BFGS-B", bounds=bounds, options=tight).x
    return 1 - float((1 - loadings**2).sum()) / float(standard.sum())


def complete(answers: ArrayLike) -> Floats:
    """The sheets (rows) without a missing answer: at least 3, of at least 2 items that vary.

    >>> complete([[1, 2], [2, float("nan")], [3, 3], [2, 5]]).shape
    (3, 2)
    """
    sheets = np.asarray(answers, dtype=np.float64)
    require(sheets.ndim == 2 and sheets.shape[1] > 1, "A scale needs persons x items, at least 2 items.")
    sheets = sheets[~np.isnan(sheets).any(axis=1)]
    require(len(sheets) > 2, "A scale needs at least 3 complete sheets.")
    require(bool((np.ptp(sheets, axis=0) > 0).all()), "An item was answered alike by everybody.")
    return floats(sheets, "answers", dimensions=2)


def _covariances(given: ArrayLike) -> Floats:
    matrix = floats(given, "covariances", dimensions=2)
    square = matrix.shape[0] == matrix.shape[1] > 1 and bool(np.allclose(matrix, matrix.T))
    require(square, "Covariances form a square, the same on both sides of its diagonal, of at least 2 items.")
    require(bool((np.diag(matrix) > 0).all()) and float(matrix.sum()) > 0, "The sum of the items does not vary.")
    return matrix


def _relative(standard: Floats, own: Floats) -> Floats:
    """The correlations in units of the own standard deviations; its largest eigenvalue is the factor's."""
    root = np.sqrt(own)
    found: Floats = standard / np.outer(root, root)
    return found


def _loadings(standard: Floats, own: Floats) -> Floats:
    values, vectors = np.linalg.eigh(_relative(standard, own))
    found: Floats = np.sqrt(own) * vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1, 0.0))
    return found


def _slopes(matrix: Floats, middle: float) -> Floats:
    """How omega moves with each covariance: a symmetric matrix, by small steps."""
    found, scale = np.zeros_like(matrix), np.sqrt(np.diag(matrix))
    for row in range(len(matrix)):
        for column in range(row + 1):
            step = 1e-4 * scale[row] * scale[column]
            nudge = np.zeros_like(matrix)
            nudge[row, column] = nudge[column, row] = step
            rise = (omega_of(matrix + nudge) - omega_of(matrix - nudge)) / (2 * step)
            found[row, column] = found[column, row] = rise if row == column else rise / 2
    return found
