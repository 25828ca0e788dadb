"""Rates with their intervals, agreement, calibration, and which differences are more than noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

DRAWS = 2_000
BINS = 10
SEED = 7
LEVEL = 0.05
_Z = 1.96

Labels = Sequence[str]


@dataclass(frozen=True)
class Rate:
    """So many of so many."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        return self.hits / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval.

        >>> [round(end, 3) for end in Rate(9, 10).interval]
        [0.596, 0.982]
        """
        if not self.of:
            return 0.0, 1.0
        p, shrunk = self.share, 1 + _Z * _Z / self.of
        centre = (p + _Z * _Z / (2 * self.of)) / shrunk
        half = _Z / shrunk * np.sqrt(p * (1 - p) / self.of + _Z * _Z / (4 * self.of * self.of))
        return max(0.0, float(centre - half)), min(1.0, float(centre + half))

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.share:.2f} ({low:.2f} to {high:.2f})" if self.of else "–"


def rate(found: Sequence[bool]) -> Rate:
    return Rate(sum(found), len(found))


def macro_f1(labels: Labels, guesses: Labels) -> float:
    """The mean over the labels that occur of F1.

    >>> macro_f1(["a", "a", "b"], ["a", "b", "b"]) == 2 / 3
    True
    """
    scores = []
    for label in sorted(set(labels)):
        hits = sum(a == b == label for a, b in zip(labels, guesses, strict=True))
        scores.append(2 * hits / (labels.count(label) + guesses.count(label)))
    return float(np.mean(scores)) if scores else float("nan")


def kappa(labels: Labels, guesses: Labels) -> float:
    """Cohen's kappa: agreement beyond what the shares of the labels would give by chance.

    >>> round(kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"]), 2)
    0.5
    """
    size = len(labels)
    agreed = sum(a == b for a, b in zip(labels, guesses, strict=True)) / size
    chance = sum(labels.count(x) * guesses.count(x) for x in set(labels)) / size**2
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def with_interval(measure: Callable[[Labels, Labels], float], labels: Labels, guesses: Labels) -> str:
    """A measure and its 95 % interval by bootstrap over messages."""
    draw = np.random.default_rng(SEED)
    seen, said = np.array(labels), np.array(guesses)
    picks = (draw.integers(len(seen), size=len(seen)) for _ in range(DRAWS // 4))
    low, high = np.percentile([measure(seen[p].tolist(), said[p].tolist()) for p in picks], [2.5, 97.5])
    return f"{measure(labels, guesses):.2f} ({low:.2f} to {high:.2f})"


def clustered(wrong: dict[str, list[bool]]) -> str:
    """A share with its 95 % interval when the messages of one content stand or fall together (bootstrap)."""
    sums = np.array([[sum(each), len(each)] for each in wrong.values()], float)
    draw = np.random.default_rng(SEED)
    picked = sums[draw.integers(len(sums), size=(DRAWS, len(sums)))].sum(axis=1)
    low, high = np.percentile(picked[:, 0] / picked[:, 1], [2.5, 97.5])
    return f"{sums[:, 0].sum() / sums[:, 1].sum():.2f} ({low:.2f} to {high:.2f})"


def calibration_error(p: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error: the mean gap between the stated and the found probability, over ten bins."""
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    gaps = [abs(p[place == b].sum() - right[place == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / max(len(p), 1))


def mean_calibration_error(p: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The mean over the labels: ``p`` is messages by labels, ``truth`` the index of the right one."""
    return float(np.mean([calibration_error(p[:, k], truth == k) for k in range(p.shape[1])]))


def calibration_error_by_chance(p: NDArray[np.float64]) -> float:
    """What 95 of 100 perfectly calibrated readers would stay under: few messages alone make some error."""
    draw = np.random.default_rng(SEED)
    ends = p.cumsum(axis=1)
    truths = [(draw.random((len(p), 1)) * ends[:, -1:] > ends).sum(axis=1) for _ in range(200)]
    return float(np.percentile([mean_calibration_error(p, truth) for truth in truths], 95))


def beyond_noise(groups: Sequence[str], truths: Sequence[object], wrong: Sequence[bool]) -> dict[str, float]:
    """The groups that err more or less than others on messages of the same true label, and by how much.

    Like is compared with like: the errors of a group are set against those expected if, among the messages of each
    label, errors fell at random (Mantel and Haenszel's test, Holm's correction, 5 %). The value is the number of
    errors beyond the expected one, for each message of the group.
    """
    group_of, label_of, errs = np.array(groups), np.array([str(truth) for truth in truths]), np.array(wrong, bool)
    gaps, chances = {}, {}
    for name in sorted(set(groups)):
        inside = group_of == name
        gap, spread = 0.0, 0.0
        for label in set(label_of):
            these = label_of == label
            total, mine, hits = these.sum(), (these & inside).sum(), (these & errs).sum()
            gap += (these & inside & errs).sum() - mine * hits / total
            if total > 1:
                spread += mine * (total - mine) * hits * (total - hits) / (total**2 * (total - 1))
        gaps[name] = float(gap / inside.sum())
        chances[name] = float(2 * norm.sf(max(abs(gap) - 0.5, 0) / np.sqrt(spread))) if spread else 1.0
    return {name: gaps[name] for name in _holm(chances)}


def beyond_noise_paired(differences: dict[str, NDArray[np.float64]]) -> dict[str, float]:
    """The groups whose difference, content by content, is more than the sign of the contents would give by chance.

    Signs are flipped at random for whole contents (so the versions of one content count once); Holm's correction.
    """
    draw = np.random.default_rng(SEED)

    def chance(gaps: NDArray[np.float64]) -> float:
        signs = draw.choice([-1.0, 1.0], size=(10 * DRAWS, len(gaps)))
        return float(np.mean(np.abs(signs @ gaps) >= abs(gaps.sum()) - 1e-9))

    stand = _holm({name: chance(gaps) for name, gaps in differences.items()})
    return {name: float(differences[name].mean()) for name in stand}


def _holm(chances: dict[str, float]) -> list[str]:
    stand: list[str] = []
    for rank, name in enumerate(sorted(chances, key=lambda each: chances[each])):
        if chances[name] > LEVEL / (len(chances) - rank):
            break
        stand.append(name)
    return stand
