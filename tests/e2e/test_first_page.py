"""What a person does on the first page, in a real browser against a real server."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from lilyroot.draw import figures, headline
from lilyroot.release.ledger import Ledger

pytestmark = pytest.mark.e2e

PHONE, TABLET, DESKTOP = {"width": 390, "height": 844}, {"width": 820, "height": 1180}, {"width": 1440, "height": 900}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def broken_rules(page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def paper(page) -> str:
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def alive(page, key: str):
    """The chart of a figure, once the engine has taken it over."""
    chart = page.locator(f"#{key} .chart")
    chart.scroll_into_view_if_needed()
    page.locator(f"#{key} .chart[data-alive]").wait_for(timeout=60_000)
    return chart


def test_wrong_then_right_password_leads_to_the_headline(visitor, site):
    visitor.get_by_label("Name").fill(site.name)
    visitor.get_by_label("Password").fill("not this one")
    visitor.get_by_role("button", name="Sign in").click()
    refusal = visitor.get_by_role("alert").inner_text()

    visitor.get_by_label("Password").fill(site.password)
    visitor.get_by_role("button", name="Sign in").click()
    visitor.wait_for_url(f"{site.address}/see", timeout=60_000)

    assert refusal == "This name and password do not belong together. Check both and try again."
    assert visitor.get_by_role("heading", level=1).inner_text() == headline(Ledger(site.home.releases).released())


def test_the_table_behind_a_chart_opens_and_says_the_same(reader, site):
    figure = figures(Ledger(site.home.releases).released())[0]

    reader.locator(f"#{figure.key} summary").click()
    table = reader.locator(f"#{figure.key} table")

    assert table.is_visible()
    assert table.locator("thead th").all_inner_texts() == list(figure.columns)
    assert table.locator("tbody tr").count() == len(figure.rows)


def test_a_chart_comes_alive_without_moving_the_page(reader):
    before = reader.locator("#team-orientation .chart").bounding_box()

    chart = alive(reader, "team-orientation")
    mark = chart.locator(".wide .mark-symbol path").first
    mark.hover()

    assert chart.bounding_box()["height"] == pytest.approx(before["height"], abs=1)
    assert reader.locator("#vg-tooltip-element.visible").inner_text() != ""


def test_nothing_moves_after_the_first_paint(reader):
    reader.evaluate(
        """() => { window.moved = 0; new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.moved += entry.value; })
            .observe({ type: "layout-shift", buffered: true }); }"""
    )
    for key in ("team-orientation", "trend", "dimensions"):
        alive(reader, key)

    assert reader.evaluate("window.moved") < 0.01


def test_the_theme_is_kept_from_page_to_page(reader, site):
    light = paper(reader)

    reader.get_by_role("button", name="Dark theme").click()
    dark = paper(reader)
    reader.get_by_role("link", name="Trust").click()
    reader.wait_for_url(f"{site.address}/trust")

    assert light != dark
    assert paper(reader) == dark
    assert reader.get_by_role("button", name="Light theme").is_visible()


@pytest.mark.parametrize(
    "size", [PHONE, TABLET, DESKTOP, {"width": 320, "height": 640}], ids=lambda size: size["width"]
)
def test_every_width_shows_one_drawing_and_never_scrolls_sideways(reader, size):
    reader.set_viewport_size(size)

    drawings = [reader.locator(f"#trend .{shape}").is_visible() for shape in ("wide", "narrow")]
    overflow = reader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert drawings == [size["width"] >= 820, size["width"] < 820]
    assert overflow == 0


def test_the_rail_is_a_bar_within_reach_of_a_thumb_on_a_phone(reader):
    reader.set_viewport_size(PHONE)

    bar = reader.get_by_role("navigation", name="Places").bounding_box()

    assert bar["y"] > PHONE["height"] - 80


def test_the_keyboard_reaches_everything_in_order(reader):
    reached = []
    for _ in range(10):
        reader.keyboard.press("Tab")
        reached.append(
            reader.evaluate("document.activeElement.innerText || document.activeElement.getAttribute('name')")
        )

    assert reached[0] == "Skip to the content"
    assert [word.split("\n")[0] for word in reached[2:10]] == [
        "Home", "Listen", "See", "Act", "Trust", "Dark theme", "People", "Account",
    ]  # fmt: skip
    assert reader.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_skip_leads_past_the_rail(reader):
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")

    assert reader.evaluate("document.activeElement.id") == "content"


def test_an_earlier_period_is_two_keys_away(reader, site):
    then = Ledger(site.home.releases).released().until("2024-06")

    reader.get_by_label("Published up to").select_option("2024-06")
    reader.get_by_role("button", name="Show").click()
    reader.wait_for_url(f"{site.address}/see?until=2024-06", timeout=60_000)

    assert reader.get_by_role("heading", level=1).inner_text() == headline(then)


def test_signing_out_closes_the_door(reader, site):
    reader.get_by_role("button", name="Sign out").click()
    reader.wait_for_url(f"{site.address}/sign-in")
    reader.goto(f"{site.address}/trust")

    assert reader.url == f"{site.address}/sign-in?next=/trust"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_door_is_for_everybody(visitor, theme):
    visitor.emulate_media(color_scheme=theme)

    assert broken_rules(visitor) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_first_page_is_for_everybody_also_opened(reader, theme, size):
    reader.set_viewport_size(size)
    reader.emulate_media(color_scheme=theme)
    closed = broken_rules(reader)

    for summary in reader.locator("summary").all():
        summary.click()
    alive(reader, "team-orientation")

    assert (closed, broken_rules(reader)) == ([], [])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/trust", "/definitions/centric_share"])
def test_the_other_pages_are_for_everybody(reader, site, theme, address):
    reader.emulate_media(color_scheme=theme)
    reader.goto(site.address + address)

    assert broken_rules(reader) == []


def test_without_scripts_the_page_says_the_same(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/see")
    page.get_by_label("Name").fill(site.name)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/see", timeout=60_000)

    assert page.locator("#team-orientation .wide svg").is_visible()
    assert page.get_by_role("heading", level=1).inner_text() == headline(Ledger(site.home.releases).released())
    context.close()
