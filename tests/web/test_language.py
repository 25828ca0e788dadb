"""Who reads in which language: the account, the cookie, the browser, the installation."""

from __future__ import annotations

import re

import pytest

from lilyroot.tongue import spoken
from lilyroot_web.tongue.domain import chosen, in_language_of
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in"


def language_of(answer) -> str:
    return re.search(r'<html lang="([\w-]+)" dir="ltr"', answer.content.decode())[1]


def test_whoever_says_nothing_reads_english(stranger):
    assert language_of(stranger.get(SIGN_IN)) == "en"


def test_the_browser_is_heard_and_told_apart_by_whatever_keeps_pages(stranger):
    answer = stranger.get(SIGN_IN, headers={"accept-language": "fr, de-AT;q=0.8"})

    assert language_of(answer) == "de"
    assert answer.headers["Content-Language"] == "de"
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def test_a_choice_before_signing_in_holds_behind_the_door(stranger, user):
    stranger.post("/language", {"language": "de", "next": SIGN_IN})
    stranger.post(SIGN_IN, {"login": "reader", "password": PASSWORD})

    assert language_of(stranger.get("/account")) == "de"


def test_the_choice_of_an_account_counts_in_every_browser(reader, user, client):
    reader.post("/language", {"language": "de", "next": "/account"})
    client.post("/language", {"language": "en"})
    client.post(SIGN_IN, {"login": "reader", "password": PASSWORD})

    assert language_of(client.get("/account")) == "de"


def test_choosing_leads_back_to_the_page_and_to_no_other_host(reader):
    back = reader.post("/language", {"language": "de", "next": "/see?until=2025-03"})
    away = reader.post("/language", {"language": "de", "next": "https://elsewhere.example/"})

    assert (back.headers["Location"], away.headers["Location"]) == ("/see?until=2025-03", "/")


def test_a_language_that_is_not_spoken_is_refused_and_nothing_is_kept(reader, user):
    answer = reader.post("/language", {"language": "tlh", "next": "/"})

    assert answer.status_code == 400
    assert chosen(user) == ""


def test_the_installation_has_a_language_for_whoever_chose_none(settings, stranger, user):
    settings.LANGUAGE_CODE = "de"

    assert language_of(stranger.get(SIGN_IN)) == "de"
    with in_language_of(user):
        assert spoken() == "de"


def test_programs_are_always_answered_in_english(stranger):
    answer = stranger.get("/api/v1/figures", headers={"accept-language": "de"})

    assert answer.headers.get("Content-Language") in (None, "en")


def test_every_page_offers_the_other_language_by_its_own_name(stranger):
    page = stranger.get(SIGN_IN).content.decode()

    assert re.search(r'<button[^>]* value="de" lang="de">Deutsch</button>', page)
    assert re.search(r'<button[^>]* value="en" lang="en" aria-current="true">English</button>', page)
