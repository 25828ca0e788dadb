"""Two stewards change the policy in the browser; everybody reads it, nobody does it alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lilyroot.release.policy_book import policy_book
from lilyroot_web.access.domain import new_password
from tests.web.conftest import enter

FORM = {"k": 8, "k_text": 12, "colluders": 1, "segments": "", "depth": 1, "reason": "The council asked for it."}


def steward(name: str) -> Client:
    new_password(name, steward=True)
    client = Client()
    enter(client, get_user_model().objects.get(username=name))
    return client


@pytest.fixture
def ada(db) -> Client:
    return steward("ada")


@pytest.fixture
def ben(db) -> Client:
    return steward("ben")


def changes(home):
    return policy_book(home, datetime.now(UTC).date()).changes


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_everybody_reads_what_holds(reader):
    page = text(reader.get("/trust/policy"))

    assert "No figure concerns fewer than 6 people, no word fewer than 11." in page
    assert "Propose a change" not in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_two_stewards_change_it_and_it_holds_from_next_month(ada, ben, reader, home):
    ada.post("/trust/policy", FORM)
    seen_by_ada, seen_by_ben = text(ada.get("/trust/policy")), text(ben.get("/trust/policy"))
    ben.post("/trust/policy/2/approve")
    (change,) = changes(home)
    page = text(reader.get("/trust/policy"))

    assert "Approve version 2" not in seen_by_ada
    assert "another steward has to approve it" in seen_by_ada
    assert "Approve version 2" in seen_by_ben
    now, then = "6 people: 5 and 1 who may know", "9 people: 8 and 1 who may know"
    assert f"<td>{now}</td><td><strong>{then}</strong></td>" in seen_by_ben
    assert (change.proposed_by, change.approved_by, change.policy.k) == ("ada", "ben", 8)
    assert change.policy.since > datetime.now(UTC).date().isoformat()[:7]
    assert "No figure concerns fewer than 6 people" in page
    assert f"smallest group for figures {then} instead of {now}" in page
    assert "approved by ben" in page


def test_whoever_proposed_it_cannot_approve_it_by_any_address(ada, home):
    ada.post("/trust/policy", FORM)
    refused = ada.post("/trust/policy/2/approve")

    assert refused.status_code == 422
    assert "Whoever proposes a change cannot approve it." in text(refused)
    assert [change.approved for change in changes(home)] == [False]


def test_who_is_no_steward_finds_no_way_to_change_it(ada, reader, home):
    ada.post("/trust/policy", FORM)
    tried = reader.post("/trust/policy", FORM), reader.post("/trust/policy/2/approve")

    assert [response.status_code for response in tried] == [404, 404]
    assert [change.approved for change in changes(home)] == [False]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"k": 4}, "Nothing lowers this below 5."),
        ({"k_text": 9}, "Nothing lowers this below 10."),
        ({"colluders": 0}, "Nothing lowers this below 1."),
        ({"segments": "gender = a, b"}, "gender is never a segment."),
        ({"segments": "site = Leeds"}, "needs two to six different values"),
        ({"segments": "site"}, "Line 1: &#x27;site&#x27; declares no segment."),
        ({"reason": ""}, "Say why, for everyone who will read it."),
        ({"k": "many"}, "Give a whole number."),
        ({"depth": 3}, "3 is not one of the available choices."),
    ],
)
def test_what_cannot_be_is_said_where_it_was_typed(ada, home, wrong, said):
    page = ada.post("/trust/policy", {**FORM, "reason": "Typed with care.", **wrong})

    assert page.status_code == 422
    assert "Nothing was proposed." in text(page)
    assert said in text(page)
    assert ("Typed with care." in text(page)) == ("reason" not in wrong)
    assert changes(home) == ()


def test_a_version_that_is_not_there_is_not_approved(ada):
    page = ada.post("/trust/policy/99/approve")

    assert page.status_code == 422
    assert "There is no proposed version 99." in text(page)


def test_a_segment_that_nobody_could_check_is_said_before_it_is_approved(ada, ben):
    ada.post("/trust/policy", {**FORM, "segments": "tenure = short, long"})

    assert "the values of tenure cannot be checked: no organisation is known yet" in text(ben.get("/trust/policy"))


def test_what_a_steward_writes_stays_text(ada, ben):
    ada.post("/trust/policy", {**FORM, "reason": "<script>alert(1)</script>"})

    assert "<script>alert" not in ben.get("/trust/policy").content.decode()
