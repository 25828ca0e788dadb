"""From released figures to points: the indicators of one source in one group, with draws for their intervals.

Released tables do not say how the figures of one source move together (the same people answered all questions). So
within a source they are taken to move all the same way, which no true correlation can exceed: the interval is never
too narrow for it. Sources are measured on different occasions and drawn apart from one another. What a reader nobody
has checked gets wrong, it gets wrong in every group: that moves levels, not the differences between groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import hypot
from typing import Final

import numpy as np

from lilyroot.measure.estimators.chance import normals
from lilyroot.measure.estimators.estimate import Floats
from lilyroot.model.basis import READER_ONLY
from lilyroot.score.anchors import Anchor, Anchors, Source
from lilyroot.score.sources import Group, Measured

DRAWS: Final = 2000
LEAST_ERROR: Final = 0.1  # points; nothing is known better than that
Z95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Points:
    """One indicator of one group on the scale of 0 to 100.

    ``centre`` may lie beyond the ends, ``points`` never; ``error`` and ``reader`` (what the reader may be off by, 0
    where it was checked or there is none) are standard errors in points.
    """

    anchor: Anchor
    figure: Measured
    points: float
    centre: float
    error: float
    reader: float


@dataclass(frozen=True, slots=True)
class SourcePoints:
    """What one source says of one dimension in one group, by the group's own figures.

    ``points`` is the mean of the indicators' points; ``error`` its standard error without, ``reader`` the one that an
    unchecked reader adds; ``draws`` what the points might as well have been, both included.
    """

    source: Source
    indicators: tuple[Points, ...]
    points: float
    error: float
    reader: float
    draws: Floats

    @property
    def level_error(self) -> float:
        """The standard error of the level, an unchecked reader's included."""
        return hypot(self.error, self.reader)

    @property
    def uncorrected(self) -> bool:
        """Whether a reader nobody has checked is behind it."""
        return any(one.figure.basis == READER_ONLY for one in self.indicators)


def indicator_points(group: Group, anchor: Anchor, anchors: Anchors) -> Points | None:
    """The points of one indicator in a group; None where nothing may be shown or nothing says how sure it is."""
    figure = group.shown(anchor.indicator)
    if figure is None or figure.value is None or figure.error is None:
        return None
    reader = anchors.reader_only_error if figure.basis == READER_ONLY else 0.0
    centre = anchor.unclipped(figure.value)
    return Points(anchor, figure, anchor.points(figure.value), centre, anchor.error(figure.error), reader)


def source_points(source: Source, indicators: Sequence[Points]) -> SourcePoints | None:
    """The mean of a source's indicators in a group; None when there are none."""
    if not indicators:
        return None
    drawn = [one.centre + chance(source) * one.error + chance(source, "reader") * one.reader for one in indicators]
    points, error, reader = (
        sum(getattr(one, name) for one in indicators) / len(indicators) for name in ("points", "error", "reader")
    )
    draws: Floats = np.mean([np.clip(draw, 0.0, 100.0) for draw in drawn], axis=0)
    return SourcePoints(source, tuple(indicators), points, max(error, LEAST_ERROR), reader, draws)


@cache
def chance(source: Source, of: str = "group") -> Floats:
    """The normal numbers a source is drawn with: the same for every group, so equal figures have equal intervals."""
    return normals(f"score/{source}/{of}", DRAWS)


def interval(draws: Floats, points: float) -> tuple[float, float]:
    """The middle 95 % of the draws; the estimate lies in it also where the scale's ends cut the draws off."""
    low, high = np.quantile(draws, (0.025, 0.975))
    return min(float(low), points), max(float(high), points)
