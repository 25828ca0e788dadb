"""The pages of See: what it says, for which period, from a whole ledger, an empty one and a broken one."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from lilyroot.draw import figures, headline, heat_map
from lilyroot.release.ledger import Ledger
from lilyroot_web.insights import queries
from lilyroot_web.insights.pages import CARD_PAGES
from tests.ledgers import DEPARTMENTS, Cell, months, organisation, publish, publish_rows, rows_of


class Outline(HTMLParser):
    """The texts of the elements that a test asks about."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("h1", "h2", "option", "summary"):
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data):
        if self._open:
            self.texts[self._open[-1]][-1] += data


def outline(response) -> dict[str, list[str]]:
    return Outline(response.content.decode()).texts


def every_page(reader) -> list:
    """All pages that hold figures, one after the other."""
    return [reader.get(f"/see/{page.key}") for page in CARD_PAGES]


def test_the_overview_opens_with_the_headline_and_leads_to_every_other_page(ledger, reader):
    released = Ledger(ledger).released()

    page = reader.get("/see")

    assert outline(page)["h1"] == [headline(released)]
    for one in CARD_PAGES:
        assert f'href="/see/{one.key}' in page.content.decode()


def test_every_figure_is_on_exactly_one_page_in_the_words_of_the_library(ledger, reader):
    drawn = {figure.key: figure for figure in figures(Ledger(ledger).released())}
    placed = [key for page in CARD_PAGES for key in page.cards if key in drawn]
    said = [words for page in every_page(reader) for words in (*outline(page)["h1"], *outline(page).get("h2", ()))]

    assert sorted(placed) == sorted(drawn)
    assert not [figure.key for figure in drawn.values() if figure.sentence not in said]


def test_a_page_opens_with_what_its_first_figure_says(ledger, reader):
    first = next(figure for figure in figures(Ledger(ledger).released()) if figure.key == "team-orientation")

    seen = outline(reader.get("/see/orientation"))

    assert seen["h1"] == [first.sentence]
    assert seen["h2"][0] == first.title


def test_there_is_a_table_behind_every_chart(ledger, reader):
    drawn = figures(Ledger(ledger).released())
    pages = every_page(reader)

    assert sum(len(outline(page).get("summary", ())) for page in pages) == len([one for one in drawn if one.spec])
    assert sum(page.content.decode().count("<caption") for page in pages) == len(drawn)


@pytest.mark.parametrize("place", CARD_PAGES, ids=lambda place: place.key)
def test_an_empty_page_says_what_will_be_there_and_what_it_needs(home, reader, place):
    answer = reader.get(f"/see/{place.key}")

    assert answer.status_code == 200
    assert outline(answer)["h1"] == [place.awaits]
    assert str(place.needs) in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/see/nothing", "/see/trend?until=1999-01", "/see/heat-map?until=x", "/see/heat-map.csv?until=x"]
)
def test_what_is_not_there_is_not_found(ledger, reader, address):
    assert reader.get(address).status_code == 404


def test_the_heat_map_says_every_number_in_its_cell_and_keeps_the_hidden_hidden(ledger, reader):
    found = heat_map(Ledger(ledger).released())
    page = reader.get("/see/heat-map").content.decode()
    fields = [field for _, _, row in found.rows for field in row]

    assert page.count("<td class=") == len(fields)
    assert page.count('withheld"') == sum(field.status == "withheld" for field in fields) + 1 > 1  # and in the key
    assert found.figure.sentence in page


def test_the_heat_map_can_be_taken_along(ledger, reader):
    found = heat_map(Ledger(ledger).released())
    answer = reader.get("/see/heat-map.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert len(rows) == 1 + len(found.figure.rows)
    assert answer["Content-Disposition"] == 'attachment; filename="lilyroot-heat-map-2025-12.csv"'


def test_a_manager_s_heat_map_holds_their_line_and_nobody_else_s(ledger, signed_in):
    """The shared ledger has eight departments; d1 is Sales, d2 Stores."""
    mine = signed_in("maya", "manager of d1").get("/see/heat-map").content.decode()

    assert "Sales 1" in mine
    assert "Stores" not in mine
    assert "Stores" not in signed_in("mara", "manager of d1").get("/see/heat-map.csv").content.decode()


def test_an_action_is_offered_only_where_one_can_be_planned_and_by_whom(ledger, reader, signed_in):
    try:
        address = reverse("actions:new")
    except NoReverseMatch:
        assert "add an action" not in reader.get("/see/trend").content.decode()
        return
    manager = signed_in("maya", "manager of d1").get("/see/trend").content.decode()

    assert f'href="{address}?figure=trend&amp;until=2025-12"' in manager
    assert "add an action" not in reader.get("/see/trend").content.decode()  # an analyst does not plan


def test_only_released_periods_can_be_chosen_newest_first(ledger, reader):
    offered = outline(reader.get("/see"))["option"]

    assert offered[:2] == ["December 2025", "November 2025"]
    assert len(offered) == 24


def test_an_earlier_period_shows_what_was_known_then(ledger, reader):
    then = Ledger(ledger).released().until("2025-01")

    assert outline(reader.get("/see?until=2025-01"))["h1"] == [headline(then)]


def test_a_figure_that_is_not_shown_is_a_hatched_cell_with_its_reason_in_the_row(ledger, reader):
    page = "".join(page.content.decode() for page in every_page(reader))
    rows = [row for figure in figures(Ledger(ledger).released()) for row in figure.rows]
    hidden = [row for row in rows if "–" in row]

    assert page.count('<td class="held">') == sum(row.count("–") for row in hidden) > 0
    assert [row[-1] for row in hidden if row[-1] in page] == [row[-1] for row in hidden]


def test_before_the_first_release_the_page_teaches_three_commands(home, reader):
    page = reader.get("/see").content.decode()

    assert [page.index(f"lilyroot {verb}") for verb in ("organisation", "listen", "release")] == sorted(
        page.index(f"lilyroot {verb}") for verb in ("organisation", "listen", "release")
    )
    assert not home.root.exists()


@pytest.mark.parametrize(
    "address", ["/see", "/trust", "/figures/team-orientation.csv", "/figures/team-orientation.json"]
)
def test_a_changed_table_stops_every_figure(own_ledger, reader, address):
    table = next(own_ledger.glob("0003-*")) / "table.parquet"
    table.write_bytes(table.read_bytes()[:-1])

    response = reader.get(address)

    assert response.status_code == 503
    assert outline(response)["h1"] == ["The ledger does not verify, so no figure is shown"]
    assert "<table" not in response.content.decode()


def test_a_table_changed_while_the_server_runs_is_noticed_at_the_next_request(own_ledger, reader):
    before = reader.get("/see").status_code
    table = max(own_ledger.glob("0*")) / "table.parquet"
    table.write_bytes(table.read_bytes() + b" ")

    assert (before, reader.get("/see").status_code) == (200, 503)


def test_a_release_that_was_cut_off_is_noticed(own_ledger, reader):
    os.rename(max(own_ledger.glob("0*")), own_ledger / "aside")

    assert reader.get("/trust").status_code == 503


def test_the_browser_may_keep_the_page_until_something_changes(own_ledger, reader):
    first = reader.get("/see")

    again = reader.get("/see", headers={"if-none-match": first["ETag"]})
    (own_ledger / "HEAD").touch()
    os.utime(own_ledger / "HEAD", ns=(1, 1))
    later = reader.get("/see", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, later.status_code) == (304, 200)
    assert first["Cache-Control"] == "private, no-cache"


def test_a_page_costs_the_same_few_queries_whatever_it_shows(ledger, reader, django_assert_num_queries):
    reader.get("/see")

    for address, queries_made in {
        "/see": 4,
        "/see/orientation": 4,
        "/see/heat-map": 4,
        "/see/pond": 4,
        "/see?until=2024-02": 4,
        "/trust": 3,
        "/definitions/salience": 3,
    }.items():
        with django_assert_num_queries(queries_made):  # session, user, roles; figures are written down
            reader.get(address)


def test_the_second_reader_does_not_draw_again(ledger, reader):
    reader.get("/see")
    drawn = queries._edition.cache_info().misses

    reader.get("/see")
    reader.get("/figures/team-orientation.json")

    assert queries._edition.cache_info().misses == drawn


def hostile(home, label: str) -> None:
    cells = [
        Cell("organisation", "all", "Whole organisation", "", 0, 400),
        Cell("team", "a", label, "all", 1, 200, DEPARTMENTS["Support"]),
        Cell("team", "b", "Sales", "all", 1, 200, DEPARTMENTS["Finance"]),
        Cell("function", "f", label, "", 1, 200),
        Cell("function", "g", "Other", "", 1, 200),
    ]
    publish(home.releases, months(4), cells)


def test_a_team_named_like_a_script_is_a_name(home, reader):
    hostile(home, "<script>alert(1)</script>")

    page = reader.get("/see").content.decode()

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_specification_is_data_and_its_labels_stay_labels(home, reader):
    hostile(home, "</script><img src=x>")

    response = reader.get("/figures/team-orientation.json")

    assert response["Content-Type"] == "application/json"
    assert "</script><img src=x>" in json.dumps(response.json())


@pytest.mark.parametrize("label", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", " =1", "\t=1", "＝1"])
def test_no_cell_of_a_download_is_a_formula(home, reader, label):
    hostile(home, label)

    response = reader.get("/figures/team-orientation.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'") and cell.endswith(label) for cell in cells)
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []


def test_no_cell_of_a_download_is_a_formula_where_semicolons_part_columns(home, reader):
    hostile(home, "Sales;=HYPERLINK(1); @SUM(A1)")

    content = reader.get("/figures/team-orientation.csv").content.decode("utf-8-sig")

    cells = [cell.strip() for row in csv.reader(io.StringIO(content), delimiter=";") for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_download_holds_the_table_of_the_page(ledger, reader):
    figure = next(figure for figure in figures(Ledger(ledger).released()) if figure.key == "team-orientation")

    response = reader.get("/figures/team-orientation.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert rows == [list(figure.columns), *[list(row) for row in figure.rows]]
    assert response["Content-Disposition"] == 'attachment; filename="lilyroot-team-orientation-2025-12.csv"'


def test_two_hundred_teams_are_one_page(home, reader):
    publish(home.releases, months(3), organisation({f"Bereich {n}": DEPARTMENTS["Product"] for n in range(20)}, 10))

    assert reader.get("/see").status_code == 200


def test_settings_carry_no_secret_of_ours():
    assert settings.DEBUG is False
    assert len(settings.SECRET_KEY) >= 50


def test_the_page_says_how_much_was_not_read_and_in_which_languages(home, reader):
    (whole,) = [cell for cell in organisation(DEPARTMENTS, 1) if cell.cut == "organisation"]
    (row,) = [row for row in rows_of(whole, "2025-01", 0, random.Random(7)) if row["indicator"] == "messages"]
    shares = {"not_read": 0.03, "not_read_de": 0.02, "not_read_other": 0.01}
    unread = [
        {**row, "indicator": name, "value": share, "low": share, "high": share} for name, share in shares.items()
    ]

    publish_rows(home.releases, [row, *unread])

    said = "3\u00a0% of messages were not read: German 2\u00a0%, other 1\u00a0%"
    assert f"<span>{said}</span>" in reader.get("/see").content.decode()
