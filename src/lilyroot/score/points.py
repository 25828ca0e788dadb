"""From released figures to points: the indicators of one source in one group, with draws for their intervals.

Released tables do not say how the figures of one source move together (the same people answered all questions). So
within a source they are taken to move all the same way, which no true correlation can exceed: the interval is never
too narrow for it. Sources are measured on different occasions and drawn apart from one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from scipy.special import ndtri

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import Floats
from lilyroot.model.basis import READER_ONLY
from lilyroot.score.anchors import Anchor, Source
from lilyroot.score.sources import Group, Measured

DRAWS: Final = 2000
LEAST_ERROR: Final = 0.1  # points; nothing is known better than that
Z95: Final = 1.959963984540054
_SIGNAL: Final = "rate_"


@dataclass(frozen=True, slots=True)
class Points:
    """One indicator of one group on the scale of 0 to 100, with its 95 % interval.

    ``points`` never leaves the scale; ``centre``, ``low`` and ``high`` may lie beyond its ends.
    """

    anchor: Anchor
    figure: Measured
    points: float
    centre: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SourcePoints:
    """What one source says of one dimension in one group, by the group's own figures.

    ``points`` is the mean of the indicators' points, ``error`` its standard error before the ends of the scale cut
    anything off, ``draws`` what the points might as well have been.
    """

    source: Source
    indicators: tuple[Points, ...]
    points: float
    error: float
    draws: Floats

    @property
    def width(self) -> float:
        """How wide its 95 % interval is, in points."""
        low, high = interval(self.draws, self.points)
        return high - low

    @property
    def uncorrected(self) -> bool:
        """Whether a reader nobody has checked is behind it."""
        return any(one.figure.basis == READER_ONLY for one in self.indicators)


def indicator_points(group: Group, anchor: Anchor) -> Points | None:
    """The points of one indicator in a group; None where nothing may be shown or nothing says how sure it is.

    Signals that nobody has checked give no points: how many of them the reader misses in everyday talk is not known,
    so that a rate of nearly none would look like the best there is.
    """
    figure = group.shown(anchor.indicator)
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return None
    if figure.basis == READER_ONLY and anchor.indicator.startswith(_SIGNAL):
        return None
    low, high = sorted((anchor.unclipped(figure.low), anchor.unclipped(figure.high)))
    return Points(anchor, figure, anchor.points(figure.value), anchor.unclipped(figure.value), low, high)


def source_points(source: Source, indicators: Sequence[Points]) -> SourcePoints | None:
    """The mean of a source's indicators in a group; None when there are none."""
    if not indicators:
        return None
    draws: Floats = np.mean(
        [np.clip(drawn(source, one.centre, one.low, one.high), 0.0, 100.0) for one in indicators], axis=0
    )
    points = sum(one.points for one in indicators) / len(indicators)
    error = sum(one.high - one.low for one in indicators) / len(indicators) / (2 * Z95)
    return SourcePoints(source, tuple(indicators), points, max(error, LEAST_ERROR), draws)


def drawn(source: Source, middle: float, low: float, high: float) -> Floats:
    """Draws whose middle 95 % is this interval, each arm as long as it is.

    The same for every group, so equal figures have equal intervals.
    """
    z = _chance(source)
    found: Floats = middle + np.where(z > 0, z * (high - middle), z * (middle - low)) / Z95
    return found


def interval(draws: Floats, points: float) -> tuple[float, float]:
    """The middle 95 % of the draws; the estimate lies in it also where the scale's ends cut the draws off."""
    low, high = np.quantile(draws, (0.025, 0.975))
    return min(float(low), points), max(float(high), points)


@cache
def _chance(source: Source) -> Floats:
    """The middles of 2000 equally likely parts of the normal distribution, in an order of the source's own."""
    order = np.argsort(np.argsort(uniforms(f"score/{source}", DRAWS), kind="stable"), kind="stable")
    scores: Floats = ndtri((order + 0.5) / DRAWS)
    return scores
