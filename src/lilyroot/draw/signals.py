"""Seven ways of talking that help or hurt customers, by department."""

from __future__ import annotations

from typing import Final

from lilyroot.draw.definitions import FLAGS
from lilyroot.draw.figure import Figure
from lilyroot.draw.orientation import picked
from lilyroot.draw.series import Cell, Grid, GridRow, grid
from lilyroot.draw.view import Group, View, surely
from lilyroot.draw.words import ends, listed, per_thousand
from lilyroot.release.combine import Combined, difference
from lilyroot.release.released import WITHHELD
from lilyroot.tongue import all_translated, phrase, phrases, say, translated

COLUMNS: Final = phrases("Group", "Signal", "Per 1,000 messages", "95 % interval", "People", "Note")
MOST_GROUPS: Final = 24
UP, DOWN = "▲ ", "▼ "


def signals(view: View) -> Figure:
    """Messages per thousand that carry each signal, for the organisation and its departments."""
    groups = [*view.groups("organisation"), *view.departments()]
    figures = [figure for flag in FLAGS for figure in picked(groups, flag)]
    outliers = {} if view.uncorrected else standing_out(view)
    top = max([figure.value for figure in figures if figure.value is not None], default=0.0) or 1.0
    rows = [_row(view, group, outliers, top) for group in groups[:MOST_GROUPS]]
    notes = [say("The numbers are messages with the signal in 1,000 work messages.")]
    if not view.uncorrected:
        notes.append(say("▲ and ▼ mark what is clearly above or below the whole organisation."))
    if len(groups) > MOST_GROUPS:
        notes.append(say("{n} more departments are in the table.", n=len(groups) - MOST_GROUPS))
    names = tuple(name for name, _ in FLAGS.values())
    private = [group.figures["rate_blame"] for group in groups if "rate_blame" in group.figures]
    return Figure(
        "signals",
        say("Signals in the talk"),
        _sentence(view, outliers),
        grid(rows, names),
        grid(rows, names, narrow=True),
        all_translated(COLUMNS),
        tuple(_cells(view, group, flag) for group in groups for flag in FLAGS),
        view.caption("flags", figures, say("95 % interval in the table")),
        (*notes, *view.notes(private)),
        _next_step(outliers),
        Grid(tuple(rows), names),
    )


def standing_out(view: View) -> dict[tuple[str, str], Combined]:
    """Rates of departments that differ from the whole organisation beyond noise, by (cell, indicator)."""
    departments = view.departments()
    z = surely(len(departments) * len(FLAGS))
    found = {}
    for flag in FLAGS:
        whole = view.whole(flag)
        for figure in picked(departments, flag):
            if whole is not None and difference(whole, figure, z).direction != "cannot tell":
                found[figure.cell, flag] = figure
    return found


def _row(view: View, group: Group, outliers: dict[tuple[str, str], Combined], top: float) -> GridRow:
    cells = []
    for flag, (name, _) in FLAGS.items():
        figure = group.figures.get(flag)
        if figure is None or figure.value is None:
            status = figure.status if figure is not None else ""
            cells.append(Cell(name, "╱╱╱" if status == WITHHELD else "· · ·", 0.0, status, view.hidden(status)))
            continue
        arrow = _arrow(view, figure) if (group.cell, flag) in outliers else ""
        told, ends = per_thousand(figure.value), _interval(figure)
        tip = f"{say('{n} per 1,000', n=told)} ({ends})"
        cells.append(Cell(name, arrow + told, (figure.value / top) ** 0.5, "", tip, ends))
    return GridRow(group.label, tuple(cells), group.cut == "organisation")


def _arrow(view: View, figure: Combined) -> str:
    whole = view.whole(figure.indicator)
    return UP if whole is not None and (figure.value or 0) > (whole.value or 0) else DOWN


def _cells(view: View, group: Group, flag: str) -> tuple[str, ...]:
    figure, name = group.figures.get(flag), FLAGS[flag][0]
    if figure is None or figure.value is None:
        return (group.label, name, "–", "", "", view.why(figure))
    note = say("uncorrected") if view.uncorrected else ""
    return (group.label, name, per_thousand(figure.value), _interval(figure), figure.persons, note)


def _interval(figure: Combined) -> str:
    return ends(per_thousand(figure.low or 0), per_thousand(figure.high or 0))


def _sentence(view: View, outliers: dict[tuple[str, str], Combined]) -> str:
    if view.uncorrected:
        return say(
            "Signals are hints so far: the reader misses many of them in everyday talk and marks some that are none, "
            "so no department is singled out until people have checked a sample."
        )
    if not any(figure.value is not None for flag in FLAGS for figure in picked(view.departments(), flag)):
        return say("Departments are not compared with the organisation here: none with a figure is in view.")
    if not outliers:
        return say(
            "No department stands out in how often it blames, brushes off, praises or repeats customers' words."
        )
    by_label: dict[str, list[str]] = {}
    for figure in sorted(outliers.values(), key=lambda figure: -(figure.value or 0)):
        signal = FLAGS[figure.indicator][0]
        more = _arrow(view, figure) == UP
        by_label.setdefault(figure.label, []).append(
            say("more {signal}", signal=signal) if more else say("less {signal}", signal=signal)
        )
    (first, shown), *others = [(label, listed(names[:2])) for label, names in list(by_label.items())[:3]]
    return say(
        "{group} shows {signals} than the whole organisation.",
        group=first,
        signals="; ".join([shown, *(f"{label} {names}" for label, names in others)]),
    )


def _next_step(outliers: dict[tuple[str, str], Combined]) -> str:
    for flag, step in (
        (
            "rate_blame",
            phrase(
                "Blame in {group}: walk through one failed case together and ask what made it likely, not who did it."
            ),
        ),
        (
            "rate_brush_off",
            phrase(
                "Brush-off in {group}: agree what people may promise instead of a bare no: an owner, a date, "
                "a hand-over."
            ),
        ),
        (
            "rate_customer_voice",
            phrase(
                "Customer voice in {group}: ask them how customers' own words reach them, and open that way to "
                "others."
            ),
        ),
    ):
        for figure in outliers.values():
            if figure.indicator == flag:
                return translated(step, group=figure.label)
    return say("Collect one customer's own words a week and read them out where decisions are made.")
