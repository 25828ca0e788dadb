"""The page of the pond: from records alone, from nothing, and for no period or group that was not released."""

from __future__ import annotations

import csv
import io
import re

import pytest

from lilyroot.draw.pond import headline
from lilyroot.release.ledger import Ledger
from lilyroot.score import Sources, Window
from lilyroot.score.pond import pond
from tests.culture_ledgers import Culture, publish
from tests.ledgers import DEPARTMENTS, organisation


@pytest.fixture(scope="module")
def records_alone(tmp_path_factory):
    """A ledger in which nobody was read and nobody asked: imported records only."""
    folder = tmp_path_factory.mktemp("records") / "releases"
    publish(folder, organisation(DEPARTMENTS, 2), Culture(streams=("records",)))
    return folder


@pytest.fixture
def home_of_records(home, records_alone):
    home.releases.parent.mkdir(parents=True, exist_ok=True)
    home.releases.symlink_to(records_alone)
    return home


@pytest.fixture
def shown(home_of_records, reader):
    return reader.get("/see/pond").content.decode()


def test_it_works_from_imported_records_alone(home_of_records, shown):
    sources = Sources.of(Ledger(home_of_records.releases))
    found = pond(sources, Window.of("2025-Q2"))

    assert headline(found) in shown
    assert shown.count('data-strand="customer-paid"') == 3  # one for each size of screen, of which one is shown


def test_every_link_of_the_picture_leads_to_evidence_on_the_page(shown):
    leads = set(re.findall(r'href="#([a-z]+-[a-z]+)"', shown))
    stands = set(re.findall(r'<article id="([a-z]+-[a-z]+)"', shown))

    assert leads == stands
    assert len(stands) == 7 * 7


def test_every_figure_has_its_interval_people_period_source_and_definition(shown):
    for article in re.findall(r'<article id="[a-z]+-(?:said|decided|paid)".*?</article>', shown, re.S):
        assert "95 % interval" in article
        assert "people" in article
        assert "2025" in article
        assert "source: " in article
        assert "/definitions/pond_" in article


def test_periods_are_the_released_quarters_newest_first_then_whole_years(shown):
    offered = re.findall(r'<option value="([^"]+)"', shown.split('id="period"')[1])

    assert offered == ["2025-Q2", "2025-Q1", "2025"]


@pytest.mark.parametrize("asked", ["period=2024-Q1", "period=nonsense", "group=nobody", "period=2025-Q2&group=x"])
def test_what_was_not_released_is_not_there(home_of_records, reader, asked):
    assert reader.get(f"/see/pond?{asked}").status_code == 404
    assert reader.get(f"/see/pond.csv?{asked}").status_code == 404


def test_a_department_has_its_own_pond_without_what_is_of_the_whole_only(home_of_records, reader, shown):
    groups = re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)', shown.split('id="group"')[1].split("</select>")[0])
    cell = next(cell for cell, label in groups if label == "Sales")

    theirs = reader.get("/see/pond", {"group": cell}).content.decode()

    assert "The pond · Sales" in theirs
    assert "Rules, metrics and agendas are of the organisation as a whole" in theirs


def test_the_download_has_every_strand_in_words_and_no_formula(home_of_records, reader):
    answer = reader.get("/see/pond.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Disposition"] == 'attachment; filename="lilyroot-pond-2025-Q2.csv"'
    assert len(rows) == 1 + 7 * 7
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_without_records_the_page_teaches(reader):
    answer = reader.get("/see/pond")
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Here you will see what we say on the water" in page
    assert "lilyroot records" in page
    assert 'href="#customer' not in page
    assert "/see/pond.csv" not in page


def test_a_manager_sees_the_pond_of_the_whole_and_of_their_own_line_only(home_of_records, signed_in, shown):
    """The ledger holds the pond of every department; the analyst is offered them all."""
    manager = signed_in("maya", "manager of d1")
    theirs = manager.get("/see/pond")
    offered = set(re.findall(r'<option value="([^"]+)"', theirs.content.decode().split('id="group"')[1]))

    assert "d2" in set(re.findall(r'<option value="([^"]+)"', shown))
    assert theirs.status_code == 200
    assert "d1" in offered
    assert "d2" not in offered
    assert manager.get("/see/pond?group=d1").status_code == 200
    assert manager.get("/see/pond?group=d2").status_code == 404
    assert manager.get("/see/pond.csv?group=d2").status_code == 404


def test_who_holds_no_role_finds_no_pond(home_of_records, signed_in):
    assert signed_in("newcomer").get("/see/pond").status_code == 404


def test_strangers_are_led_to_the_door(stranger):
    assert stranger.get("/see/pond").status_code == 302


def test_the_page_asks_the_ledger_once(home_of_records, reader, django_assert_max_num_queries):
    reader.get("/see/pond")
    with django_assert_max_num_queries(4):
        reader.get("/see/pond?period=2025-Q1")
