"""Home of each role in a real browser: what is first, by keyboard and at every width, and the pages of an admin."""

from __future__ import annotations

import pytest

from tests.e2e.test_first_page import broken_rules

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
ROLES = ["leader", "manager", "employee", "people lead", "steward", "auditor", "admin"]


@pytest.fixture(params=[(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def at_home(browser, site, complaints, request):
    """Somebody of every role, signed in, at home."""
    size, scheme = request.param
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    complaints.listen(page, site)
    page.goto(site.address)
    page.get_by_label("Name").fill(site.name)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/", timeout=60_000)
    yield page
    context.close()
    # refused forms answer 422, which a browser logs
    assert [said for said in complaints.found if "422" not in said] == []


def test_each_role_has_one_thing_first_and_the_page_fits(at_home):
    for role in ROLES:
        at_home.get_by_role("navigation", name="Your roles").get_by_role(
            "link", name=role.capitalize(), exact=True
        ).click()
        at_home.wait_for_url("**as=*")

        assert at_home.get_by_role("heading", level=1).inner_text() != ""
        assert broken_rules(at_home) == []
        assert at_home.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_admin_lets_somebody_in_after_a_mistake_and_takes_a_role_back(at_home, site):
    name = f"cleo {at_home.viewport_size['width']}"
    at_home.get_by_role("link", name="People", exact=True).click()
    at_home.get_by_role("link", name="Let somebody in").click()
    at_home.get_by_label("Name to sign in with").fill(name)
    at_home.get_by_label("Role").select_option("manager")
    at_home.get_by_role("button", name="Let in").click()
    assert "A manager has a unit." in at_home.locator(".field", has_text="Unit").inner_text()
    assert broken_rules(at_home) == []

    at_home.get_by_label("Unit").fill("d1")
    at_home.get_by_role("button", name="Let in").click()
    assert at_home.get_by_role("status").is_visible()
    assert broken_rules(at_home) == []

    at_home.get_by_role("button", name="Take away manager of d1").click()
    at_home.get_by_text("None: they see their own account and nothing else.").wait_for()
    at_home.get_by_role("link", name="People", exact=True).first.click()
    assert at_home.get_by_role("row", name=name).get_by_text("no role").is_visible()
    assert broken_rules(at_home) == []


def test_an_auditor_reads_who_looked(at_home, site):
    at_home.goto(f"{site.address}/?as=auditor")
    at_home.get_by_role("link", name="Who looked at what").click()
    at_home.get_by_label("Name").fill(site.name)
    at_home.get_by_role("button", name="Show").click()
    at_home.wait_for_url("**who=**")

    assert at_home.get_by_role("cell", name="see figures").first.is_visible()
    assert broken_rules(at_home) == []
    assert at_home.evaluate("document.documentElement.scrollWidth <= innerWidth")
