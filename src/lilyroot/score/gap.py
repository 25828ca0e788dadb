"""The gap between saying and doing, in three measures that are never mixed: perceived, by allocation, by promises.

G1 perceived: done less said in the eyes of the same people, in points of -100..100. G2 allocation: which values are
named officially and which prevail in what is decided, paid and praised. G3 promises: what was kept by its day.
Source: the measurement model, E4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from typing import Final

from lilyroot.model.records import VALUES
from lilyroot.release.combine import smallest_band
from lilyroot.release.steps import draws_told
from lilyroot.score.allocation import Distance, distance
from lilyroot.score.points import Z95
from lilyroot.score.sources import Group, Sources
from lilyroot.score.window import Window
from lilyroot.tongue import say

SAY_DO: Final = "say_do_"
FEWEST_CODED: Final = 50  # items a side


@dataclass(frozen=True, slots=True)
class Part:
    """One number of the gap: value, 95 % interval, band of people, what it is counted over."""

    name: str
    value: float
    low: float
    high: float
    persons: str
    base: int


@dataclass(frozen=True, slots=True)
class Perceived:
    """G1. ``points`` is the mean over the paired items (-100 nothing of what is said is done, 0 no gap)."""

    points: float
    low: float
    high: float
    persons: str
    items: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """G2. ``said`` and ``done`` have a part per value (shares, 0..1).

    ``customer`` is done less said for the customer, in points; ``apart`` the distance of the two sides as a
    whole, None with fewer than 50 coded items on a side.
    """

    said: tuple[Part, ...]
    done: tuple[Part, ...]
    customer: Part
    apart: Distance | None


@dataclass(frozen=True, slots=True)
class Gap:
    """The triple of one group; each part is None where it may not be shown or was not released, with the reason."""

    cut: str
    cell: str
    label: str
    parent: str
    depth: int
    perceived: Perceived | None
    allocation: Allocation | None
    promises: Part | None
    tradeoffs: Part | None
    reasons: tuple[str, ...]


def gap(sources: Sources, window: Window, *, deepest: int | None = None) -> list[Gap]:
    """How far does what every published group does lie from what is said? In the order of ``Sources.groups``.

    One gap per group that is no deeper in the tree than ``deepest``.
    """
    released = (sources.whole or sources).groups(window)
    groups = [group for group in released if deepest is None or group.depth <= deepest]
    seen = sources.in_view(groups, window)
    return [_gap(group) for group in groups if (group.cut, group.cell) in seen]


def headline(found: Gap) -> str:
    """The gap in one sentence: what leaders name, what prevails; "" where either is missing.

    Example: "Leaders name the customer in 41 % [36, 46] of value statements; the customer prevailed in 18 % [12, 26]
    of recorded trade-offs."
    """
    if found.allocation is None or found.tradeoffs is None:
        return ""
    said = next(part for part in found.allocation.said if part.name == "customer")
    return say(
        "Leaders name the customer in {said} of value statements; "
        "the customer prevailed in {won} of recorded trade-offs.",
        said=_percent(said),
        won=_percent(found.tradeoffs),
    )


def _gap(group: Group) -> Gap:
    perceived, why_perceived = _perceived(group)
    allocation, why_allocation = _allocation(group)
    kept = _part(group, "commitments_kept")
    why_promises = "" if kept else _why(group, ("commitments_kept",), "No promises to customers were released.")
    return Gap(
        group.cut,
        group.cell,
        group.label,
        group.parent,
        group.depth,
        perceived,
        allocation,
        kept,
        _part(group, "tradeoffs_won"),
        tuple(dict.fromkeys(reason for reason in (why_perceived, why_allocation, why_promises) if reason)),
    )


def _perceived(group: Group) -> tuple[Perceived | None, str]:
    names = sorted(name for name in group.figures if name.startswith(SAY_DO))
    items = [part for name in names if (part := _part(group, name)) is not None]
    if not items:
        return None, _why(group, names, "No answers on saying and doing were released.")
    persons = smallest_band(part.persons for part in items)  # 15 or more: what is released of a pair rests on that
    points = sum(part.value for part in items) / len(items)
    down = sum(part.value - part.low for part in items) / len(items)  # the same people: all may move the same way
    up = sum(part.high - part.value for part in items) / len(items)
    return Perceived(points, points - down, points + up, persons, tuple(items)), ""


def _allocation(group: Group) -> tuple[Allocation | None, str]:
    said, done = ([_part(group, f"{side}_{value}", value) for value in VALUES] for side in ("espoused", "enacted"))
    missing = [f"{side}_{value}" for side in ("espoused", "enacted") for value in VALUES]
    if any(part is None for part in (*said, *done)):
        return None, _why(group, missing, "Statements of values and what prevailed were not both released.")
    e, n = [part for part in said if part], [part for part in done if part]
    return Allocation(tuple(e), tuple(n), done_less_said(e[0], n[0]), _whole(e, n)), ""


def done_less_said(said: Part, done: Part, wider: float = 1.0) -> Part:
    """Done less said of one value, in points; the ends combine both intervals' arms (MOVER), ``wider`` times."""
    by = done.value - said.value
    low = by - wider * sqrt((done.value - done.low) ** 2 + (said.high - said.value) ** 2)
    high = by + wider * sqrt((done.high - done.value) ** 2 + (said.value - said.low) ** 2)
    persons = smallest_band((said.persons, done.persons))
    return Part(said.name, 100 * by, 100 * low, 100 * high, persons, min(said.base, done.base))


def _whole(said: Sequence[Part], done: Sequence[Part]) -> Distance | None:
    nothing = not all(sum(part.value for part in side) for side in (said, done))
    coded = [part.base or _items(side) for side in (said, done) for part in side]
    if nothing or min(coded) < FEWEST_CODED:
        return None
    return distance([part.value for part in said], _items(said), [part.value for part in done], _items(done))


def _items(parts: Sequence[Part]) -> float:
    """How many coded items these shares are worth: as many as counted, or fewer where their intervals are wide.

    Of trade-offs no number is told: their steps say how many there are at least, or else the intervals how many.
    """
    least = min(draws_told(part.value, part.low, part.high) if not part.base else 0.0 for part in parts)
    if least:
        return least
    spread = sum(((part.high - part.low) / (2 * Z95)) ** 2 for part in parts)
    counted = float(min(part.base for part in parts))
    return min(counted or inf, sum(part.value * (1 - part.value) for part in parts) / spread) if spread else counted


def _part(group: Group, indicator: str, name: str = "") -> Part | None:
    figure = group.shown(indicator)
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return None
    name = name or indicator.removeprefix(SAY_DO)
    return Part(name, figure.value, figure.low, figure.high, figure.persons, figure.base)


def _why(group: Group, indicators: Sequence[str], otherwise: str) -> str:
    """The release's own reason for the first of these that it hides."""
    hidden = [group.figures[name] for name in indicators if name in group.figures]
    return next((figure.reason for figure in hidden if figure.reason), otherwise)


def _percent(part: Part) -> str:
    return f"{100 * part.value:.0f} % [{100 * part.low:.0f}, {100 * part.high:.0f}]"
