"""Many questions at once: which answers may still be called findings?

Sources: Benjamini and Hochberg 1995; Wang and Ramdas 2022 (e-BH, valid under any dependence).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lilyroot.measure.estimators.estimate import Floats, floats, require


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """p-values adjusted for their number: calling those below q findings makes at most a share q of them false.

    In the order given; between 0 and 1. Valid for independent or positively dependent tests.

    >>> benjamini_hochberg([0.001, 0.04, 0.03]).round(3).tolist()
    [0.003, 0.04, 0.04]
    """
    p = floats(p_values, "p-values")
    require(bool(((p >= 0) & (p <= 1)).all()), "A p-value is not between 0 and 1.")
    order = np.argsort(-p, kind="stable")
    stretched = p[order] * len(p) / np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(np.minimum(stretched, 1.0))
    return adjusted


def e_benjamini_hochberg(e_values: ArrayLike, *, share: float = 0.05) -> NDArray[np.bool_]:
    """Which of many e-values are findings, so that at most this share of them is expected to be false.

    The k largest, k as large as can be with the k-th largest at least K / (share k). Holds however the K units
    depend on each other. e-values are 0 or more, and 1 on average where nothing is the matter.

    >>> e_benjamini_hochberg([100.0, 1.0, 45.0, 0.2]).tolist()
    [True, False, True, False]
    """
    e = floats(e_values, "e-values")
    require(bool((e >= 0).all()), "An e-value is below 0.")
    require(0 < share < 1, "The share of false findings lies between 0 and 1.")
    order = np.argsort(-e, kind="stable")
    places = np.arange(1, len(e) + 1)
    far = np.flatnonzero(e[order] >= len(e) / (share * places))
    found = np.zeros(len(e), dtype=bool)
    found[order[: far[-1] + 1 if len(far) else 0]] = True
    return found
