"""A steward adds a program that gets digests, tests it and pauses it; a reader arranges theirs; in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lilyroot.home import Home
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, broken_rules
from tests.ledgers import forty_teams
from tests.llm_server import LlmServer, Says

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def there() -> Iterator[LlmServer]:
    with LlmServer(lambda asked: Says("ok")).running() as server:
        yield server


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("elsewhere"))
    forty_teams(home.releases)
    (home.root / "settings.toml").write_text('LILYROOT_OUTLET_HOSTS = "127.0.0.1"\n')
    yield from serve(home)


def sign_in(browser, site, complaints, address, **shape):
    page = browser.new_context(**shape).new_page()
    complaints.listen(page, site)
    page.goto(f"{site.address}{address}")
    page.get_by_label("Name").fill(site.name)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}{address}", timeout=60_000)
    return page


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone-light", "wide-dark"]
)
def test_a_program_is_added_tested_and_paused(browser, site, complaints, there, viewport, scheme):
    page = sign_in(browser, site, complaints, "/trust/outlets", viewport=viewport, color_scheme=scheme)
    before, broken = len(there.asked), broken_rules(page)
    page.get_by_role("link", name="Add one").click()
    broken += broken_rules(page)
    page.get_by_label("What you call it").fill(f"Warehouse {scheme}")
    page.get_by_label("What takes it in").select_option("webhook")
    page.get_by_label("Its address").fill("http://10.0.0.1/")
    page.get_by_role("button", name="Add it").click()
    refused = page.get_by_role("alert").inner_text()
    complaints.found.clear()  # the browser says that an answer was 422
    broken += broken_rules(page)
    page.get_by_label("Its address").fill(there.address)
    page.get_by_label("Whose figures").select_option("d1")
    page.get_by_role("button", name="Add it").click()
    secret = page.locator(".secret").inner_text()
    broken += broken_rules(page)
    page.get_by_role("button", name="Send a test").click()
    page.get_by_role("status").wait_for()
    for _ in range(60):  # a worker in a process of its own takes it there
        if page.get_by_text("127.0.0.1 took it (200).").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    broken += broken_rules(page)
    page.get_by_role("button", name="Pause it").click()
    page.get_by_text("demo paused it.").wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert broken == []
    assert complaints.found == []
    assert refused.startswith("Nothing was added.")
    assert re.fullmatch(r"whsec_\S{44}", secret)
    assert [asked.body["type"] for asked in there.asked[before:]] == ["org.lilyroot.test.v1"]
    assert wide is False


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone-dark", "wide-light"]
)
def test_a_digest_is_arranged_and_previewed(browser, site, complaints, viewport, scheme):
    page = sign_in(browser, site, complaints, "/account/digest", viewport=viewport, color_scheme=scheme)
    page.get_by_label("How often").select_option("weekly")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("status").wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert broken_rules(page) == []
    assert complaints.found == []
    assert page.get_by_role("heading", level=1).inner_text() == "A digest comes to you weekly"
    assert page.locator(".letter").get_by_text("What changed beyond noise").is_visible()
    assert wide is False
