"""When customers come up: their situation, or our numbers? By team, and by function and kind of conversation."""

from __future__ import annotations

from math import ceil
from typing import Final

from lilyroot.draw.charts import Dot, Dots, Row, Scale, dots
from lilyroot.draw.figure import Figure
from lilyroot.draw.view import MOST_ROWS, SEGMENT, Group, View, interval, told_apart
from lilyroot.draw.words import about, percent, sentence
from lilyroot.release.combine import Combined
from lilyroot.tongue import Wording, all_translated, number, phrases, say, say_n

COLUMNS: Final = phrases(
    "Group", "Share", "95 % interval", "People", "Messages it rests on", "Releases shown", "Note"
)
HEADINGS: Final = Wording(
    {
        "team": "By department",
        "function": "By function",
        "kind": "By kind of conversation",
        SEGMENT: "By segment",
    }
)
_ALIKE: Final = Wording(
    {
        "departments": "the departments cannot be told apart",
        "teams": "the teams cannot be told apart",
        "functions": "the functions cannot be told apart",
        "segments": "the segments cannot be told apart",
    }
)


def by_team(view: View) -> Figure:
    """The customer-centric share of every department and its teams."""
    groups, left_out = readable(view)
    figures = picked(groups, "centric_share")
    departments = picked(view.departments(), "centric_share")
    strong = {group.cell for group in view.departments()} if len(groups) > len(departments) else set()
    rows = [share_row(view, group, "centric_share", "lily", group.cell in strong) for group in groups]
    scale = share_scale(view, figures, "centric_share")
    said, step = _compare(view, departments, "departments" if left_out or strong else "teams")
    notes = list(view.notes(picked(view.groups("team"), "centric_share")))
    passing = len(view.groups("team")) - len(view.lasting("team"))
    if passing:
        notes.insert(
            0,
            say_n(
                "{n} group existed in fewer than half of the months; in the table only.",
                "{n} groups existed in fewer than half of the months; in the table only.",
                passing,
            ),
        )
    if left_out:
        notes.insert(
            0,
            say_n("{n} team is not drawn but in the table.", "{n} teams are not drawn but in the table.", left_out),
        )
    return Figure(
        "team-orientation",
        say("By team"),
        said,
        dots(rows, scale, outlined=view.uncorrected),
        dots(rows, scale, narrow=True, outlined=view.uncorrected),
        all_translated(COLUMNS),
        tuple(share_cells(view, group, "centric_share") for group in view.groups("team")),
        view.caption("centric_share", picked(view.groups("team"), "centric_share")),
        tuple(notes),
        step,
        Dots(tuple(rows), scale),
    )


def by_function(view: View) -> Figure:
    """The customer-centric share by function and by kind of conversation."""
    groups = [group for cut in ("function", "kind") for group in view.groups(cut)]
    figures = picked([group for cut in ("function", "kind") for group in view.lasting(cut)], "centric_share")
    rows = grouped(view, ("function", "kind"), "centric_share", "lily")
    scale = share_scale(view, figures, "centric_share")
    functions = picked(view.lasting("function"), "centric_share")
    said, step = _compare(view, functions, "functions")
    return Figure(
        "function-orientation",
        say("By function and kind of conversation"),
        said,
        dots(rows, scale, outlined=view.uncorrected),
        dots(rows, scale, narrow=True, outlined=view.uncorrected),
        all_translated(COLUMNS),
        tuple(share_cells(view, group, "centric_share") for group in groups),
        view.caption("centric_share", figures),
        view.notes(figures),
        step,
        Dots(tuple(rows), scale),
    )


def by_segment(view: View) -> Figure:
    """The customer-centric share of departments by what the policy declares: level, tenure, site."""
    groups = view.groups(SEGMENT)
    figures = picked(groups, "centric_share")
    rows = [share_row(view, group, "centric_share", "lily", False) for group in view.lasting(SEGMENT)[:MOST_ROWS]]
    scale = share_scale(view, figures, "centric_share")
    said, step = _compare(view, picked(view.lasting(SEGMENT), "centric_share"), "segments")
    return Figure(
        "segment-orientation",
        say("By segment"),
        said,
        dots(rows, scale, outlined=view.uncorrected),
        dots(rows, scale, narrow=True, outlined=view.uncorrected),
        all_translated(COLUMNS),
        tuple(share_cells(view, group, "centric_share") for group in groups),
        view.caption("centric_share", figures),
        view.notes(figures),
        step,
        Dots(tuple(rows), scale),
    )


def readable(view: View) -> tuple[list[Group], int]:
    """The team tree down to the deepest level that a chart can show, and how many teams stay in the table only."""
    teams = view.lasting("team")
    for deepest in sorted({group.depth for group in teams}, reverse=True):
        drawn = [group for group in teams if group.depth <= deepest]
        if len(drawn) <= MOST_ROWS:
            return drawn, len(teams) - len(drawn)
    departments = view.departments()[:MOST_ROWS]
    return departments, len(teams) - len(departments)


def picked(groups: list[Group], indicator: str) -> list[Combined]:
    """The groups' figures of one indicator."""
    return [group.figures[indicator] for group in groups if indicator in group.figures]


def grouped(view: View, cuts: tuple[str, ...], indicator: str, hue: str) -> list[Row]:
    """Rows of several cuts, each under its own heading."""
    rows = []
    for cut in cuts:
        groups = view.drawn(cut)
        if groups:
            rows.append(Row(HEADINGS[cut], "head"))
            rows += [share_row(view, group, indicator, hue, False) for group in groups]
    return rows


def share_row(view: View, group: Group, indicator: str, hue: str, strong: bool) -> Row:
    """One group's share as a dot with its interval, or the words in its place."""
    figure = group.figures.get(indicator)
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return view.row(group, (), figure, strong)
    told = f"{percent(figure.value)} ({interval(figure)})"
    return view.row(group, [Dot(say("share"), figure.value, figure.low, figure.high, told, hue)], figure, strong)


def share_cells(view: View, group: Group, indicator: str) -> tuple[str, ...]:
    """One group's line of the table behind a chart of shares."""
    figure = group.figures.get(indicator)
    indent = "\u2003" * max(0, group.depth - 1)
    if figure is None or figure.value is None:
        reason = view.why(figure) if figure is not None and figure.reason else say("no figure in this period")
        none = say("{shown} of {all}", shown=0, all=len(view.periods))
        return (indent + group.short, "–", "", "", "", none, reason)
    note = say("uncorrected") if view.uncorrected else ""
    return (
        indent + group.short,
        percent(figure.value),
        interval(figure),
        figure.persons,
        number(figure.base, ",") if figure.base else "–",
        say("{shown} of {all}", shown=figure.shown, all=figure.periods),
        note,
    )


def share_scale(view: View, figures: list[Combined], indicator: str) -> Scale:
    """An axis from 0 to a round share above every interval, with the organisation's mean to compare with."""
    top = max([figure.high for figure in figures if figure.high is not None], default=1.0)
    pace = next(pace for pace in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if top / pace <= 5.5 or pace == 0.25)
    last = min(ceil(top / pace), round(1 / pace))
    ticks = tuple((round(at * pace, 4), percent(at * pace)) for at in range(last + 1))
    whole = view.whole(indicator)
    reference = whole.value if whole is not None else None
    label = say("whole organisation {share}", share=percent(reference)) if reference is not None else ""
    return Scale(0, last * pace, ticks, reference, label, form="0%")


def _compare(view: View, figures: list[Combined], groups: str) -> tuple[str, str]:
    """The sentence over an orientation figure, and the next step it suggests."""
    whole = _share(view.whole("centric_share"))
    pair = told_apart(figures)
    if pair is None:
        said = f"{_ALIKE[groups]}."
        if whole:
            said = say(
                "Across the organisation, {share} of the talk about customers is about their situation; {alike}",
                share=whole,
                alike=said,
            )
        return (
            sentence(said),
            say("Open one regular meeting with a customer's situation, and look again next month."),
        )
    high, low = pair.high.label, pair.low.label
    told = {"high": high, "low": low, "more": _share(pair.high), "less": _share(pair.low)}
    said = say("{more} of what {high} says about customers is about their situation, {less} in {low}", **told)
    said += say("; the whole organisation stands at {share}.", share=whole) if whole else "."
    step = say(
        "Ask {high} what they hear from customers; bring one such story into the next meeting of {low}.", **told
    )
    return sentence(said), step


def _share(figure: Combined | None) -> str:
    if figure is None or figure.value is None:
        return ""
    return about(figure.value, figure.low, figure.high)
