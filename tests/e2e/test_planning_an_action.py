"""From a figure to an action and its review, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from lilyroot.home import Home
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, broken_rules
from tests.ledgers import forty_teams

pytestmark = pytest.mark.e2e
LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("acted"))
    forty_teams(home.releases)
    yield from serve(home)


@pytest.fixture
def steward(browser, site, complaints):
    """Signs in a browser of its own as somebody who may plan for everybody."""

    def enter(viewport=DESKTOP, scheme="light"):
        page = browser.new_context(viewport=viewport, color_scheme=scheme).new_page()
        complaints.listen(page, site)
        page.goto(f"{site.address}/act")
        page.get_by_label("Name").fill("demo-steward")
        page.get_by_label("Password").fill(site.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site.address}/act", timeout=60_000)
        return page

    yield enter
    # refused forms answer 422, which a browser logs
    assert [said for said in complaints.found if "422" not in said] == []


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def fill(page, title: str) -> None:
    page.get_by_label("What will be done").fill(title)
    page.get_by_label("Unit", exact=True).select_option("Stores")
    page.get_by_label("We expect it to go").select_option("up")
    page.get_by_label("Because").fill("Cases bring a customer's situation into the talk.")
    page.get_by_label("Due", exact=True).fill(in_days(30))
    page.get_by_label("Look at the figure again").fill(in_days(120))


def test_from_a_figure_to_an_action_a_mistake_a_change_and_its_review(steward, site):
    page = steward()
    page.goto(f"{site.address}/act/new?figure=customer-talk&until=2025-12")
    suggested = page.get_by_label("Figure", exact=True).input_value()
    fill(page, "Every meeting opens with one case")
    page.get_by_label("Look at the figure again").fill(in_days(10))
    page.get_by_role("button", name="Plan it").click()
    refused = page.locator("#id_review_error").inner_text()
    kept = page.get_by_label("What will be done").input_value()
    page.get_by_label("Look at the figure again").fill(in_days(120))
    page.get_by_role("button", name="Plan it").click()
    planned = page.get_by_role("status").inner_text()

    page.get_by_label("Status", exact=True).select_option("in progress")
    page.get_by_label("A word on it").fill("Two teams have begun.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("status").wait_for()
    history = page.locator(".history").inner_text()
    page.get_by_role("link", name="See the figure before and after").click()
    page.get_by_label("What we learned").fill("Too early to say.")

    assert suggested == "salience"
    assert refused == "The review comes after the day it is due, so that there is something to see."
    assert kept == "Every meeting opens with one case"
    assert planned == "Planned. Its owner finds it under Mine."
    assert "Status: in progress → not started" in history
    assert "Two teams have begun." in history
    assert page.get_by_role("heading", level=1).inner_text() == "We cannot tell yet."


def test_what_was_typed_is_there_after_a_look_elsewhere(steward, site):
    page = steward()
    page.goto(f"{site.address}/act/new")
    page.get_by_label("Because").fill("Half a thought")
    page.get_by_role("link", name="Trust").click()
    page.goto(f"{site.address}/act/new")

    assert page.get_by_label("Because").input_value() == "Half a thought"


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS, ids=["phone", "phone-dark", "wide", "wide-dark"])
def test_every_page_fits_and_breaks_no_rule(steward, site, viewport, scheme):
    page = steward(viewport, scheme)
    page.goto(f"{site.address}/act/new?figure=trend")
    page.get_by_role("button", name="Plan it").click()  # with its mistakes
    seen = [("refused", broken_rules(page), _fits(page))]
    fill(page, "Kundenbeziehungsmanagementbesprechungen beginnen mit einem Fall")
    page.get_by_label("Figure", exact=True).select_option("centric_share")
    page.get_by_label("Owner").select_option(label="demo-manager")
    page.get_by_label("Owner").select_option(label="demo-steward")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("status").wait_for()
    address = page.url.split("?")[0]
    for part in ("", "/change", "/review"):
        page.goto(f"{address}{part}")
        seen.append((part, broken_rules(page), _fits(page)))
    page.goto(f"{site.address}/act")
    seen.append(("list", broken_rules(page), _fits(page)))

    assert seen == [(part, [], True) for part in ("refused", "", "/change", "/review", "list")]


def _fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
