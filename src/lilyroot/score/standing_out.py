"""Which groups stand out from their neighbours on a dimension, and which might do so by chance?

Every group is held against the mean of the other groups under the same parent, source by source of its own
figures. All groups and dimensions looked at share one 5 % (Bonferroni): where nothing but chance is at work, one
look in twenty names any group at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final, Literal

from lilyroot.score.anchors import Source
from lilyroot.score.dimensions import Score

FAMILY_ERROR: Final = 0.05


@dataclass(frozen=True, slots=True)
class Outlier:
    """A group that differs from its neighbours beyond chance: by how many points, with the 95 % interval."""

    score: Score
    direction: Literal["above", "below"]
    difference: float
    low: float
    high: float


def standing_out(scores: Sequence[Score]) -> list[Outlier]:
    """The groups that differ from the others under their parent, the clearest first.

    Groups are compared by the points of their own figures, before neighbours pulled at them, over those sources that
    all groups of the comparison have.
    """
    looks = [look for family in _families(scores) for look in _looks(family)]
    z = NormalDist().inv_cdf(1 - FAMILY_ERROR / (2 * max(len(looks), 1)))
    clear = [(abs(by) / error, score, by, error) for score, by, error in looks if abs(by) > z * error]
    return [
        Outlier(score, "above" if by > 0 else "below", by, by - 1.96 * error, by + 1.96 * error)
        for _, score, by, error in sorted(clear, key=lambda entry: (-entry[0], entry[1].label, entry[1].dimension))
    ]


def compared(scores: Sequence[Score]) -> bool:
    """Whether there is any group among these with another one under its parent to be held against."""
    return any(_looks(family) for family in _families(scores))


def _families(scores: Sequence[Score]) -> list[list[Score]]:
    """Groups under one parent, by dimension; a family has at least two with a figure."""
    families: dict[tuple[str, str, str], list[Score]] = {}
    for score in scores:
        if score.cut != "organisation" and score.sources:
            families.setdefault((score.dimension, score.cut, score.parent), []).append(score)
    return [family for family in families.values() if len(family) > 1]


def _looks(family: Sequence[Score]) -> list[tuple[Score, float, float]]:
    """Each group with its difference from the mean of the others and that difference's standard error."""
    shared = set.intersection(*({one.source for one in score.sources} for score in family))
    if not shared:
        return []
    own = [_own(score, shared) for score in family]
    found = []
    for place, (score, (points, error)) in enumerate(zip(family, own, strict=True)):
        others = own[:place] + own[place + 1 :]
        mean = sum(other for other, _ in others) / len(others)
        spread = sqrt(sum(other**2 for _, other in others)) / len(others)
        found.append((score, points - mean, sqrt(error**2 + spread**2)))
    return found


def _own(score: Score, shared: set[Source]) -> tuple[float, float]:
    """A group's own points over these sources and their standard error."""
    kept = [one for one in score.sources if one.source in shared]
    return (
        sum(one.unpulled for one in kept) / len(kept),
        sqrt(sum(one.error**2 for one in kept)) / len(kept),
    )
