"""Pictures, each one Vega-Lite specification made with Altair.

``dots``           one row per group: a crisp mark for the estimate, a soft band for its interval
``series.strips``  one small line per group over the months, all on the same scale
``series.grid``    groups by signals, the number in the cell

Rows are placed by number, labels are text marks: so a label is never cut without an ellipsis, a chart fits any
width ("container"), and ``narrow`` puts each label above its row. Hidden is hatched, unknown is dotted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import altair as alt

from lilyroot.draw.palette import LIGHT
from lilyroot.draw.words import wrapped
from lilyroot.release.released import TOO_LITTLE, WITHHELD

SANS: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
LABEL_WIDTH: Final = 216  # pixels left of a wide chart
LETTERS: Final = 24  # letters that fit there in one line, also of a wide system font
NARROW_LETTERS: Final = 36  # letters above a row on a phone
SIZE: Final = 13
LEADING: Final = 13  # pixels from line to line in a label

Level = Literal["head", "strong", "plain"]


@dataclass(frozen=True, slots=True)
class Dot:
    """One estimate with its interval. ``hue`` is a palette token."""

    name: str
    value: float
    low: float
    high: float
    told: str
    hue: str
    shape: str = "circle"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart: a group with its estimates, or with the words that stand in their place."""

    label: str
    level: Level = "plain"
    dots: tuple[Dot, ...] = ()
    status: str = ""
    words: str = ""
    name: str = ""  # the whole label, where ``label`` is short because of the row it stands below


@dataclass(frozen=True, slots=True)
class Scale:
    """A horizontal axis: from, to, ticks with their words, and a vertical line to compare with.

    ``form`` is how a spreadsheet writes its numbers.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    reference: float | None = None
    reference_label: str = ""
    logarithmic: bool = False
    form: str = "0"


@dataclass(frozen=True, slots=True)
class Dots:
    """What a picture of dots shows, as numbers: what somebody edits who makes it a chart of their own."""

    rows: tuple[Row, ...]
    scale: Scale


def dots(
    rows: Sequence[Row], scale: Scale, *, narrow: bool = False, outlined: bool = True, pitch: int = 0
) -> dict[str, Any]:
    """Rows of estimates with intervals, in the order given; ``outlined`` marks uncorrected figures.

    ``pitch`` is the distance of rows in pixels; 0 chooses one that suits rows of one estimate and short labels.
    """
    pitch = pitch or (42 if narrow else 26 if len(rows) <= 14 else 23)
    down = 0.2 if narrow else 0.0  # on a phone the label stands above, the mark below the middle of its row
    place = _Place(len(rows), pitch, down, scale)
    layers = [*_frame(place, scale), *_estimates(rows, place, outlined), *_hidden(rows, place, narrow)]
    layers += _labels(rows, place, narrow)
    return finish(layers, len(rows) * pitch)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where row ``i`` and value ``x`` lie."""

    rows: int
    pitch: int
    down: float
    scale: Scale

    def y(self, field: str = "y") -> alt.Y:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[self.rows - 0.5, -0.5], nice=False), axis=None)

    def x(self, field: str = "value") -> alt.X:
        return alt.X(f"{field}:Q", scale=self._x(), axis=None)

    def _x(self) -> alt.Scale:
        kind: Literal["log", "linear"] = "log" if self.scale.logarithmic else "linear"
        return alt.Scale(type=kind, domain=[self.scale.low, self.scale.high], nice=False, clamp=True)


def _frame(place: _Place, scale: Scale) -> list[alt.Chart]:
    """Tick lines with their words on top, and the line to compare with."""
    top, bottom = -0.5, place.rows - 0.5
    ticks = [{"value": at, "y": top, "end": bottom, "text": words} for at, words in scale.ticks]
    lines = chart(ticks).mark_rule(color=LIGHT["line"], strokeWidth=1)
    words = chart(ticks).mark_text(dy=-9, color=LIGHT["stone"], fontSize=12)
    layers = [
        lines.encode(x=place.x(), y=place.y(), y2=alt.Y2("end:Q")),
        words.encode(x=place.x(), y=place.y(), text=alt.Text("text:N")),
    ]
    if scale.reference is not None:
        at = [{"value": scale.reference, "y": top, "end": bottom, "text": scale.reference_label}]
        rule = chart(at).mark_rule(color=LIGHT["ink"], strokeWidth=1.25, strokeDash=[5, 3])
        name = chart(at).mark_text(dy=11, color=LIGHT["ink"], fontSize=12, fontStyle="italic", baseline="middle")
        layers.append(rule.encode(x=place.x(), y=place.y(), y2=alt.Y2("end:Q"), tooltip=alt.Tooltip("text:N")))
        layers.append(name.encode(x=place.x(), y=place.y("end"), text=alt.Text("text:N")))
    return layers


def _estimates(rows: Sequence[Row], place: _Place, outlined: bool) -> list[alt.Chart]:
    values = [
        {
            "y": at + place.down + (part - (len(row.dots) - 1) / 2) * 0.32,
            "low": dot.low,
            "high": dot.high,
            "value": dot.value,
            "colour": LIGHT[dot.hue],
            "shape": dot.shape,
            "size": 110 if row.level == "strong" else 62,
            "group": row.label,
            "figure": f"{dot.name}: {dot.told}",
        }
        for at, row in enumerate(rows)
        for part, dot in enumerate(row.dots)
    ]
    if not values:
        return []
    thick = 8 if any(len(row.dots) > 1 for row in rows) else 11
    tooltip = [alt.Tooltip("group:N"), alt.Tooltip("figure:N")]
    colour = alt.Color("colour:N", scale=None)
    band = chart(values).mark_rule(strokeWidth=thick, opacity=0.34)
    mark = chart(values).mark_point(filled=True, opacity=1, stroke=LIGHT["ink"], strokeWidth=0.9 if outlined else 0)
    size = alt.Size("size:Q", scale=None)
    shape = alt.Shape("shape:N", scale=None)
    return [
        band.encode(x=place.x("low"), x2=alt.X2("high:Q"), y=place.y(), color=colour, tooltip=tooltip),
        mark.encode(x=place.x(), y=place.y(), color=colour, shape=shape, size=size, tooltip=tooltip),
    ]


def _hidden(rows: Sequence[Row], place: _Place, narrow: bool) -> list[alt.Chart]:
    """A hatched patch for what is kept private, dots for what is unknown, and the words beside them."""
    values = [
        {"y": at + place.down, "text": row.words, "status": row.status, "group": row.label}
        for at, row in enumerate(rows)
        if row.status in (WITHHELD, TOO_LITTLE)
    ]
    layers = []
    for status, width, dash in ((WITHHELD, 11, [1.5, 3]), (TOO_LITTLE, 2.5, [2.5, 5])):
        some = [value for value in values if value["status"] == status]
        if some:
            patch = chart(some).mark_rule(color=LIGHT["stone"], strokeWidth=width, strokeDash=dash)
            layers.append(patch.encode(x=alt.value(0), x2=alt.value(40), y=place.y()))
    if values:
        size = 12 if not narrow else 11.5
        words = chart(values).mark_text(align="left", color=LIGHT["stone"], fontSize=size, fontStyle="italic")
        layers.append(
            words.encode(
                x=alt.value(48),
                y=place.y(),
                text=alt.Text("text:N"),
                tooltip=[alt.Tooltip("group:N"), alt.Tooltip("text:N")],
            )
        )
    return layers


def _labels(rows: Sequence[Row], place: _Place, narrow: bool) -> list[alt.Chart]:
    layers = []
    for level in ("head", "strong", "plain"):
        values = [_label(at, row, place.pitch, narrow) for at, row in enumerate(rows) if row.level == level]
        if not values:
            continue
        strong = level != "plain"
        style: dict[str, Any] = {
            "fontSize": SIZE,
            "fontWeight": 600 if strong else 400,
            "color": LIGHT["stone" if level == "head" else "ink"],
            "lineBreak": "\n",
            "lineHeight": LEADING,
            "baseline": "middle",
        }
        indent = 0 if strong else 12
        if narrow:
            text = chart(values).mark_text(align="left", **style).encode(x=alt.value(indent))
        else:
            text = chart(values).mark_text(align="left", **style).encode(x=alt.value(indent - LABEL_WIDTH))
        layers.append(text.encode(y=place.y(), text=alt.Text("text:N"), tooltip=alt.Tooltip("label:N")))
    return layers


def _label(at: int, row: Row, pitch: int, narrow: bool) -> dict[str, Any]:
    lines = 1 if narrow or row.level == "plain" else 2  # plain rows stand close; only strong ones have the room
    up = 0.24 if narrow and row.level != "head" else 0.0
    return label(at - up, row.label, NARROW_LETTERS if narrow else LETTERS, lines, pitch)


def label(y: float, text: str, letters: int, lines: int, pitch: int) -> dict[str, Any]:
    """A label centred on ``y`` although Vega centres its first line; the whole text is the tooltip."""
    words = wrapped(text, letters, lines)
    return {"y": y - words.count("\n") * LEADING / 2 / pitch, "text": words, "label": text}


def chart(values: list[dict[str, Any]]) -> alt.Chart:
    """A chart over these rows, embedded in the specification; Altair copies lists at every step, tuples never."""
    return alt.Chart(alt.InlineData(values=tuple(values)))


def finish(layers: Sequence[alt.Chart], height: int) -> dict[str, Any]:
    """The layers as one specification that fills its container and keeps labels inside."""
    whole = alt.LayerChart(
        layer=list(layers),
        width="container",
        height=height,
        padding={"left": 2, "right": 2, "top": 4, "bottom": 4},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        config=alt.Config(font=SANS, background="transparent", aria=False, view=alt.ViewConfig(stroke=None)),
    )
    spec: dict[str, Any] = whole.to_dict(validate=False)  # its shape is fixed; the tests hold it to the schema
    return {**spec, "datasets": {name: list(rows) for name, rows in spec["datasets"].items()}}
