"""The declared anchors: which indicator speaks of which dimension, and which figure stands for how many points.

They are read from ``anchors.toml`` and are the same for every group, period and organisation, so a group's points
never move because another group's did.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from lilyroot.errors import SettingsError
from lilyroot.tongue import Wording

Source = Literal["survey", "language", "decisions", "operations"]
Level = Literal["A", "E", "N"]
Direction = Literal["up", "down"]

SOURCES: Final[tuple[Source, ...]] = get_args(Source)
LEVELS: Final[dict[Level, str]] = {"A": "artefacts", "E": "espoused", "N": "enacted"}
_FILE: Final = "anchors.toml"
_NEEDED: Final = {"dimension", "level", "lo", "hi", "direction"}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where 0 and 100 points lie for one indicator. ``scored`` is False for what stands beside its dimension only."""

    indicator: str
    dimension: str
    level: Level
    source: Source
    lo: float
    hi: float
    direction: Direction
    scored: bool = True

    def points(self, value: float) -> float:
        """How many points (0 to 100) is this figure?

        >>> Anchor("rate_blame", "D6", "N", "language", 0.0, 0.05, "down").points(0.01)
        80.0
        """
        return min(100.0, max(0.0, self.unclipped(value)))

    def unclipped(self, value: float) -> float:
        """The same without the ends: what an interval is carried through."""
        upwards = 100.0 * (value - self.lo) / (self.hi - self.lo)
        return upwards if self.direction == "up" else 100.0 - upwards


@dataclass(frozen=True, slots=True)
class Anchors:
    """One version of the declared anchors.

    ``dimensions`` has each dimension's name by its key (D1 to D8), ``indicators`` each anchor by the indicator's
    name, ``outside`` the reason for what enters no dimension. A source with an interval wider than ``widest`` points
    says nothing.
    """

    version: str
    widest: float
    dimensions: Mapping[str, str]
    indicators: Mapping[str, Anchor]
    outside: Mapping[str, str]

    def of(self, dimension: str) -> list[Anchor]:
        """The anchors of one dimension, in the order of the file."""
        return [anchor for anchor in self.indicators.values() if anchor.dimension == dimension]

    def why_outside(self, indicator: str) -> str:
        """Why an indicator enters no dimension; "" when nobody has declared it."""
        return next((why for name, why in self.outside.items() if fnmatchcase(indicator, name)), "")


@cache
def anchors() -> Anchors:
    """The anchors in use.

    >>> anchors().indicators["cp"].dimension, anchors().dimensions["D2"]
    ('D1', 'Customer understanding')
    """
    return declared(files(__package__).joinpath(_FILE).read_text("utf-8"))


def declared(text: str, file: str = _FILE) -> Anchors:
    """Anchors from the text of a file like ``anchors.toml``.

    Raises ``SettingsError`` naming the file and the entry when something is missing or makes no sense.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"This is not TOML: {error}.", file, "") from error
    missing = [name for name in ("version", "widest", "dimensions", "outside") if name not in found]
    if missing:
        raise _wrong(f"{' and '.join(missing)} is not declared.", file, missing[0])
    dimensions: dict[str, str] = found["dimensions"]
    indicators: dict[str, Anchor] = {}
    for source in SOURCES:
        for name, entry in found.get(source, {}).items():
            if name in indicators:
                raise _wrong("An indicator has one anchor, and this one has two.", file, name)
            indicators[name] = _anchor(name, source, entry, dimensions, file)
    return Anchors(
        str(found["version"]),
        float(found["widest"]),
        Wording.from_file(dimensions),
        indicators,
        dict(found["outside"]),
    )


def _anchor(name: str, source: Source, entry: Mapping[str, Any], dimensions: Mapping[str, str], file: str) -> Anchor:
    if missing := sorted(_NEEDED - entry.keys()):
        raise _wrong(f"{' and '.join(missing)} is not declared.", file, name)
    if entry["dimension"] not in dimensions:
        raise _wrong(f"There is no dimension {entry['dimension']}.", file, name)
    if entry["level"] not in LEVELS or entry["direction"] not in get_args(Direction):
        raise _wrong("The level is A, E or N and the direction up or down.", file, name)
    if not float(entry["lo"]) < float(entry["hi"]):
        raise _wrong("lo lies below hi; direction says which of them is good.", file, name)
    return Anchor(
        name,
        entry["dimension"],
        entry["level"],
        source,
        float(entry["lo"]),
        float(entry["hi"]),
        entry["direction"],
        bool(entry.get("scored", True)),
    )


def _wrong(sentence: str, file: str, place: str) -> SettingsError:
    return SettingsError(
        "score.anchors",
        sentence,
        remedy="Give every indicator one line with dimension, level, lo, hi and direction, and raise the version.",
        file=file,
        place=place,
    )
