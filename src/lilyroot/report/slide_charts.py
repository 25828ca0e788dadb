"""Charts that PowerPoint draws itself: bars with the ends of their intervals, lines over months, all editable.

python-pptx knows no error bars; they are written here as PowerPoint writes them, and lead to columns of the chart's
own workbook, so that who edits an end of an interval there moves it in the chart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from lilyroot.draw.charts import Dot, Row, Scale
from lilyroot.draw.palette import LIGHT
from lilyroot.draw.series import Strip
from lilyroot.tongue import all_translated, phrases

_C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
LETTERS: Final = Pt(12)
HUES: Final = ("lily", "water", "root", "sand")
SHEET: Final = "Sheet1"
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML can hold these


@dataclass(frozen=True, slots=True)
class Series:
    """A name, and for each category an estimate with its ends, or None where none is shown; each has its own hue."""

    name: str
    points: tuple[tuple[float, float, float] | None, ...]
    hues: tuple[str, ...]


def series_of(rows: Sequence[Row], title: str) -> list[Series]:
    """The dots of rows as series: the first of each row, the second ..."""
    many = max([len(row.dots) for row in rows], default=0)
    found = []
    for at in range(many):
        dots = [row.dots[at] if at < len(row.dots) else None for row in rows]
        shown = [dot for dot in dots if dot is not None]
        names = {dot.name for dot in shown}
        name = names.pop().capitalize() if len(names) == 1 else title
        found.append(Series(name, tuple(map(_point, dots)), tuple(dot.hue if dot else "stone" for dot in dots)))
    return found


def _point(dot: Dot | None) -> tuple[float, float, float] | None:
    return (dot.value, dot.low, dot.high) if dot is not None else None


def bars(shapes: Any, box: tuple[Any, ...], rows: Sequence[Row], scale: Scale, title: str, made: datetime) -> Any:
    """A bar for each row from where the scale compares, with its 95 % interval as an error bar."""
    found = series_of(rows, title)
    frame = _chart(
        shapes, box, XL_CHART_TYPE.BAR_CLUSTERED, [row.name or row.label for row in rows], found, scale.form, made
    )
    chart = frame.chart
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 0
    plot.vary_by_categories = False
    chart.category_axis.reverse_order = True  # the first row on top
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = scale.low, scale.high
    if scale.logarithmic:
        _logarithmic(axis)
    elif len(scale.ticks) > 1:
        axis.major_unit = round(scale.ticks[1][0] - scale.ticks[0][0], 6)
    if scale.reference is not None and (scale.logarithmic or scale.low < 0):  # bars begin where nothing differs
        axis.crosses_at = scale.reference
    for drawn, one in zip(plot.series, found, strict=True):
        _fill(drawn, one.hues)
        drawn.invert_if_negative = False
    return frame


def lines(
    shapes: Any, box: tuple[Any, ...], strips: Sequence[Strip], months: Sequence[str], form: str, made: datetime
) -> Any:
    """A line over months for each strip, the 95 % interval of every month as an error bar."""
    found = [
        Series(strip.label, _by_month(strip, len(months)), (HUES[at % len(HUES)],) * len(months))
        for at, strip in enumerate(strips)
    ]
    frame = _chart(shapes, box, XL_CHART_TYPE.LINE_MARKERS, months, found, form, made)
    chart = frame.chart
    chart.value_axis.minimum_scale = 0
    for drawn, one in zip(chart.plots[0].series, found, strict=True):
        drawn.smooth = False
        colour = _colour(one.hues[0])
        drawn.format.line.color.rgb = colour
        drawn.format.line.width = Pt(2)
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.rgb = colour
        drawn.marker.format.line.color.rgb = colour
    return frame


def _by_month(strip: Strip, months: int) -> tuple[tuple[float, float, float] | None, ...]:
    known = {point.at: (point.value, point.low, point.high) for point in strip.points}
    return tuple(known.get(at) for at in range(months))


# --- what both have ------------------------------------------------------------------------------------------------


def _chart(
    shapes: Any,
    box: tuple[Any, ...],
    kind: Any,
    categories: Sequence[str],
    found: Sequence[Series],
    form: str,
    made: datetime,
) -> Any:
    data = CategoryChartData(number_format=form)
    data.categories = [_UNPRINTABLE.sub("", name) for name in categories]
    for one in found:
        data.add_series(one.name, [point[0] if point is not None else None for point in one.points])
    frame = shapes.add_chart(kind, *box, data)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(categories, found, form, made))
    chart.font.size = LETTERS
    chart.font.color.rgb = _colour("ink")
    chart.has_title = False
    chart.has_legend = len(found) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    axis = chart.value_axis
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
    axis.major_gridlines.format.line.color.rgb = _colour("line")
    axis.format.line.fill.background()
    chart.category_axis.format.line.color.rgb = _colour("stone")
    for at, (drawn, one) in enumerate(zip(chart.plots[0].series, found, strict=True)):
        _error_bars(drawn, one, at, len(found), horizontal=kind == XL_CHART_TYPE.BAR_CLUSTERED)
    return frame


def _fill(drawn: Any, hues: Sequence[str]) -> None:
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = _colour(hues[0])
    for at, hue in enumerate(hues):
        if hue != hues[0]:
            point = drawn.points[at]
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = _colour(hue)


def _logarithmic(axis: Any) -> None:
    """Halves and doubles at equal distance."""
    scaling = axis._element.find(f"{{{_C}}}scaling")
    base = etree.Element(f"{{{_C}}}logBase", val="2")
    scaling.insert(0, base)


def _error_bars(drawn: Any, one: Series, at: int, many: int, *, horizontal: bool) -> None:
    """The distances to both ends, read from the workbook."""
    below, above = 1 + many + 4 * at + 2, 1 + many + 4 * at + 3
    direction = "" if horizontal else '<c:errDir val="y"/>'
    markup = (
        f'<c:errBars xmlns:c="{_C}" xmlns:a="{_A}">{direction}<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{_distance("plus", above, one, 2)}{_distance("minus", below, one, 1)}'
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{LIGHT["ink"][1:].upper()}"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
    drawn._element.find(f"{{{_C}}}cat").addprevious(etree.fromstring(markup))


def _distance(side: str, column: int, one: Series, end: int) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{abs(point[end] - point[0]):.10g}</c:v></c:pt>'
        for at, point in enumerate(one.points)
        if point is not None
    )
    letter = _letter(column)
    where = f"{SHEET}!${letter}$2:${letter}${len(one.points) + 1}"
    return (
        f"<c:{side}><c:numRef><c:f>{where}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(one.points)}"/>{points}</c:numCache></c:numRef></c:{side}>'
    )


def _workbook(categories: Sequence[str], found: Sequence[Series], form: str, made: datetime) -> bytes:
    """What "edit data" opens: estimates, then for each series its ends and how far they lie from the estimate."""
    import xlsxwriter

    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"author": "Lilyroot", "created": made})
    sheet, numbers = book.add_worksheet(SHEET), book.add_format({"num_format": form})
    sheet.set_column(0, 0, 30)
    for down, name in enumerate(categories, 1):
        sheet.write_string(down, 0, name)
    for at, one in enumerate(found):
        first = 1 + len(found) + 4 * at
        sheet.write_string(0, 1 + at, one.name)
        for right, words in enumerate(all_translated(phrases("95 % from", "95 % to", "below", "above"))):
            sheet.write_string(0, first + right, f"{one.name}, {words}")
        for down, point in enumerate(one.points, 1):
            if point is None:
                continue
            value, low, high = point
            sheet.write_number(down, 1 + at, value, numbers)
            sheet.write_number(down, first, low, numbers)
            sheet.write_number(down, first + 1, high, numbers)
            cell, row = f"{_letter(1 + at)}{down + 1}", down + 1
            sheet.write_formula(down, first + 2, f"={cell}-{_letter(first)}{row}", numbers, value - low)
            sheet.write_formula(down, first + 3, f"={_letter(first + 1)}{row}-{cell}", numbers, high - value)
    book.close()
    return written.getvalue()


def _letter(column: int) -> str:
    """The name of a column, counted from 0. Example: ``_letter(27)`` is "AB"."""
    return (_letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _colour(token: str) -> Any:
    return RGBColor.from_string(LIGHT[token][1:].upper())
