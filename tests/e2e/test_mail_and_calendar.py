"""What one gets by mail, and one's calendar feed, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from lilyroot.home import Home
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, broken_rules

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    yield from serve(Home(tmp_path_factory.mktemp("reminded")))


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone-light", "wide-dark"]
)
def test_an_address_is_given_and_a_feed_is_made_and_read(browser, site, complaints, viewport, scheme):
    page = browser.new_context(viewport=viewport, color_scheme=scheme).new_page()
    complaints.listen(page, site)
    page.goto(f"{site.address}/account")
    page.get_by_label("Name").fill(site.name)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/account", timeout=60_000)

    page.get_by_role("link", name="What I get by mail").click()
    page.get_by_label("Mail address").fill("demo@example.org")
    page.get_by_label("Reminders of actions I own").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("status").wait_for()
    broken = broken_rules(page)
    wanted = page.get_by_label("Reminders of actions I own").is_checked()
    page.goto(f"{site.address}/account/calendar")
    page.locator("button.main").click()
    feed = page.locator(".secret").inner_text()
    broken += broken_rules(page)
    page.goto(f"{site.address}/account/digest")
    broken += broken_rules(page)
    page.goto(f"{site.address}/account/deliveries")
    broken += broken_rules(page)

    assert broken == []
    assert complaints.found == []
    assert wanted is False
    assert feed.startswith(f"{site.address}/feeds/")
    assert urlopen(feed).read().startswith(b"BEGIN:VCALENDAR")
