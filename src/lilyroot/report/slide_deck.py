"""Where everything stands on a slide: 16:9, the palette as the theme, fonts that every machine has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches, Pt

from lilyroot.draw import Figure
from lilyroot.draw.charts import Row, Scale
from lilyroot.draw.palette import LIGHT
from lilyroot.draw.series import GridRow, Strip, Strips
from lilyroot.report.slide_charts import HUES, bars, lines
from lilyroot.report.slide_pages import LETTERS, fitting, height
from lilyroot.tongue import all_translated, phrases, say

WIDE, HIGH = 13.333, 7.5  # inches
EDGE: Final = 0.6
FULL: Final = WIDE - 2 * EDGE
TOP, BOTTOM = 1.95, 6.2  # of what a slide shows, below its title and above its small print
SERIF, SANS = "Georgia", "Arial"
CHART: Final = 0.58  # of the width, beside its table
LEFT: Final = EDGE + FULL * CHART + 0.25  # of the table beside a chart
BESIDE: Final = phrases("", "Estimate (95 % interval)")
BESIDE_WIDTHS: Final = (0.42 * (WIDE - EDGE - LEFT), 0.58 * (WIDE - EDGE - LEFT))
MOST_LINES, MOST_ROWS = 14, 18  # of a chart, of a table
_THEME: Final = {
    "dk1": "ink", "lt1": "paper", "dk2": "water", "lt2": "surface", "accent1": "lily", "accent2": "water",
    "accent3": "root", "accent4": "sand", "accent5": "stone", "accent6": "line", "hlink": "water", "folHlink": "root",
}  # fmt: skip

Box = tuple[Any, Any, Any, Any]


class Deck:
    """A presentation being written, slide by slide."""

    def __init__(self, title: str, made: datetime) -> None:
        self._made = made
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Inches(WIDE), Inches(HIGH)
        _dressed(self._deck)
        told = self._deck.core_properties
        told.title, told.author, told.last_modified_by = title, "Lilyroot", "Lilyroot"
        told.created = told.modified = made.replace(tzinfo=None)

    def saved(self) -> bytes:
        """The presentation as bytes."""
        written = BytesIO()
        self._deck.save(written)
        return written.getvalue()

    def opening(self, title: str, when: str, said: Sequence[str], notes: str) -> None:
        """The first slide: the one thing to know."""
        slide = self._slide("Lilyroot", title, when, notes, 36 if len(title) < 120 else 28)
        _place(slide.shapes.title, (EDGE, 1.2, FULL, 2.6))
        _text(slide, (EDGE, 4.1, FULL, 1.9), said, 18)

    def words(self, kicker: str, title: str, said: Sequence[str], when: str, notes: str) -> None:
        """A slide of paragraphs."""
        slide = self._slide(kicker, title, when, notes)
        letters = sum(map(len, said))
        _text(slide, (EDGE, TOP, FULL, BOTTOM - TOP), said, 15 if letters < 1100 else 13)

    def dots(self, figure: Figure, rows: Sequence[Row], scale: Scale, page: str, notes: str) -> None:
        """A chart with what it shows beside it, in words."""
        compare = say("To compare with: {what}.", what=scale.reference_label) if scale.reference_label else ""
        slide = self._card(figure, page, notes, compare)
        box = _box(EDGE, TOP, FULL * CHART, BOTTOM - TOP)
        _named(bars(slide.shapes, box, rows, scale, figure.title, self._made), figure)
        cells = [_in_words(row) for row in rows]
        heads = {at for at, row in enumerate(rows) if row.level != "plain"}
        self._beside(slide, all_translated(BESIDE), cells, heads)

    def readable(self, rows: Sequence[Row]) -> list[Sequence[Row]]:
        """The rows in runs that can each be read from one slide, with their table beside the chart."""
        heights = [height(_in_words(row), BESIDE_WIDTHS) for row in rows]
        return fitting(rows, heights, BOTTOM - TOP - height(BESIDE, BESIDE_WIDTHS), MOST_LINES)

    def strips(self, figure: Figure, plot: Strips, notes: str) -> None:
        """Lines over months for the whole and for what changed; beside it what is said of every group."""
        slide = self._card(figure, "", notes)
        first, *others = plot.rows
        drawn: list[Strip] = [first, *[strip for strip in others if strip.turned is not None][: len(HUES) - 1]]
        box = _box(EDGE, TOP, FULL * CHART, BOTTOM - TOP)
        _named(lines(slide.shapes, box, drawn, plot.months, "0%", self._made), figure)
        self._beside(slide, ("", say("Over time")), [(strip.label, strip.told) for strip in plot.rows], {0})

    def grid(self, figure: Figure, columns: Sequence[str], rows: Sequence[GridRow], page: str, notes: str) -> None:
        """Numbers with their intervals in fields that are fuller the larger they are."""
        cells = [
            (row.label, *(f"{cell.told} ({cell.ends})" if cell.ends else cell.tip for cell in row.cells))
            for row in rows
        ]
        slide = self._card(figure, page, notes)
        table = _table(slide, (EDGE, TOP, FULL), columns, cells, _widths(columns, cells, FULL))
        for down, row in enumerate(rows, 1):
            for right, cell in enumerate(row.cells, 1):
                _shade(table.cell(down, right), cell.fill)

    def table(
        self,
        figure: Figure,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        page: str,
        notes: str,
        more: str = "",
    ) -> None:
        """A table over the whole width."""
        slide = self._card(figure, page, notes, more)
        if rows:
            _table(slide, (EDGE, TOP, FULL), columns, rows, _widths(columns, rows, FULL))

    def fitting(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Sequence[Sequence[str]]]:
        """The rows in runs that each fit a slide."""
        widths = _widths(columns, rows, FULL)
        heights = [height(row, widths) for row in rows]
        return fitting(rows, heights, BOTTOM - TOP - height(columns, widths), MOST_ROWS)

    def _card(self, figure: Figure, page: str, notes: str, more: str = "") -> Any:
        kicker = f"{figure.title} · {page}" if page else figure.title
        slide = self._slide(kicker, figure.sentence, figure.caption.line(), notes)
        if more or figure.notes:
            small = " ".join([more.strip(), *figure.notes]).strip()
            _text(slide, (EDGE, BOTTOM + 0.1, FULL, 0.62), [_cut(small, 420)], 10.5, "stone")
        return slide

    def _slide(self, kicker: str, title: str, foot: str, notes: str, size: int = 0) -> Any:
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[0])
        _text(slide, (EDGE, 0.38, FULL, 0.32), [kicker], 12, "lily", bold=True)
        size = size or (24 if len(title) <= 140 else 19 if len(title) <= 270 else 15)
        _set(slide.shapes.title.text_frame, [title], size, SERIF)
        _text(slide, (EDGE, HIGH - 0.5, FULL - 1, 0.32), [foot], 11, "stone")
        _text(slide, (WIDE - EDGE - 0.8, HIGH - 0.5, 0.8, 0.32), [str(len(self._deck.slides))], 11, "stone")
        slide.notes_slide.notes_text_frame.text = notes
        return slide

    def _beside(self, slide: Any, columns: Sequence[str], cells: Sequence[Sequence[str]], heads: set[int]) -> None:
        table = _table(slide, (LEFT, TOP, sum(BESIDE_WIDTHS)), columns, cells, BESIDE_WIDTHS)
        for at in heads:
            for cell in table.rows[at + 1].cells:
                for run in cell.text_frame.paragraphs[0].runs:
                    run.font.bold = True


# --- the look of all of them --------------------------------------------------------------------------------------


def _dressed(deck: Any) -> None:
    """One layout, the palette and our two typefaces as the theme, every placeholder where ours stand."""
    keep = deck.slide_layouts.get_by_name("Title Only")
    for layout in list(deck.slide_layouts):
        if layout is not keep:
            deck.slide_layouts.remove(layout)
    for shape in (*deck.slide_master.placeholders, *keep.placeholders):
        shape.left, shape.width = Emu(int(shape.left * WIDE / 10)), Emu(int(shape.width * WIDE / 10))
    for page in (deck.slide_master, keep):
        title = next(shape for shape in page.placeholders if shape.placeholder_format.idx == 0)
        _place(title, (EDGE, 0.66, FULL, 1.15))
        title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        title.text_frame.word_wrap = True
    files = deck.part.package
    for name, lead in list(files._rels.items()):
        if lead.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of somebody else's first slide
            files._rels.pop(name)
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    part._blob = _themed(part.blob.decode()).encode()


def _themed(theme: str) -> str:
    for name, token in _THEME.items():
        colour = f'<a:{name}><a:srgbClr val="{LIGHT[token][1:].upper()}"/></a:{name}>'
        theme = re.sub(rf"<a:{name}>.*?</a:{name}>", colour, theme, flags=re.S)
    for kind, font in (("major", SERIF), ("minor", SANS)):
        theme = re.sub(rf'(<a:{kind}Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{font}", theme)
    return theme


def _place(shape: Any, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = _box(*box)


def _box(left: float, top: float, width: float, height: float) -> Box:
    return Inches(left), Inches(top), Inches(width), Inches(height)


def _text(
    slide: Any,
    box: tuple[float, float, float, float],
    paragraphs: Sequence[str],
    size: float,
    hue: str = "ink",
    *,
    bold: bool = False,
) -> None:
    frame = slide.shapes.add_textbox(*_box(*box)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    _set(frame, paragraphs, size, SANS, hue, bold=bold)


def _set(
    frame: Any, paragraphs: Sequence[str], size: float, font: str, hue: str = "ink", *, bold: bool = False
) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for at, words in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = None
        if at:
            paragraph.space_before = Pt(size * 0.5)
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.name, run.font.bold = Pt(size), font, bold
        run.font.color.rgb = _colour(hue)


def _named(frame: Any, figure: Figure) -> None:
    """What a listener is told instead of the chart."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", figure.sentence)


def _in_words(row: Row) -> tuple[str, str]:
    several = len(row.dots) > 1
    told = [f"{dot.name} {dot.told}" if several else dot.told for dot in row.dots]
    return row.name or row.label, "; ".join(told) or row.words


# --- tables -------------------------------------------------------------------------------------------------------


def _table(
    slide: Any,
    at: tuple[float, float, float],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
) -> Any:
    left, top, wide = at
    high = height(columns, widths) + sum(height(row, widths) for row in rows)
    frame = slide.shapes.add_table(len(rows) + 1, len(columns), *_box(left, top, wide, high))
    table = frame.table
    table.horz_banding = False
    _plain(frame)
    for right, width in enumerate(widths):
        table.columns[right].width = Inches(width)
    for down, row in enumerate((columns, *rows)):
        table.rows[down].height = Inches(height(row, widths))
        for right, words in enumerate(row):
            _cell(table.cell(down, right), words, head=down == 0, name=right == 0)
    return table


def _plain(frame: Any) -> None:
    """No style of PowerPoint's own: fine lines only ("No Style, Table Grid" has too many)."""
    style = frame._element.find(".//{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId")
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _cell(cell: Any, words: str, *, head: bool, name: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(0.05)
    cell.margin_top = cell.margin_bottom = Inches(0.025)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = _colour("surface" if head else "paper")
    run = cell.text_frame.paragraphs[0].add_run()
    run.text = words
    run.font.size, run.font.name = Pt(LETTERS), SANS
    run.font.bold = name and not head
    run.font.color.rgb = _colour("stone" if head else "ink")


def _shade(cell: Any, fill: float) -> None:
    """Paper with so much water in it; letters stay ink, so never more than a third."""
    mixed = [
        round(paper + 0.33 * fill * (water - paper))
        for paper, water in zip(_parts("paper"), _parts("water"), strict=True)
    ]
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor(*mixed)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], wide: float) -> tuple[float, ...]:
    """Columns by their longest words and their longest line, so that none is starved."""
    wants = []
    for at, column in enumerate(columns):
        cells = [column, *(row[at] for row in rows)]
        longest_word = max((len(word) for cell in cells for word in cell.split()), default=1)
        wants.append(max(longest_word + 1, min(max(map(len, cells)), 44), 6))
    return tuple(wide * want / sum(wants) for want in wants)


def _cut(words: str, most: int) -> str:
    """What fits; the speaker's notes have all of it."""
    return words if len(words) <= most else f"{words[: most - 1].rsplit(' ', 1)[0]} …"


def _colour(token: str) -> RGBColor:
    return RGBColor(*_parts(token))


def _parts(token: str) -> tuple[int, int, int]:
    colour = LIGHT[token]
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
