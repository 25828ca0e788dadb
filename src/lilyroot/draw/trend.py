"""Did anything change over the months, beyond noise?"""

from __future__ import annotations

from typing import Any, Final

from lilyroot.draw.figure import Figure
from lilyroot.draw.series import Point, Strip, Strips, strips
from lilyroot.draw.turns import Turn, turn
from lilyroot.draw.view import Group, View
from lilyroot.draw.words import UNDATED, about, ends, listed, month, percent, when
from lilyroot.release.reasons import REASONS
from lilyroot.release.released import SHOWN
from lilyroot.tongue import all_translated, phrases, retold, say

INDICATOR: Final = "centric_share"
MOST_STRIPS: Final = 12
FEWEST_MONTHS: Final = 2
COLUMNS: Final = phrases("Group", "Month", "Share", "95 % interval", "People", "Note")


def turning(view: View) -> list[tuple[Group, Turn | None]]:
    """The organisation and its departments, each with its turn if it had one."""
    groups = [*view.groups("organisation"), *view.departments()]
    return [(group, turn(view.months(group, INDICATOR), len(groups))) for group in groups]


def trend(view: View) -> Figure:
    """The customer-centric share by month, for the organisation and its departments."""
    turned = turning(view)
    drawn = _chosen(turned)
    months = [period for period in view.periods if period != UNDATED]
    whole = view.whole(INDICATOR)
    spec = narrow = plot = None
    if len(months) >= FEWEST_MONTHS:
        rows = [_strip(view, group, found, months) for group, found in drawn]
        names = [f"{month(period, year=False)[:3]} {period[:4]}" for period in months]
        base = whole.value if whole is not None and whole.value is not None else 0.0
        plot = Strips(tuple(rows), tuple(names))
        spec = strips(rows, names, baseline=base)
        narrow = strips(rows, names, baseline=base, narrow=True)
    figures = [group.figures[INDICATOR] for group, _ in turned if INDICATOR in group.figures]
    notes = [*view.notes(figures)]
    if spec is not None:
        notes.insert(0, say("All lines share one scale; the dotted line is the whole organisation over the period."))
    if spec is not None and len(drawn) < len(turned):
        notes.insert(0, say("{n} more departments are in the table.", n=len(turned) - len(drawn)))
    return Figure(
        "trend",
        say("Over time"),
        _sentence(view, turned, months),
        spec,
        narrow,
        all_translated(COLUMNS),
        tuple(
            _cells(view, group, row)
            for group, _ in turned
            for row in view.months(group, INDICATOR)
            if spec is not None
        ),
        view.caption(INDICATOR, figures),
        tuple(notes),
        _next_step(view, turned),
        plot,
    )


def told(view: View, group: Group, found: Turn) -> str:
    """A turn in words: "in Sales it fell after March 2025"."""
    whole, rose = group.cut == "organisation", found.direction == "up"
    told = {"group": group.label, "month": when(found.after, view.periods)}
    if whole:
        return (
            say("across the organisation it rose after {month}", **told)
            if rose
            else say("across the organisation it fell after {month}", **told)
        )
    return (
        say("in {group} it rose after {month}", **told) if rose else say("in {group} it fell after {month}", **told)
    )


def _chosen(turned: list[tuple[Group, Turn | None]]) -> list[tuple[Group, Turn | None]]:
    """What fits a chart: the organisation, then those that turned, in the order of the tree."""
    if len(turned) <= MOST_STRIPS:
        return turned
    first = sorted(
        range(len(turned)), key=lambda at: (turned[at][0].cut != "organisation", turned[at][1] is None, at)
    )
    return [turned[at] for at in sorted(first[:MOST_STRIPS])]


def _strip(view: View, group: Group, found: Turn | None, months: list[str]) -> Strip:
    points = tuple(
        Point(
            months.index(row["period"]),
            month(row["period"]),
            row["value"],
            row["low"],
            row["high"],
            f"{percent(row['value'])} ({ends(percent(row['low']), percent(row['high']))})",
        )
        for row in view.months(group, INDICATOR)
        if row["status"] == SHOWN and row["period"] in months
    )
    at = months.index(found.after) if found is not None else None
    return Strip(group.label, _status(view, group, found), points, found is not None, at)


def _status(view: View, group: Group, found: Turn | None) -> str:
    if found is not None:
        before, since = found.before, found.since
        was, now = about(before.value or 0, before.low, before.high), about(since.value or 0, since.low, since.high)
        told = {"month": when(found.after, view.periods), "was": was, "now": now}
        if found.direction == "up":
            return say("▲ up after {month}: from {was} to {now}", **told)
        return say("▼ down after {month}: from {was} to {now}", **told)
    figure = group.figures.get(INDICATOR)
    if figure is None or figure.value is None:
        return view.hidden(figure.status if figure is not None else "")
    return say("cannot tell a change: {share} over the period", share=about(figure.value, figure.low, figure.high))


def _cells(view: View, group: Group, row: dict[str, Any]) -> tuple[str, ...]:
    name = month(row["period"])
    if row["status"] != SHOWN:
        return (group.label, name, "–", "", "", retold(row["reason"], REASONS))
    note = say("uncorrected") if view.uncorrected else ""
    shown = ends(percent(row["low"]), percent(row["high"]))
    return (group.label, name, percent(row["value"]), shown, row["persons"], note)


def _sentence(view: View, turned: list[tuple[Group, Turn | None]], months: list[str]) -> str:
    if len(months) < FEWEST_MONTHS:
        return say("There is no trend to show yet: it needs at least two released months.")
    changes = [told(view, group, found) for group, found in turned if found is not None]
    if not changes:
        return say("Nobody can tell a change over these months: every movement lies within the noise.")
    if len(changes) < len(turned):
        return say(
            "How much customers' situations are talked about: {changes}; elsewhere nobody can tell a change.",
            changes=listed(changes),
        )
    return say("How much customers' situations are talked about: {changes}.", changes=listed(changes))


def _next_step(view: View, turned: list[tuple[Group, Turn | None]]) -> str:
    for group, found in turned:
        if found is not None and group.cut != "organisation":
            since = when(found.after, view.periods)
            return say(
                "Ask {group} what was different after {month}: a target, a leader, a habit?",
                group=group.label,
                month=since,
            )
    return say("Keep releasing every month; a change shows once three months stand on either side of it.")
