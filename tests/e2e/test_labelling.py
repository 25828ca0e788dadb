"""Two people label a sample in real browsers: by keys, by buttons, blind to each other."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest

from lilyroot.audit.box import AuditBox
from tests.audits import AUDITORS, PERIOD, SAID, open_audit, sampled
from tests.e2e.conftest import Site, serve
from tests.e2e.test_first_page import DESKTOP, PHONE, TABLET, broken_rules
from tests.ledgers import forty_teams

pytestmark = pytest.mark.e2e
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """A server with an audit of 200 messages, and sign-ins for its two auditors."""
    from click.testing import CliRunner

    from lilyroot.cli import verbs
    from lilyroot.home import Home

    home = Home(tmp_path_factory.mktemp("audited"))
    forty_teams(home.releases)
    open_audit(home, [sampled(number, wanted=2 if number % 5 == 0 else 1) for number in range(200)]).close()
    for running in serve(home):
        for name in AUDITORS:
            set_password(home, name)
        assert CliRunner().invoke(verbs, ["audit", "status", "--home", str(home.root)]).exit_code == 0
        yield running


PASSWORDS: dict[str, str] = {}


def set_password(home, name: str) -> None:
    """As ``lilyroot audit sign-in`` in a process of its own, because the web application belongs to one home."""
    import subprocess
    import sys

    code = "from lilyroot.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "audit", "sign-in", name, "--home", str(home.root)],
        capture_output=True,
        text=True,
        check=True,
    )
    PASSWORDS[name] = done.stdout.strip().split(" / ")[1]


def enter(page, site, name: str) -> None:
    page.goto(f"{site.address}/audit")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/audit", timeout=60_000)


@pytest.fixture
def labelling(page, site, complaints):
    """Ines, with a message before her."""
    complaints.listen(page, site)
    enter(page, site, "ines")
    page.goto(f"{site.address}/audit/{PERIOD}")
    yield page
    assert complaints.found == []


def said(page) -> str:
    return page.locator("[data-said] [dir=auto]").inner_text()


def count(page) -> int:
    return int(re.match(r"(\d+) of", page.title())[1])


def press(page, key: str) -> None:
    """Press a key that gives a label and wait for the next message."""
    with page.expect_navigation():
        page.keyboard.press(key)


def given(site) -> list[tuple[str, str, str]]:
    with AuditBox.open(site.home, PERIOD) as box:
        connection: sqlite3.Connection = box._connection
        return connection.execute("SELECT auditor, orientation, flags FROM label ORDER BY given").fetchall()


def test_the_rail_leads_from_the_first_page_to_the_first_message(labelling, site):
    labelling.goto(site.address)
    labelling.get_by_role("link", name="Audit", exact=True).click()
    labelling.get_by_role("link", name=re.compile(f"with {PERIOD}")).click()
    labelling.wait_for_url(f"{site.address}/audit/{PERIOD}")

    assert said(labelling) in {text for text, _, _ in SAID}


def test_one_key_a_label_flags_before_it_and_back_again(labelling, site):
    before, first = count(labelling), said(labelling)
    labelling.keyboard.press("1")
    labelling.keyboard.press("4")
    labelling.keyboard.press("4")
    press(labelling, "f")
    kept = given(site)[-1]
    press(labelling, "u")

    assert kept == ("ines", "focused", "blame")
    assert (count(labelling), said(labelling)) == (before, first)


def test_putting_off_shows_another_message_and_keeps_nothing(labelling, site):
    before = given(site)
    item = labelling.locator("[name=item]").input_value()
    press(labelling, "s")

    assert labelling.locator("[name=item]").input_value() != item
    assert given(site) == before


def test_buttons_do_the_same_and_enter_in_a_box_chooses_nothing(labelling, site):
    before = given(site)
    labelling.get_by_label("blame").focus()
    labelling.keyboard.press("Enter")
    unchanged = given(site)
    with labelling.expect_navigation():
        labelling.get_by_role("button", name="neither").click()

    assert unchanged == before
    assert given(site)[-1] == ("ines", "none", "")


def test_keys_can_be_turned_off_and_stay_off(labelling, site):
    before = given(site)
    labelling.get_by_role("button", name="Keys are on").click()
    labelling.keyboard.press("c")
    labelling.reload()
    labelling.keyboard.press("c")
    off = labelling.get_by_role("button", name="Keys are off")

    assert off.get_attribute("aria-pressed") == "false"
    assert given(site) == before


def test_the_codebook_is_one_key_away_and_stays_open(labelling):
    labelling.keyboard.press("?")
    labelling.get_by_text("take the first that fits").wait_for()
    press(labelling, "n")

    assert labelling.get_by_text("take the first that fits").is_visible()


def test_after_each_label_the_focus_is_on_the_message(labelling):
    press(labelling, "n")

    assert labelling.evaluate("document.activeElement.hasAttribute('data-said')")


def test_ten_labels_take_ten_keys(labelling):
    before = count(labelling)
    for _ in range(10):
        press(labelling, "n")

    assert count(labelling) == before + 10


def test_two_people_are_blind_to_each_other_and_meet_in_second_labels(labelling, browser, site):
    for _ in range(6):  # every fifth wants two people
        press(labelling, "c")
    context = browser.new_context()
    other = context.new_page()
    enter(other, site, "tomas")
    other.goto(f"{site.address}/audit/{PERIOD}")
    page = other.content()
    for _ in range(2):
        press(other, "n")

    assert count(other) == 2
    assert "checked" not in page
    assert ("tomas", "none", "") in given(site)
    with AuditBox.open(site.home, PERIOD) as box:
        assert len(box.pairs()) >= 1
    context.close()


def test_without_scripts_buttons_are_enough(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, site, "tomas")
    page.goto(f"{site.address}/audit/{PERIOD}")
    before = len(given(site))
    page.get_by_label("recognition").check()
    page.get_by_role("button", name="customer-centric").click()
    page.wait_for_url(f"{site.address}/audit/{PERIOD}")

    assert given(site)[before:] == [("tomas", "centric", "recognition")]
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_labelling_is_for_everybody_also_with_the_codebook_open(labelling, site, theme, size):
    labelling.set_viewport_size(size)
    labelling.emulate_media(color_scheme=theme, reduced_motion="reduce")
    closed = broken_rules(labelling)
    labelling.locator("[data-book] summary").click()
    opened = broken_rules(labelling)
    labelling.goto(f"{site.address}/audit")
    listed = broken_rules(labelling)
    labelling.goto(f"{site.address}/audit/codebook")

    assert (closed, opened, listed, broken_rules(labelling)) == ([], [], [], [])


@pytest.mark.parametrize("size", [NARROW, PHONE, TABLET, DESKTOP], ids=lambda size: size["width"])
@pytest.mark.parametrize("address", [f"/audit/{PERIOD}", "/audit", "/audit/codebook"])
def test_no_width_scrolls_sideways(labelling, site, size, address):
    labelling.set_viewport_size(size)
    labelling.goto(site.address + address)
    labelling.locator("summary").first.evaluate_all("all => all.forEach(one => one.click())")

    assert labelling.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
