"""What a page may cost: queries and bytes, whatever the number of teams, people and actions. Times are never tested.

The same numbers stand in docs/explanation/how-fast.md.
"""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lilyroot_web.access.models import Grant
from lilyroot_web.actions.models import Action
from lilyroot_web.ui.tokens import stylesheet
from tests.ledgers import Cell, months, publish

QUERIES = 12
"""That any page may ask of the database."""
PAGE, FIRST_VISIT, REQUESTS = 60_000, 200_000, 12
"""Bytes as they travel: of any page, and of the first with all it needs but the chart engine, in so many requests."""
PAGES = (
    *("/", "/see", "/see/dimensions", "/see/orientation", "/see/conversations", "/see/network", "/see/flags"),
    *("/see/heat-map", "/see/trend", "/see/hidden", "/see/pond", "/act", "/act/new", "/act/actions.csv", "/listen"),
    *("/trust", "/trust/policy", "/trust/access", "/people", "/people/new", "/account/tokens", "/deliveries"),
)


@pytest.fixture
def everything(signed_in, django_user_model):
    """Somebody for whom every page opens, and their browser."""
    browser = signed_in("eva", "analyst", "admin", "auditor", "steward")
    return browser, django_user_model.objects.get(username="eva")


def crowd(user, name: str, people: int) -> None:
    """So many people with a role each, and an action of each."""
    users = type(user).objects.bulk_create([type(user)(username=f"{name}-{n:03d}") for n in range(people)])
    Grant.objects.bulk_create([Grant(user=one, role="manager", unit="d1") for one in users])
    now, today = timezone.now(), timezone.now().date()
    Action.objects.bulk_create(
        Action(
            title=f"Number {n}", why="x", indicator="salience", hope="up", unit="d1", owner=one, made_by=one,
            due=today + timedelta(days=n), review=today + timedelta(days=n + 9), made_at=now, changed_at=now,
        )
        for n, one in enumerate(users)
    )  # fmt: skip


def costs(browser) -> dict[str, int]:
    """Queries by page, once everything has been looked at."""
    found = {}
    for page in PAGES:
        assert browser.get(page).status_code == 200, page
        with CaptureQueriesContext(connection) as asked:
            browser.get(page)
        found[page] = len(asked)
    return found


def test_queries_are_few_and_do_not_grow_with_teams_people_or_actions(home, published, everything, settings):
    browser, user = everything
    small = [Cell("organisation", "all", "Everybody", "", 0, 90), Cell("team", "d1", "Sales", "all", 1, 40)]
    publish(home.releases, months(2), small)
    crowd(user, "few", 1)
    of_few = costs(browser)

    settings.LILYROOT_HOME = published
    crowd(user, "many", 120)
    of_many = costs(browser)

    assert {page: count for page, count in of_many.items() if count > of_few[page] + 1} == {}
    assert {page: count for page, count in of_many.items() if count > QUERIES} == {}


def test_pages_travel_small(ledger, everything):
    browser, user = everything
    crowd(user, "many", 120)

    sizes = {page: len(browser.get(page, headers={"accept-encoding": "gzip"}).content) for page in PAGES}

    assert {page: size for page, size in sizes.items() if size > PAGE} == {}


def test_a_first_visit_fits_its_budget(ledger, everything):
    """The page, its style sheets, scripts and pictures, packed as they travel; the chart engine comes after."""
    page = everything[0].get("/see").content
    files = {name for name in re.findall(r'(?:src|href)="/static/([^"#]+)"', page.decode()) if "engine" not in name}

    total = len(gzip.compress(page)) + sum(len(gzip.compress(_file(name))) for name in files)

    assert len(files) >= 6
    assert len(files) + 1 <= REQUESTS
    assert total < FIRST_VISIT


def _file(name: str) -> bytes:
    return stylesheet().encode() if name == "ui/tokens.css" else Path(finders.find(name)).read_bytes()
