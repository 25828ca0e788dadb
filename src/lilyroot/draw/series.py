"""Two more pictures: ``strips`` over months and the ``grid`` of groups by signals. See ``charts``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt

from lilyroot.draw.charts import LABEL_WIDTH, LEADING, LETTERS, NARROW_LETTERS, SIZE, chart, finish, label
from lilyroot.draw.palette import LIGHT
from lilyroot.draw.words import wrapped

STRIP: Final = 72  # pixels of height, words included
NARROW_STRIP: Final = 90  # with two lines of words
LINE: Final = (0.34, 0.96)  # the part of a strip its line may use, from top to bottom
NARROW_LINE: Final = (0.46, 0.96)
PITCH, NARROW_PITCH = 30, 46  # pixels from row to row of a grid


@dataclass(frozen=True, slots=True)
class Point:
    """One month of one group; ``at`` counts months from the first."""

    at: int
    month: str
    value: float
    low: float
    high: float
    told: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One group over time, with what changed in words; ``turned`` is the month the change came after."""

    label: str
    told: str
    points: tuple[Point, ...]
    strong: bool = False
    turned: int | None = None


@dataclass(frozen=True, slots=True)
class Strips:
    """What a picture of strips shows, as numbers, with the words of every month."""

    rows: tuple[Strip, ...]
    months: tuple[str, ...]


def strips(
    rows: Sequence[Strip], months: Sequence[str], *, baseline: float, hue: str = "lily", narrow: bool = False
) -> dict[str, Any]:
    """A small line with its band per group, all on one scale, the organisation's mean as a baseline."""
    scaled = _Strips(rows, months, baseline, narrow)
    lines, turns = scaled.lines(), scaled.turns()
    colour = LIGHT[hue]
    x, y = scaled.x(), scaled.y()
    strong = alt.Opacity("strong:Q", scale=None)
    layers = [
        chart(scaled.baselines())
        .mark_rule(color=LIGHT["stone"], strokeDash=[2, 3], strokeWidth=1)
        .encode(x=x, x2=alt.X2("end:Q"), y=y),
        chart(lines)
        .mark_area(color=colour, opacity=0.3)
        .encode(x=x, y=scaled.y("low"), y2=alt.Y2("high:Q"), detail=alt.Detail("run:N")),
        chart(lines)
        .mark_line(color=colour, strokeWidth=2)
        .encode(x=x, y=y, detail=alt.Detail("run:N"), opacity=strong),
        chart(lines)
        .mark_point(filled=True, color=colour, size=20)
        .encode(
            x=x,
            y=y,
            opacity=strong,
            tooltip=[alt.Tooltip("group:N"), alt.Tooltip("month:N"), alt.Tooltip("figure:N")],
        ),
    ]
    if turns:
        rule = chart(turns).mark_rule(color=LIGHT["ink"], strokeWidth=1.25)
        layers.append(rule.encode(x=x, y=y, y2=alt.Y2("end:Q"), tooltip=alt.Tooltip("text:N")))
    layers += scaled.labels()
    return finish(layers, len(rows) * (NARROW_STRIP if narrow else STRIP))


class _Strips:
    """Where each month and value of each strip lies."""

    def __init__(self, rows: Sequence[Strip], months: Sequence[str], baseline: float, narrow: bool) -> None:
        self.rows, self.months, self.baseline, self.narrow = rows, months, baseline, narrow
        self.line = NARROW_LINE if narrow else LINE
        seen = [point for row in rows for point in row.points]
        self.low = min([point.low for point in seen] + [baseline])
        self.high = max([point.high for point in seen] + [baseline])

    def place(self, row: int, value: float) -> float:
        top, bottom = self.line
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(row + bottom - share * (bottom - top), 4)

    def y(self, field: str = "y") -> alt.Y:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[len(self.rows), 0], nice=False), axis=None)

    def x(self) -> alt.X:
        last = max(len(self.months) - 1, 1)
        scale = alt.Scale(domain=[0, last], nice=False, zero=False)
        return alt.X("at:Q", scale=scale, axis=None)

    def lines(self) -> list[dict[str, Any]]:
        values = []
        for row, strip in enumerate(self.rows):
            run, before = 0, None
            for point in strip.points:
                run += before is not None and point.at != before + 1  # a hidden month breaks the line
                before = point.at
                values.append(
                    {
                        "at": point.at,
                        "run": f"{row}-{run}",
                        "y": self.place(row, point.value),
                        "low": self.place(row, point.low),
                        "high": self.place(row, point.high),
                        "strong": 1.0 if strip.strong else 0.55,
                        "group": strip.label,
                        "month": point.month,
                        "figure": point.told,
                    }
                )
        return values

    def baselines(self) -> list[dict[str, Any]]:
        last = max(len(self.months) - 1, 1)
        return [{"at": 0, "end": last, "y": self.place(row, self.baseline)} for row in range(len(self.rows))]

    def turns(self) -> list[dict[str, Any]]:
        return [
            {"at": strip.turned + 0.5, "y": row + self.line[0] - 0.04, "end": row + self.line[1], "text": strip.told}
            for row, strip in enumerate(self.rows)
            if strip.turned is not None
        ]

    def labels(self) -> list[alt.Chart]:
        """Name and status over each line (the status at the right where there is room), months on top."""
        y = self.y()
        middle: dict[str, Any] = {"baseline": "middle"}
        letters, first = (NARROW_LETTERS, 0.12) if self.narrow else (40, 0.17)
        names = [
            {"y": row + first, "text": wrapped(strip.label, letters, 1), "label": strip.label}
            for row, strip in enumerate(self.rows)
        ]
        name = chart(names).mark_text(align="left", fontSize=SIZE, fontWeight=600, color=LIGHT["ink"], **middle)
        layers = [name.encode(x=alt.value(0), y=y, text=alt.Text("text:N"), tooltip=alt.Tooltip("label:N"))]
        for strong in (True, False):
            told = [
                {"y": row + (0.31 if self.narrow else first), "text": strip.told}
                for row, strip in enumerate(self.rows)
                if strip.strong == strong
            ]
            if told:
                style: dict[str, Any] = {"fontSize": 12, "color": LIGHT["ink" if strong else "stone"], **middle}
                status = chart(told).mark_text(align="left" if self.narrow else "right", **style)
                at = alt.value(0) if self.narrow else alt.value("width")
                layers.append(status.encode(x=at, y=y, text=alt.Text("text:N")))
        shown = range(0, len(self.months), max(1, -(-len(self.months) // (3 if self.narrow else 4))))
        ticks = [{"at": at, "y": 0, "text": self.months[at]} for at in shown]
        last = max(len(self.months) - 1, 1)  # a tick at the right edge ends there, or it would be cut off
        for align in ("left", "right"):
            some = [tick for tick in ticks if (tick["at"] == last) == (align == "right")]
            if some:
                tick = chart(some).mark_text(align=align, fontSize=12, color=LIGHT["stone"], dy=-8, **middle)
                layers.append(tick.encode(x=self.x(), y=y, text=alt.Text("text:N")))
        return layers


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a grid: its words, how full its field is (0..1), and whether it stands out from the whole."""

    column: str
    told: str
    fill: float
    status: str = ""
    tip: str = ""
    ends: str = ""  # its interval in words


@dataclass(frozen=True, slots=True)
class GridRow:
    label: str
    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """What a picture of a grid shows, in words."""

    rows: tuple[GridRow, ...]
    columns: tuple[str, ...]


def grid(
    rows: Sequence[GridRow], columns: Sequence[str], *, hue: str = "water", narrow: bool = False
) -> dict[str, Any]:
    """Groups down, signals across; the number stands in the cell, a fuller field is a larger number."""
    pitch = NARROW_PITCH if narrow else PITCH
    top = -0.02 if narrow else -0.44
    values = [
        {
            "column": cell.column,
            "y": at + top,
            "end": at + 0.44,
            "middle": at + (top + 0.44) / 2,
            "fill": cell.fill,
            "text": cell.told,
            "group": row.label,
            "figure": cell.tip,
            "weight": 400,
        }
        for at, row in enumerate(rows)
        for cell in row.cells
    ]
    x = alt.X("column:N", sort=list(columns), axis=None, scale=alt.Scale(paddingInner=0.06, paddingOuter=0))
    tooltip = [alt.Tooltip("group:N"), alt.Tooltip("column:N"), alt.Tooltip("figure:N")]
    opacity = alt.Opacity("fill:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.42]), legend=None)
    field = chart(values).mark_rect(color=LIGHT[hue], cornerRadius=2)
    number = chart(values).mark_text(color=LIGHT["ink"], fontSize=SIZE if not narrow else 12)
    y = _grid_y(len(rows))
    layers = [
        field.encode(x=x, y=y, y2=alt.Y2("end:Q"), opacity=opacity, tooltip=tooltip),
        number.encode(x=x, y=_grid_y(len(rows), "middle"), text=alt.Text("text:N"), tooltip=tooltip),
        *_grid_words(rows, columns, x, narrow),
    ]
    return finish(layers, len(rows) * pitch)


def _grid_y(rows: int, field: str = "y") -> alt.Y:
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[rows - 0.5, -0.5], nice=False), axis=None)


def _grid_words(rows: Sequence[GridRow], columns: Sequence[str], x: alt.X, narrow: bool) -> list[alt.Chart]:
    layers = []
    pitch = NARROW_PITCH if narrow else PITCH
    for strong in (True, False):
        labels = [
            label(at - 0.28, row.label, NARROW_LETTERS, 1, pitch)
            if narrow
            else label(at, row.label, LETTERS, 2, pitch)
            for at, row in enumerate(rows)
            if row.strong == strong
        ]
        if labels:
            name = chart(labels).mark_text(
                align="left",
                baseline="middle",
                fontSize=SIZE,
                fontWeight=600 if strong else 400,
                color=LIGHT["ink"],
                lineBreak="\n",
                lineHeight=LEADING,
            )
            at_x = alt.value(0 if narrow else -LABEL_WIDTH)
            layers.append(
                name.encode(x=at_x, y=_grid_y(len(rows)), text=alt.Text("text:N"), tooltip=alt.Tooltip("label:N"))
            )
    heads = [{"column": column, "y": -0.5, "text": _two_lines(column, narrow)} for column in columns]
    style: dict[str, Any] = {"color": LIGHT["stone"], "fontSize": 12, "lineBreak": "\n", "lineHeight": LEADING}
    if narrow:
        head = chart(heads).mark_text(**style, angle=315, align="left", baseline="bottom", dx=2, dy=-2)
    else:
        head = chart(heads).mark_text(**style, align="center", baseline="middle", dy=-9 - LEADING)
    layers.append(head.encode(x=x, y=_grid_y(len(rows)), text=alt.Text("text:N")))
    return layers


def _two_lines(column: str, narrow: bool) -> str:
    """One word over the other; a single word stands on the lower line, next to its column."""
    words = column.replace(" ", "\n")
    return words if narrow or "\n" in words else f"\n{words}"
