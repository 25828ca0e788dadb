"""How differently do two groups talk? Jensen and Shannon's divergence, without what small samples add to it.

Two equal samples of n tokens in K categories look (K - 1) / (4 n ln 2) bits apart; with 64 categories and 1,000
tokens that is more than most real differences. So the estimate is corrected by what relabelling the threads gives,
and says when there is too little text.

Sources: Lin 1991; Endres and Schindelin 2003 (its root is a distance); Miller 1955 and Grosse and others 2002 (the
bias); Efron and Tibshirani 1993 (jackknife, permutation).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, counts, floats, require, z_of

FEWEST_TOKENS: Final = 2000
SHUFFLES: Final = 1000


@dataclass(frozen=True, slots=True)
class Divergence(Estimate):
    """A divergence in bits (0..1), its bias taken off.

    ``seen`` is the plain one, ``p`` how often threads dealt out at random look at least as different, ``enough``
    whether both sides have 2,000 tokens. Never take the logarithm of ``seen``.
    """

    seen: float
    p: float
    enough: bool


def jensen_shannon(first: ArrayLike, second: ArrayLike) -> float:
    """The divergence of two sets of counts or shares, in bits: 0 the same, 1 nothing in common.

    >>> jensen_shannon([0.5, 0.5, 0], [0, 0.5, 0.5])
    0.5
    """
    one, other = floats(first, "counts"), floats(second, "counts")
    require(one.shape == other.shape, "The two sides have different categories.")
    require(
        bool((np.append(one, other) >= 0).all()) and one.sum() > 0 < other.sum(), "A side has nothing to compare."
    )
    return float(_divergence(one, other))


def bias(categories: int, first: float, second: float) -> float:
    """What chance adds to the divergence of so many tokens a side, in bits, if all tokens are independent.

    >>> round(bias(64, 1000, 1000), 4)
    0.0227
    """
    return (categories - 1) / (8 * log(2)) * (1 / first + 1 / second)


def talk_apart(first: ArrayLike, second: ArrayLike, *, seed: int | str = 0, level: float = LEVEL) -> Divergence:
    """How differently two groups talk, from the counts of each of their threads: threads x categories, twice.

    At least 2 threads a side. From the plain divergence the mean of 1,000 deals of the threads into two sides of the
    same numbers is taken (never below 0). Interval: normal, with the jackknife's standard error over threads, not
    below 0; near 0 it is rough, and ``p`` is to be read. ``n``: threads.

    >>> found = talk_apart([[9, 1], [8, 2], [7, 3], [9, 2]], [[2, 8], [3, 7], [1, 9], [4, 6]])
    >>> found.estimate < found.seen, found.p < 0.05, found.enough, found.n
    (True, True, False, 8)
    """
    one, other = (counts(side, "counts of threads", dimensions=2) for side in (first, second))
    require(one.shape[1] == other.shape[1], "The two sides have different categories.")
    require(min(len(one), len(other)) > 1, "Each side needs at least 2 threads.")
    require(bool((one.sum(axis=0) + other.sum(axis=0)).sum() > 0), "Nobody said anything.")
    seen = jensen_shannon(one.sum(axis=0), other.sum(axis=0))
    together = np.vstack([one, other])
    by_chance = _dealt(together, len(one), seed)
    middle = max(seen - float(by_chance.mean()), 0.0)
    half = z_of(level) * float(np.sqrt(_jackknife(one, other.sum(axis=0)) + _jackknife(other, one.sum(axis=0))))
    p = float((1 + (by_chance >= seen - 1e-12).sum()) / (1 + SHUFFLES))
    enough = min(int(one.sum()), int(other.sum())) >= FEWEST_TOKENS
    return Divergence(middle, max(middle - half, 0.0), min(middle + half, 1.0), len(together), seen, p, enough)


def _divergence(one: Floats, other: Floats) -> Floats:
    """In bits, along the last axis."""
    p, q = one / one.sum(axis=-1, keepdims=True), other / other.sum(axis=-1, keepdims=True)
    middle = (p + q) / 2
    found: Floats = (_relative(p, middle) + _relative(q, middle)) / 2
    return found


def _relative(p: Floats, middle: Floats) -> Floats:
    used = p > 0
    ratio = np.where(used, p, 1.0) / np.where(used, middle, 1.0)
    found: Floats = (p * np.log2(ratio)).sum(axis=-1)
    return found


def _dealt(together: np.ndarray, size: int, seed: int | str) -> Floats:
    order = np.argsort(uniforms(seed, SHUFFLES, len(together)), axis=1, kind="stable")
    sides = np.zeros((SHUFFLES, len(together)))
    np.put_along_axis(sides, order[:, :size], 1.0, axis=1)
    one = sides @ together
    return _divergence(one, together.sum(axis=0) - one)


def _jackknife(side: np.ndarray, other: np.ndarray) -> float:
    """The variance that leaving out one thread after another gives."""
    without = (side.sum(axis=0) - side).astype(np.float64)
    found = _divergence(without[without.sum(axis=1) > 0], other.astype(np.float64))
    return float((len(side) - 1) / len(side) * ((found - found.mean()) ** 2).sum())
