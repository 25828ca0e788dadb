"""The report in German: every sentence of ours is German, numbers and dates too, and names stay as they are."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from pptx import Presentation
from pypdf import PdfReader

from lilyroot.cli.report import command
from lilyroot.draw.brief import brief
from lilyroot.draw.numbers import Ends, Number, typed
from lilyroot.measure.answers.figures import NO_AGREEMENT, TOO_FEW_FOR_GAP
from lilyroot.measure.audit.correction import NO_AUDIT, ONLY_THREADS, PEOPLE_DO_NOT_AGREE
from lilyroot.release.network import _REST, _TOO_FEW
from lilyroot.release.reasons import NOTES, REASONS
from lilyroot.release.rows import _FEW_CONTRIBUTORS, _LITTLE, _SMALL
from lilyroot.report import content, html, pdf, slides
from lilyroot.report.releases import day
from lilyroot.score import Sources
from lilyroot.tongue import retold, speaking
from tests import culture_ledgers
from tests.culture_ledgers import Culture
from tests.ledgers import DEPARTMENTS, organisation
from tools.catalogue import LIBRARY, forms

MONTH = re.compile(r"\b(January|February|March|May|June|July|October|December) 20\d\d")


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("german") / "releases"
    return Sources.of(culture_ledgers.publish(folder, organisation(DEPARTMENTS, 2), Culture()))


@pytest.fixture(scope="module")
def german(sources):
    with speaking("de"):
        return content(sources.talk, sources=sources)


@pytest.fixture(scope="module")
def page(german):
    return html(german)  # in the language of the report, whatever is spoken now


def words_of(page):
    """What is read or heard: text and labels, without markup."""
    shown = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    heard = re.findall(r'aria-label="([^"]*)"', shown)
    return [unescape(words).strip() for words in (*re.split(r"<[^>]+>", shown), *heard) if words.strip()]


def english_sentences():
    """What would be English if it stood there: sentences without gaps that are said otherwise in German."""
    catalogue = read_po(BytesIO(LIBRARY.po("de").read_bytes()), locale="de")
    for message in catalogue:
        ids = message.id if message.pluralizable else (message.id,)
        for english, other in zip(ids, forms(message), strict=True):
            if english and english != other:
                yield english


def test_no_sentence_of_ours_is_english(page):
    shown = set(words_of(page))
    left = [english for english in english_sentences() if "{" not in english and english in shown]
    patterns = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(english)))
        for english in english_sentences()
        if "{" in english and len(re.sub(r"\{\w+\}", "", english)) > 12
    ]

    assert left == []
    assert [words for words in shown for pattern in patterns if pattern.fullmatch(words)] == []


def test_the_page_says_that_it_is_german(page):
    assert '<html lang="de">' in page
    assert "Was wir sagen und was wir tun" in page


def test_numbers_and_months_are_german(german, page):
    shown = "\n".join(words_of(page))

    assert MONTH.findall(shown) == []
    assert re.search(r"\b\d\.\d{3}\b", shown)  # "7.200" messages
    assert re.findall(r"\b\d,\d{3}\b", shown) == []
    assert re.fullmatch(r"[A-Z]\w+ 20\d\d bis [A-Z]\w+ 20\d\d|[A-Z]\w+ bis [A-Z]\w+ 20\d\d", german.period)
    assert re.fullmatch(r"\d+\. [A-Z]\w+ 20\d\d", german.made)


def test_names_of_groups_are_nobody_s_to_translate(sources, page):
    names = {row["label"] for row in sources.talk.rows(cut="team") if ", own members" not in row["label"]}
    shown = "\n".join(words_of(page))

    assert names
    assert [name for name in names if name not in shown] == []


def test_paper_and_slides_are_german_too(german):
    paper = "\n".join(one.extract_text() for one in PdfReader(BytesIO(pdf(german))).pages)
    deck = Presentation(BytesIO(slides(german)))
    said = "\n".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    spoken = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide)

    assert "Nächster Schritt" in paper
    assert "Was die Zahlen bedeuten" in paper
    assert "Was die Zahlen bedeuten" in said
    assert "Wie gezählt wird: " in spoken
    assert [
        line for line in english_sentences() if "{" not in line and line in (paper + said + spoken).split("\n")
    ] == []


def test_english_is_said_again_after_german(sources, german):
    report = content(sources.talk, sources=sources)

    assert report.language == "en"
    assert report.headline != german.headline
    assert [figure.title for figure in report.figures][:2] != [figure.title for figure in german.figures][:2]
    assert all(one.key == other.key for one, other in zip(report.figures, german.figures, strict=True))


def test_a_spreadsheet_finds_the_same_numbers_in_either_language(sources, german):
    english = content(sources.talk, sources=sources)

    def numbers(cells):
        both = [(cell.low, cell.high) if isinstance(cell, Ends) else (cell,) for row in cells for cell in row]
        return [one.value for pair in both for one in pair if isinstance(one, Number)]

    found = [numbers(typed(figure.rows)) for figure in english.figures]
    with speaking("de"):
        again = [numbers(typed(figure.rows)) for figure in german.figures]

    assert sum(map(len, found)) > 100
    assert [sorted(each) for each in again] == [
        sorted(each) for each in found
    ]  # rows are in the order of their names


def test_the_brief_of_a_group_is_german(sources):
    with speaking("de"):
        found = brief(sources.talk, None)

    assert found is not None
    assert found.standings[0].lines[0].name == "Kunden kommen vor"
    assert found.opening.endswith(".")
    assert found.opening not in set(english_sentences())


def test_a_day_is_written_with_a_point():
    from datetime import UTC, datetime

    with speaking("de"):
        assert day(datetime(2025, 3, 9, tzinfo=UTC)) == "9. März 2025"
    assert day(datetime(2025, 3, 9, tzinfo=UTC)) == "9 March 2025"


@pytest.mark.parametrize(
    "written",
    [
        _FEW_CONTRIBUTORS.format(6),
        _LITTLE.format(6),
        _SMALL.format(20),
        _TOO_FEW,
        _REST,
        NO_AGREEMENT,
        TOO_FEW_FOR_GAP,
        PEOPLE_DO_NOT_AGREE,
    ],
)
def test_why_a_release_shows_no_figure_is_told_in_german(written):
    with speaking("de"):
        assert retold(written, REASONS) != written


@pytest.mark.parametrize(
    "written",
    [
        f"Not corrected by the audit: salience, rate_blame. {NO_AUDIT}",
        f"Not corrected by the audit: customer_threads. {ONLY_THREADS}",
        "People labelled 1,491 messages of this period, drawn by chance; shares of messages are corrected by what "
        "they found.",
        "12 messages came from people who are in no team; they are left out.",
    ],
)
def test_what_a_release_notes_is_told_in_german(written):
    with speaking("de"):
        told = retold(written, NOTES)

    assert told != written
    assert "1,491" not in told


def test_the_command_line_writes_the_report_in_german(tmp_path, monkeypatch):
    folder = tmp_path / "home" / "data" / "releases"
    culture_ledgers.publish(folder, organisation(DEPARTMENTS, 2), Culture())
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(command, ["--home", str(tmp_path / "home"), "--language", "de", "--out", "-"])

    assert done.exit_code == 0, done.output
    assert '<html lang="de">' in done.stdout
    assert "Nächster Schritt" in done.stdout


def test_a_language_there_is_no_catalogue_for_is_refused(tmp_path):
    done = CliRunner().invoke(command, ["--home", str(tmp_path), "--language", "fr"])

    assert done.exit_code == 2
    assert "'de'" in done.output
