"""Random numbers that are the same on any machine and with any version of numpy: cut from a keyed hash."""

from __future__ import annotations

import hashlib
from math import prod

import numpy as np
from scipy.special import ndtri

from lilyroot.measure.estimators.estimate import Floats


def uniforms(seed: int | str, *shape: int) -> Floats:
    """Uniform numbers between 0 and 1, never either of them, in an array of this shape.

    >>> bool((uniforms(1, 3, 2) == uniforms(1, 3, 2)).all()), uniforms(2, 4).shape
    (True, (4,))
    """
    raw = hashlib.shake_256(f"lilyroot.measure.chance/1/{seed}".encode()).digest(4 * prod(shape))
    words = np.frombuffer(raw, "<u4").reshape(shape)
    found: Floats = (words + 0.5) / 2.0**32
    return found


def normals(seed: int | str, *shape: int) -> Floats:
    """Standard normal numbers in an array of this shape.

    >>> abs(float(normals(1, 10000).mean())) < 0.03
    True
    """
    found: Floats = ndtri(uniforms(seed, *shape))
    return found
