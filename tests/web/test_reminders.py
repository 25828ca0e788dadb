"""Reminders by mail, through a real mail server: when, to whom, once, and how one gets out of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lilyroot_web.access.domain import give_role, let_go
from lilyroot_web.access.rules import Role
from lilyroot_web.actions import domain, tasks
from lilyroot_web.actions.models import Action
from lilyroot_web.actions.policy import reminders
from lilyroot_web.jobs.models import Job
from lilyroot_web.mail.domain import way_out

DAY = date(2027, 3, 10)
LATER = date(2027, 9, 1)


@pytest.fixture
def owner(ledger, django_user_model):
    user = django_user_model.objects.create_user(username="owner", email="owner@example.org")
    give_role(user, Role.STEWARD, by="a test")
    return user


@pytest.fixture
def action(owner) -> Action:
    today = timezone.now().date()
    plan = domain.Plan(
        title="Cases, <first> & foremost",
        why="Because.",
        indicator="centric_share",
        hope="up",
        unit="d1",
        owner=owner,
        due=today,
        review=today + timedelta(days=90),
    )
    return domain.plan(plan, by=owner)


@pytest.fixture
def remind(django_capture_on_commit_callbacks):
    def now() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            tasks.remind()

    return now


@pytest.mark.parametrize(
    ("status", "today", "kinds"),
    [
        ("not started", DAY - timedelta(days=4), []),
        ("not started", DAY - timedelta(days=3), ["soon"]),
        ("on hold", DAY - timedelta(days=1), ["soon"]),
        ("in progress", DAY, ["due"]),
        ("in progress", DAY + timedelta(days=6), ["due"]),
        ("in progress", DAY + timedelta(days=7), []),
        ("complete", DAY, []),
        ("complete", LATER, ["review"]),
        ("cancelled", LATER, []),
    ],
)
def test_each_reminder_has_its_days(status, today, kinds):
    assert [kind for kind, _, _ in reminders(status, DAY, LATER, None, today)] == kinds


def test_who_has_reviewed_is_not_reminded_of_it():
    assert reminders("complete", DAY, LATER, LATER, LATER) == []


def test_a_reminder_comes_once_with_both_parts_and_a_way_out(post, action, remind):
    remind()
    remind()

    (letter,) = post.letters
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert letter["To"] == "owner@example.org"
    assert letter["From"] == "lilyroot@example.org"
    assert letter["Subject"] == "Due today: Cases, <first> & foremost"
    assert "Cases, <first> & foremost" in text
    assert "Cases, &lt;first&gt; &amp; foremost" in html
    assert f"https://lilyroot.example/act/{action.pk}" in text
    assert letter["List-Unsubscribe"].strip().startswith("<https://lilyroot.example/mail/stop/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<img" not in html
    assert "%" not in text.split("http")[0]  # no figure
    assert Job.objects.get().said == "Handed to the mail server."


def test_the_review_comes_with_its_own_reminder(post, action, remind):
    today = timezone.now().date()
    Action.objects.update(due=today - timedelta(days=90), review=today, status="complete")

    remind()

    (letter,) = post.letters
    assert letter["Subject"].startswith("Time to look at what came of it:")
    assert f"/act/{action.pk}/review" in letter.get_body(("plain",)).get_content()


def test_before_the_hour_nothing_goes_out(post, action, remind, settings):
    settings.MAIL_HOUR = 24

    remind()

    assert post.letters == []


def test_without_a_server_nothing_is_asked_for(action, remind, settings):
    settings.EMAIL_HOST = ""

    remind()

    assert Job.objects.count() == 0


def test_whoever_is_let_go_lost_their_role_or_has_no_address_gets_nothing(post, action, owner, remind):
    owner.email = ""
    owner.save()
    remind()
    owner.email = "owner@example.org"
    owner.save()
    owner.grants.all().delete()
    remind()
    give_role(owner, Role.ADMIN, by="a test")
    let_other_in = type(owner).objects.create_user(username="other")
    give_role(let_other_in, Role.ADMIN, by="a test")
    give_role(owner, Role.STEWARD, by="a test")
    let_go(owner, by="a test")
    remind()

    assert post.letters == []


def test_what_the_server_refuses_is_tried_again_and_told(post, action, owner, remind):
    post.answer = "451 Try later"
    remind()
    job = Job.objects.get()

    assert (job.state, job.tries) == (Job.WAITING, 1)
    assert "451" in job.said
    reader = Client()
    reader.force_login(owner)
    assert "451" in reader.get("/account/deliveries").content.decode()


def test_one_click_in_the_mail_program_ends_them(post, action, owner, remind):
    token = way_out(owner, "reminders")
    anyone = Client(enforce_csrf_checks=True)

    looked = anyone.get(f"/mail/stop/{token}")
    assert owner.declined_mail.count() == 0  # scanners that open every address end nothing
    clicked = anyone.post(f"/mail/stop/{token}", {"List-Unsubscribe": "One-Click"})
    remind()

    assert (looked.status_code, clicked.status_code) == (200, 200)
    assert "You get no more of these." in clicked.content.decode()
    assert post.letters == []


@pytest.mark.parametrize("token", ["x", "eyJ1Ijoy:bad:signature", ""])
def test_an_address_that_we_did_not_make_ends_nothing(owner, token):
    assert Client().post(f"/mail/stop/{token}").status_code == 404
    assert owner.declined_mail.count() == 0


def test_people_choose_under_account(owner, post, action, remind):
    browser = Client()
    browser.force_login(owner)

    refused = browser.post("/account/mail", {"email": "nowhere"})
    browser.post("/account/mail", {"email": "new@example.org"})
    remind()
    assert post.letters == []
    browser.post("/account/mail", {"email": "new@example.org", "kinds": ["reminders"]})
    remind()

    assert (refused.status_code, "Give an address such as" in refused.content.decode()) == (422, True)
    assert [letter["To"] for letter in post.letters] == ["new@example.org"]


def test_an_admin_can_set_an_address(owner, signed_in):
    ada = signed_in("ada", "admin")

    refused = ada.post(f"/people/{owner.pk}", {"wish": "address", "email": "x@y\nBcc: z@y"})
    ada.post(f"/people/{owner.pk}", {"wish": "address", "email": "owner@other.example"})

    owner.refresh_from_db()
    assert refused.status_code == 422
    assert owner.email == "owner@other.example"
    assert "owner@other.example" in ada.get(f"/people/{owner.pk}").content.decode()
