"""The cluster bootstrap: resample conversations, many figures at once, the same way every time.

All figures of a cell come out of one matrix product: how often each resample drew each cluster (B x T) times what
each cluster brings (T x columns). The draws are a fixed function of T alone, cut from one string of pseudo-random
bytes, so equal data gives equal numbers whatever the order of rows, cells or periods, on any machine and with any
version of numpy; and a cell that equals its only child gets the child's interval.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from lilyroot.measure.estimators.estimate import Floats as Floats

RESAMPLES: Final = 1000
PILES: Final = 1000
_SEED: Final = b"lilyroot.measure.bootstrap/1"


@lru_cache(maxsize=1)
def _random_words() -> NDArray[np.uint64]:
    raw = hashlib.shake_256(_SEED).digest(4 * RESAMPLES * PILES)
    return np.frombuffer(raw, "<u4").reshape(RESAMPLES, PILES).astype(np.uint64)


@lru_cache(maxsize=256)  # a megabyte each at most; sizes come round again in every period
def draws(clusters: int) -> NDArray[np.uint8]:
    """How often each of 1000 resamples (rows, each drawing with replacement) drew each of ``clusters`` (columns).

    >>> draws(7).shape, set(draws(7).sum(axis=1).tolist())
    ((1000, 7), {7})
    """
    drawn = (_random_words()[:, :clusters] * np.uint64(clusters)) >> np.uint64(32)
    places = drawn.astype(np.int64) + np.arange(RESAMPLES)[:, None] * clusters
    counts = np.bincount(places.ravel(), minlength=RESAMPLES * clusters)
    return counts.reshape(RESAMPLES, clusters).astype(np.uint8)


@lru_cache(maxsize=1)
def normal_scores() -> Floats:
    """One standard normal number per resample: the 1000 mid-quantiles, in a fixed shuffled order."""
    order = hashlib.shake_256(_SEED + b"/normal").digest(4 * RESAMPLES)
    ranks = np.argsort(np.argsort(np.frombuffer(order, "<u4"), kind="stable"), kind="stable")
    scores: Floats = ndtri((ranks + 0.5) / RESAMPLES)
    return scores


def piles(rows: Floats) -> Floats:
    """Deal more than 1000 clusters, like cards, into 1000 piles and add up each pile.

    Random groups keep the variance that resampling is after (Wolter 2007, chapter 2); the order is that of the
    clusters' keyed hashes, which is as good as shuffled.

    >>> piles(np.ones((2500, 1)))[[0, 499, 500, 999], 0].tolist()
    [3.0, 3.0, 2.0, 2.0]
    """
    if len(rows) <= PILES:
        return rows
    short = -len(rows) % PILES
    padded = np.vstack([rows, np.zeros((short, rows.shape[1]))])
    summed: Floats = padded.reshape(-1, PILES, rows.shape[1]).sum(axis=0)
    return summed


def replicates(num: Floats, den: Floats) -> Floats:
    """The ratio of sums in each resample, columns x 1000; NaN where a resample drew no denominator."""
    rows = piles(np.hstack([num, den]))
    sums = rows.T @ draws(len(rows)).T.astype(np.float64)
    tops, bottoms = sums[: num.shape[1]], sums[num.shape[1] :]
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(bottoms > 0, tops / bottoms, np.nan)
    return found
