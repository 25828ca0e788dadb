"""Before people, tokens, outlets and the policy change, whoever sits there has shown lately who they are."""

from __future__ import annotations

import time

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from lilyroot_web.access.models import Grant
from lilyroot_web.api.models import Token
from lilyroot_web.config.sign_on import OpenID
from tests.web.conftest import PASSWORD

METHODS = "account_authentication_methods"
TOKEN = {"name": "spreadsheet", "verbs": ["see definitions"], "days": "90"}
NEWCOMER = {"name": "eva", "role": "admin", "unit": ""}


def left_alone(client: Client, minutes: float = 11) -> Client:
    """The browser of somebody who signed in a while ago."""
    session = client.session
    session[METHODS] = [{**record, "at": time.time() - minutes * 60} for record in session[METHODS]]
    session.save()
    return client


@pytest.fixture
def admin(ledger, signed_in) -> Client:
    return signed_in("keeper", "admin")


@pytest.mark.parametrize("address", ["/people/new", "/people/{ben}", "/account/tokens", "/trust/outlets/new"])
def test_after_a_while_the_password_is_asked_for_before_the_page_opens(admin, signed_in, django_user_model, address):
    signed_in("ben", "analyst")
    address = address.format(ben=django_user_model.objects.get(username="ben").pk)
    assert admin.get(address).status_code == 200
    left_alone(admin)

    asked = admin.get(address)
    assert (asked.status_code, asked.content) == (302, b"")
    assert asked.url == f"/account/confirm?next=/{address[1:].replace('/', '%2F')}".replace("=/", "=%2F")

    confirmed = admin.post(asked.url, {"password": PASSWORD, "next": address})
    assert (confirmed.status_code, confirmed.url) == (302, address)
    assert admin.get(address).status_code == 200


def test_nothing_changes_while_nobody_has_shown_who_they_are(admin, signed_in, django_user_model):
    signed_in("ben", "analyst")
    ben = django_user_model.objects.get(username="ben")
    left_alone(admin)

    for address, sent in (
        ("/people/new", NEWCOMER),
        (f"/people/{ben.pk}", {"wish": "go"}),
        (f"/people/{ben.pk}", {"wish": "password"}),
        (f"/people/{ben.pk}", {"wish": "give", "role": "admin", "unit": ""}),
        ("/account/tokens", TOKEN),
    ):
        assert admin.post(address, sent).url.startswith("/account/confirm")

    ben.refresh_from_db()
    assert ben.is_active
    assert ben.check_password(PASSWORD)
    assert not django_user_model.objects.filter(username="eva").exists()
    assert set(Grant.objects.filter(user=ben).values_list("role", flat=True)) == {"analyst"}
    assert not Token.objects.exists()


def test_a_wrong_password_confirms_nothing(admin):
    left_alone(admin)

    assert admin.post("/account/confirm?next=/people/new", {"password": "wrong"}).status_code == 200
    assert admin.get("/people/new").status_code == 302


def test_nine_minutes_are_not_ten(admin):
    left_alone(admin, minutes=9)

    assert admin.post("/account/tokens", TOKEN).status_code == 200
    assert Token.objects.count() == 1


def test_a_proposal_waits_until_its_steward_has_shown_who_they_are(own_ledger, signed_in):
    steward = left_alone(signed_in("stew", "steward"))
    page = steward.get("/trust/policy")
    assert page.status_code == 200  # to look is everybody's
    proposal = {**page.context["form"].initial, "reason": "people asked for it"}
    proposal = {name: value for name, value in proposal.items() if value is not None}

    asked = steward.post("/trust/policy", proposal)
    assert asked.url == "/account/confirm?next=%2Ftrust%2Fpolicy"
    answer = steward.post(asked.url, {"password": PASSWORD, "next": "/trust/policy"})

    assert b"people asked for it" in (answer.content or steward.get(answer.url).content)


def test_who_may_not_is_told_nothing_of_it(ledger, signed_in):
    analyst = left_alone(signed_in("ana", "analyst"))

    assert analyst.get("/people/new").status_code == 404
    assert analyst.post("/trust/policy", {"k": 8}).status_code == 404
    assert analyst.post("/trust/policy/2/approve").status_code == 404


def test_who_comes_from_a_directory_and_has_nothing_else_goes_there_once_more(admin, settings, django_user_model):
    settings.DIRECTORIES = (
        OpenID(id="company", name="it", address="https://login.example.com", client="lilyroot", secret="x"),
    )
    keeper = django_user_model.objects.get(username="keeper")
    keeper.set_unusable_password()
    keeper.save()
    SocialAccount.objects.create(user=keeper, provider="company", uid="4711")
    admin.force_login(keeper)
    session = admin.session
    session[METHODS] = [{"method": "socialaccount", "at": time.time()}]
    session[f"{METHODS}_user"] = str(keeper.pk)
    session.save()
    assert admin.get("/people/new").status_code == 200

    left_alone(admin)
    assert admin.get("/people/new").url == "/sign-in/with/company?next=%2Fpeople%2Fnew"


def test_who_has_no_way_at_all_signs_in_again(admin, django_user_model):
    keeper = django_user_model.objects.get(username="keeper")
    keeper.set_unusable_password()
    keeper.save()
    admin.force_login(keeper)

    assert admin.get("/people/new").url == "/sign-in?next=%2Fpeople%2Fnew"
    assert admin.get("/see").status_code == 302
