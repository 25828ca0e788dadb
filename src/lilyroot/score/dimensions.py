"""The eight dimensions of every published group: points out of 100 with an interval, from what was released.

For one group and dimension: each source is the mean of its indicators, pulled towards the group's neighbours as
far as its own figures are uncertain; the dimension is the mean of its sources, all counting the same. Where the
sources contradict one another there is no single number. Sources: the measurement model, E2 and E3; Cochran 1954
(Q).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final, Literal

import numpy as np

from lilyroot.measure.estimators.estimate import Floats
from lilyroot.measure.estimators.heterogeneity import cochran_q
from lilyroot.release.combine import smallest_band
from lilyroot.score.anchors import SOURCES, Anchors, Source, anchors
from lilyroot.score.neighbours import Pulled, pulled
from lilyroot.score.points import SourcePoints, indicator_points, interval, source_points
from lilyroot.score.sources import Group, Sources
from lilyroot.score.window import Window
from lilyroot.tongue import Wording, say

Status = Literal["scored", "one source", "sources disagree", "no figure"]
DISAGREE: Final = 0.01  # sources that agree look this different one time in a hundred
OTHER_WEIGHTS: Final = (0.5, 1.5)


@dataclass(frozen=True, slots=True)
class SourceScore:
    """What one source says: points with the 95 % interval. ``own`` is lambda, the weight of the group's own figures.

    ``unpulled`` are the points before neighbours counted and ``error`` their standard error.
    """

    source: Source
    points: float
    low: float
    high: float
    own: float
    unpulled: float
    error: float
    indicators: tuple[str, ...]
    uncorrected: bool


@dataclass(frozen=True, slots=True)
class Score:
    """One dimension of one group.

    ``points``, ``low`` and ``high`` (0 to 100, 95 %) are None where ``status`` is "sources disagree" or "no
    figure"; ``reason`` then says why. ``own`` is lambda, the mean weight of the group's own figures against its
    neighbours'; ``persons`` the smallest band of people behind it; ``chance`` how often sources that agree would
    look at least this different; ``reweighted`` the lowest and highest points if each source counted half or one
    and a half times.
    """

    dimension: str
    cut: str
    cell: str
    label: str
    parent: str
    depth: int
    status: Status
    points: float | None
    low: float | None
    high: float | None
    own: float | None
    persons: str
    sources: tuple[SourceScore, ...]
    chance: float | None
    reweighted: tuple[float, float] | None
    uncorrected: bool
    reason: str
    anchors: str
    draws: Floats = field(repr=False, compare=False)  # what the points might as well have been; empty without points


def dimensions(
    sources: Sources, window: Window, *, deepest: int | None = None, declared: Anchors | None = None
) -> list[Score]:
    """How does every published group stand on every dimension in this window?

    One score per group (no deeper in the tree than ``deepest``) and dimension, groups in the order of
    ``Sources.groups``, dimensions in that of the anchors. A group's score does not depend on ``deepest``, nor on who
    looks: neighbours count whether they are in view or not.
    Deterministic: equal released tables give equal scores.
    """
    declared = declared or anchors()
    released = (sources.whole or sources).groups(window)
    groups = [group for group in released if deepest is None or group.depth <= deepest]
    seen = sources.in_view(groups, window)
    found: dict[tuple[str, str, str], Score] = {}
    for dimension in declared.dimensions:
        raw = {source: _of_source(groups, dimension, source, declared) for source in SOURCES}
        steady = {source: pulled(groups, raw[source]) for source in SOURCES}
        for group in groups:
            key = (group.cut, group.cell)
            pairs = [(raw[one][key], steady[one][key]) for one in SOURCES if key in raw[one]]
            found[*key, dimension] = _score(group, dimension, pairs, declared)
    return [
        found[group.cut, group.cell, dimension]
        for group in groups
        if (group.cut, group.cell) in seen
        for dimension in declared.dimensions
    ]


def in_words(score: Score) -> str:
    """What a score rests on: "3 sources", "one source", "sources disagree" or "no figure"."""
    return say("{n} sources", n=len(score.sources)) if score.status == "scored" else _IN_WORDS[score.status]


_IN_WORDS: Final = Wording(
    {"one source": "one source", "sources disagree": "sources disagree", "no figure": "no figure"}
)


def reweighted(points: Sequence[float]) -> tuple[float, float]:
    """The lowest and highest mean if each source counted half or one and a half times as much.

    >>> reweighted([40.0, 60.0])
    (45.0, 55.0)
    """
    means = [float(np.average(points, weights=weights)) for weights in product(OTHER_WEIGHTS, repeat=len(points))]
    return min(means), max(means)


def _of_source(
    groups: Sequence[Group], dimension: str, source: Source, declared: Anchors
) -> dict[tuple[str, str], SourcePoints]:
    wanted = [anchor for anchor in declared.of(dimension) if anchor.source == source and anchor.scored]
    found = {}
    for group in groups:
        known = [one for anchor in wanted if (one := indicator_points(group, anchor)) is not None]
        points = source_points(source, known)
        if points is not None and points.width <= declared.widest:
            found[group.cut, group.cell] = points
    return found


def _score(group: Group, dimension: str, pairs: Sequence[tuple[SourcePoints, Pulled]], declared: Anchors) -> Score:
    chance = None
    if len(pairs) > 1:
        chance = cochran_q([raw.points for raw, _ in pairs], [raw.error for raw, _ in pairs]).p
    status = _status(len(pairs), chance)
    points = low = high = own = None
    draws: Floats = np.empty(0)
    if status in ("scored", "one source"):
        draws = np.mean([steady.draws for _, steady in pairs], axis=0)
        points = float(np.mean([steady.points for _, steady in pairs]))
        low, high = interval(draws, points)
    if pairs:
        own = float(np.mean([steady.own for _, steady in pairs]))
    figures = [one.figure for raw, _ in pairs for one in raw.indicators]
    return Score(
        dimension,
        group.cut,
        group.cell,
        group.label,
        group.parent,
        group.depth,
        status,
        points,
        low,
        high,
        own,
        smallest_band(figure.persons for figure in figures),
        tuple(_told(raw, steady) for raw, steady in pairs),
        chance,
        reweighted([steady.points for _, steady in pairs]) if status == "scored" else None,
        any(raw.uncorrected for raw, _ in pairs),
        _reason(group, dimension, status, declared),
        declared.version,
        draws,
    )


def _status(sources: int, chance: float | None) -> Status:
    if not sources:
        return "no figure"
    if chance is None:
        return "one source"
    return "sources disagree" if chance < DISAGREE else "scored"


def _told(raw: SourcePoints, steady: Pulled) -> SourceScore:
    low, high = interval(steady.draws, steady.points)
    names = tuple(one.anchor.indicator for one in raw.indicators)
    return SourceScore(
        raw.source, steady.points, low, high, steady.own, raw.points, raw.error, names, raw.uncorrected
    )


def _reason(group: Group, dimension: str, status: Status, declared: Anchors) -> str:
    if status == "sources disagree":
        return "The sources contradict one another, so there is no single number."
    if status == "one source":
        return "One source only: nothing confirms it."
    if status == "scored":
        return ""
    known = [group.figures[one.indicator] for one in declared.of(dimension) if one.indicator in group.figures]
    return next((figure.reason for figure in known if figure.reason), "Nothing was released that says enough of it.")
