"""Trying a text and saying what customers are called, in a real browser against a real server."""

from __future__ import annotations

import gzip

import pytest

from lilyroot.read.customers import words_file
from tests.e2e.test_first_page import DESKTOP, PHONE, TABLET, broken_rules

pytestmark = pytest.mark.e2e

SPOKEN = "Most parents fill this in on a phone with a child on the other arm."
SECRET = "Zwiebelfisch"  # a word that is nowhere else
NARROW = {"width": 320, "height": 640}


def try_text(page, text: str, context: str = "") -> None:
    page.get_by_label("A sentence or a message").fill(text)
    page.get_by_label("What was said before").fill(context)
    page.get_by_role("button", name="Read it").click()
    page.locator(".result, .wrong").first.wait_for(timeout=60_000)


@pytest.fixture
def trying(reader, site):
    """Somebody who found the page by the rail."""
    reader.get_by_role("link", name="Listen", exact=True).click()
    reader.get_by_role("link", name="Try a sentence", exact=True).click()
    reader.wait_for_url(f"{site.address}/try")
    return reader


def test_a_stranger_finds_the_page_pastes_a_sentence_and_sees_why(trying, site):
    try_text(trying, SPOKEN)

    assert "speaks of the customer's side." in trying.get_by_role("heading", level=1).inner_text()
    assert trying.locator(".said").inner_text() == SPOKEN
    assert trying.locator("mark").first.is_visible()
    assert trying.url == f"{site.address}/try"
    wide, narrow = (trying.locator(f".bar .{label} .fill").bounding_box()["width"] for label in ("centric", "none"))
    assert wide > 3 * narrow


def test_the_keyboard_is_enough(trying):
    trying.get_by_label("A sentence or a message").focus()
    trying.keyboard.type(SPOKEN)
    for key in ("Tab", "Tab", "Enter"):
        trying.keyboard.press(key)

    trying.locator(".result").wait_for(timeout=60_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_trying_is_for_everybody_before_and_after_and_refused(trying, theme, size):
    trying.set_viewport_size(size)
    trying.emulate_media(color_scheme=theme, reduced_motion="reduce")
    before = broken_rules(trying)
    try_text(trying, f"{SPOKEN} Legal blamed us again, as always. It is all their fault!")
    after = broken_rules(trying)
    try_text(trying, "x" * 5_001)

    assert (before, after, broken_rules(trying)) == ([], [], [])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_words_are_for_everybody_looked_at_and_refused(reader, site, theme, size):
    reader.set_viewport_size(size)
    reader.emulate_media(color_scheme=theme, reduced_motion="reduce")
    reader.goto(f"{site.address}/customers")
    reader.get_by_label("What your customers are called").fill("anglers")
    reader.get_by_role("button", name="Look first").click()
    reader.locator("#examples").wait_for(timeout=60_000)
    looked = broken_rules(reader)
    reader.get_by_label("What only looks like a customer").fill("they")
    reader.get_by_role("button", name="Save").click()
    reader.locator(".wrong").wait_for(timeout=60_000)

    assert (looked, broken_rules(reader)) == ([], [])


@pytest.mark.parametrize("size", [NARROW, PHONE, TABLET, DESKTOP], ids=lambda size: size["width"])
def test_no_width_scrolls_sideways_even_with_the_longest_words(reader, site, size):
    reader.set_viewport_size(size)
    overflows = []
    reader.goto(f"{site.address}/try")
    try_text(reader, "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikant " * 3 + "customers")
    overflows.append(reader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
    reader.goto(f"{site.address}/customers")
    reader.get_by_label("What your customers are called").fill("Donaudampfschifffahrtsgesellschaftskapitän")
    reader.get_by_role("button", name="Look first").click()
    reader.locator("#examples").wait_for(timeout=60_000)
    overflows.append(reader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    assert overflows == [0, 0]


def test_words_that_are_saved_change_how_a_text_is_read(reader, site):
    reader.goto(f"{site.address}/customers")
    reader.get_by_label("What your customers are called").fill("wearers")
    reader.get_by_role("button", name="Save").click()
    reader.get_by_role("status").wait_for(timeout=60_000)
    reader.get_by_role("link", name="Try a sentence").click()
    try_text(reader, "The survey among wearers is back.")

    headline = reader.get_by_role("heading", level=1).inner_text()
    words_file(site.home).unlink()
    assert "mentions customers" in headline
    assert reader.locator(".rests").inner_text().count("+customers-") == 1


def test_without_scripts_it_works_the_same_and_leaves_no_trace(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/try")
    page.get_by_label("Name").fill(site.name)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/try", timeout=60_000)
    try_text(page, f"Our {SECRET} customers cannot open it.", f"{SECRET} before")

    shown, address = page.locator(".said").inner_text(), page.url
    page.wait_for_timeout(300)
    context.close()
    assert SECRET in shown
    assert address == f"{site.address}/try"
    kept = [path.read_bytes() for path in site.home.root.rglob("*") if path.is_file()]
    opened = [gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw for raw in kept]
    assert [raw for raw in opened if SECRET.encode() in raw] == []
