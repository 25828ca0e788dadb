"""The first day: one way in that works once, and questions that can be left and taken up again."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth import get_user_model

from lilyroot.read.customers import words_file, words_text
from lilyroot_web.access.queries import held
from lilyroot_web.config.start import first_way_in
from lilyroot_web.setting_up import token
from lilyroot_web.setting_up.domain import STEPS, open_step
from lilyroot_web.sources import library

FIRST = {"name": "ada", "password": "four words nobody joins"}


@pytest.fixture
def way_in(home, db) -> str:
    return f"/set-up/{first_way_in(home)}"


@pytest.fixture
def ada(stranger, way_in):
    stranger.post(way_in, FIRST)
    return stranger


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_first_person_becomes_admin_and_steward_and_is_in(stranger, way_in):
    answer = stranger.post(way_in, FIRST)

    ada = get_user_model().objects.get()
    assert answer.url == "/set-up"
    assert set(held(ada)) == {("admin", ""), ("steward", "")}
    assert stranger.get("/set-up", follow=True).redirect_chain[-1][0] == "/set-up/ask/organisation"


def test_the_address_works_once_and_for_nobody_after(client, stranger, home, way_in):
    stranger.post(way_in, FIRST)

    assert client.get(way_in).status_code == 404
    assert client.post(way_in, {**FIRST, "name": "mallory"}).status_code == 404
    assert get_user_model().objects.count() == 1
    assert not (home.keys / "set-up").exists()


@pytest.mark.parametrize("given", ["x", "a" * 32, "set-up"])
def test_a_guess_leads_nowhere(client, way_in, given):
    assert client.get(f"/set-up/{given}").status_code == 404
    assert client.post(f"/set-up/{given}", FIRST).status_code == 404
    assert not get_user_model().objects.exists()


def test_while_somebody_can_sign_in_there_is_no_way_in(home, client, signed_in, way_in):
    signed_in("eva", "employee of d1t1")

    assert client.get(way_in).status_code == 404
    assert first_way_in(home) == ""
    assert not token.is_right(home, way_in.rpartition("/")[2])


def test_each_start_makes_a_new_one_and_only_its_hash_is_kept(home, client, way_in):
    newer = first_way_in(home)

    assert client.get(way_in).status_code == 404
    assert client.get(f"/set-up/{newer}").status_code == 200
    assert newer not in (home.keys / "set-up").read_text()
    assert (home.keys / "set-up").stat().st_mode & 0o077 == 0


def test_a_mistake_at_the_door_is_told_at_the_field_and_never_logged(client, way_in, caplog):
    with caplog.at_level(logging.DEBUG):
        page = client.post(way_in, {"name": "", "password": "short"})

    assert "Give the name to sign in with." in text(page)
    assert "too short" in text(page)
    assert way_in.rpartition("/")[2] not in caplog.text
    assert not get_user_model().objects.exists()


def test_every_question_can_be_left_for_later_and_is_named_at_the_end(ada):
    for step in STEPS:
        assert open_step() == step
        ada.post(f"/set-up/ask/{step}", {"later": "1"})

    assert open_step() == ""
    assert "Left for later" in text(ada.get("/set-up"))


def test_the_name_of_the_organisation_goes_into_releases(home, ada):
    assert ada.post("/set-up/ask/organisation", {"name": " "}).status_code == 422
    ada.post("/set-up/ask/organisation", {"name": "Hazel  & Thatch"})

    assert library.organisation(home) == "Hazel & Thatch"
    assert open_step() == "people"


def test_customers_are_named(home, ada):
    wrong = ada.post("/set-up/ask/customers", {"customers": "a, b, c, d, e, " + "x" * 300, "others": ""})
    assert wrong.status_code == 422

    ada.post("/set-up/ask/customers", {"customers": "anglers", "others": ""})
    assert "anglers" in words_text(words_file(home))


def test_no_file_of_people_before_it_is_said_why(home, ada):
    page = text(ada.get("/set-up/ask/people"))
    refused = ada.post("/set-up/ask/people", {"purpose": "", "ground": ""})

    assert 'type="file"' not in page
    assert refused.status_code == 422
    assert library.said(home) == {}


def test_the_policy_is_shown_and_changed_elsewhere(ada):
    page = text(ada.get("/set-up/ask/thresholds"))

    assert "No figure concerns fewer than 6 people" in page
    assert 'href="/trust/policy"' in page


@pytest.mark.parametrize("role", ["employee of d1t1", "analyst", "steward", "auditor"])
def test_nobody_but_an_admin_is_asked(signed_in, role):
    visitor = signed_in("eva", role)

    assert visitor.get("/set-up").status_code == 404
    assert visitor.get("/set-up/ask/organisation").status_code == 404
    assert visitor.post("/set-up/ask/organisation", {"name": "Mallory Ltd"}).status_code == 404


def test_there_is_no_question_of_another_name(ada):
    assert ada.get("/set-up/ask/passwords").status_code == 404
