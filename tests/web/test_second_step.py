"""After the password a second step: codes of an app and on paper; each opens once, none is kept plain."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from lilyroot_web.access.domain import new_password
from lilyroot_web.access.models import Entry
from tests.web.conftest import PASSWORD


@pytest.fixture
def owner(user) -> Client:
    """The reader, who signed in with the password just now, and gave it once more for what matters."""
    client = Client()
    client.post("/sign-in", {"login": "reader", "password": PASSWORD})
    client.post("/account/confirm", {"password": PASSWORD})
    return client


def digits(secret: str) -> str:
    """What an app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def secret(owner) -> str:
    """An app was added; its secret."""
    letters = owner.get("/account/app").context["form"].secret
    assert owner.post("/account/app", {"code": digits(letters)}).status_code == 302
    return letters


@pytest.fixture
def codes(owner, secret) -> list[str]:
    return owner.get("/account/codes").context["unused_codes"]


def after_password(**more: str) -> Client:
    client = Client()
    response = client.post("/sign-in", {"login": "reader", "password": PASSWORD, **more})
    assert response.url.startswith("/sign-in/second-step")
    return client


def test_the_password_alone_opens_nothing_any_more(secret):
    client = after_password()

    assert client.get("/trust").url.startswith("/sign-in")
    assert client.get("/account").url.startswith("/sign-in")


def test_the_apps_code_leads_on_to_the_page_that_was_asked_for(secret, monkeypatch):
    client = after_password(next="/trust")
    later = time.time() + 60  # the code that added the app was used up
    monkeypatch.setattr(time, "time", lambda: later)
    response = client.post("/sign-in/second-step", {"code": digits(secret)})

    assert (response.status_code, response.url) == (302, "/trust")
    assert client.get("/trust").status_code == 200


def test_a_wrong_code_opens_nothing(secret):
    client = after_password()
    wrong = f"{(int(digits(secret)) + 1) % 1_000_000:06d}"
    response = client.post("/sign-in/second-step", {"code": wrong})

    assert response.context["form"].errors
    assert client.get("/trust").status_code == 302


def test_codes_cannot_be_guessed_on_and_on(secret):
    client = after_password()
    answers = [client.post("/sign-in/second-step", {"code": f"{n:06d}"}) for n in range(12)]

    assert "Too many failed login attempts" in answers[-1].content.decode()
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert answers[-1]["Retry-After"] == "300"


def test_a_code_on_paper_opens_once(codes):
    first, again = (after_password().post("/sign-in/second-step", {"code": codes[0]}) for _ in range(2))

    assert (first.status_code, again.status_code) == (302, 200)


def test_nothing_of_it_is_kept_plain(secret, codes):
    kept = repr([one.data for one in Authenticator.objects.all()])

    assert len(Authenticator.objects.all()) == 2
    assert secret not in kept
    assert [code for code in codes if code in kept] == []


def test_the_app_is_removed_only_by_who_confirms_it(owner, secret):
    stolen = Client()
    stolen.cookies = owner.cookies
    session = stolen.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600  # signed in an hour ago
    session.save()
    asked = stolen.get("/account/app/remove")

    assert asked.url.startswith("/account/confirm")
    assert Authenticator.objects.filter(type="totp").exists()


def test_who_lost_everything_is_let_in_again_by_somebody_at_the_machine(secret, user):
    kept = new_password("reader")
    guarded = Client().post("/sign-in", {"login": "reader", "password": kept})
    fresh = new_password("reader", forget_second_step=True)
    open_again = Client().post("/sign-in", {"login": "reader", "password": fresh})

    assert guarded.url.startswith("/sign-in/second-step")
    assert open_again.url == "/"


def test_another_password_signs_out_every_other_browser(owner, user):
    elsewhere = Client()
    elsewhere.post("/sign-in", {"login": "reader", "password": PASSWORD})
    new = "a fish that sings at noon"
    changed = owner.post("/account/password", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert changed.status_code == 302
    assert owner.get("/trust").status_code == 200
    assert elsewhere.get("/trust").status_code == 302


@pytest.mark.parametrize("new", ["12345678", "short1", "reader1"])
def test_a_poor_password_is_refused_in_words(owner, new):
    page = owner.post("/account/password", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert page.status_code == 200
    assert re.search(r"This password is too|The password is too similar", page.content.decode())


def test_whoever_is_deactivated_is_out_at_once(owner, user):
    user.is_active = False
    user.save()

    assert owner.get("/trust").status_code == 302
    assert Client().post("/sign-in", {"login": "reader", "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("address", ["/signup", "/account/signup", "/accounts/signup/"])
def test_nobody_signs_up(stranger, address):
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/account/app", "/account/codes", "/account/codes/download"])
def test_no_browser_keeps_a_page_that_shows_a_secret(owner, address, request):
    if "codes" in address:
        request.getfixturevalue("codes")

    assert "no-store" in owner.get(address).headers["Cache-Control"]


def test_with_another_key_nobody_gets_in_and_the_way_out_is_said(secret, settings):
    client = after_password()
    settings.SECRET_KEY = "made anew, because nobody kept the old one"
    again = Client()
    again.post("/sign-in", {"login": "reader", "password": PASSWORD})
    page = again.post("/sign-in/second-step", {"code": digits(secret)})

    assert page.status_code == 503
    assert "Put keys/web-secret back" in page.content.decode()
    assert again.get("/trust").status_code == client.get("/trust").status_code == 302


@pytest.mark.parametrize(
    "made_up", ["", "{}", "[]", '{"id": "x", "response": {"userHandle": "/w"}}', '{"response": null, "rawId": 3}']
)
def test_a_passkey_that_somebody_made_up_is_wrong(stranger, made_up):
    response = stranger.post("/sign-in/passkey", {"credential": made_up})

    assert (response.status_code, response.url) == (302, "/sign-in")


def test_what_somebody_does_with_their_sign_in_is_in_the_access_log(owner, django_capture_on_commit_callbacks):
    letters = owner.get("/account/app").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        owner.post("/account/app", {"code": digits(letters)})
    with django_capture_on_commit_callbacks(execute=True):
        owner.post("/account/codes/new")
    with django_capture_on_commit_callbacks(execute=True):
        owner.post("/account/app/remove")
    new = "a longer battery staple"
    owner.post("/account/password", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    said = Entry.objects.filter(verb="own account", who="reader", changed=True).order_by("pk")
    assert list(said.values_list("what", flat=True)) == [
        "added: an app that shows codes",
        "added: codes on paper",
        "made anew: codes on paper",
        "removed: an app that shows codes",
        "removed: codes on paper",
        "changed the password",
    ]


def test_who_tries_codes_on_and_on_is_told_how_long_to_wait(owner, secret):
    answers = [owner.post("/account/confirm/code", {"code": f"{n:06d}"}) for n in range(14)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0]["Retry-After"]) == 60
    assert "Too many tries" in refused[0].content.decode()
