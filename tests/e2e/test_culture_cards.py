"""The eight dimensions and the gap on their page, in a real browser, with all three streams released."""

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
CARDS = ("dimensions", "say-and-do")
CULTURE = Culture(
    planted={("Support", "D2"): 75.0, ("Sales", "D2"): 35.0},
    by_source={("survey", "D5"): 75.0, ("decisions", "D5"): 30.0},
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = Home(tmp_path_factory.mktemp("culture"))
    publish(home.releases, organisation(DEPARTMENTS, 2), CULTURE, quarters=1)
    yield from serve(home)


@pytest.fixture
def reader(reader, site):
    """At the page of the dimensions."""
    reader.goto(f"{site.address}/see/dimensions")
    return reader


def test_they_come_first_and_say_what_was_planted(reader):
    cards = reader.locator("article.figure")

    assert [cards.nth(place).get_attribute("id") for place in (0, 2)] == ["dimensions", "say-and-do"]
    assert "Support stands" in reader.get_by_role("heading", level=1).inner_text()
    assert "the sources contradict one another" in reader.get_by_role("heading", level=1).inner_text()
    assert reader.locator("#say-and-do-says").inner_text().startswith("Leaders name the customer in")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_they_are_for_everybody_at_every_width(reader, theme):
    reader.emulate_media(color_scheme=theme)
    for key in CARDS:
        reader.locator(f"#{key} summary").click()

    broken = {width: broken_rules(reader, width) for width in (400, 800, 1400)}

    assert broken == {400: [], 800: [], 1400: []}


def broken_rules(page, width: int) -> list[str]:
    """What a reader with a screen reader, a keyboard or this width would stumble over in the two cards."""
    page.set_viewport_size({"width": width, "height": 900})
    context = {"include": [[f"#{key}"] for key in CARDS]}
    options = {"runOnly": {"type": "tag", "values": WCAG}}
    found = Axe().run(page, context=context, options=options).response["violations"]
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    said = [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
    return [*said, f"{beyond} pixels beyond the screen"] if beyond else said


@pytest.mark.parametrize("address", ["/definitions/dimensions", "/definitions/say_do"])
def test_what_they_mean_is_one_step_away(reader, site, address):
    reader.goto(site.address + address)

    assert reader.get_by_role("heading", level=1).is_visible()
