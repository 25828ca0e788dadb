"""Has a weekly share begun to move? A detector whose false alarms are bounded, whatever the weeks depend on.

Shiryaev and Roberts' e-detector: evidence grows by betting against the baseline every week, with new bets starting
each week. If the mean never exceeds the baseline, the chance of a false alarm by week T is at most T / threshold,
and the mean time to one at least the threshold; with K units the expected number of falsely alarmed ones is at most
K T / threshold, however the units depend on each other. Small drifts in small teams are not found within a quarter.

Sources: Shin, Ramdas and Rinaldo 2024 (e-detectors); Roberts 1966; Shiryaev 1963.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from lilyroot.measure.estimators.estimate import LEVEL, Floats, counts, floats, require

REFERENCE_WEEKS: Final = 26
BETS: Final = (0.5, 1.0, 2.0, 4.0, 6.0)


@dataclass(frozen=True, slots=True)
class Drift:
    """Evidence after each week, and the first week (from 0) in which it reached the threshold, if any.

    ``e_values`` (evidence over weeks) go into e-BH for a snapshot of many units.
    """

    evidence: Floats
    alarm: int | None
    threshold: float

    @property
    def e_values(self) -> Floats:
        found: Floats = self.evidence / np.arange(1, len(self.evidence) + 1)
        return found


def of_means(weeks: ArrayLike, baseline: float, *, threshold: float, bets: ArrayLike = BETS) -> Drift:
    """Watch weekly numbers within 0..1 for a rise above the baseline; for a fall give 1 - each and 1 - baseline.

    ``weeks``: the mean over authors or threads of the weekly share in the unit, never the share of messages, which
    are alike. ``bets`` l with 0 < l < 1 / baseline; evidence is the mean over l of (1 + l (x - baseline)) (evidence
    before + 1).

    >>> watched = of_means([0.1, 0.1, 0.5, 0.6, 0.7, 0.6], 0.12, threshold=52)
    >>> watched.evidence.round(1).tolist(), watched.alarm
    ([0.9, 1.8, 5.7, 17.2, 60.7, 200.8], 4)
    """
    x = floats(weeks, "weekly shares")
    require(bool(((x >= 0) & (x <= 1)).all()), "A weekly share is not between 0 and 1.")
    require(0 < baseline < 1, "The baseline lies between 0 and 1.")
    stakes = floats(bets, "bets")
    require(bool(((stakes > 0) & (stakes < 1 / baseline)).all()), "A bet is not between 0 and 1 / baseline.")
    return _watched(1 + stakes * (x[:, None] - baseline), threshold)


def of_counts(
    marked: ArrayLike, trials: ArrayLike, baseline: float, *, threshold: float, alternatives: ArrayLike
) -> Drift:
    """The same for independent draws: so many marked of so many trials a week, against higher shares.

    Only where draws really are independent (tickets sampled at random): messages of a conversation are alike, and the
    bound on false alarms breaks.

    >>> watched = of_counts([3, 2, 9], [40] * 3, 0.08, threshold=52, alternatives=[0.1, 0.12, 0.16, 0.2, 0.3])
    >>> watched.evidence.round(2).tolist()
    [0.38, 0.43, 28.56]
    """
    x, n = counts(marked, "marked counts"), counts(trials, "trials")
    require(x.shape == n.shape and bool((x <= n).all()), "More are marked in a week than there were trials.")
    p = floats(alternatives, "alternatives")
    require(0 < baseline < 1, "The baseline lies between 0 and 1.")
    require(bool(((p > baseline) & (p < 1)).all()), "An alternative is not between the baseline and 1.")
    logs = x[:, None] * np.log(p / baseline) + (n - x)[:, None] * np.log((1 - p) / (1 - baseline))
    return _watched(np.exp(logs), threshold)


def threshold_for(units: int, *, false_alarms_a_year: float = 1.0, weeks: int = 52) -> float:
    """The evidence to wait for with so many units (teams x dimensions), for at most so many false alarms a year.

    >>> threshold_for(300)
    15600.0
    """
    require(units > 0 and weeks > 0 and false_alarms_a_year > 0, "Units, weeks and false alarms are above 0.")
    return units * weeks / false_alarms_a_year


def baseline_of(reference: ArrayLike, *, level: float = LEVEL) -> float:
    """The baseline from a frozen reference window: the upper Student bound of the mean weekly share, at most 1.

    The mean itself would break the bound on false alarms: it is estimated. At least 2 weeks; 26 are recommended.

    >>> round(baseline_of([0.08, 0.1, 0.06, 0.09, 0.07, 0.08]), 4)
    0.0948
    """
    x = floats(reference, "weekly shares")
    require(len(x) > 1, "A reference window has at least 2 weeks.")
    require(bool(((x >= 0) & (x <= 1)).all()), "A weekly share is not between 0 and 1.")
    reach = float(stdtrit(len(x) - 1, (1 + level) / 2)) * float(x.std(ddof=1)) / len(x) ** 0.5
    return float(min(x.mean() + reach, 1.0))


def _watched(growth: Floats, threshold: float) -> Drift:
    require(threshold > 1, "A threshold of evidence is above 1.")
    bank, evidence = np.zeros(growth.shape[1]), []
    for week in growth:
        bank = week * (bank + 1)
        evidence.append(float(bank.mean()))
    path = np.array(evidence)
    reached = np.flatnonzero(path >= threshold)
    return Drift(path, int(reached[0]) if len(reached) else None, threshold)
