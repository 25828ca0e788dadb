"""One number for all eight dimensions: off unless somebody turns it on, and never below a division.

A single number hides which of eight things it is about, and for a team it would be read as a mark. So the setting
knows three values and none of them reaches a team. Source: the measurement model, E3.7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from lilyroot.errors import SettingsError
from lilyroot.release.combine import smallest_band
from lilyroot.score.dimensions import Score
from lilyroot.score.points import interval

Reach = Literal["off", "organisation", "division"]
REACHES: Final[tuple[Reach, ...]] = get_args(Reach)


@dataclass(frozen=True, slots=True)
class Composite:
    """The Customer Culture Index of the organisation or a division: the mean of its dimensions (0 to 100, 95 %).

    ``points``, ``low`` and ``high`` are None where a dimension has no single number; ``missing`` names those.
    """

    cut: str
    cell: str
    label: str
    points: float | None
    low: float | None
    high: float | None
    persons: str
    missing: tuple[str, ...]
    anchors: str


def composite(scores: Sequence[Score], reach: str = "off") -> list[Composite]:
    """The index of the whole organisation, or of it and its divisions; an empty list while it is off.

    A division stands directly below the organisation and has at least two published groups below itself; anything
    else is a team. Raises ``SettingsError`` for any other reach.
    """
    if reach not in REACHES:
        raise SettingsError(
            "score.composite",
            f"The index cannot be made for {reach!r}.",
            remedy="It is off, or made for the organisation, or for divisions; never for a team.",
        )
    by_group: dict[tuple[str, str], list[Score]] = {}
    for score in scores:
        by_group.setdefault((score.cut, score.cell), []).append(score)
    parents = [group[0].parent for group in by_group.values() if group[0].cut == "team"]
    wide = [
        group
        for (cut, cell), group in by_group.items()
        if (cut == "organisation" and reach != "off")
        or (reach == "division" and cut == "team" and group[0].depth == 1 and parents.count(cell) > 1)
    ]
    return [_index(group) for group in wide]


def _index(group: Sequence[Score]) -> Composite:
    missing = tuple(score.dimension for score in group if score.points is None)
    points = low = high = None
    if not missing:
        points = float(np.mean([score.points for score in group]))
        low, high = interval(np.mean([score.draws for score in group], axis=0), points)
    first = group[0]
    persons = smallest_band(score.persons for score in group)
    return Composite(first.cut, first.cell, first.label, points, low, high, persons, missing, first.anchors)
