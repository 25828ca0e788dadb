"""What a group's own people need on a Monday: where it stands, what moved beyond noise, one thing to do.

The last three released months are held against the up to twelve before them, and against the whole organisation.
All comparisons of one brief are looked at together, so the 95 % is divided among them (Bonferroni): a brief in which
nothing happened says so in 19 of 20 weeks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lilyroot.draw.view import Group, View, surely
from lilyroot.draw.words import UNDATED, ends, percent, span
from lilyroot.release.cell_names import OWN
from lilyroot.release.combine import Change, Combined, Direction, combine, difference
from lilyroot.release.line import is_of
from lilyroot.release.released import SHOWN, Released
from lilyroot.tongue import Wording, number, phrase, say, translated

LAST: Final = 3
BEFORE: Final = 12
INDICATORS: Final = Wording(
    {
        "salience": "Customers come up",
        "centric_share": "About their situation",
        "engagement_replies": "Replies customers draw",
    }
)
MOST_GROUPS: Final = 12
_APART: Final = Wording(
    {
        "salience up": "In {group} talk about customers is above the organisation's.",
        "salience down": "In {group} talk about customers is below the organisation's.",
        "centric_share up": "In {group} talk about customers' situations is above the organisation's.",
        "centric_share down": "In {group} talk about customers' situations is below the organisation's.",
        "engagement_replies up": "In {group} what customers draw in replies is above the organisation's.",
        "engagement_replies down": "In {group} what customers draw in replies is below the organisation's.",
    }
)
_MOVED: Final = Wording(
    {
        "salience up": "In {group} talk about customers went up: from {was} to {now} (by {by}).",
        "salience down": "In {group} talk about customers went down: from {was} to {now} (by {by}).",
        "centric_share up": "In {group} talk about customers' situations went up: from {was} to {now} (by {by}).",
        "centric_share down": "In {group} talk about customers' situations went down: from {was} to {now} (by {by}).",
        "engagement_replies up": "In {group} what customers draw in replies went up: from {was} to {now} (by {by}).",
        "engagement_replies down": (
            "In {group} what customers draw in replies went down: from {was} to {now} (by {by})."
        ),
    }
)
_MOVED_ACROSS: Final = Wording(
    {
        "salience up": "Across the organisation talk about customers went up: from {was} to {now} (by {by}).",
        "salience down": "Across the organisation talk about customers went down: from {was} to {now} (by {by}).",
        "centric_share up": (
            "Across the organisation talk about customers' situations went up: from {was} to {now} (by {by})."
        ),
        "centric_share down": (
            "Across the organisation talk about customers' situations went down: from {was} to {now} (by {by})."
        ),
        "engagement_replies up": (
            "Across the organisation what customers draw in replies went up: from {was} to {now} (by {by})."
        ),
        "engagement_replies down": (
            "Across the organisation what customers draw in replies went down: from {was} to {now} (by {by})."
        ),
    }
)

_TO_DO: Final = Wording(
    {
        "salience down": (
            "Begin the next meeting with one customer: who called, what did they need, what became of it?"
        ),
        "salience up": "Ask what brought customers into the talk, and keep it.",
        "centric_share down": "When a customer's number comes up this week, ask what the customer was trying to do.",
        "centric_share up": "Ask who tells these stories, and let another team hear one.",
        "engagement_replies down": "Pick one customer question that nobody answered, and answer it in the open.",
        "engagement_replies up": "Look which question drew the answers, and pass on what came of it.",
    }
)
_NOTHING_TO_DO: Final = phrase(
    "Nothing asks for you. Take one customer's question into the next meeting and see what comes of it."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one group in words; ``value`` is "" where nothing is shown, and ``hidden`` says why."""

    name: str
    definition: str
    value: str
    interval: str
    persons: str
    than_before: Direction
    than_all: Direction | None  # None for the organisation itself
    hidden: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A group and where it stands."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """``moved`` are sentences, the surest first; empty where nothing moved beyond noise."""

    period: str
    before: str
    standings: tuple[Standing, ...]
    moved: tuple[str, ...]
    to_do: str
    about: str  # the indicator that the one thing to do is about
    uncorrected: str

    @property
    def opening(self) -> str:
        """The one thing to know: the surest movement, else where a group stands apart, else that nothing does."""
        if self.moved:
            return self.moved[0]
        for group in self.standings:
            for line in group.lines:
                if line.than_all in ("up", "down"):
                    return translated(_APART.english[f"{line.definition} {line.than_all}"], group=group.label)
        name = self.standings[0].label if len(self.standings) == 1 else say("your groups")
        return say(
            "Nothing moved beyond noise in {groups}, and nothing there stands apart from the organisation.",
            groups=name,
        )


def brief(released: Released, units: Collection[str] | None, *, below: bool = True) -> Brief | None:
    """Where do these units stand, and what moved? None for an empty ledger.

    ``units`` are those somebody answers for, with what lies right below them; None is the organisation with its
    departments. Without what is ``below`` it holds what every member of these units may see. A unit that is published
    only together with others is shown as that group.
    """
    view = View(released, LAST + BEFORE)
    if not view.periods or view.periods == [UNDATED]:
        return None
    last, before = view.periods[-LAST:], view.periods[:-LAST]
    groups = _groups(view, units, below)[:MOST_GROUPS]
    z = surely(2 * len(groups) * len(INDICATORS))
    whole = next(iter(view.groups("organisation")), None)
    found = [_look(view, group, name, last, before, whole, z) for group in groups for name in INDICATORS]
    moved = sorted((one for one in found if one.moved), key=lambda one: -one.sureness)
    return Brief(
        period=span(last),
        before=span(before) if before else "",
        standings=tuple(
            Standing(group.label, tuple(one.line for one in found if one.group is group)) for group in groups
        ),
        moved=tuple(one.sentence for one in moved),
        about=moved[0].indicator if moved else "centric_share",
        to_do=(_TO_DO[f"{moved[0].indicator} {moved[0].line.than_before}"] if moved else translated(_NOTHING_TO_DO)),
        uncorrected=view.why_uncorrected,
    )


def _above(group: Group) -> str:
    return group.parent


@dataclass(frozen=True, slots=True)
class _Look:
    """One comparison: what is said of it, and how sure it is."""

    group: Group
    indicator: str
    line: Line
    moved: bool
    sureness: float
    sentence: str


def _groups(view: View, units: Collection[str] | None, below: bool) -> list[Group]:
    """The organisation and its departments; or the groups of these units and what is right below them."""
    if units is None:
        return [*view.groups("organisation"), *view.departments()]
    teams = view.groups("team")
    own = [group for group in teams if any(is_of(group.cell, unit) for unit in units)]
    if not below:
        return [group for group in own if not group.cell.endswith(OWN)] or view.groups("organisation")
    parts = [group for group in teams if _above(group) in set(units) and group not in own]
    return [*own, *parts] or view.groups("organisation")


def _look(
    view: View,
    group: Group,
    indicator: str,
    last: Sequence[str],
    before: Sequence[str],
    whole: Group | None,
    z: float,
) -> _Look:
    now, then = (_over(view, group, indicator, periods) for periods in (last, before))
    moved = difference(then, now, z) if now and then else Change("cannot tell", None, None, None)
    is_whole = whole is None or group.cut == "organisation"
    all_now = _over(view, whole, indicator, last) if whole else None
    than_all = None if is_whole else difference(all_now, now, z).direction if now and all_now else "cannot tell"
    line = _line(view, indicator, now, moved.direction, than_all)
    if moved.direction == "cannot tell" or moved.difference is None or now is None or then is None:
        return _Look(group, indicator, line, False, 0.0, "")
    half = (moved.high or 0.0) - moved.difference
    said = _sentence(group, indicator, moved, then, now)
    return _Look(group, indicator, line, True, abs(moved.difference) / half if half else 0.0, said)


def _over(view: View, group: Group, indicator: str, periods: Sequence[str]) -> Combined | None:
    rows: list[dict[str, Any]] = [row for row in view.months(group, indicator) if row["period"] in periods]
    return combine(rows, len(periods)) if rows else None


def _line(
    view: View, indicator: str, now: Combined | None, than_before: Direction, than_all: Direction | None
) -> Line:
    name = INDICATORS[indicator]
    if now is None or now.status != SHOWN or now.value is None:
        hidden = view.hidden(now.status if now else "")
        return Line(name, indicator, "", "", "", "cannot tell", than_all and "cannot tell", hidden)
    known = now.low is not None and now.high is not None
    both = ends(_said(indicator, now.low or 0), _said(indicator, now.high or 0)) if known else ""
    return Line(name, indicator, _said(indicator, now.value), both, now.persons, than_before, than_all, "")


def _said(indicator: str, value: float) -> str:
    return say("{ratio} times", ratio=number(value, ".1f")) if indicator.startswith("engagement_") else percent(value)


def _sentence(group: Group, indicator: str, moved: Change, then: Combined, now: Combined) -> str:
    table = _MOVED_ACROSS if group.cut == "organisation" else _MOVED
    return translated(
        table.english[f"{indicator} {moved.direction}"],
        group=group.label,
        was=_said(indicator, then.value or 0),
        now=_said(indicator, now.value or 0),
        by=_by(indicator, moved),
    )


def _by(indicator: str, moved: Change) -> str:
    """The 95 % interval of how far it moved, all looks together. Example: "3 to 9 points"."""
    low, high = sorted((abs(moved.low or 0.0), abs(moved.high or 0.0)))
    if indicator.startswith("engagement_"):
        return ends(number(low, ".1f"), number(high, ".1f"))
    return say("{low} to {high} points", low=f"{100 * low:.0f}", high=f"{100 * high:.0f}")
