"""Who talks with whom about customers: departments as places, exchanges as lines, never people."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

import altair as alt

from lilyroot.draw.charts import LEADING, SIZE, Dot, Dots, Row, Scale, chart, finish
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.palette import LIGHT
from lilyroot.draw.view import View
from lilyroot.draw.words import ends as ends_of
from lilyroot.draw.words import groups_of, kinds, listed, month, named, percent, wrapped
from lilyroot.release.combine import largest_band, smallest_band
from lilyroot.release.reasons import REASONS
from lilyroot.release.released import TOO_LITTLE
from lilyroot.tongue import Wording, all_translated, number, phrases, retold, say

COLUMNS: Final = phrases("What", "Figure", "95 % interval", "Other talk", "By chance", "Rests on", "Note")
_SIDE: Final = 0.16  # of the width, free on both sides for labels
_HEIGHT, _NARROW_HEIGHT = 420, 340
_SURE: Final = 0.05
_WITHIN: Final = -0.99  # no exchange crosses a border, as far as is told
_THICK: Final = {"1–4": 0.5, "5–9": 1.0, "10–19": 1.5, "20–49": 2.2, "50–99": 3.0, "100–199": 4.0, "200–499": 5.0}
_THICKEST: Final = 6.5
_NAMES: Final = Wording(
    {
        "ei_units": "Exchanges about customers across departments, from -1 (within) to 1 (across)",
        "ei_functions": "Exchanges about customers across functions, from -1 (within) to 1 (across)",
        "voice_reach_1": "Departments in threads with a customer's own words",
        "voice_reach_2": "Departments these words may reach within two steps",
    }
)

Rows = list[dict[str, Any]]


def network(view: View) -> Figure:
    """The network of the last month: how much each department exchanges with the others, and how much of it is about
    customers; reach of customers' words; which department connects others in silence."""
    period = view.periods[-1]
    units, edges, whole = (
        [row for row in _extra(view, name) if row["period"] == period]
        for name in ("network_units", "network_edges", "network")
    )
    if not units:
        return _nothing_yet(view)
    to_see = any(row["share"] is not None for row in units) or any(row["source"] != row["target"] for row in edges)
    return Figure(
        "network",
        say("Who talks with whom about customers"),
        _sentence(units, whole),
        _drawn(units, edges, _HEIGHT) if to_see else None,
        _drawn(units, edges, _NARROW_HEIGHT, narrow=True) if to_see else None,
        all_translated(COLUMNS),
        (*map(_whole_cells, whole), *(map(_unit_cells, units) if to_see else ()), *_edge_cells(units, edges)),
        _caption(view, units, period),
        _notes(view, units, drawn=to_see),
        _next_step(units, whole),
        _as_dots(units) if to_see else None,
    )


def _extra(view: View, name: str) -> Rows:
    rows: Rows = view.released.extra(name).to_pylist()  # noqa: S610 — not Django's
    return [{**row, "label": named(row["label"])} if "label" in row else row for row in rows]


def _nothing_yet(view: View) -> Figure:
    return Figure(
        "network",
        say("Who talks with whom about customers"),
        say(
            "A network needs three departments of at least 20 people who answer one another in writing or in "
            "meetings; the last month has none that could be shown."
        ),
        None,
        None,
        all_translated(COLUMNS),
        (),
        Caption("", "", month(view.periods[-1]), "", "network"),
        (),
        say("Take in a channel that several departments use, such as a project chat or a shared ticket queue."),
    )


# --- in words --------------------------------------------------------------------------------------------------


def _sentence(units: Rows, whole: Rows) -> str:
    by_figure = {row["figure"]: row for row in whole if row["value"] is not None}
    said = []
    border = by_figure.get("ei_units")
    if border is not None:
        said.append(_of_border(border))
    reach = by_figure.get("voice_reach_1")
    if reach is not None:
        said.append(_of_reach(reach["value"]))
    silent = [row["label"] for row in units if row["silent_bridge"]]
    if silent:
        who = listed(silent)
        said.append(
            say("{unit} connects others, but customers come up less there than elsewhere.", unit=who)
            if len(silent) == 1
            else say("{units} connect others, but customers come up less there than elsewhere.", units=who)
        )
    return " ".join(said) or say("Too few people stand behind the figures of the whole network to show them.")


def _of_reach(share: float) -> str:
    if share == 0:
        return say("No customer's own words were found in the threads that departments share.")
    return say(
        "Customers' own words were passed on in threads with {share} of the departments.", share=percent(share)
    )


def _of_border(row: dict[str, Any]) -> str:
    if row["others"] is not None and max(row["value"], row["others"]) <= _WITHIN:
        return say("Talk about customers stays within departments, and so does the other talk of its channels.")
    surely = row["p"] is not None and row["p"] < _SURE and row["chance"] is not None
    if not surely:
        return say(
            "Talk about customers crosses the borders of departments about as often as other talk of its channels."
        )
    if row["value"] > row["chance"]:
        return say("Talk about customers crosses the borders of departments more often than chance would have it.")
    return say("Talk about customers crosses the borders of departments less often than chance would have it.")


def _notes(view: View, units: Rows, *, drawn: bool) -> tuple[str, ...]:
    said = [
        say("The thicker a line, the more exchanges; a line is drawn only where enough people stand on both sides."),
        say("The percentage is how much of what a department exchanges with others is about customers."),
    ]
    hidden = sum(row["share"] is None for row in units)
    if not drawn:
        said = [
            say("There is no picture: too few people or conversations stand behind what two departments exchange.")
        ]
    elif hidden:
        said.append(
            say(
                "{some} of {all} departments have too few people or conversations to give it.",
                some=hidden,
                all=len(units),
            )
        )
    if view.uncorrected:
        said.append(say("Uncorrected: the reader's own figures; {why}.", why=view.why_uncorrected))
    return tuple(said)


def _next_step(units: Rows, whole: Rows) -> str:
    silent = [row["label"] for row in units if row["silent_bridge"]]
    if silent:
        return say(
            "Ask {unit} which customer questions pass through it, and bring one into its next meeting.",
            unit=silent[0],
        )
    reach = next((row for row in whole if row["figure"] == "voice_reach_1" and row["value"] is not None), None)
    if reach is not None and reach["value"] < 1:
        return say("Send one customer's own words a week to a department that never hears them.")
    return say(
        "Pick the two departments with the thinnest line and let them work through one customer case together."
    )


# --- in rows ---------------------------------------------------------------------------------------------------


def _whole_cells(row: dict[str, Any]) -> tuple[str, ...]:
    name = _NAMES[row["figure"]]
    if row["value"] is None:
        return (name, "–", "", "", "", row["n"], retold(row["reason"], REASONS))
    told = _index if row["figure"].startswith("ei_") else percent
    ends = "" if row["low"] is None or row["low"] == row["high"] else ends_of(told(row["low"]), told(row["high"]))
    others = "" if row["others"] is None else told(row["others"])
    chance = "" if row["chance"] is None else told(row["chance"])
    odds = "" if row["p"] is None else f"p = {number(row['p'], '.3f')}"
    return (name, told(row["value"]), ends or say("complete count"), others, chance, row["n"], odds)


def _index(value: float) -> str:
    return number(value, "+.2f").replace("-", "−")


def _unit_cells(row: dict[str, Any]) -> tuple[str, ...]:
    share, ends = _share(row)
    note = say("connects others; customers come up less") if row["silent_bridge"] else ""
    what = say("{unit}: exchanges with others", unit=row["label"])
    return (what, share, ends, "", "", row["exchanges"] or say("kept private"), note)


def _edge_cells(units: Rows, edges: Rows) -> list[tuple[str, ...]]:
    label = {row["unit"]: row["label"] for row in units}
    return [
        (_way(label[row["source"]], label[row["target"]]), *_share(row), "", "", row["exchanges"], "")
        for row in edges
        if row["source"] in label and row["target"] in label
    ]


def _way(source: str, target: str) -> str:
    return say("Within {unit}", unit=source) if source == target else ends_of(source, target)


def _share(row: dict[str, Any]) -> tuple[str, str]:
    if row["share"] is None:
        return "–", ""
    return percent(row["share"]), ends_of(percent(row["low"]), percent(row["high"]))


def _caption(view: View, units: Rows, period: str) -> Caption:
    bands = [row["persons"] for row in units]
    small, large = smallest_band(bands), largest_band(bands)
    source = say("source: {source}", source=kinds(view.kinds)) if view.kinds else ""
    return Caption(groups_of(small, large), say("95 % interval in the table"), month(period), source, "network")


# --- as numbers ---------------------------------------------------------------------------------------------------


def _as_dots(units: Rows) -> Dots:
    """How much of what each department exchanges with others is about customers."""
    top = max([row["high"] for row in units if row["share"] is not None], default=1.0)
    last = max(1, ceil(10 * top))
    ticks = tuple((at / 10, percent(at / 10)) for at in range(last + 1))
    return Dots(tuple(map(_unit_row, units)), Scale(0, last / 10, ticks, form="0%"))


def _unit_row(row: dict[str, Any]) -> Row:
    if row["share"] is None:
        return Row(row["label"], "plain", (), TOO_LITTLE, say("too few people or conversations to say"))
    share, ends = _share(row)
    hue = "sand" if row["silent_bridge"] else "water"
    dot = Dot(say("share"), row["share"], row["low"], row["high"], f"{share} ({ends})", hue)
    return Row(row["label"], "plain", (dot,))


# --- as a picture ----------------------------------------------------------------------------------------------


def _drawn(units: Rows, edges: Rows, height: int, *, narrow: bool = False) -> dict[str, Any]:
    place = {row["unit"]: (row["x"], row["y"]) for row in units}
    x = alt.X("x:Q", scale=alt.Scale(domain=[-_SIDE, 1 + _SIDE], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-0.12, 1.1], nice=False), axis=None)
    layers = []
    lines = _lines(edges, place)
    if lines:
        rule = chart(lines).mark_rule(color=LIGHT["stone"], opacity=0.4, strokeCap="round")
        width = alt.StrokeWidth("thick:Q", scale=None)
        ends = {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
        layers.append(rule.encode(x=x, y=y, strokeWidth=width, tooltip=alt.Tooltip("told:N"), **ends))
    values = [_point(row, narrow) for row in units]
    mark = chart(values).mark_point(filled=True, opacity=1, stroke=LIGHT["paper"], strokeWidth=2)
    colour, size = alt.Color("colour:N", scale=None), alt.Size("size:Q", scale=None)
    shape = alt.Shape("shape:N", scale=None)
    layers.append(mark.encode(x=x, y=y, color=colour, size=size, shape=shape, tooltip=alt.Tooltip("told:N")))
    style: dict[str, Any] = {"fontSize": SIZE - narrow, "lineBreak": "\n", "lineHeight": LEADING, "baseline": "top"}
    text = chart(values).mark_text(color=LIGHT["ink"], dy=14, **style)
    layers.append(text.encode(x=x, y=y, text=alt.Text("name:N")))
    return finish(layers, height)


def _lines(edges: Rows, place: dict[str, tuple[float, float]]) -> Rows:
    """One line for both directions, as thick as the thicker of them."""
    found: dict[tuple[str, str], float] = {}
    for row in edges:
        one, other = sorted((row["source"], row["target"]))
        if one != other and one in place and other in place:
            found[one, other] = max(found.get((one, other), 0.0), _THICK.get(row["exchanges"], _THICKEST))
    return [
        {
            **dict(zip(("x", "y", "x2", "y2"), (*place[one], *place[other]), strict=True)),
            "thick": thick,
            "told": say("{these} and {last}", these=one, last=other),
        }
        for (one, other), thick in sorted(found.items())
    ]


def _point(row: dict[str, Any], narrow: bool) -> dict[str, Any]:
    share, ends = _share(row)
    known = row["share"] is not None
    name = wrapped(row["label"], 14 if narrow else 20, 2)
    hue = "sand" if row["silent_bridge"] else "water" if known else "line"
    return {
        "x": row["x"],
        "y": row["y"],
        "name": f"{name}\n{share}" if known else name,
        "colour": LIGHT[hue],
        "shape": "diamond" if row["silent_bridge"] else "circle",
        "size": 160 + 900 * (row["share"] or 0.0),
        "told": say(
            "{unit}: {share} of its exchanges with others about customers ({ends})",
            unit=row["label"],
            share=share,
            ends=ends,
        )
        if known
        else name,
    }
