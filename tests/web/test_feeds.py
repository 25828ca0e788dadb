"""The calendar feed: whose it is, what is in it, and when it is dead."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from lilyroot_web.access.domain import give_role, let_back, let_go
from lilyroot_web.access.rules import Role
from lilyroot_web.actions import domain
from lilyroot_web.actions.models import Action
from lilyroot_web.feeds.models import Feed


@pytest.fixture
def people(ledger, django_user_model):
    """Two stewards, each with an action."""
    today, made = timezone.now().date(), []
    for name in ("ben", "eve"):
        user = django_user_model.objects.create_user(username=name)
        give_role(user, Role.STEWARD, by="a test")
        plan = domain.Plan(
            title=f"{name}'s cases; all, of them\\",
            why="They are 38 % today.",
            indicator="salience",
            hope="up",
            unit="d1",
            owner=user,
            due=today + timedelta(days=3),
            review=today + timedelta(days=90),
        )
        domain.plan(plan, by=user)
        made.append(user)
    return made


@pytest.fixture
def ben(people) -> Client:
    browser = Client()
    browser.force_login(people[0])
    return browser


def address_of(browser: Client) -> str:
    page = browser.post("/account/calendar").content.decode()
    return re.search(r"https://lilyroot\.example(/feeds/[\w-]+\.ics)", page)[1]


def events(address: str) -> list:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_feed_holds_the_days_of_ones_own_actions_and_no_figure(ben, people):
    due, review = events(address_of(ben))
    action = Action.objects.get(owner=people[0])

    assert str(due["summary"]) == "Due: ben's cases; all, of them\\"
    assert due.decoded("dtstart") == action.due
    assert due.decoded("dtend") == action.due + timedelta(days=1)
    assert review.decoded("dtstart") == action.review
    assert due["url"] == f"https://lilyroot.example/act/{action.pk}"
    assert due.decoded("dtstamp") == action.changed_at.replace(microsecond=0)
    assert b"eve" not in Calendar(due).to_ical()
    assert "%" not in Client().get(address_of(ben)).content.decode()


def test_a_change_keeps_the_uid_and_raises_the_sequence(ben, people):
    address = address_of(ben)
    before = events(address)[0]
    action = Action.objects.get(owner=people[0])
    domain.change(action, {"due": action.due + timedelta(days=7)}, by=people[0])
    after = events(address)[0]
    domain.change(action, {"status": "cancelled"}, by=people[0])

    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(days=7)
    assert [str(one["status"]) for one in events(address)] == ["CANCELLED", "CANCELLED"]


def test_a_new_address_ends_the_old_one_and_ending_ends_both(ben):
    first, second = address_of(ben), address_of(ben)

    assert Client().get(first).status_code == 404
    assert len(events(second)) == 2
    ben.post("/account/calendar", {"wish": "end"})
    assert Client().get(second).status_code == 404


def test_whoever_is_let_go_has_no_feed_at_once(ben, people):
    address = address_of(ben)
    assert len(events(address)) == 2

    people[0].is_active = False
    people[0].save()

    assert Client().get(address).status_code == 404


def test_an_address_does_not_work_again_when_they_are_let_back(ben, people):
    address = address_of(ben)

    let_go(people[0], by="a test")
    let_back(people[0], by="a test")

    assert Client().get(address).status_code == 404


def test_whoever_lost_the_role_has_an_empty_one(ben, people):
    address = address_of(ben)
    people[0].grants.all().delete()

    assert events(address) == []


def test_the_secret_is_shown_once_and_kept_nowhere(ben):
    address = address_of(ben)
    secret = address.removeprefix("/feeds/").removesuffix(".ics")

    assert secret not in ben.get("/account/calendar").content.decode()
    assert secret not in repr(Feed.objects.values().get())


@pytest.mark.parametrize("secret", ["", "x", "x" * 5000, "..", "%00", "né"])
def test_what_is_not_a_secret_opens_nothing(people, secret):
    assert Client().get(f"/feeds/{secret}.ics").status_code == 404
