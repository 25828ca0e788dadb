"""Scores, levels and gaps as flat rows, for files that other programs read: one number a row, with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lilyroot.score.composite import Composite
from lilyroot.score.dimensions import Score
from lilyroot.score.gap import Gap, Part
from lilyroot.score.levels import LevelScore


@dataclass(frozen=True, slots=True)
class Line:
    """One number of one group.

    ``measure`` is D1 to D8, G1 to G3 or "index"; ``part`` what of it: "" for the whole, a source, a level (A, E, N),
    an item or a value. ``unit`` is "points" or "share"; ``value``, ``low`` and ``high`` are None where ``status`` is
    not "shown" and ``reason`` says why. ``own`` is lambda.
    """

    cut: str
    cell: str
    group: str
    measure: str
    part: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    persons: str = ""
    own: float | None = None
    status: str = "shown"
    uncorrected: bool = False
    reason: str = ""
    anchors: str = ""

    def rounded(self) -> dict[str, Any]:
        """As a dictionary with no more digits than mean anything."""
        digits = 1 if self.unit == "points" else 3
        numbers = {name: getattr(self, name) for name in ("value", "low", "high")}
        shown = {name: None if number is None else round(number, digits) for name, number in numbers.items()}
        return {**asdict(self), **shown, "own": None if self.own is None else round(self.own, 2)}


def lines(
    scores: Sequence[Score], of_levels: Sequence[LevelScore], gaps: Sequence[Gap], index: Sequence[Composite] = ()
) -> list[Line]:
    """Everything that was scored, dimensions first."""
    found = [line for score in scores for line in _of_score(score)]
    found += [_of_level(level, scores[0].anchors) for level in of_levels]
    found += [line for gap in gaps for line in _of_gap(gap)]
    return found + [_of_index(one) for one in index]


def _of_score(score: Score) -> Iterator[Line]:
    place = (score.cut, score.cell, score.label, score.dimension)
    status = "shown" if score.points is not None else score.status
    yield Line(
        *place,
        "",
        "points",
        score.points,
        score.low,
        score.high,
        score.persons,
        score.own,
        status,
        score.uncorrected,
        score.reason,
        score.anchors,
    )
    for one in score.sources:
        ends = (one.points, one.low, one.high)
        yield Line(
            *place,
            one.source,
            "points",
            *ends,
            persons=score.persons,
            own=one.own,
            uncorrected=one.uncorrected,
            anchors=score.anchors,
        )


def _of_level(level: LevelScore, version: str) -> Line:
    return Line(
        level.cut,
        level.cell,
        level.label,
        level.dimension,
        level.level,
        "points",
        level.points,
        level.low,
        level.high,
        persons=level.persons,
        own=1.0,
        uncorrected=level.uncorrected,
        anchors=version,
    )


def _of_gap(gap: Gap) -> Iterator[Line]:
    if (perceived := gap.perceived) is not None:
        ends = (perceived.points, perceived.low, perceived.high)
        yield Line(gap.cut, gap.cell, gap.label, "G1", "", "points", *ends, persons=perceived.persons)
        yield from (_part(gap, "G1", item.name, "points", item) for item in perceived.items)
    if (allocation := gap.allocation) is not None:
        yield _part(gap, "G2", "customer", "points", allocation.customer)
        yield from (_part(gap, "G2", f"said: {part.name}", "share", part) for part in allocation.said)
        yield from (_part(gap, "G2", f"done: {part.name}", "share", part) for part in allocation.done)
        if (apart := allocation.apart) is not None:
            ends, persons = (apart.distance, apart.low, apart.high), allocation.customer.persons
            yield Line(gap.cut, gap.cell, gap.label, "G2", "apart", "share", *ends, persons=persons)
    if gap.promises is not None:
        yield _part(gap, "G3", "", "share", gap.promises)


def _part(gap: Gap, measure: str, name: str, unit: str, part: Part) -> Line:
    ends = (part.value, part.low, part.high)
    return Line(gap.cut, gap.cell, gap.label, measure, name, unit, *ends, persons=part.persons)


def _of_index(one: Composite) -> Line:
    return Line(
        one.cut,
        one.cell,
        one.label,
        "index",
        "",
        "points",
        one.points,
        one.low,
        one.high,
        persons=one.persons,
        status="shown" if one.points is not None else "no figure",
        reason=f"No single number for {', '.join(one.missing)}." if one.missing else "",
        anchors=one.anchors,
    )
