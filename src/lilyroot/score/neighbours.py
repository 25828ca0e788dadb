"""A small group's points, pulled towards its neighbours' as far as its own figures are uncertain (empirical Bayes).

A group's neighbours are the groups of the same depth; those under the same parent pull most. Fewer than three say
nothing of how different groups are, so they keep their own figures, as does the whole organisation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lilyroot.measure.estimators.estimate import Floats
from lilyroot.measure.estimators.shrinkage import shrink
from lilyroot.release.combine import smallest_band
from lilyroot.score.points import SourcePoints, drawn
from lilyroot.score.sources import Group, least

FEWEST: Final = 3
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pulled:
    """Points after pulling, ``own`` the weight of the group's own figures (lambda, 0 to 1), and its draws."""

    points: float
    own: float
    draws: Floats


def pulled(groups: Sequence[Group], raw: Mapping[Key, SourcePoints]) -> dict[Key, Pulled]:
    """Every group's points of one source and dimension, with its neighbours taken into account."""
    found = {key: Pulled(points.points, 1.0, points.draws) for key, points in raw.items()}
    levels: dict[tuple[str, int], list[Group]] = {}
    for group in groups:
        if (group.cut, group.cell) in raw:
            levels.setdefault((group.cut, group.depth), []).append(group)
    for (cut, _), level in levels.items():
        if cut != "organisation" and len(level) >= FEWEST:
            found |= _level(level, raw)
    return found


def _level(level: Sequence[Group], raw: Mapping[Key, SourcePoints]) -> dict[Key, Pulled]:
    keys = [(group.cut, group.cell) for group in level]
    points = [raw[key] for key in keys]
    shrunk = shrink(
        [one.points for one in points],
        [one.error for one in points],
        n=[least(smallest_band(point.figure.persons for point in one.indicators)) for one in points],
        parents=[group.parent for group in level],
        seed=f"score/{points[0].source}",
    )
    ends = zip(shrunk.estimate, shrunk.low, shrunk.high, shrunk.weight, strict=True)
    return {
        key: Pulled(
            float(np.clip(middle, 0.0, 100.0)), float(own), np.clip(drawn(one.source, middle, low, high), 0.0, 100.0)
        )
        for key, one, (middle, low, high, own) in zip(keys, points, ends, strict=True)
    }
