"""Who may do what: the table of rules, held against every address, for every role, and for its reach."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import get_resolver

from lilyroot_web.access.queries import may, scope
from lilyroot_web.access.rules import RULES, Role, Scope, scope_of

# In the shared ledger d1 is the department Sales, with the teams d1t1 to d1t5; d2 is Stores.
HOLDS = {
    "nobody": (),
    "employee": ("employee of d1t1",),
    "manager": ("manager of d1t1",),
    "leader": ("leader of d1",),
    "people lead": ("people lead",),
    "analyst": ("analyst",),
    "auditor": ("auditor",),
    "steward": ("steward",),
    "admin": ("admin",),
}
EVERYBODY = set(HOLDS) - {"nobody"}
OPEN_TO = {  # address -> whom it lets in
    "/see": EVERYBODY,
    "/see/pond": EVERYBODY,
    "/see/orientation": EVERYBODY,
    "/see/heat-map": EVERYBODY,
    "/see/heat-map.csv": EVERYBODY,
    "/see/heat-map.xlsx": EVERYBODY,
    "/see/pond.csv": EVERYBODY,
    "/see/pond.xlsx": EVERYBODY,
    "/see/slides.pptx": EVERYBODY,
    "/figures/team-orientation.csv": EVERYBODY,
    "/figures/team-orientation.xlsx": EVERYBODY,
    "/definitions/salience": EVERYBODY,
    "/responses": EVERYBODY,
    "/listen": EVERYBODY,
    "/listen/templates/goals.csv": EVERYBODY,
    "/listen/new": {"steward", "admin"},
    "/listen/new/vtt": {"steward", "admin"},
    "/act": EVERYBODY - {"admin"},
    "/act/actions.csv": EVERYBODY - {"admin"},
    "/act/actions.xlsx": EVERYBODY - {"admin"},
    "/act/new": {"manager", "leader", "people lead", "steward"},
    "/set-up/ask/thresholds": {"admin"},
    "/deliveries": {"admin"},
    "/account/digest": EVERYBODY,
    "/trust/outlets": {"steward", "admin"},
    "/trust/outlets/new": {"steward", "admin"},
    "/try": EVERYBODY,
    "/customers": EVERYBODY,
    "/trust": EVERYBODY,
    "/trust/policy": EVERYBODY,
    "/trust/access": {"auditor"},
    "/trust/access.csv": {"auditor"},
    "/people": {"admin"},
    "/people/new": {"admin"},
}


def views(patterns, before=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern.callback


def test_every_address_stands_behind_a_door_or_says_why_it_needs_none():
    bare = [
        address
        for address, view in views(get_resolver().url_patterns)
        if not (getattr(view, "door", "") in RULES or getattr(view, "ajar", ""))
    ]

    assert bare == []


@pytest.mark.parametrize("address", OPEN_TO)
@pytest.mark.parametrize("role", HOLDS)
def test_each_role_opens_what_the_rules_say_and_finds_nothing_elsewhere(ledger, signed_in, role, address):
    visitor = signed_in("visitor", *HOLDS[role])

    assert visitor.get(address).status_code == (200 if role in OPEN_TO[address] else 404)


def test_who_holds_no_role_is_told_so_and_sees_no_figure(ledger, signed_in):
    page = signed_in("visitor").get("/").content.decode()

    assert "Nobody has given you a role yet" in page
    assert '<svg class="marks' not in page
    assert '<article class="figure' not in page


def table(client, key="team-orientation") -> str:
    return client.get(f"/figures/{key}.csv").content.decode()


def test_a_leader_sees_their_line_and_a_people_lead_everything(ledger, signed_in):
    of_line, of_all = table(signed_in("lea", "leader of d1")), table(signed_in("pia", "people lead"))

    assert "Sales 1" in of_all
    assert "Stores 1" in of_all
    assert "Sales 1" in of_line
    assert "Stores" not in of_line


def test_two_readers_of_different_reach_never_get_each_others_page(ledger, signed_in):
    lea, leo = signed_in("lea", "leader of d1"), signed_in("leo", "leader of d2")

    first, second, again = table(lea), table(leo), table(lea)

    assert first == again
    assert first != second
    assert lea.get("/see").headers["ETag"] != leo.get("/see").headers["ETag"]


def test_a_role_that_is_taken_is_gone_with_the_next_click(ledger, signed_in, django_user_model):
    lea = signed_in("lea", "leader of d1")
    assert lea.get("/see").status_code == 200

    django_user_model.objects.get(username="lea").grants.all().delete()

    assert lea.get("/see").status_code == 404


def test_whoever_was_let_go_is_out_with_the_next_click(ledger, signed_in, django_user_model):
    lea = signed_in("lea", "leader of d1")

    django_user_model.objects.filter(username="lea").update(is_active=False)

    assert lea.get("/see").status_code == 302
    assert lea.get("/see").url.startswith("/sign-in")


def test_the_furthest_of_several_roles_counts():
    held = [("manager", "Complaints"), ("leader", "Service")]

    assert scope_of(held, "act") == Scope(units=frozenset({"Complaints", "Service"}))
    assert scope_of([*held, ("steward", "")], "act") == Scope(everything=True)
    assert scope_of(held, "keep people") is None


def test_a_line_without_a_unit_is_the_organisation_and_no_group():
    assert scope_of([("employee", "")], "see figures") == Scope()
    assert Scope().holds("") is False
    assert Scope(units=frozenset({"Service"})).holds("Service")


def test_nobody_may_do_anything_signed_out():
    assert not any(may(AnonymousUser(), verb) for verb in RULES)
    assert scope(AnonymousUser(), "see figures") is None


def test_no_role_may_do_everything_alone():
    for role in Role:
        assert any(role not in rule.reach for rule in RULES.values())
