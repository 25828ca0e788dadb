"""The pages of See in a real browser: each is for everybody, at every width, in both themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from lilyroot.home import Home
from lilyroot_web.insights.pages import CARD_PAGES
from tests.culture_ledgers import Culture, publish
from tests.e2e.conftest import Site, serve
from tests.ledgers import DEPARTMENTS, organisation

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("error::pytest.PytestRemovedIn10Warning")]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = ("", "/heat-map", *(f"/{page.key}" for page in CARD_PAGES))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("see"))
    publish(home.releases, organisation(DEPARTMENTS, 3), Culture(), quarters=2)
    yield from serve(home)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_is_for_everybody(reader, site, theme, width):
    reader.emulate_media(color_scheme=theme)
    reader.set_viewport_size({"width": width, "height": 900})
    broken = []
    for page in PAGES:
        reader.goto(f"{site.address}/see{page}")
        for summary in reader.locator("summary").all():
            summary.click()
        found = Axe().run(reader, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
        broken += [f"{page}: {rule['id']}: {node['html'][:140]}" for rule in found for node in rule["nodes"]]
        beyond = reader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        broken += [f"{page}: {beyond} pixels beyond the screen"] if beyond else []

    assert broken == []


def test_the_tabs_lead_from_page_to_page_and_say_where_one_is(reader, site):
    reader.goto(f"{site.address}/see")
    tabs = reader.get_by_role("navigation", name="Pages of See")
    names = tabs.get_by_role("link").all_inner_texts()

    walked = []
    for name in names:
        tabs.get_by_role("link", name=name, exact=True).click()
        reader.wait_for_load_state()
        walked.append(tabs.locator("[aria-current]").inner_text())

    assert names[:3] == ["Overview", "Pond", "Dimensions"]
    assert walked == names


def test_an_earlier_period_is_kept_on_the_way_from_the_overview(reader, site):
    reader.goto(f"{site.address}/see?until=2025-04")
    reader.get_by_role("link", name="Conversations").last.click()
    reader.wait_for_url("**/see/conversations?until=2025-04")

    assert reader.get_by_label("Published up to").input_value() == "2025-04"
