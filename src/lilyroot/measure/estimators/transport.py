"""What the organisation's audit says about each team: its error matrix, carried over, and how far to trust that.

The audit is too small to be cut by team. If the reader errs alike everywhere, the true shares within each predicted
label, E (predicted x true), hold in every team, and a team that the reader predicts at shares w truly has w E.
``same_errors`` tests that on groups of audited messages (functions); where it fails, ``corrected`` widens every
interval by how much the groups differ.

Sources: Buonaccorsi 2010, *Measurement error*, chapter 2 (reclassification matrix); Zou and Donner 2008 (MOVER);
DerSimonian and Laird 1986 (the spread between groups).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import LEVEL, Estimates, Floats, counts, floats, require, z_of
from lilyroot.measure.estimators.prevalence import audit_table, plausible_tables

SHUFFLES: Final = 1000
DOUBTFUL: Final = 0.05


@dataclass(frozen=True, slots=True)
class SameErrors:
    """Does the reader err alike in all groups? ``p`` of the test; ``spread``: sd of each entry of E between groups.

    The spread is 0 where the test finds no difference (p >= 0.05).
    """

    chi_square: float
    p: float
    spread: Floats
    n: int


def same_errors(labels: ArrayLike, *, seed: int | str = 0) -> SameErrors:
    """Test whether the true labels within each predicted one are spread alike in all groups.

    ``labels``: audited messages, groups x predicted x true. The statistic is Pearson's, summed over predicted
    labels; its distribution comes from 1,000 shuffles of the groups within each predicted label, because audits are
    small. One group alone is never different.

    >>> alike = same_errors([[[30, 10], [5, 55]], [[31, 9], [6, 54]]])
    >>> alike.p > 0.5, alike.spread.tolist()
    (True, [[0.0, 0.0], [0.0, 0.0]])
    """
    table = counts(labels, "labels of an audit", dimensions=3)
    seen = _pearson(table.astype(np.float64))
    shuffled = np.sum([_shuffled(table[:, row, :], f"{seed}/{row}") for row in range(table.shape[1])], axis=0)
    p = float((1 + (shuffled >= seen - 1e-9).sum()) / (1 + SHUFFLES))
    spread = _spread(table) if p < DOUBTFUL else np.zeros(table.shape[1:])
    return SameErrors(seen, p, spread, int(table.sum()))


def corrected(
    predicted: ArrayLike,
    labels: ArrayLike,
    part: Sequence[int],
    whole: Sequence[int] | None = None,
    *,
    ends: tuple[ArrayLike, ArrayLike] | None = None,
    spread: ArrayLike | None = None,
    seed: int | str = 0,
    level: float = LEVEL,
) -> Estimates:
    """The true share of ``part`` in each team, from what the reader predicted there and the audit's error matrix.

    ``predicted``: messages of each team by predicted label, teams x labels; ``labels``: the audit, predicted x true,
    square, labels in the same order. Without ``whole`` the share is of all messages, else of those whose true label
    is in it. ``ends``: low and high of the uncorrected figure of each team (its conversations' bootstrap), ``spread``
    that of :func:`same_errors`. Three distances add as squares at either end: the audit's (2,000 draws of E), the
    team's own conversations' (times how fast the corrected figure moves with the uncorrected one), and the groups'.
    ``n``: the team's messages. Shares lie within 0..1. A team whose uncorrected ends are NaN gets NaN ends; one
    without messages, or without any of the whole, gets NaN altogether.

    >>> found = corrected([[40, 60], [5, 95]], [[85, 15], [4, 146]], [0], ends=([0.3, 0.02], [0.5, 0.11]))
    >>> found.estimate.round(3).tolist(), found.low.round(3).tolist(), found.high.round(3).tolist()
    ([0.356, 0.068], [0.267, 0.038], [0.444, 0.127])
    """
    table = audit_table(labels, part if whole is None else whole)
    everything = range(table.shape[1]) if whole is None else whole
    require(set(part) <= set(everything), "The part of a share has a label that the whole has not.")
    team = counts(predicted, "predicted messages", dimensions=2)
    require(table.shape[0] == table.shape[1] == team.shape[1], "Predicted and true labels differ in number.")
    audited = table.sum(axis=1)
    require(not ((team > 0) & (audited == 0)).any(), "A predicted label that a team has was not audited.")
    figure = _Figure(list(part), list(everything))
    truly = table / np.maximum(audited, 1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = team / team.sum(axis=1, keepdims=True)
        middle = figure.of(weights, truly)
        drawn = figure.of(weights, plausible_tables(table, seed))
        squares = _beyond(drawn, middle, level) ** 2
        if ends is not None:
            slope = figure.slope(weights, truly)
            uncorrected = figure.of(weights, np.eye(len(table)))
            squares = squares + _own(uncorrected, slope, *(floats_or_nan(end, len(team)) for end in ends)) ** 2
        if spread is not None:
            doubt = floats(spread, "spreads of an error matrix", dimensions=2)
            squares = squares + (z_of(level) * figure.doubt(weights, truly, doubt)) ** 2
    below, above = np.sqrt(squares)
    low, high = np.clip([middle - below, middle + above], 0.0, 1.0)
    return Estimates(middle, low, high, team.sum(axis=1))


@dataclass(frozen=True, slots=True)
class _Figure:
    """A share of true labels: those in ``part`` among those in ``whole``."""

    part: list[int]
    whole: list[int]

    def of(self, weights: Floats, truly: Floats) -> Floats:
        """The share in each team (last axis) under one error matrix or several."""
        shares = weights @ truly
        found: Floats = shares[..., self.part].sum(axis=-1) / shares[..., self.whole].sum(axis=-1)
        return found

    def pull(self, weights: Floats, truly: Floats) -> Floats:
        """How much one more message of each predicted label moves the share: teams x labels."""
        tops, bottoms = truly[:, self.part].sum(axis=1), truly[:, self.whole].sum(axis=1)
        found: Floats = (tops - self.of(weights, truly)[:, None] * bottoms) / (weights @ bottoms)[:, None]
        return found

    def slope(self, weights: Floats, truly: Floats) -> Floats:
        """How fast the corrected share moves when messages change sides in the uncorrected one."""
        others = [label for label in self.whole if label not in self.part]
        pull = self.pull(weights, truly)
        within = weights[:, self.whole].sum(axis=1)
        moved: Floats = within * (_mean(pull, weights, self.part) - _mean(pull, weights, others))
        return moved

    def doubt(self, weights: Floats, truly: Floats, spread: Floats) -> Floats:
        """The sd of the share when the rows of the error matrix differ between groups by this much.

        What one true label gains another loses: each row varies like a multinomial's, stretched to its spread.
        """
        sides = truly * (1 - truly)
        stretch = (spread**2).sum(axis=1) / np.maximum(sides.sum(axis=1), 1e-12)
        inside, among = (
            np.isin(np.arange(truly.shape[1]), some).astype(np.float64) for some in (self.part, self.whole)
        )
        gain = inside - self.of(weights, truly)[:, None] * among  # teams x true labels
        varies = gain**2 @ truly.T - (gain @ truly.T) ** 2  # teams x predicted labels
        bottom = (weights @ truly)[:, self.whole].sum(axis=1)
        found: Floats = np.sqrt((weights**2 * stretch * varies).sum(axis=1)) / bottom
        return found


def _mean(values: Floats, weights: Floats, labels: list[int]) -> Floats:
    """The mean over some labels, weighted by how common they are in each team; plain where none occurs."""
    if not labels:
        return np.zeros(len(values))
    own = weights[:, labels]
    own = np.where(own.sum(axis=1, keepdims=True) > 0, own, 1.0)
    found: Floats = (values[:, labels] * own).sum(axis=1) / own.sum(axis=1)
    return found


def _beyond(drawn: Floats, middle: Floats, level: float) -> Floats:
    """How far the middle of the draws reaches below and above the estimate: 2 x teams."""
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    found: Floats = np.stack([np.maximum(middle - low, 0), np.maximum(high - middle, 0)])
    return found


def _own(middle: Floats, slope: Floats, low: Floats, high: Floats) -> Floats:
    """The distances of a team's own interval, carried through the correction; a falling one turns them round."""
    below, above = slope * (middle - low), slope * (high - middle)
    found: Floats = np.where(slope >= 0, np.stack([below, above]), np.stack([-above, -below]))
    return found


def floats_or_nan(values: ArrayLike, length: int) -> Floats:
    """The values as floating-point numbers, NaN allowed, checked to be so many."""
    found = np.asarray(values, dtype=np.float64)
    require(found.shape == (length,), f"There are {found.shape} ends for {length} teams.")
    return found


def _pearson(table: Floats) -> float:
    """Pearson's chi-square of groups x true labels, summed over predicted ones (axis 1)."""
    total = table.sum(axis=(0, 2), keepdims=True)
    expected = table.sum(axis=2, keepdims=True) * table.sum(axis=0, keepdims=True) / np.maximum(total, 1)
    return float(((table - expected) ** 2 / np.where(expected > 0, expected, 1.0)).sum())


def _shuffled(table: NDArray[np.int64], seed: str) -> Floats:
    """Pearson's chi-square of one predicted label's groups x true labels, with the groups shuffled 1,000 times."""
    groups, classes = table.shape
    group = np.repeat(np.arange(groups), table.sum(axis=1))
    label = np.concatenate([np.repeat(np.arange(classes), row) for row in table])
    if not len(label):
        return np.zeros(SHUFFLES)
    order = np.argsort(uniforms(seed, SHUFFLES, len(label)), axis=1, kind="stable")
    cells = np.arange(SHUFFLES)[:, None] * groups * classes + group[order] * classes + label
    shuffled = np.bincount(cells.ravel(), minlength=SHUFFLES * groups * classes).reshape(SHUFFLES, groups, classes)
    expected = table.sum(axis=1)[:, None] * table.sum(axis=0) / len(label)
    found: Floats = ((shuffled - expected) ** 2 / np.where(expected > 0, expected, 1.0)).sum(axis=(1, 2))
    return found


def _spread(table: NDArray[np.int64]) -> Floats:
    """The standard deviation between groups of each share, by moments, what chance explains taken off."""
    sizes = table.sum(axis=2, keepdims=True).astype(np.float64)
    pooled = table.sum(axis=0) / np.maximum(sizes.sum(axis=0), 1)
    groups = (sizes > 0).sum(axis=0)
    squares = (sizes * (table / np.maximum(sizes, 1) - pooled) ** 2).sum(axis=0)
    total = np.maximum(sizes.sum(axis=0), 1)
    surplus = squares - np.maximum(groups - 1, 0) * pooled * (1 - pooled)
    between = surplus / np.maximum(total - (sizes**2).sum(axis=0) / total, 1e-9)
    found: Floats = np.sqrt(np.where(groups > 1, np.maximum(between, 0), 0))
    return found
