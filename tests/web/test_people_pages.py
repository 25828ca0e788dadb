"""An admin lets people in, gives and takes roles, lets people go; every change is written down."""

from __future__ import annotations

import pytest
from django.test import Client

from lilyroot_web.access.models import Entry, Grant
from lilyroot_web.access.queries import held


@pytest.fixture
def admin(signed_in) -> Client:
    return signed_in("ada", "admin")


@pytest.fixture
def ben(signed_in, django_user_model):
    signed_in("ben", "manager of d1t1")
    return django_user_model.objects.get(username="ben")


def page_of(person) -> str:
    return f"/people/{person.pk}"


def changes() -> list[tuple[str, str]]:
    return list(Entry.objects.filter(changed=True).exclude(who="a test").order_by("pk").values_list("who", "what"))


def test_a_newcomer_gets_a_role_and_a_password_that_is_shown_once(ledger, admin, django_user_model):
    page = admin.post("/people/new", {"name": "cleo", "role": "leader", "unit": "D1"})

    cleo = django_user_model.objects.get(username="cleo")
    password = page.context["password"]
    assert held(cleo) == (("leader", "d1"),)  # spelt as it was published
    assert cleo.check_password(password)
    assert password in page.content.decode()
    assert password not in admin.get(page_of(cleo)).content.decode()
    assert changes() == [("ada", "let in cleo"), ("ada", "gave cleo leader of d1")]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "", "role": "analyst"}, "Give the name to sign in with."),
        ({"name": "x" * 151, "role": "analyst"}, "A name has up to 150 letters."),
        ({"name": "ada", "role": "analyst"}, "There is already somebody called ada."),
        ({"name": "ADA", "role": "analyst"}, "There is already somebody called ADA."),
        ({"name": "cleo"}, "Choose a role."),
        ({"name": "cleo", "role": "emperor"}, "Choose one of the roles."),
        ({"name": "cleo", "role": "manager"}, "A manager has a unit."),
        ({"name": "cleo", "role": "analyst", "unit": "d1"}, "A role as analyst is for the whole organisation"),
        ({"name": "cleo", "role": "leader", "unit": "Atlantis"}, "Nothing was published of a unit called Atlantis."),
    ],
)
def test_a_mistake_lets_nobody_in_and_says_what_to_mend(ledger, admin, django_user_model, given, said):
    page = admin.post("/people/new", given)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert list(django_user_model.objects.values_list("username", flat=True)) == ["ada"]


def test_roles_are_given_and_taken(ledger, admin, ben):
    admin.post(page_of(ben), {"wish": "give", "role": "auditor", "unit": ""})
    admin.post(page_of(ben), {"wish": "take", "held": "manager|d1t1"})

    assert list(ben.grants.values_list("role", "unit")) == [("auditor", "")]
    assert changes() == [("ada", "gave ben auditor"), ("ada", "took manager of d1t1 from ben")]


def test_taking_what_nobody_holds_changes_and_says_nothing(ledger, admin, ben):
    for held_by_nobody in ("leader|d1", "emperor|", "|", ""):
        admin.post(page_of(ben), {"wish": "take", "held": held_by_nobody})

    assert ben.grants.count() == 1
    assert not [what for _, what in changes() if what.startswith("took")]


def test_the_last_admin_stays(ledger, admin, django_user_model):
    ada = django_user_model.objects.get(username="ada")

    for wish in ({"wish": "go"}, {"wish": "take", "held": "admin|"}):
        page = admin.post(page_of(ada), wish)
        assert page.status_code == 422
        assert (
            "ada is the only one who can let people in. Make somebody else an admin first." in page.content.decode()
        )
    ada.refresh_from_db()
    assert ada.is_active
    assert Grant.objects.filter(user=ada, role="admin").exists()


def test_an_admin_leaves_when_there_is_another(ledger, admin, ben, django_user_model):
    ada = django_user_model.objects.get(username="ada")
    admin.post(page_of(ben), {"wish": "give", "role": "admin", "unit": ""})

    admin.post(page_of(ada), {"wish": "go"})

    assert admin.get("/people").status_code == 302


def test_whoever_is_let_go_is_out_at_once_and_comes_back_with_their_roles(ledger, admin, ben):
    their_browser = Client()
    their_browser.force_login(ben)
    assert their_browser.get("/see").status_code == 200

    admin.post(page_of(ben), {"wish": "go"})
    assert their_browser.get("/see").status_code == 302

    admin.post(page_of(ben), {"wish": "back"})
    ben.refresh_from_db()
    assert ben.is_active
    assert held(ben) == (("manager", "d1t1"),)
    assert their_browser.get("/see").status_code == 302, "what was open before stays shut"
    assert [what for _, what in changes()] == ["let ben go", "let ben back in"]


def test_a_new_password_ends_their_sessions(ledger, admin, ben):
    their_browser = Client()
    their_browser.force_login(ben)

    page = admin.post(page_of(ben), {"wish": "password"})

    ben.refresh_from_db()
    assert ben.check_password(page.context["password"])
    assert their_browser.get("/see").status_code == 302


def test_an_unknown_wish_or_person_does_nothing(ledger, admin, ben):
    assert admin.post(page_of(ben), {"wish": "promote"}).status_code == 302
    assert admin.post("/people/999", {"wish": "go"}).status_code == 404
    ben.refresh_from_db()
    assert ben.is_active


def test_nobody_but_an_admin_changes_anything(ledger, signed_in, ben):
    for role in ("steward", "auditor", "leader of d1", "people lead"):
        visitor = signed_in(role, role)
        assert visitor.post(page_of(ben), {"wish": "go"}).status_code == 404
        assert visitor.post("/people/new", {"name": "mole", "role": "admin"}).status_code == 404
    ben.refresh_from_db()
    assert ben.is_active


def test_a_name_stays_text(ledger, admin):
    admin.post("/people/new", {"name": "<script>alert(1)</script>", "role": "analyst"})

    page = admin.get("/people").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_list_says_who_holds_what(ledger, admin, ben):
    page = admin.get("/people").content.decode()

    assert "2 people have a name to sign in with" in page
    assert "manager of d1t1" in page
    assert "with a password" in page


def test_the_list_costs_the_same_for_many(ledger, admin, signed_in, django_assert_max_num_queries):
    for number in range(30):
        signed_in(f"person {number}", "analyst")

    with django_assert_max_num_queries(8):
        admin.get("/people")
