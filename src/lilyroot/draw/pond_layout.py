"""Where everything in the pond lies: pure geometry, in pixels from the top left.

One scale for both directions: a lily is as wide as its share, a root as deep as its share, so a value that is as deep
as it is wide is lived. Values stand side by side where there is room, or each on a water of its own, one below the
other, on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lilyroot.score.pond import Lily, Pond, Strand

AXIS: Final = 40.0  # left of the first column, for the words of the depths
EDGE: Final = 8.0
GAP: Final = 34.0  # between two lilies at least
NARROWEST: Final = 82.0  # of a column, so that six strands can be told apart
LABEL: Final = 56.0  # above a flower, for the name and the share
BELOW: Final = 46.0  # below the deepest end
SHALLOWEST: Final = 0.25  # a share that would fill the depth: shallow roots are not drawn deep
FLOOR: Final = 0.06  # a water is at least so deep, as a share
UNKNOWN_DEPTH: Final = 26.0  # of a stub that says nothing of a share


@dataclass(frozen=True, slots=True)
class Size:
    """What a drawing is made for: its width, how many values stand side by side, and how deep it may be."""

    name: str
    width: float
    beside: int
    deepest: float


WIDE: Final = Size("wide", 1120, 7, 400)
MIDDLE: Final = Size("middle", 740, 7, 330)
NARROW: Final = Size("narrow", 342, 1, 210)
SIZES: Final = (WIDE, MIDDLE, NARROW)


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a strand begins and ends, and the ends of its interval; ``depth`` is None where there is no share."""

    strand: Strand
    begin: float
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Place:
    """One lily: its middle, half its width (and that of its interval), the water it lies on and its strands."""

    lily: Lily
    left: float
    width: float
    middle: float
    half: float
    half_low: float
    half_high: float
    flower: float
    pitch: float
    tips: tuple[Tip, ...]


@dataclass(frozen=True, slots=True)
class Water:
    """One stretch of water: where its line is, how far down it goes, the depths that are named, and its lilies."""

    top: float
    line: float
    bottom: float
    depths: tuple[float, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole drawing; ``scale`` is the pixels of a share of 1."""

    size: Size
    height: float
    scale: float
    waters: tuple[Water, ...]


def laid_out(pond: Pond, size: Size) -> Layout:
    """Where everything lies in a drawing of this size."""
    rows = [pond.lilies[at : at + size.beside] for at in range(0, len(pond.lilies), size.beside)]
    scale = _scale(pond, size, rows)
    waters, top = [], 0.0
    for row in rows:
        water = _water(row, size, scale, top)
        waters.append(water)
        top = water.bottom
    return Layout(size, round(top, 1), scale, tuple(waters))


def _scale(pond: Pond, size: Size, rows: Sequence[Sequence[Lily]]) -> float:
    """The largest scale at which every row fits the width and the deepest root the depth."""
    deepest = max([FLOOR, *(lily.deepest for lily in pond.lilies)])
    low, high = 0.0, size.deepest / max(deepest, SHALLOWEST)
    for _ in range(40):
        scale = (low + high) / 2
        fits = all(sum(_column(lily, scale) for lily in row) <= size.width - AXIS - EDGE for row in rows)
        low, high = (scale, high) if fits else (low, scale)
    return low


def _column(lily: Lily, scale: float) -> float:
    return max(NARROWEST, _said(lily, "high") * scale + GAP)


def _said(lily: Lily, end: str = "value") -> float:
    share = lily.said.share
    return float(getattr(share, end)) if share is not None else 0.0


def _water(row: Sequence[Lily], size: Size, scale: float, top: float) -> Water:
    flowers = [_flower(_said(lily) * scale) for lily in row]
    line = round(top + LABEL + max(flowers), 1)
    deepest = max([FLOOR, *(lily.deepest for lily in row)])
    bottom = round(line + deepest * scale + BELOW, 1)
    columns = [_column(lily, scale) for lily in row]
    spare = (size.width - AXIS - EDGE - sum(columns)) / len(row)
    places, left = [], AXIS
    for lily, column, flower in zip(row, columns, flowers, strict=True):
        places.append(_place(lily, left, column + spare, flower, line, scale))
        left += column + spare
    pace = 0.1 if deepest * scale > 60 else 0.05
    depths = tuple(round(step * pace, 2) for step in range(1, int(deepest / pace + 0.3) + 1))
    return Water(top, line, bottom, depths, tuple(places))


def _flower(width: float) -> float:
    """How high a flower on a pad of this width stands."""
    return 10.0 + 0.38 * min(width, 250.0)


def _place(lily: Lily, left: float, width: float, flower: float, line: float, scale: float) -> Place:
    middle = left + width / 2
    half = _said(lily) * scale / 2
    many = len(lily.strands)
    pitch = min(max(10.5, (width - 6) / many - 1), 52.0)
    close = min(pitch, max(3.0, 1.6 * half / many))  # roots leave the pad together and part below it
    tips = []
    for number, strand in enumerate(lily.strands):
        off = number - (many - 1) / 2
        tips.append(_tip(strand, middle + off * close, middle + off * pitch, line, scale))
    half_low, half_high = (_said(lily, end) * scale / 2 for end in ("low", "high"))
    return Place(lily, left, width, middle, half, half_low, half_high, flower, pitch, tuple(tips))


def _tip(strand: Strand, begin: float, x: float, line: float, scale: float) -> Tip:
    share = strand.share
    if share is None:
        y = line + UNKNOWN_DEPTH
        return Tip(strand, begin, x, y, y, y)
    depth = {end: line + max(0.0, float(getattr(share, end))) * scale for end in ("value", "low", "high")}
    return Tip(strand, begin, x, depth["value"], depth["low"], depth["high"])
