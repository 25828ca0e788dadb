"""Two readers on the same labels: macro-F1 of each, and how sure the difference is."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from lilyroot.model.agreement import cohen_kappa
from lilyroot.model.labels import ORIENTATIONS
from lilyroot.read.refine.rows import Floats

_DRAWS, _SEED = 2_000, 11
_LABELS = len(ORIENTATIONS)

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Macro-F1 (0..1) before and after, and their difference with its 95 % interval, on ``labels`` messages."""

    labels: int
    before: float
    after: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        return self.after - self.before

    def sentence(self) -> str:
        return (
            f"macro-F1 {self.before:.3f} before, {self.after:.3f} after, difference {self.difference:+.3f} "
            f"(95 % {self.low:+.3f} to {self.high:+.3f}) on {self.labels:,} labels"
        )

    def to_dict(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in asdict(self).items()}


def compare(truth: Places, before: Places, after: Places, groups: Places) -> Comparison:
    """Compare two sets of guesses; the interval is a paired bootstrap over groups (what was said together)."""
    _, group = np.unique(groups, return_inverse=True)
    many = int(group.max()) + 1
    counts = [_counts(truth, guesses, group, many) for guesses in (before, after)]
    rng = np.random.default_rng(_SEED)
    times = rng.multinomial(many, np.full(many, 1 / many), size=_DRAWS)
    differences = _macro_f1(times @ counts[1]) - _macro_f1(times @ counts[0])
    low, high = np.quantile(differences, (0.025, 0.975))
    return Comparison(len(truth), macro_f1(truth, before), macro_f1(truth, after), float(low), float(high))


def macro_f1(truth: Places, guesses: Places) -> float:
    """Mean over the orientations of the harmonic mean of precision and recall, 0..1."""
    everything = np.zeros(len(truth), np.int64)
    return float(_macro_f1(_counts(truth, guesses, everything, 1).astype(float))[0])


def kappa(truth: Places, guesses: Places) -> float:
    """Cohen's kappa: agreement beyond chance, 0 for guessing, 1 for perfect."""
    return cohen_kappa(Counter(zip(truth.tolist(), guesses.tolist(), strict=True))) or 0.0


def _counts(truth: Places, guesses: Places, group: Places, many: int) -> NDArray[np.int64]:
    """For each group how often each orientation is hit, and how often it is true or guessed."""
    counts = np.zeros((many, 2 * _LABELS), np.int64)
    hit = truth == guesses
    np.add.at(counts, (group[hit], truth[hit]), 1)
    np.add.at(counts, (group, _LABELS + truth), 1)
    np.add.at(counts, (group, _LABELS + guesses), 1)
    return counts


def _macro_f1(counts: Floats | NDArray[np.int64]) -> Floats:
    return np.asarray((2 * counts[:, :_LABELS] / np.maximum(counts[:, _LABELS:], 1)).mean(axis=1))
