"""Whose actions somebody finds: role by endpoint by object. For everybody else there is no such page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lilyroot_web.access.domain import give_role
from lilyroot_web.access.rules import Role
from lilyroot_web.actions import domain
from lilyroot_web.actions.models import Action
from lilyroot_web.actions.units import units

# d1 is Sales with d1t1 to d1t5 below it, d2 is Stores.
OBJECTS = {"organisation": "", "own department": "d1", "own team": "d1t1", "sister team": "d1t2", "elsewhere": "d2t1"}
ALL = set(OBJECTS)
ABOVE = {"organisation", "own department"}
ROLES = {  # role -> what it sees, what it plans and changes
    "nobody": ((), set(), set()),
    "employee of the team": (("employee of d1t1",), {*ABOVE, "own team"}, set()),
    "employee of no unit": (("employee",), {"organisation"}, set()),
    "manager of the team": (("manager of d1t1",), {*ABOVE, "own team"}, {"own team"}),
    "leader of the department": (
        ("leader of d1",),
        ALL - {"elsewhere"},
        {"own department", "own team", "sister team"},
    ),
    "people lead": (("people lead",), ALL, ALL),
    "steward": (("steward",), ALL, ALL),
    "analyst": (("analyst",), ALL, set()),
    "auditor": (("auditor",), ALL, set()),
    "admin": (("admin",), set(), set()),
}


@pytest.fixture
def actions(ledger, django_user_model) -> dict[str, Action]:
    """One action of each unit, owned by somebody else, with a title that must not leak."""
    owner = django_user_model.objects.create_user(username="owner")
    give_role(owner, Role.STEWARD, by="a test")
    day = timezone.now().date()
    return {
        name: domain.plan(
            domain.Plan(
                title=f"Secret of {name}",
                why="It leaks.",
                indicator="salience",
                hope="up",
                unit=unit,
                owner=owner,
                due=day + timedelta(days=5),
                review=day + timedelta(days=50),
            ),
            by=owner,
        )
        for name, unit in OBJECTS.items()
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("part", ["", "/review", "/change"])
def test_each_page_opens_for_whom_it_should(actions, signed_in, role, part):
    held, sees, plans = ROLES[role]
    visitor = signed_in("visitor", *held)

    opened = {name for name, one in actions.items() if visitor.get(f"/act/{one.pk}{part}").status_code == 200}

    assert opened == (plans if part == "/change" else sees)


@pytest.mark.parametrize("role", ROLES)
def test_each_change_is_made_by_whom_it_may(actions, signed_in, role):
    held, _, plans = ROLES[role]
    visitor = signed_in("visitor", *held)
    day = timezone.now().date()
    other = {"title": "Other", "owner": actions["own team"].owner_id, "due": day, "review": day + timedelta(days=9)}

    for given, part in (
        ({"status": "on hold", "version": 0}, ""),
        ({"wish": "withdraw"}, ""),
        ({"note": "Learned."}, "/review"),
        (other, "/change"),
    ):
        tried = {name: visitor.post(f"/act/{one.pk}{part}", given).status_code for name, one in actions.items()}
        assert {name for name, status in tried.items() if status != 404} == plans
    changed = {name for name, one in actions.items() if one.changes.exists()}
    assert changed == plans


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", ["/act", "/act/actions.csv"])
def test_lists_hold_what_is_in_reach_and_nothing_else(actions, signed_in, role, address):
    held, sees, _ = ROLES[role]
    answer = signed_in("visitor", *held).get(address)

    body = answer.content.decode() if answer.status_code == 200 else ""
    assert {name for name in OBJECTS if f"Secret of {name}" in body} == sees


@pytest.mark.parametrize("role", ROLES)
def test_units_to_plan_for_are_those_in_reach(actions, signed_in, role):
    held, _, plans = ROLES[role]
    answer = signed_in("visitor", *held).get("/act/new")

    assert answer.status_code == (200 if plans else 404)
    offered = {value for value, _ in answer.context["form"].fields["unit"].choices} if plans else set()
    assert {name for name, unit in OBJECTS.items() if (unit or "-") in offered} == plans


def test_an_owner_says_how_it_goes_and_plans_nothing(actions, signed_in, django_user_model):
    eve = signed_in("eve", "employee of d1t1")
    own, other = actions["own team"], actions["own department"]
    Action.objects.filter(pk=own.pk).update(owner=django_user_model.objects.get(username="eve"))

    assert eve.post(f"/act/{own.pk}", {"status": "in progress", "version": 0}).status_code == 302
    assert eve.post(f"/act/{own.pk}/review", {"note": "Learned."}).status_code == 302
    assert eve.get(f"/act/{own.pk}/change").status_code == 404
    assert eve.post(f"/act/{other.pk}", {"status": "in progress", "version": 0}).status_code == 404


def test_an_owner_who_moved_still_finds_their_own_and_no_figure_of_it(actions, signed_in, django_user_model):
    eve = signed_in("eve", "employee of d2t1")
    own = actions["own team"]
    Action.objects.filter(pk=own.pk).update(owner=django_user_model.objects.get(username="eve"))

    page = eve.get(f"/act/{own.pk}/review").content.decode()

    assert "Secret of own team" in page
    assert "These figures are outside your reach." in page
    assert "<table" not in page


def test_who_is_let_go_or_signed_out_finds_nothing(actions, signed_in, django_user_model):
    lea = signed_in("lea", "leader of d1")
    django_user_model.objects.filter(username="lea").update(is_active=False)

    for browser in (lea, Client()):
        answer = browser.get(f"/act/{actions['own team'].pk}")
        assert (answer.status_code, answer.content) == (302, b"")


def test_an_action_that_does_not_exist_looks_like_one_that_is_not_yours(actions, signed_in):
    ben = signed_in("ben", "manager of d1t1")

    answers = [ben.get(f"/act/{pk}") for pk in (actions["elsewhere"].pk, 99999)]

    there, not_there = (
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", one.content.decode()) for one in answers
    )
    assert [one.status_code for one in answers] == [404, 404]
    assert there == not_there


def test_the_tree_is_read_from_what_was_released(ledger, settings):
    known = units(settings.LILYROOT_HOME)

    assert list(known.upwards("d1t1")) == ["d1t1", "d1", ""]
    assert known.called("d1t1") == "Sales 1"
    assert known.called("Atlantis") == "Atlantis"
    assert known.called("") == "the organisation"
