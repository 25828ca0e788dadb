"""How common is it really, when the reader errs? An audit stratified by what the reader predicted.

People label a random sample of each predicted label (a *stratum*). The share p_h of truly marked messages among the
audited ones of stratum h, weighted by the stratum's part W_h of all messages, gives the prevalence; no assumption
about the reader is needed. The reader's own share (no audit) is not offered: its interval never held the truth in
simulation. ``labels`` is everywhere what the audit found: a table of counts, one row per predicted label and one
column per true one. docs/explanation/intervals.md has the simulated coverage.

Sources: Cochran 1977, chapter 5 (strata); Zou and Donner 2008 (MOVER: distances to the ends add as squares);
Newcombe 1998 (with Wilson's ends); Berger, Bernardo and Sun 2015 (the prior 1/classes for ratios of shares);
Rogan and Gladen 1978.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, counts, require
from lilyroot.measure.estimators.proportions import wilson, wilson_ends

DRAWS: Final = 2000


def stratified(sizes: ArrayLike, audited: ArrayLike, found: ArrayLike, *, level: float = LEVEL) -> Estimate:
    """The share of all messages that truly carry a mark: sum of W_h p_h, with the MOVER-Wilson interval.

    ``sizes``: messages by predicted label; ``audited``: how many of each were labelled by people; ``found``: how many
    of those carry the mark. All of one length. The share lies within 0..1. Low is
    p - sqrt(sum of (W_h (p_h - l_h))²) with Wilson's l_h, high likewise. A predicted label that no message has needs
    no audit; one that some have and nobody audited raises EstimatorError.

    >>> answer = stratified([530, 4470], [150, 150], [85, 4])
    >>> round(answer.estimate, 6), round(answer.low, 6), round(answer.high, 6), answer.n
    (0.083907, 0.067087, 0.12048, 300)
    """
    size, seen, marked = (counts(given, "messages of an audit") for given in (sizes, audited, found))
    require(size.shape == seen.shape == marked.shape, "The strata of the audit differ in number.")
    require(bool((marked <= seen).all()), "More messages carry the mark than were audited.")
    require(size.sum() > 0, "There are no messages whose prevalence could be told.")
    require(not ((size > 0) & (seen == 0)).any(), "A predicted label that messages have was not audited.")
    used = size > 0
    weights, share = size[used] / size.sum(), marked[used] / seen[used]
    below, above = wilson_distances(share, seen[used].astype(np.float64), level=level)
    middle = float(weights @ share)
    low, high = middle - np.hypot.reduce(weights * below), middle + np.hypot.reduce(weights * above)
    return Estimate(middle, max(float(low), 0.0), min(float(high), 1.0), int(seen.sum()))


def of_labels(sizes: ArrayLike, labels: ArrayLike, part: Sequence[int], *, level: float = LEVEL) -> Estimate:
    """The same for an audit with several labels: the share of all messages whose true label is one of ``part``.

    >>> answer = of_labels([400, 900, 3700], [[60, 15, 5], [10, 75, 15], [1, 3, 136]], [0, 1])
    >>> round(answer.estimate, 3), round(answer.low, 3), round(answer.high, 3)
    (0.249, 0.229, 0.282)
    """
    table = audit_table(labels, part)
    return stratified(sizes, table.sum(axis=1), table[:, list(part)].sum(axis=1), level=level)


def share_of_labels(
    sizes: ArrayLike,
    labels: ArrayLike,
    part: Sequence[int],
    whole: Sequence[int],
    *,
    seed: int | str = 0,
    level: float = LEVEL,
) -> Estimate:
    """Of the messages whose true label is one of ``whole``, the share whose true label is one of ``part``.

    The centric share is the case part = centric, whole = centric and focused. The estimate is a ratio of two
    prevalences; the interval holds the middle of 2,000 draws of every stratum's true shares (Dirichlet, with
    1/classes added to each count), because the ends of a ratio of rare things are far from symmetric.
    ``n`` counts the audited messages that are truly of the whole. NaN with ends 0 and 1 where the audit found none.

    >>> answer = share_of_labels([400, 900, 3700], [[60, 15, 5], [10, 75, 15], [1, 3, 136]], [0], [0, 1])
    >>> round(answer.estimate, 2), round(answer.low, 2), round(answer.high, 2), answer.n
    (0.33, 0.28, 0.4, 164)
    """
    size, table = counts(sizes, "messages of an audit"), audit_table(labels, whole)
    require(set(part) <= set(whole), "The part of a share has a label that the whole has not.")
    require(len(size) == len(table), "The strata of the audit differ in number.")
    require(
        not ((size > 0) & (table.sum(axis=1) == 0)).any(), "A predicted label that messages have was not audited."
    )
    rows = np.maximum(table.sum(axis=1, keepdims=True), 1)
    truly, inside = table / rows, int(table[:, list(whole)].sum())
    bottom = size @ truly[:, list(whole)].sum(axis=1)
    if bottom <= 0:
        return Estimate(np.nan, 0.0, 1.0, 0)
    middle = float(size @ truly[:, list(part)].sum(axis=1) / bottom)
    drawn = size @ plausible_tables(table, seed)  # draws x classes
    ratios = drawn[:, list(part)].sum(axis=1) / drawn[:, list(whole)].sum(axis=1)
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(middle, min(float(low), middle), max(float(high), middle), inside)


@dataclass(frozen=True, slots=True)
class KnownErrors(Estimate):
    """A prevalence from known error rates. ``valid`` is False where the rates contradict what was seen."""

    valid: bool


def rogan_gladen(count: int, n: int, *, sensitivity: float, specificity: float, level: float = LEVEL) -> KnownErrors:
    """The prevalence behind ``count`` positives of ``n``: (q + Sp - 1) / (Se + Sp - 1), with Wilson's ends of q.

    Only as good as the two rates, which must hold for these very messages: carried over from elsewhere the interval
    held the truth in 63 of 100 simulated cases, which is why the stratified audit is the default. The estimate is
    not clipped: outside 0..1 it comes with ``valid`` False; the ends are clipped. Raises EstimatorError where
    Se + Sp <= 1 (such a reader tells nothing).

    >>> answer = rogan_gladen(45, 300, sensitivity=0.8, specificity=0.95)
    >>> round(answer.estimate, 7), round(answer.low, 8), round(answer.high, 7), answer.valid
    (0.1333333, 0.08537662, 0.1930901, True)
    """
    require(0 <= sensitivity <= 1 and 0 <= specificity <= 1, "Sensitivity and specificity lie between 0 and 1.")
    gain = sensitivity + specificity - 1
    require(gain > 0, "With a sensitivity and a specificity that add up to 1 or less, nothing can be told.")
    seen = wilson(count, n, level=level)
    middle, low, high = ((q + specificity - 1) / gain for q in (seen.estimate, seen.low, seen.high))
    valid = bool(0 <= middle <= 1)
    return KnownErrors(middle, min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0), n, valid)


def audit_table(labels: ArrayLike, columns: Sequence[int]) -> NDArray[np.int64]:
    """The audit as whole numbers, predicted x true, checked to have these true labels."""
    table = counts(labels, "labels of an audit", dimensions=2)
    classes = table.shape[1]
    known = len(set(columns)) == len(columns) > 0 and all(0 <= one < classes for one in columns)
    require(known, f"The labels {list(columns)} are not among the {classes} of the audit, each once.")
    return table


def wilson_distances(share: Floats, size: Floats, *, level: float = LEVEL) -> tuple[Floats, Floats]:
    """How far Wilson's low end lies below each share, and the high end above it."""
    low, high = wilson_ends(share, size, level=level)
    return share - low, high - share


def plausible_tables(table: NDArray[np.int64], seed: int | str, draws: int = DRAWS) -> Floats:
    """Shares of true labels within each predicted one that the audit does not contradict: draws x rows x columns.

    >>> plausible_tables(np.array([[60, 15], [10, 75]]), 1).shape
    (2000, 2, 2)
    """
    gamma = gammaincinv(table + 1 / table.shape[1], uniforms(seed, draws, *table.shape))
    found: Floats = gamma / gamma.sum(axis=2, keepdims=True)
    return found
