"""Home: each role lands on what it needs first, of its own reach only, and says so when there is nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lilyroot_web.access.models import Entry
from lilyroot_web.actions.models import Action
from lilyroot_web.actions.policy import Status
from lilyroot_web.home import queries

EMPTY = "Nothing has been released yet"


def page(client, address: str = "/") -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    "role",
    [
        *("employee of d1t1", "manager of d1t1", "leader of d1", "people lead"),
        *("analyst", "auditor", "steward", "admin"),
    ],
)
def test_an_empty_installation_teaches_every_role(home, signed_in, role):
    shown = page(signed_in("visitor", role))

    assert EMPTY in shown
    assert ("Say who belongs where" in shown) == (role in ("steward", "admin"))
    assert ("Set it up, one question at a time" in shown) == (role == "admin")


def test_a_manager_sees_their_team_and_no_other(ledger, signed_in):
    shown = page(signed_in("mia", "manager of d1t1"))

    assert "Where Sales 1 stands" in shown
    assert "One thing to do" in shown
    assert "Sales 2" not in shown
    assert "Stores" not in shown


def test_a_leader_sees_their_department_with_its_teams(ledger, signed_in):
    shown = page(signed_in("lea", "leader of d1"))

    assert '<th scope="row">Sales</th>' in shown
    assert '<th scope="row">Sales 2</th>' in shown
    assert "Stores" not in shown


def test_a_people_lead_sees_all_departments(ledger, signed_in):
    shown = page(signed_in("pia", "people lead"))

    assert '<th scope="row">Sales</th>' in shown
    assert '<th scope="row">Stores</th>' in shown


def test_an_employee_reads_what_figures_are_about(ledger, signed_in):
    shown = page(signed_in("eli", "employee of d1t1"))

    assert "Figures are about groups of people, never about you." in shown
    assert "Stores" not in shown


def test_an_auditor_finds_the_ledger_verified_and_the_latest_changes(ledger, signed_in):
    shown = page(signed_in("ida", "auditor"))

    assert "24 releases, and each is exactly what was published." in shown
    assert "gave ida auditor" in shown


def test_a_steward_is_told_what_waits(ledger, signed_in):
    shown = page(signed_in("stew", "steward"))

    assert "What asks for you" in shown
    assert "No change of" in shown


def test_who_holds_several_roles_chooses_among_them_only(ledger, signed_in):
    both = signed_in("both", "manager of d1t1", "auditor")

    assert "Where Sales 1 stands" in page(both)
    assert "The latest changes" in page(both, "/?as=auditor")
    assert both.get("/?as=steward").status_code == 404
    assert both.get("/?as=emperor").status_code == 404


def test_the_page_of_one_role_does_not_reach_further_than_that_role(ledger, signed_in):
    both = signed_in("both", "manager of d1t1", "auditor")

    assert "Stores" not in page(both, "/?as=manager")


def test_a_changed_ledger_shows_no_figure(own_ledger, signed_in):
    manager = signed_in("mia", "manager of d1t1")
    table = next(own_ledger.glob("*/*.parquet"), None) or next(own_ledger.rglob("*.parquet"))
    table.write_bytes(table.read_bytes() + b"x")

    answer = manager.get("/")

    assert answer.status_code == 503
    assert "Sales 1" not in answer.content.decode()


def test_a_look_is_written_down(ledger, signed_in):
    page(signed_in("mia", "manager of d1t1"))

    assert list(Entry.objects.filter(who="mia").values_list("verb", "what")) == [("see figures", "/")]


def test_open_actions_stand_on_their_owners_home_and_lead_on(ledger, signed_in, django_user_model):
    mia = signed_in("mia", "manager of d1t1")
    signed_in("moe", "manager of d1t2")
    today = queries.today()
    for name, title, due, status in (
        ("mia", "Call back three anglers", today - timedelta(days=2), Status.IN_PROGRESS),
        ("mia", "Long done", today, Status.CANCELLED),
        ("moe", "Of somebody else", today, Status.NOT_STARTED),
    ):
        owner = django_user_model.objects.get(username=name)
        Action.objects.create(
            title=title, owner=owner, made_by=owner, unit="d1t1", indicator="salience", due=due,
            review=today + timedelta(days=30), status=status, made_at=timezone.now(), changed_at=timezone.now(),
        )  # fmt: skip

    shown = page(mia)

    assert "Call back three anglers" in shown
    assert "overdue since" in shown
    assert "Long done" not in shown
    assert "Of somebody else" not in shown
    assert 'href="/act/new?figure=centric_share"' in shown


def test_an_employee_plans_no_action(ledger, signed_in):
    assert "/act/new" not in page(signed_in("eli", "employee of d1t1"))
