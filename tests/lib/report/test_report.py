"""The report as a page, as a paper, and as a verb."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from lilyroot.cli import main
from lilyroot.cli.report import command
from lilyroot.errors import InputError
from lilyroot.release.ledger import Ledger
from lilyroot.report import Content, content, html, pdf
from tests import ledgers
from tests.ledgers import Cell, publish

HOSTILE = "<script>alert(1)</script> & \"q\" 'a' #strong[x] $y$ *b* _i_ @ref `c` \\ {{ 7 * 7 }}"


class Outline(HTMLParser):
    """The elements, ids and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "xlink:href", "action", "data", "srcset"):
                self.addresses.append(value or "")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("home")
    ledgers.forty_teams(root / "data" / "releases")
    return root


@pytest.fixture(scope="module")
def report(home: Path) -> Content:
    return content(Ledger(home / "data" / "releases").released())


@pytest.fixture(scope="module")
def written(report: Content) -> str:
    return html(report)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Content:
    cells = [Cell("organisation", "all", HOSTILE, "", 0, 60)]
    cells += [Cell("team", name, f"{name} {HOSTILE}", "all", 1, 30) for name in ("A", "B")]
    cells += [Cell("team", "C", HOSTILE, "all", 1, 9, hidden="withheld")]
    folder = tmp_path_factory.mktemp("hostile") / "releases"
    return content(publish(folder, ["2025-01", "2025-02"], cells).released())


def test_the_page_stands_alone(written: str) -> None:
    outline = Outline(written)

    assert "script" not in outline.tags
    assert [address for address in outline.addresses if not address.startswith("#")] == []
    assert re.findall(r"(?:https?:)?//\w", written) == []
    assert {address[1:] for address in outline.addresses} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_the_page_is_small_and_always_the_same(report: Content, written: str) -> None:
    assert len(written.encode()) < 700_000
    assert html(report) == written


def test_the_page_opens_with_the_headline_and_has_a_table_behind_every_chart(report: Content, written: str) -> None:
    outline = Outline(written)
    drawn = [figure for figure in report.figures if figure.spec is not None]

    assert written.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert f"<h1>{report.headline.replace(chr(39), '&#39;')}</h1>" in written
    assert outline.tags.count("h1") == 1
    assert outline.tags.count("h2") == len(report.figures) + 1
    assert outline.tags.count("details") == len(drawn)
    assert written.count('<svg role="img" aria-label=') == 2 * len(drawn)
    assert outline.tags.count("table") == len(report.figures) + 1


def test_the_page_says_what_is_missing_uncorrected_and_released(report: Content, written: str) -> None:
    assert "312 messages of people outside the organisation were left out." in written
    assert "<strong>uncorrected</strong>" in written
    assert [release.digest in written for release in report.releases] == [True] * 24
    assert "orientation-1.0.0" in written


def test_labels_are_words_whatever_they_hold(hostile: Content) -> None:
    page = html(hostile)

    assert "script" not in Outline(page).tags
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert pdf(hostile).startswith(b"%PDF-")


def test_the_paper_is_always_the_same(report: Content) -> None:
    made = pdf(report)

    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")
    assert pdf(report) == made


def test_nothing_released_teaches_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        content(Ledger(tmp_path / "releases").released())

    assert str(caught.value) == (
        "Nothing has been released yet, so there is nothing to report. Take in an export and run "
        "`lilyroot release`, or invent an organisation with `lilyroot sample`."
    )


def test_the_verb_ends_with_2_when_nothing_is_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["lilyroot", "report", "--home", str(tmp_path), "--out", str(tmp_path / "r.html")]
    )

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("lilyroot: Nothing has been released yet")
    assert not (tmp_path / "r.html").exists()


def test_the_verb_writes_both_files_and_nothing_else(home: Path, written: str, tmp_path: Path) -> None:
    out, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    out.write_text("an older report")

    ended = CliRunner().invoke(command, ["--home", str(home), "--out", str(out), "--pdf", str(paper)])

    assert ended.exit_code == 0
    assert out.read_text(encoding="utf-8") == written
    assert paper.read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.pdf"]


def test_a_dash_writes_the_page_to_standard_output(home: Path, written: str) -> None:
    ended = CliRunner().invoke(command, ["--home", str(home), "--out", "-"])

    assert (ended.exit_code, ended.stdout) == (0, written)


def test_a_place_that_cannot_be_written_is_named(home: Path, tmp_path: Path) -> None:
    ended = CliRunner().invoke(
        command, ["--home", str(home), "--out", str(tmp_path / "no" / "r.html"), "--last", "1"]
    )

    assert str(ended.exception) == (
        "r.html: The report cannot be written there: No such file or directory. "
        "Name a file in a folder that exists and that you may write to."
    )


def test_a_tampered_ledger_shows_nothing(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    table = next((copy / "data" / "releases").glob("0003-*/table.parquet"))
    table.write_bytes(table.read_bytes()[:-1] + b"x")

    ended = CliRunner().invoke(command, ["--home", str(copy), "--out", str(tmp_path / "r.html")])

    assert "The table is not the one that was released." in str(ended.exception)
    assert not (tmp_path / "r.html").exists()
