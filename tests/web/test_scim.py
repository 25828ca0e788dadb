"""The organisation's directory lets people in and go by itself: SCIM 2.0, with an admin's token and no further."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from lilyroot_web.access.domain import give_role, let_go, take_role
from lilyroot_web.access.models import Entry
from lilyroot_web.access.rules import Role
from lilyroot_web.api.domain import make_token
from lilyroot_web.scim.policy import PATCH, USER

ADA = {"schemas": [USER], "userName": "ada@example.com", "externalId": "4711", "active": True}


class Directory:
    """What a directory sends."""

    def __init__(self, token: str) -> None:
        self._headers = {"authorization": f"Bearer {token}"}

    def get(self, address: str, **asked):
        return Client().get(f"/scim/v2/{address}", asked, headers=self._headers)

    def send(self, method: str, address: str, body="") -> object:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        kind = "application/scim+json"
        return getattr(Client(), method)(f"/scim/v2/{address}", data, content_type=kind, headers=self._headers)

    def patch(self, pk: str, *operations: dict):
        return self.send("patch", f"Users/{pk}", {"schemas": [PATCH], "Operations": list(operations)})


@pytest.fixture
def admin(django_user_model):
    user = django_user_model.objects.create_user(username="keeper", password="of people")
    give_role(user, Role.ADMIN, by="a test")
    return user


@pytest.fixture
def directory(admin) -> Directory:
    return Directory(make_token(admin, "our directory", ["keep people"], 365))


def test_somebody_comes_is_found_changes_leaves_and_comes_back(directory, django_user_model):
    made = directory.send("post", "Users", ADA)
    pk = made.json()["id"]
    user = django_user_model.objects.get(username="ada@example.com")
    assert (made.status_code, made["Content-Type"]) == (201, "application/scim+json")
    assert made["Location"].endswith(f"/scim/v2/Users/{pk}")
    assert not user.has_usable_password()

    for question in ('userName eq "ADA@example.com"', 'externalId eq "4711"', f'id eq "{pk}"'):
        found = directory.get("Users", filter=question).json()
        assert (found["totalResults"], found["Resources"][0]["id"]) == (1, pk)

    directory.patch(pk, {"op": "Replace", "path": "active", "value": "False"})
    user.refresh_from_db()
    assert not user.is_active

    directory.send("put", f"Users/{pk}", {"userName": "ada@example.com", "externalId": "4712"})
    user.refresh_from_db()
    assert not user.is_active  # what is not said stays as it is

    directory.patch(pk, {"op": "replace", "value": {"active": True, "displayName": "Ada"}})
    user.refresh_from_db()
    assert user.is_active
    said = list(Entry.objects.filter(who="keeper", changed=True).order_by("pk").values_list("what", flat=True))
    assert said[1:] == [
        "let in ada@example.com, from the directory",
        "let ada@example.com go",
        "ada@example.com has another id in the directory",
        "let ada@example.com back in",
    ]


@pytest.mark.parametrize("way", ["patch", "delete"])
def test_whoever_leaves_the_directory_is_out_with_the_next_click(directory, ledger, django_user_model, way):
    pk = directory.send("post", "Users", ADA).json()["id"]
    user = django_user_model.objects.get(username="ada@example.com")
    give_role(user, Role.ANALYST, by="a test")
    token = make_token(user, "their program", ["see figures"], 30)
    browser = Client()
    browser.force_login(user)
    assert browser.get("/see").status_code == 200

    if way == "delete":
        assert directory.send("delete", f"Users/{pk}").status_code == 204
    else:
        directory.patch(pk, {"op": "replace", "path": "active", "value": False})

    assert browser.get("/see").status_code == 302
    assert Client().get("/api/v1/figures", headers={"authorization": f"Bearer {token}"}).status_code == 401
    assert django_user_model.objects.filter(username="ada@example.com").exists()


def test_it_sees_and_touches_only_whom_it_put_here(directory, admin, signed_in, django_user_model):
    signed_in("ben", "auditor")

    assert directory.get("Users").json()["totalResults"] == 0
    assert directory.get("Users", filter='userName eq "ben"').json()["totalResults"] == 0
    assert directory.send("delete", f"Users/{admin.pk}").status_code == 404
    refused = directory.send("post", "Users", {"userName": "BEN"})
    assert (refused.status_code, refused.json()["scimType"]) == (409, "uniqueness")
    assert django_user_model.objects.get(username="ben").is_active


def test_the_last_admin_stays_whatever_the_directory_says(directory, admin, django_user_model):
    pk = directory.send("post", "Users", ADA).json()["id"]
    user = django_user_model.objects.get(username="ada@example.com")
    give_role(user, Role.ADMIN, by="a test")
    theirs = Directory(make_token(user, "theirs", ["keep people"], 30))
    take_role(admin, Role.ADMIN, by="a test")

    refused = theirs.send("delete", f"Users/{pk}")

    assert (refused.status_code, refused.json()["scimType"]) == (409, "mutability")
    user.refresh_from_db()
    assert user.is_active


@pytest.mark.parametrize("token", ["", "lily_made-up"])
def test_without_a_token_there_is_nothing(db, token, django_user_model):
    stranger = Directory(token)

    for answer in (stranger.get("Users"), stranger.send("post", "Users", ADA), stranger.send("delete", "Users/1")):
        assert answer.status_code == 401
    assert django_user_model.objects.count() == 0


def test_a_token_for_figures_keeps_no_people_nor_does_one_of_somebody_who_is_no_admin(admin, django_user_model):
    for_figures = make_token(admin, "spreadsheet", ["see figures"], 30)
    steward = django_user_model.objects.create_user(username="stew")
    give_role(steward, Role.STEWARD, by="a test")
    of_steward = make_token(steward, "mole", ["keep people"], 30)

    for word in (for_figures, of_steward):
        assert Directory(word).send("post", "Users", ADA).status_code == 401
    assert django_user_model.objects.count() == 2


def test_the_token_of_an_admin_who_is_let_go_opens_nothing(directory, admin):
    admin.is_active = False
    admin.save()

    assert directory.get("Users").status_code == 401


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("post", "Users", "", 400),
        ("post", "Users", "[]", 400),
        ("post", "Users", b"\xff\xfe", 400),
        ("post", "Users", "[" * 100_000, 400),
        ("post", "Users", {"active": True}, 400),
        ("post", "Users", {"userName": 7}, 400),
        ("post", "Users", {"userName": "x" * 151}, 400),
        ("post", "Users", {"userName": " "}, 400),
        ("post", "Users", {"userName": "x", "active": "perhaps"}, 400),
        ("post", "Users", {"userName": "x", "externalId": "y" * 256}, 400),
        ("post", "Users", '{"userName": "' + "x" * (1 << 20) + '"}', 413),
        ("put", "Users/999", ADA, 404),
        ("patch", "Users/999", {"Operations": [{"op": "replace", "path": "active", "value": False}]}, 404),
        ("delete", "Users/999", "", 404),
        ("delete", "Users", "", 405),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    directory, django_user_model, method, address, body, status
):
    answer = directory.send(method, address, body)

    assert answer.status_code == status
    assert django_user_model.objects.count() == 1


@pytest.mark.parametrize(
    "operation",
    [
        {},
        {"op": "explode", "path": "active", "value": False},
        {"op": "replace", "value": "x"},
        {"op": "remove", "path": "userName"},
        {"op": "remove", "path": "active"},
        {"op": "replace", "path": "active", "value": 7},
        {"op": "replace", "path": "userName", "value": ""},
        "replace",
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(directory, django_user_model, operation):
    pk = directory.send("post", "Users", ADA).json()["id"]

    assert directory.patch(pk, operation).status_code in (400, 409)
    user = django_user_model.objects.get(username="ada@example.com")
    assert user.is_active


@pytest.mark.parametrize("question", ["userName", 'userName co "a"', 'password eq "x"', "'; DROP TABLE"])
def test_a_filter_nobody_knows_is_refused(directory, question):
    answer = directory.get("Users", filter=question)

    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


def test_a_long_list_comes_in_pages(directory):
    for number in range(5):
        directory.send("post", "Users", {"userName": f"person {number}"})

    page = directory.get("Users", startIndex=4, count=3).json()

    assert (page["totalResults"], page["itemsPerPage"], page["startIndex"]) == (5, 2, 4)
    assert directory.get("Users", count=0).json()["Resources"] == []
    assert directory.get("Users", startIndex="x").status_code == 400


def test_what_there_is_of_scim_can_be_asked(directory):
    assert directory.get("ServiceProviderConfig").json()["patch"] == {"supported": True}
    assert [one["name"] for one in directory.get("ResourceTypes").json()["Resources"]] == ["User"]


def test_nobody_slips_into_anothers_name(directory, django_user_model):
    pk = directory.send("post", "Users", ADA).json()["id"]

    refused = directory.send("put", f"Users/{pk}", {**ADA, "userName": "ines"})

    assert (refused.status_code, refused.json()["scimType"]) == (409, "mutability")
    assert set(django_user_model.objects.values_list("username", flat=True)) == {"keeper", "ada@example.com"}


def test_whom_somebody_here_has_let_go_stays_out_whatever_the_directory_says(directory, admin, django_user_model):
    pk = directory.send("post", "Users", ADA).json()["id"]
    user = django_user_model.objects.get(username="ada@example.com")
    let_go(user, by=admin)

    answers = [
        directory.send("put", f"Users/{pk}", ADA),
        directory.patch(pk, {"op": "add", "value": {"active": True}}),
    ]

    user.refresh_from_db()
    assert not user.is_active
    assert [answer.json()["active"] for answer in answers] == [False, False]


@pytest.mark.parametrize(
    "name", ["\ud800", "a\u202eb", "\uff2b\uff45\uff45\uff50\uff45\uff52", "the directory", "a\x00"]
)
def test_names_that_look_alike_or_cannot_be_seen_are_refused(directory, django_user_model, name):
    assert directory.send("post", "Users", {"userName": name}).status_code in (400, 409)
    assert django_user_model.objects.count() == 1


def test_what_the_directory_reads_is_in_the_access_log(directory):
    directory.get("Users", filter='userName eq "ada"')
    directory.get("Users/999")

    assert list(Entry.objects.filter(changed=False).order_by("pk").values_list("who", "verb", "what", "outcome")) == [
        ("keeper", "keep people", "/scim/v2/Users with the token our directory", 200),
        ("keeper", "keep people", "/scim/v2/Users/999 with the token our directory", 404),
    ]


def test_a_directory_that_asks_too_often_is_told_how_long_to_wait(directory, settings):
    settings.API_REQUESTS = 2
    answers = [directory.get("Users") for _ in range(6)]  # also where a minute ends in between

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert refused[0].json()["status"] == "429"
