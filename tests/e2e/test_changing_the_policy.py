"""Two stewards in two real browsers change the policy: one proposes, the other approves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from lilyroot.home import Home
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, TABLET, broken_rules
from tests.ledgers import forty_teams

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("governed"))
    forty_teams(home.releases)
    yield from serve(home)


@pytest.fixture
def steward(browser, site, complaints):
    """Signs a steward in, in a browser of their own, at the policy."""

    def enter(name: str, viewport: dict[str, int] = DESKTOP, scheme: str = "light"):
        page = browser.new_context(viewport=viewport, color_scheme=scheme).new_page()
        complaints.listen(page, site)
        page.goto(f"{site.address}/trust/policy")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password_of(site, name))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site.address}/trust/policy", timeout=60_000)
        return page

    yield enter
    # refused forms answer 422, which a browser logs
    assert [said for said in complaints.found if "422" not in said] == []


def password_of(site: Site, name: str) -> str:
    code = "from lilyroot.cli import main; main()"
    command = [sys.executable, "-c", code, "policy", "sign-in", name, "--home", str(site.home.root)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().split(" / ")[1]


def propose(page, k: int, reason: str, segments: str = "") -> None:
    page.get_by_label("Smallest group for figures").fill(str(k))
    page.get_by_label("Segments", exact=True).fill(segments)
    page.get_by_label("Why").fill(reason)
    page.get_by_role("button", name="Propose").click()


def test_a_mistake_is_mended_and_what_was_proposed_is_approved_by_another(steward, site):
    ada, ben = steward("ada"), steward("ben", PHONE, "dark")
    propose(ada, 4, "Smaller teams want to see more.")
    refused = ada.locator("#id_k_error").inner_text()
    kept = ada.get_by_label("Why").input_value()
    propose(ada, 8, "The works council asked for it.", "tenure = under a year, longer")
    ben.reload()
    broken = [*broken_rules(ada), *broken_rules(ben)]
    ben.get_by_role("button", name="Approve version 2").click()
    ben.get_by_role("status").wait_for()
    ada.reload()

    assert refused == "Nothing lowers this below 5."
    assert kept == "Smaller teams want to see more."
    assert broken == []
    assert "Approved. It holds from" in ben.get_by_role("status").inner_text()
    assert "smallest group for figures 9 people: 8 and 1 who may know" in ada.locator(".note").inner_text()
    assert ada.get_by_role("heading", level=1).inner_text().startswith("No figure concerns fewer than 6 people")


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_breaks_no_rule_at_any_width(steward, size, scheme):
    page = steward("cleo", size, scheme)
    propose(page, 3, "")
    page.locator("summary").first.click() if page.locator("summary").count() else None

    assert broken_rules(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_rail_and_the_tabs_lead_to_it(steward, site):
    page = steward("dora")
    page.get_by_role("link", name="Trust", exact=True).click()
    page.get_by_role("link", name="The policy").click()
    page.wait_for_url(f"{site.address}/trust/policy")

    assert page.get_by_role("navigation", name="Trust").locator("[aria-current]").inner_text() == "The policy"
