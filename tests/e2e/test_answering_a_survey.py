"""A steward meets results that nobody answered, answers them, and an employee's page shows it; in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.asked_people import FIRST, NEXT, asked_once, declared, worked
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, broken_rules
from tests.e2e.test_sending_elsewhere import sign_in

pytestmark = pytest.mark.e2e
LATER = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    home = asked_once(tmp_path_factory.mktemp("asked-walk"))
    worked(home, "survey", "open", NEXT)
    declared(home)
    yield from serve(home)


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone-light", "wide-dark"]
)
def test_results_are_answered_before_anybody_is_asked_again(browser, site, complaints, viewport, scheme):
    page = sign_in(browser, site, complaints, "/listen/sources/survey", viewport=viewport, color_scheme=scheme)
    first = page.get_by_role("link", name=f"Answer the results of {FIRST}").count() == 1
    broken = broken_rules(page)
    page.goto(f"{site.address}/responses/{FIRST}")
    broken += broken_rules(page)
    page.get_by_label("What we heard").fill(f"Nobody knows who decides, {scheme}.")
    page.get_by_label("What we will do").fill("")
    page.get_by_label("By when").fill(LATER)
    page.get_by_role("button", name="Publish it").click()
    refused = page.get_by_role("alert").inner_text()
    complaints.found.clear()  # the browser says that an answer was 422
    broken += broken_rules(page)
    page.get_by_label("What we will do").fill("Each team names one person who does.")
    page.get_by_role("button", name="Publish it").click()
    page.get_by_role("status").wait_for()
    broken += broken_rules(page)
    page.goto(f"{site.address}/see/dimensions")
    shown = page.get_by_text(f"Nobody knows who decides, {scheme}.").count()
    broken += broken_rules(page)
    page.goto(f"{site.address}/listen/sources/survey")
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert broken == []
    assert complaints.found == []
    assert refused.startswith("Nothing was published.")
    assert first == (scheme == "light")  # the second walk finds it answered
    assert page.get_by_label("For which wave of the survey?").count() == 1
    assert shown == 1
    assert not wide
