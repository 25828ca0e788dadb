"""The pond in a real browser: looked at, walked with the keyboard, heard, and opened without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from lilyroot.home import Home
from tests.culture_ledgers import Culture, publish
from tests.e2e.conftest import Site, serve
from tests.ledgers import DEPARTMENTS, organisation

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("error::pytest.PytestRemovedIn10Warning")]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {390: "narrow", 820: "middle", 1440: "wide"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("pond"))
    publish(home.releases, organisation(DEPARTMENTS, 2), Culture(), quarters=1)
    yield from serve(home)


@pytest.fixture
def pond(reader, site):
    reader.set_viewport_size({"width": 1440, "height": 900})
    reader.goto(f"{site.address}/see/pond")
    return reader


def focused(page) -> str:
    return page.evaluate("document.activeElement.dataset.strand || ''")


def opened(page) -> list[str]:
    """The evidence that can be seen."""
    return page.locator(".evidence").evaluate_all("all => all.filter(one => one.offsetParent).map(one => one.id)")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_it_is_for_everybody_at_every_width(pond, theme, width):
    pond.emulate_media(color_scheme=theme)
    pond.set_viewport_size({"width": width, "height": 900})
    pond.locator(f".at-{SIZES[width]} [data-strand='customer-paid']").focus()

    found = Axe().run(pond, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    beyond = pond.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]] == []
    assert beyond == 0


@pytest.mark.parametrize("width", SIZES)
def test_one_drawing_is_shown_that_suits_the_screen(pond, width):
    pond.set_viewport_size({"width": width, "height": 900})

    shown = [name for name in SIZES.values() if pond.locator(f".at-{name}").is_visible()]

    assert shown == [SIZES[width]]


def test_arrow_keys_walk_lilies_and_roots_and_enter_opens_the_evidence(pond):
    stops = pond.locator(".at-wide [data-strand][tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    walked = [focused(pond)]
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "PageDown", "ArrowDown", "End", "ArrowRight", "Home"):
        pond.keyboard.press(key)
        walked.append(focused(pond))

    assert walked == [
        "customer-said",
        "customer-paid",
        "customer-measured",
        "customer-said",
        "revenue-said",
        "revenue-paid",
        "standing-felt",
        "standing-felt",
        "customer-said",
    ]
    for _ in range(8):
        pond.keyboard.press("ArrowRight")
    pond.keyboard.press("Enter")
    pond.wait_for_url("**#revenue-paid")

    assert opened(pond) == ["revenue-paid"]
    assert pond.locator("#revenue-paid").is_visible()
    assert pond.locator(".at-wide [aria-current]").get_attribute("data-strand") == "revenue-paid"


def test_tab_leaves_the_pond_in_one_step(pond):
    pond.locator(".at-wide [data-strand='customer-said']").focus()
    pond.keyboard.press("Tab")

    assert focused(pond) == ""


def test_a_click_on_a_strand_opens_what_stands_behind_it_and_so_does_the_table(pond):
    before = opened(pond)
    pond.locator(".at-wide [data-strand='people-decided'] .mark").click()
    clicked = opened(pond)
    pond.locator(".strands a[href='#cost-praised']").click()

    assert (len(before), clicked, opened(pond)) == (1, ["people-decided"], ["cost-praised"])


def test_what_is_seen_fits_where_the_evidence_is_opened(pond):
    """The strand that was chosen is still on the screen."""
    pond.locator(".at-wide [data-strand='customer-paid'] .mark").click()

    box = pond.locator("#customer-paid").bounding_box()
    assert 0 < box["y"] < 900
    assert pond.evaluate("window.scrollY") < 800


def test_without_scripts_every_strand_is_a_stop_and_opens(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{site.address}/sign-in?next=/see/pond")
    page.get_by_label("Name").fill(site.name)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/see/pond", timeout=60_000)
    page.locator(".at-wide [data-strand='speed-decided']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#speed-decided")

    assert page.locator("#speed-decided").is_visible()
    context.close()


def test_choosing_a_department_shows_its_pond(pond):
    pond.get_by_label("Of", exact=True).select_option(label="Sales")
    pond.get_by_role("button", name="Show").click()
    pond.wait_for_url("**group=**")

    assert pond.locator(".scope p").inner_text() == "The pond · Sales"
