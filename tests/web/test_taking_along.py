"""What can be taken along: workbooks beside CSV, slides of one's own line, and nothing that is not in reach."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from pptx import Presentation

from lilyroot.draw.definitions import DEFINITIONS
from lilyroot.release.ledger import Ledger, canonical
from lilyroot_web.actions.domain import Plan, plan
from tests.culture_ledgers import Culture, publish
from tests.ledgers import DEPARTMENTS, Cell, organisation
from tests.ledgers import publish as publish_talk

TABLES = ("/figures/team-orientation", "/figures/signals", "/figures/missing", "/see/heat-map")


@pytest.fixture(scope="module")
def every_stream(tmp_path_factory):
    folder = tmp_path_factory.mktemp("culture") / "releases"
    publish(folder, organisation(DEPARTMENTS, 2), Culture())
    return folder


@pytest.fixture
def culture(home, every_stream):
    home.releases.parent.mkdir(parents=True, exist_ok=True)
    home.releases.symlink_to(every_stream)
    return home.releases


def book_of(answer) -> openpyxl.Workbook:
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def about(book) -> dict[str, str]:
    return dict(book["About"].iter_rows(values_only=True))


def everything_in(content: bytes) -> str:
    """The words of all parts of an Office file, workbooks of its charts included."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        read = [(name, parts.read(name)) for name in parts.namelist()]
    return "\n".join(
        everything_in(data) if name.endswith(".xlsx") else data.decode("utf-8", "replace") for name, data in read
    )


def deck_of(answer):
    assert answer.status_code == 200
    return Presentation(io.BytesIO(answer.content))


# --- workbooks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", TABLES)
def test_both_forms_are_one_table(ledger, reader, address):
    lines = list(csv.reader(io.StringIO(reader.get(f"{address}.csv").content.decode("utf-8-sig"))))
    book = book_of(reader.get(f"{address}.xlsx"))
    sheet = book["Table"]

    assert book.sheetnames == ["Table", "About"]
    assert sheet.max_row == len(lines)
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [line[0] for line in lines[1:]]
    assert sheet.freeze_panes == "B2"


def test_numbers_are_numbers_that_read_as_they_are_told(ledger, reader):
    lines = list(csv.DictReader(io.StringIO(reader.get("/figures/team-orientation.csv").content.decode("utf-8-sig"))))
    sheet = book_of(reader.get("/figures/team-orientation.xlsx"))["Table"]
    columns = [cell.value for cell in sheet[1]]
    rows = [dict(zip(columns, row, strict=True)) for row in sheet.iter_rows(min_row=2)]

    assert columns[:4] == ["Group", "Share", "95 % interval, from", "95 % interval, to"]
    shown = [(row, line) for row, line in zip(rows, lines, strict=True) if line["Share"] != "–"]
    for row, line in shown:
        told = f"{row['Share'].value * 100:.0f}\u00a0%"
        ends = " to ".join(f"{row[f'95 % interval, {end}'].value * 100:.0f}\u00a0%" for end in ("from", "to"))
        assert (told, ends) == (line["Share"], line["95 % interval"])
        assert row["Share"].number_format == "0%"
        assert row["People"].data_type == "s"  # a band, never a number or a date
    assert len(shown) > 20
    assert {row["Share"].value for row, line in zip(rows, lines, strict=True) if line["Share"] == "–"} == {"–"}


@pytest.mark.parametrize("address", ["/figures/team-orientation.xlsx", "/see/heat-map.xlsx"])
def test_the_second_sheet_says_what_one_must_know(ledger, reader, address):
    entries = list(Ledger(ledger).released().manifests)[-12:]
    hashes = [f"SHA-256 {hashlib.sha256(canonical(entry)).hexdigest()}" for entry in entries]
    told = about(book_of(reader.get(address)))

    assert told["Period"] == "January to December 2025, 12 monthly releases"
    assert told["What it says"]
    key = "heat_map" if "heat-map" in address else "centric_share"
    assert told["How it is counted"] == DEFINITIONS[key].counted
    assert "given as a band (5–9, 10–19" in told["People"]
    assert "19 of 20 cases" in told["Interval"]
    assert "No figure stands for fewer than 5 people" in told["What is hidden, and why"]
    assert [told[f"Release talk {entry['period']}"] for entry in entries] == hashes
    assert [name for name in told if name.startswith("Release ")] == [f"Release talk {e['period']}" for e in entries]


@pytest.mark.parametrize(
    "label", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", " =1", "\t=1", "{=1}", "http://x.example"]
)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(home, reader, label):
    cells = [Cell("organisation", "all", "All", "", 0, 60), Cell("team", "A", label, "all", 1, 30)]
    publish_talk(home.releases, ["2025-01"], [*cells, Cell("team", "B", "B", "all", 1, 30)])

    answer = reader.get("/figures/team-orientation.xlsx")
    cells = [cell for sheet in book_of(answer) for row in sheet.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(str(cell.value).strip() == label.strip() and cell.data_type == "s" for cell in cells)
    assert [cell for cell in cells if cell.hyperlink] == []
    assert "<f>" not in everything_in(answer.content)


def test_the_pond_is_a_workbook_of_shares(culture, reader):
    answer = reader.get("/see/pond.xlsx")
    book = book_of(answer)
    rows = list(book["Table"].iter_rows(min_row=2, values_only=True))

    assert answer["Content-Disposition"] == 'attachment; filename="lilyroot-pond-2025-Q2.xlsx"'
    assert len(rows) == 7 * 7
    shown = [row[2:5] for row in rows if row[2] != "–"]
    told = [cells for cells in shown if all(isinstance(cell, float) for cell in cells)]
    assert all(low <= share <= high for share, low, high in told)
    assert {cell for cells in shown for cell in cells if isinstance(cell, str)} <= {"under 1\u00a0%", ""}
    assert len(told) > 20
    assert "Release records 2025-Q2" in about(book)


def test_a_figure_of_talk_rests_on_talk_and_a_dimension_on_all_there_is(culture, reader):
    streams = {
        key: {name.split()[1] for name in about(book_of(reader.get(f"/figures/{key}.xlsx"))) if "Release " in name}
        for key in ("trend", "dimensions")
    }

    assert streams == {"trend": {"talk"}, "dimensions": {"talk", "answers", "records"}}


def test_a_workbook_is_always_the_same(ledger, reader):
    assert reader.get("/see/heat-map.xlsx").content == reader.get("/see/heat-map.xlsx").content


def test_actions_have_days_that_are_days(ledger, user, signed_in):
    day = date(2026, 3, 1)
    wanted = Plan("=1+1", "+ more", "centric_share", "up", "d1", user, day, day + timedelta(days=91))
    plan(wanted, by=user)
    browser = signed_in("lea", "people lead")
    sheet = book_of(browser.get("/act/actions.xlsx"))["Table"]
    columns = [cell.value for cell in sheet[1]]
    row = dict(zip(columns, next(sheet.iter_rows(min_row=2)), strict=True))

    assert (row["due"].is_date, row["due"].value.date()) == (True, day)
    assert (row["what will be done"].value, row["what will be done"].data_type) == ("=1+1", "s")
    assert row["unit"].value == "Sales"


# --- reach -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*(f"{one}.xlsx" for one in TABLES), "/see/slides.pptx"])
def test_a_manager_takes_along_their_line_and_nobody_else_s(ledger, reader, signed_in, address):
    """The shared ledger has eight departments; d1 is Sales, d2 Stores."""
    if "missing" not in address:
        assert "Stores" in everything_in(reader.get(address).content)

    mine = everything_in(signed_in("maya", "manager of d1").get(address).content)

    assert "Stores" not in mine
    assert "Sales" in mine or "missing" in address


@pytest.mark.parametrize(
    "address",
    [
        "/see/pond.xlsx?group=d2",
        "/see/pond.xlsx?group=no-such-unit",
        "/see/pond.xlsx?period=1999-Q1",
        "/see/heat-map.xlsx?until=1999-01",
        "/see/slides.pptx?until=1999-01",
        "/see/slides.pptx?until=../../keys",
        "/figures/team-orientation.xlsx?until=x",
        "/figures/no-such-figure.xlsx",
        "/figures/team-orientation.xls",
        "/figures/team-orientation.xlsx.csv",
    ],
)
def test_what_is_not_there_or_out_of_reach_is_not_found(culture, signed_in, address):
    assert signed_in("maya", "manager of d1").get(address).status_code == 404


def test_of_nothing_there_are_no_slides(home, reader):
    assert reader.get("/see/slides.pptx").status_code == 404
    assert "/see/slides.pptx" not in reader.get("/see").content.decode()


# --- slides ------------------------------------------------------------------------------------------------------


def test_slides_are_of_the_period_that_was_chosen(ledger, reader):
    answer = reader.get("/see/slides.pptx?until=2025-03")
    deck = deck_of(answer)
    words = everything_in(answer.content)

    assert answer["Content-Disposition"] == 'attachment; filename="lilyroot-2025-03.pptx"'
    assert answer["Content-Type"].endswith("presentationml.presentation")
    assert "April 2024 to March 2025" in "".join(shape.text_frame.text for shape in deck.slides[0].shapes)
    assert "April 2025" not in words
    assert "December 2025" not in words


def test_the_page_offers_what_can_be_taken_along(culture, reader):
    page = reader.get("/see").content.decode()
    pond = reader.get("/see/pond").content.decode()

    assert "/see/slides.pptx?until=2025-06" in page
    assert "/figures/dimensions.xlsx?until=2025-06" in page
    assert "/see/pond.xlsx?period=2025-Q2" in pond
    assert "/see/heat-map.xlsx?until=2025-06" in reader.get("/see/heat-map").content.decode()
