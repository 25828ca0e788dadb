"""Slides, opened again: native charts of exactly what was released, in reach, with what must be said beside them."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from click.testing import CliRunner
from lxml import etree
from openpyxl.chart.chartspace import ChartSpace
from pptx import Presentation

from lilyroot.cli.report import command
from lilyroot.draw.charts import Dots
from lilyroot.draw.definitions import DEFINITIONS
from lilyroot.report import Content, content, html, pdf, slides
from lilyroot.score import Sources
from tests import culture_ledgers
from tests.culture_ledgers import Culture
from tests.ledgers import DEPARTMENTS, Cell, months, organisation, publish, publish_rows, rows_of

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
PRIVATE = "Allotments"


def opened(made: bytes) -> Any:
    return Presentation(io.BytesIO(made))


def words_of(made: bytes) -> str:
    """Everything that stands in any part of the file, workbooks of charts included."""
    found = []
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            data = parts.read(name)
            found.append(words_of(data) if name.endswith(".xlsx") else data.decode("utf-8", "replace"))
    return "\n".join(found)


def of_figure(deck: Any, title: str) -> list[Any]:
    """The slides of a figure: those that say its title above their own."""
    return [slide for slide in deck.slides if slide.shapes[1].text_frame.text.split(" · ")[0] == title]


def charts(some: list[Any]) -> list[Any]:
    return [shape.chart for slide in some for shape in slide.shapes if shape.has_chart]


def table_words(some: list[Any]) -> str:
    return "\n".join(
        cell.text for slide in some for shape in slide.shapes if shape.has_table for cell in shape.table.iter_cells()
    )


@pytest.fixture(scope="module")
def one_month(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """One release: what is drawn is then what was released, number by number. One team is kept private."""
    cells = [*organisation(DEPARTMENTS, 3), Cell("team", "d1t9", PRIVATE, "d1", 2, 9, hidden="withheld")]
    folder = tmp_path_factory.mktemp("month") / "releases"
    return content(publish(folder, ["2025-03"], cells).released())


@pytest.fixture(scope="module")
def culture(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("culture") / "releases"
    return Sources.of(culture_ledgers.publish(folder, organisation(DEPARTMENTS, 2), Culture()))


@pytest.fixture(scope="module")
def whole(culture: Sources) -> Content:
    return content(culture.talk, sources=culture)


@pytest.fixture(scope="module")
def made(whole: Content) -> bytes:
    return slides(whole)


def test_a_deck_is_wide_and_every_figure_s_sentence_is_a_title(whole: Content, made: bytes) -> None:
    deck = opened(made)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]

    assert round(deck.slide_width / deck.slide_height, 3) == round(16 / 9, 3)
    assert titles[0] == whole.headline
    assert list(dict.fromkeys(titles[1:-1])) == [figure.sentence for figure in whole.figures]


def test_what_stands_on_a_slide_stays_on_it(made: bytes) -> None:
    deck = opened(made)

    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + 100
            assert shape.top + shape.height <= deck.slide_height


def test_a_chart_holds_exactly_what_was_released_and_so_does_its_workbook(one_month: Content, tmp_path: Path) -> None:
    cells = [*organisation(DEPARTMENTS, 3), Cell("team", "d1t9", PRIVATE, "d1", 2, 9, hidden="withheld")]
    released = publish(tmp_path / "releases", ["2025-03"], cells).released()
    rows = {row["label"]: row for row in released.rows(cut="team", indicator="centric_share")}
    seen = {}

    for chart in charts(of_figure(opened(slides(one_month)), "By team")):
        (series,) = chart.plots[0].series
        bars = series._element.find(f"{C}errBars")
        ends = {side: dict(_cached(bars.find(f"{C}{side}"))) for side in ("plus", "minus")}
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=True)
        lines = list(book["Sheet1"].iter_rows(min_row=2, values_only=True))
        for at, (label, value) in enumerate(zip(chart.plots[0].categories, series.values, strict=True)):
            assert lines[at][0] == label
            assert lines[at][1] == pytest.approx(value)
            assert (value is None) == (at not in ends["plus"])
            seen[label] = value
            if value is not None:
                low, high = rows[label]["low"], rows[label]["high"]
                assert lines[at][2:4] == pytest.approx((low, high))
                assert (ends["minus"][at], ends["plus"][at]) == pytest.approx((value - low, high - value))

    assert seen == {label: row["value"] for label, row in rows.items()}
    assert seen[PRIVATE] is None


def _cached(side: Any) -> list[tuple[int, float]]:
    return [(int(point.get("idx")), float(point.find(f"{C}v").text)) for point in side.iter(f"{C}pt")]


def test_what_is_private_is_said_and_has_no_number(one_month: Content) -> None:
    some = of_figure(opened(slides(one_month)), "By team")
    notes = some[0].notes_slide.notes_text_frame.text

    assert "kept private: fewer than 5 could be told apart" in table_words(some)
    assert "No figure stands for fewer than 5 people" in notes
    assert "3 lines hold no number; the line says why." in notes


def test_error_bars_stand_where_powerpoint_looks_for_them(made: bytes) -> None:
    order = ("dPt", "errBars", "cat", "val", "smooth")
    found = [series for chart in charts(list(opened(made).slides)) for series in chart.plots[0].series]

    for chart in charts(list(opened(made).slides)):
        space = ElementTree.fromstring(etree.tostring(chart._chartSpace))
        space.remove(space.find(f"{C}externalData"))  # the workbook, which this reader looks for elsewhere
        read = ChartSpace.from_tree(space)  # somebody else's reading of the same
        for plot in read.chart.plotArea._charts:
            assert [one.errBars.errValType for one in plot.ser] == ["cust"] * len(plot.ser)
            assert all(one.errBars.plus.numRef.f.startswith("Sheet1!$") for one in plot.ser)
    for series in found:
        names = [child.tag.removeprefix(C) for child in series._element if child.tag.removeprefix(C) in order]
        assert names == sorted(names, key=order.index)
        assert names.count("errBars") == 1
    assert len(found) > 8


def test_notes_say_what_a_figure_means_and_how_to_read_it(whole: Content, made: bytes) -> None:
    deck = opened(made)

    for figure in whole.figures:
        for slide in of_figure(deck, figure.title):
            notes = slide.notes_slide.notes_text_frame.text
            definition = DEFINITIONS[figure.caption.definition]
            assert definition.says in notes
            assert definition.counted in notes
            assert figure.next_step in notes
            assert figure.caption.line() in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


@pytest.mark.parametrize(
    "of_a_page", ["hatched", "Hatched", "dotted", "Dotted", "Circles", "Squares", "triangle", "soft band", "outline"]
)
def test_no_slide_speaks_of_what_only_the_page_shows(made: bytes, of_a_page: str) -> None:
    said = [
        words
        for slide in opened(made).slides
        for words in (
            *(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame),
            slide.notes_slide.notes_text_frame.text,
        )
    ]

    assert [words for words in said if of_a_page in words] == []


def test_the_pond_is_a_chart_of_the_customer_and_a_table_of_all_values(whole: Content, made: bytes) -> None:
    some = of_figure(opened(made), "The pond")
    (chart,) = charts(some)
    assert whole.pond is not None
    lily = whole.pond.lilies[0]

    assert list(chart.plots[0].series[0].values) == [
        one.share.value if one.share is not None else None for one in (lily.said, *lily.strands)
    ]
    assert all(name in table_words(some[1:]) for name in ("The customer", "Revenue", "Standing inside", "Praised"))


def test_a_line_of_reporting_has_slides_of_itself_and_nobody_else(culture: Sources) -> None:
    """d1 is Sales, d2 Stores; in the file of everything both stand, notes, charts and workbooks included."""
    mine = culture.within(["d1"])
    everything = words_of(slides(content(culture.talk, sources=culture)))
    narrow = words_of(slides(content(mine.talk, sources=mine)))

    assert "Stores" in everything
    assert "Sales" in narrow
    assert "Stores" not in narrow


def test_who_is_counted_together_elsewhere_is_not_said_to_a_line(tmp_path: Path) -> None:
    chance = random.Random(3)
    rows = [row for cell in organisation(DEPARTMENTS, 2) for row in rows_of(cell, months(1)[0], 0, chance)]
    merged = [
        {"cut": "team", "label": "Seed Bank", "shown_in": "Stores"},
        {"cut": "team", "label": "Tool Hire", "shown_in": "Sales"},
    ]
    released = publish_rows(tmp_path / "releases", rows, withheld=merged)

    assert "Seed Bank" in words_of(slides(content(released)))
    narrow = words_of(slides(content(released.within(["d1"]))))
    assert "Tool Hire" in narrow
    assert "Seed Bank" not in narrow


def test_the_same_ledger_gives_the_same_bytes(whole: Content, made: bytes) -> None:
    assert slides(whole) == made


@pytest.mark.parametrize("label", ["=HYPERLINK(1)", "<a:t>&amp;", "bell \x07 and tab \t", "@SUM(A1)"])
def test_a_label_is_a_label_whatever_it_holds(tmp_path: Path, label: str) -> None:
    cells = [Cell("organisation", "all", "All", "", 0, 60), Cell("team", "A", label, "all", 1, 30)]
    cells.append(Cell("team", "B", "B", "all", 1, 30))
    made = slides(content(publish(tmp_path / "releases", ["2025-01"], cells).released()))

    chart = charts(of_figure(opened(made), "By team"))[0]
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    names = [sheet.cell(row, 1) for row in range(2, sheet.max_row + 1)]
    assert {cell.data_type for cell in names} == {"s"}
    assert any(label.split()[0] in str(category) for category in chart.plots[0].categories)


def test_every_picture_of_dots_has_its_chart(whole: Content, made: bytes) -> None:
    deck = opened(made)

    for figure in whole.figures:
        if isinstance(figure.plot, Dots):
            told = [value for chart in charts(of_figure(deck, figure.title)) for value in _values(chart)]
            assert sorted(told) == sorted(dot.value for row in figure.plot.rows for dot in row.dots)


def _values(chart: Any) -> list[float]:
    return [value for series in chart.plots[0].series for value in series.values if value is not None]


def test_page_and_paper_have_the_pond_too(whole: Content) -> None:
    page = html(whole)
    assert whole.figures[0].key == "pond"

    assert 'id="pond"' in page
    assert page.count('class="pond pond-') == 2
    assert 'class="tell"' not in page
    assert "Roots from left to right: paid, measured" in page
    assert pdf(whole) == pdf(whole)


def test_without_records_there_is_no_pond(one_month: Content) -> None:
    assert one_month.pond is None
    assert "pond" not in [figure.key for figure in one_month.figures]


def test_the_verb_writes_slides_beside_the_page(tmp_path: Path) -> None:
    publish(tmp_path / "home" / "data" / "releases", ["2025-01"], organisation(DEPARTMENTS, 1))
    out, deck = tmp_path / "r.html", tmp_path / "kit.pptx"

    ended = CliRunner().invoke(
        command, ["--home", str(tmp_path / "home"), "--out", str(out), "--slides", str(deck), "--last", "1"]
    )

    assert ended.exit_code == 0, ended.output
    assert len(Presentation(str(deck)).slides) > 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "kit.pptx", "r.html"]
