"""Digests by mail, through a real mail server: for whose reach, how often, when nothing is new, and how they end."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lilyroot_web.access.domain import give_role, let_back, let_go, take_role
from lilyroot_web.access.models import Entry
from lilyroot_web.access.rules import Role
from lilyroot_web.actions import domain as actions
from lilyroot_web.digests import domain, tasks
from lilyroot_web.digests.models import Schedule
from lilyroot_web.digests.policy import Rhythm, following
from lilyroot_web.jobs.models import Job
from lilyroot_web.mail.domain import confirm, is_confirmed, way_out
from tests.ledgers import DEPARTMENTS, months, organisation, publish
from tests.post_office import parts


@pytest.fixture
def leader(ledger, django_user_model):
    """Lea leads Sales, and her address is known to be hers."""
    user = django_user_model.objects.create_user(username="lea", email="lea@example.org")
    give_role(user, Role.LEADER, "d1", by="a test")
    confirm(user, user.email)
    return user


@pytest.fixture
def morning(django_capture_on_commit_callbacks):
    """The worker looks what is due on a day."""

    def looks(user=None) -> None:
        if user is not None:
            Schedule.objects.filter(user=user).update(next_on=timezone.now().date())
            Job.objects.update(key=None)  # another day
        with django_capture_on_commit_callbacks(execute=True):
            tasks.look()

    return looks


def browser_of(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def arrange(user, **more) -> None:
    domain.arrange(user, "weekly", also_empty=more.get("also_empty", False), today=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("rhythm", "today", "then"),
    [
        (Rhythm.DAILY, "2026-12-31", "2027-01-01"),
        (Rhythm.WEEKLY, "2026-11-22", "2026-11-23"),  # Sunday, Monday
        (Rhythm.WEEKLY, "2026-11-23", "2026-11-30"),
        (Rhythm.MONTHLY, "2026-12-31", "2027-01-01"),
        (Rhythm.MONTHLY, "2027-01-31", "2027-02-01"),
        (Rhythm.MONTHLY, "2027-02-01", "2027-03-01"),
    ],
)
def test_the_next_one_falls_in_its_rhythm(rhythm, today, then):
    assert following(rhythm, date.fromisoformat(today)) == date.fromisoformat(then)


def test_it_says_what_moved_with_intervals_in_both_parts(post, leader, morning):
    arrange(leader)
    morning(leader)

    (letter,) = post.letters
    text, html = parts(letter)
    page = browser_of(leader).get("/").content.decode()
    moved = re.search(r"In Sales talk about customers' situations went down: from .* to .* \(by .* points\)\.", text)
    assert letter["To"] == "lea@example.org"
    assert letter["Subject"].startswith("d1: In Sales talk about customers' situations went down")
    assert moved
    assert moved.group().replace("'", "&#x27;") in page  # the same as on the page
    assert re.search(r"  Customers come up: [\d.]+\s% \([\d.]+\s% to [\d.]+\s%\)", text)
    assert "Sales (50–99 people)" in text
    assert "Uncorrected where" in text
    assert "https://lilyroot.example/see" in text
    assert "The next one: Monday" in text
    assert "<img" not in html
    assert "http" not in re.sub(r"https://lilyroot\.example/", "", html)
    assert "prefers-color-scheme: dark" in html
    assert letter["List-Unsubscribe"].strip().startswith("<https://lilyroot.example/mail/stop/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Entry.objects.filter(who="lea", verb="see figures", what="digest by mail").count() == 1


def test_it_holds_the_line_of_its_reader_and_nobody_elses(post, leader, morning):
    arrange(leader)
    morning(leader)

    text, html = parts(post.letters[0])
    assert "Sales 1" in text
    assert not [name for name in DEPARTMENTS if name != "Sales" and (name in text or name in html)]


def test_a_role_that_was_taken_away_ends_it_also_when_it_was_due(post, leader, morning):
    arrange(leader)
    take_role(leader, Role.LEADER, "d1", by="a test")
    morning(leader)
    give_role(leader, Role.MANAGER, "d2t1", by="a test")
    morning(leader)

    (letter,) = post.letters
    text, _ = parts(letter)
    assert "Stores 1" in text
    assert "Sales" not in text
    assert Job.objects.order_by("pk").first().said == "Not sent: there is no figure you may see."


def test_whoever_is_let_go_gets_none_also_when_they_are_let_back(post, leader, morning, django_user_model):
    arrange(leader)
    give_role(django_user_model.objects.create_user(username="ada"), Role.ADMIN, by="a test")
    let_go(leader, by="a test")
    morning(leader)
    let_back(leader, by="a test")
    morning(leader)

    assert post.letters == []
    assert not is_confirmed(leader)


def test_nothing_new_is_not_sent_unless_it_was_asked_for(post, leader, morning):
    arrange(leader)
    morning(leader)
    morning(leader)
    once = len(post.letters)
    arrange(leader, also_empty=True)
    morning(leader)

    assert (once, len(post.letters)) == (1, 2)
    assert Job.objects.filter(said="Not sent: nothing is new since the last one.").count() == 1


def test_an_action_that_is_due_is_news(post, leader, morning):
    arrange(leader)
    morning(leader)
    today = timezone.now().date()
    plan = actions.Plan(
        "Cases <first>", "Because.", "salience", "up", "d1", leader, today, today + timedelta(days=90)
    )
    action = actions.plan(plan, by=leader)
    morning(leader)

    text, html = parts(post.letters[-1])
    assert len(post.letters) == 2
    assert "- Cases <first>: due " in text
    assert f"https://lilyroot.example/act/{action.pk}" in text
    assert "Cases &lt;first&gt;" in html


def test_a_new_release_is_news(post, home, django_user_model, morning):
    cells, periods = organisation(dict(list(DEPARTMENTS.items())[:2]), 2), months(13)
    publish(home.releases, periods[:12], cells)
    lead = django_user_model.objects.create_user(username="pia", email="pia@example.org")
    give_role(lead, Role.PEOPLE_LEAD, by="a test")
    confirm(lead, lead.email)
    arrange(lead)
    morning(lead)
    morning(lead)
    before = len(post.letters)
    ledger = publish(home.releases, periods[12:], cells)
    morning(lead)

    assert ledger.released().periods[-1] == "2025-01"
    assert (before, len(post.letters)) == (1, 2)


def test_each_day_brings_one_at_most_and_what_was_missed_comes_once(post, leader, morning):
    domain.arrange(leader, "daily", also_empty=True, today=timezone.now().date() - timedelta(days=30))
    morning()
    morning()

    assert len(post.letters) == 1
    assert Schedule.objects.get().next_on == timezone.now().date() + timedelta(days=1)


def test_before_its_day_or_its_hour_nothing_goes_out(post, leader, morning, settings):
    domain.arrange(leader, "monthly", also_empty=True, today=timezone.now().date())
    morning()
    settings.MAIL_HOUR = 24
    morning(leader)

    assert post.letters == []


def test_figures_go_only_where_a_letter_has_reached_their_reader(
    post, leader, morning, django_capture_on_commit_callbacks
):
    leader.email = "typo@elsewhere.example"
    leader.save()
    with django_capture_on_commit_callbacks(execute=True):
        browser_of(leader).post("/account/digest", {"rhythm": "weekly"})
    morning(leader)
    (question,) = post.letters
    text, _ = parts(question)
    link = re.search(r"https://lilyroot\.example(/account/mail/confirm/\S+)", text).group(1)
    stranger = Client().get(link)
    somebody = type(leader).objects.create_user(username="mallory", email=leader.email)
    other = browser_of(somebody).post(link)
    looked = browser_of(leader).get(link)
    morning(leader)
    still = len(post.letters)
    browser_of(leader).post(link)
    morning(leader)

    assert "%" not in text  # no figure
    assert (stranger.status_code, other.status_code, looked.status_code, still) == (302, 404, 200, 1)
    assert [letter["To"] for letter in post.letters] == ["typo@elsewhere.example"] * 2
    assert "%" in parts(post.letters[1])[0]


def test_a_link_for_an_address_one_has_no_more_confirms_nothing(post, leader, django_capture_on_commit_callbacks):
    leader.email = "old@example.org"
    leader.save()
    with django_capture_on_commit_callbacks(execute=True):
        browser_of(leader).post("/account/digest", {"rhythm": "weekly"})
    link = re.search(r"(/account/mail/confirm/\S+)", parts(post.letters[0])[0]).group(1)
    leader.email = "new@example.org"
    leader.save()

    assert browser_of(leader).post(link).status_code == 404


def test_one_now_and_not_two_in_a_minute(post, leader, django_capture_on_commit_callbacks, monkeypatch):
    browser = browser_of(leader)
    noon = timezone.now().replace(second=5)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    with django_capture_on_commit_callbacks(execute=True):
        first = browser.post("/account/digest", {"wish": "now"}, follow=True).content.decode()
        second = browser.post("/account/digest", {"wish": "now"}, follow=True).content.decode()

    assert "It is on its way to you." in first
    assert "One was asked for a moment ago." in second
    assert len(post.letters) == 1
    assert "you asked for this one" in parts(post.letters[0])[0]


def test_one_click_ends_it_and_one_now_does_not_bring_it_back(
    post, leader, morning, django_capture_on_commit_callbacks
):
    arrange(leader)
    Client(enforce_csrf_checks=True).post(
        f"/mail/stop/{way_out(leader, 'digest')}", {"List-Unsubscribe": "One-Click"}
    )
    morning(leader)
    ended = len(post.letters)
    page = browser_of(leader).get("/account/digest").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser_of(leader).post("/account/digest", {"wish": "now"})
    morning()

    assert (ended, len(post.letters)) == (0, 1)
    assert "A digest comes to you" not in page
    assert not Schedule.objects.exists()


def test_the_page_arranges_it_previews_it_and_ends_it(post, leader):
    browser = browser_of(leader)

    browser.post("/account/digest", {"rhythm": "monthly", "also_empty": "on"})
    arranged = browser.get("/account/digest").content.decode()
    refused = browser.post("/account/digest", {"rhythm": "hourly"})
    browser.post("/account/digest", {"rhythm": ""})

    assert "A digest comes to you monthly" in arranged
    assert "In Sales talk about customers" in arranged
    assert (refused.status_code, "Choose from the list." in refused.content.decode()) == (422, True)
    assert not Schedule.objects.exists()


def test_what_could_not_be_delivered_is_seen_by_whom_it_was_for(post, leader, morning):
    arrange(leader)
    post.answer = "550 No such mailbox"
    morning(leader)
    Job.objects.update(state=Job.FAILED, ended_at=timezone.now())

    browser = browser_of(leader)
    assert "550" in browser.get("/account/deliveries").content.decode()
    assert "1 delivery of yours failed" in browser.get("/").content.decode()
    Job.objects.update(ended_at=timezone.now() - timedelta(days=8))
    assert "delivery of yours failed" not in browser.get("/").content.decode()  # the list has it all the same


def test_without_a_release_the_page_says_what_it_waits_for(signed_in):
    page = signed_in("lea", "leader of d1").get("/account/digest").content.decode()

    assert "The first digest comes after the first release." in page
