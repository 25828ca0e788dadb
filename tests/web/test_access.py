"""Sign-in: wrong, locked, right; no name is given away; the demo user."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lilyroot_web.access.domain import DEMO_PEOPLE, ensure_demo_user
from lilyroot_web.access.door import BROWSER
from lilyroot_web.access.models import FailedSignIn
from lilyroot_web.access.policy import TRIES, TRIES_OF_ALL, WINDOW
from tests.web.conftest import PASSWORD

WRONG = "This name and password do not belong together. Check both and try again."
LOCKED = "Too many wrong tries for this name. Wait 15 minutes, then try again."


def try_door(client: Client, name: str, password: str, **more: str):
    return client.post("/sign-in", {"login": name, "password": password, **more})


def said(response) -> list[str]:
    return list(response.context["form"].non_field_errors())


def test_the_right_password_opens_the_page_that_was_asked_for(stranger, user):
    response = try_door(stranger, "reader", PASSWORD, next="/trust")

    assert (response.status_code, response.url) == (302, "/trust")
    assert stranger.get("/trust").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "\\\\x.org"]
)
def test_sign_in_never_leads_to_another_site(stranger, user, elsewhere):
    assert try_door(stranger, "reader", PASSWORD, next=elsewhere).url == "/"


def test_known_and_unknown_names_get_the_same_answer(stranger, user):
    known, unknown = try_door(stranger, "reader", "wrong"), try_door(stranger, "nobody", "wrong")

    assert (known.status_code, said(known)) == (200, [WRONG])
    assert (unknown.status_code, said(unknown)) == (200, [WRONG])


@pytest.mark.parametrize("name", ["reader", "nobody"])
def test_five_wrong_tries_shut_the_door_even_for_the_right_password(stranger, user, name):
    for _ in range(TRIES):
        try_door(stranger, name, "wrong")

    response = try_door(stranger, name.upper() + " ", PASSWORD)

    assert (response.status_code, said(response)) == (429, [LOCKED])
    assert 880 <= int(response["Retry-After"]) <= 900


def known_browser(django_user_model) -> Client:
    """A browser in which the reader signed in and out before."""
    browser = Client()
    try_door(browser, "reader", PASSWORD)
    browser.post("/sign-out")
    return browser


def test_nobody_is_kept_out_of_a_browser_they_use_by_what_others_try(user, django_user_model):
    browser = known_browser(django_user_model)
    for number in range(TRIES_OF_ALL):
        try_door(Client(REMOTE_ADDR=f"10.0.0.{number}"), "reader", "wrong")

    assert try_door(Client(), "reader", PASSWORD).status_code == 429
    assert try_door(browser, "reader", PASSWORD).status_code == 302
    assert try_door(Client(), "reader", PASSWORD).status_code == 429  # the others' tries are not forgiven by it


def test_wrong_tries_at_one_address_do_not_shut_the_door_at_another(user, db):
    for _ in range(TRIES):
        try_door(Client(REMOTE_ADDR="10.0.0.1"), "reader", "wrong")

    assert try_door(Client(REMOTE_ADDR="10.0.0.1"), "reader", PASSWORD).status_code == 429
    assert try_door(Client(REMOTE_ADDR="10.0.0.2"), "reader", PASSWORD).status_code == 302


def test_five_wrong_tries_shut_a_known_browser_too(user, django_user_model):
    browser = known_browser(django_user_model)
    for _ in range(TRIES):
        try_door(browser, "reader", "wrong")

    assert try_door(browser, "reader", PASSWORD).status_code == 429
    assert try_door(Client(), "reader", PASSWORD).status_code == 302  # these were the tries of no stranger


@pytest.mark.parametrize("name", ["reader", "nobody"])
def test_guessing_from_many_addresses_is_stopped(user, name):
    statuses = [
        try_door(Client(REMOTE_ADDR=f"10.0.{number}.1"), name, "wrong").status_code
        for number in range(TRIES_OF_ALL + 2)
    ]

    assert statuses == [200] * TRIES_OF_ALL + [429, 429]


@pytest.mark.parametrize("made_up", ["x", "", "eyJh:1:2", "other"])
def test_a_browser_is_known_for_its_own_name_only_and_cannot_be_made_up(user, django_user_model, made_up):
    django_user_model.objects.create_user(username="other", password=PASSWORD)
    others = Client()
    try_door(others, "other", PASSWORD)
    browser = Client()
    browser.cookies[BROWSER] = others.cookies[BROWSER].value if made_up == "other" else made_up
    for _ in range(TRIES):
        try_door(Client(), "reader", "wrong")

    assert try_door(browser, "reader", PASSWORD).status_code == 429


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(user, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(TRIES):
        made_up = {"x-forwarded-for": f"10.1.1.{number}, 203.0.113.9"}
        Client().post("/sign-in", {"login": "reader", "password": "wrong"}, headers=made_up)

    def status(seen: str) -> int:
        given = {"login": "reader", "password": PASSWORD}
        return Client().post("/sign-in", given, headers={"x-forwarded-for": f"10.9.9.9, {seen}"}).status_code

    assert (status("203.0.113.9"), status("203.0.113.10")) == (429, 302)


def test_the_door_opens_again_after_a_while(stranger, user):
    for _ in range(TRIES):
        try_door(stranger, "reader", "wrong")
    for failure in FailedSignIn.objects.all():
        failure.at -= WINDOW + timedelta(seconds=1)
        failure.save()

    assert try_door(stranger, "reader", PASSWORD).status_code == 302
    assert FailedSignIn.objects.count() == 0


def test_what_was_typed_as_a_name_is_not_kept(stranger):
    try_door(stranger, "my secret password", "wrong")

    assert [len(failure.name_hash) for failure in FailedSignIn.objects.all()] == [64]


def test_a_form_of_another_site_is_refused(user):
    response = try_door(Client(enforce_csrf_checks=True), "reader", PASSWORD)

    assert (response.status_code, response.context["title"]) == (403, "This form has expired")


def test_cookies_are_for_this_site_only_and_out_of_reach_of_scripts(stranger, user):
    cookies = try_door(stranger, "reader", PASSWORD).cookies

    flags = {name: (bool(c["httponly"]), c["samesite"], bool(c["secure"])) for name, c in cookies.items()}
    ours = ("lilyroot_session", "lilyroot_csrf", "lilyroot_browser")
    assert flags == dict.fromkeys(ours, (True, "Lax", False))


def test_signing_out_ends_the_session(reader):
    kept = reader.cookies["lilyroot_session"].value

    assert reader.post("/sign-out").url == "/sign-in"

    replay = Client()
    replay.cookies["lilyroot_session"] = kept
    assert replay.get("/trust").status_code == 302


def test_the_demo_user_has_a_random_password_only_the_owner_can_read(db, home):
    name, password = ensure_demo_user(home)

    file = home.keys / "demo-password"
    assert name == "demo"
    assert file.read_text() == password
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert len(password) >= 12
    assert get_user_model().objects.get(username="demo").check_password(password)


def test_making_the_demo_user_again_keeps_its_password(db, home):
    assert ensure_demo_user(home) == ensure_demo_user(home)
    assert get_user_model().objects.count() == len(DEMO_PEOPLE)
