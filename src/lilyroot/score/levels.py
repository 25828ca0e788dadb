"""Artefacts, espoused, enacted: what one can see, what is said officially, and what is done, in one dimension.

Three readings of the same dimension side by side; the difference between them is the finding, so they are never
averaged. A group's own figures only: nothing is pulled towards its neighbours. Source: Schein's levels; E1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lilyroot.release.combine import smallest_band
from lilyroot.score.anchors import LEVELS, SOURCES, Anchors, Level, anchors
from lilyroot.score.points import indicator_points, interval, source_points
from lilyroot.score.sources import Group, Sources
from lilyroot.score.window import Window


@dataclass(frozen=True, slots=True)
class LevelScore:
    """One dimension of one group at one level: points (0 to 100), the 95 % interval, and the figures behind them."""

    dimension: str
    level: Level
    cut: str
    cell: str
    label: str
    points: float
    low: float
    high: float
    persons: str
    indicators: tuple[str, ...]
    uncorrected: bool


def levels(sources: Sources, window: Window, declared: Anchors | None = None) -> list[LevelScore]:
    """What can be seen, what is said and what is done, by group and dimension; only levels that have a figure."""
    declared = declared or anchors()
    found = [
        _level(group, dimension, level, declared)
        for group in sources.groups(window)
        for dimension in declared.dimensions
        for level in LEVELS
    ]
    return [score for score in found if score is not None]


def _level(group: Group, dimension: str, level: Level, declared: Anchors) -> LevelScore | None:
    here = [anchor for anchor in declared.of(dimension) if anchor.level == level]
    shown = [one for anchor in here if (one := indicator_points(group, anchor)) is not None]
    by_source = (source_points(source, [one for one in shown if one.anchor.source == source]) for source in SOURCES)
    known = [one for one in by_source if one is not None]
    if not known:
        return None
    points = float(np.mean([one.points for one in known]))
    low, high = interval(np.mean([one.draws for one in known], axis=0), points)
    figures = [one.figure for of_source in known for one in of_source.indicators]
    return LevelScore(
        dimension,
        level,
        group.cut,
        group.cell,
        group.label,
        points,
        low,
        high,
        smallest_band(figure.persons for figure in figures),
        tuple(figure.indicator for figure in figures),
        any(one.uncorrected for one in known),
    )
