"""The API: tokens that reach as far as their maker and no further, rows as released, mistakes in a sentence."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lilyroot.release.ledger import Ledger
from lilyroot_web.access.domain import give_role, let_back, let_go, take_role
from lilyroot_web.access.models import Entry
from lilyroot_web.access.rules import Role
from lilyroot_web.api.domain import make_token
from lilyroot_web.api.models import Token
from lilyroot_web.api.policy import MOST, VERBS

FORM = {"name": "spreadsheet", "verbs": ["see figures", "see definitions"], "days": "90"}


@pytest.fixture
def token(django_user_model):
    """A token of somebody with these roles, for all verbs unless told; and who they are."""

    def make(*roles: tuple[Role, str], verbs=VERBS):
        user = django_user_model.objects.create_user(username=f"maker {django_user_model.objects.count()}")
        for role, unit in roles:
            give_role(user, role, unit, by="a test")
        return make_token(user, "a program", verbs, 30), user

    return make


def ask(word: str, address: str):
    return Client().get(f"/api/v1/{address}", headers={"authorization": f"Bearer {word}"})


def test_somebody_makes_a_token_sees_it_once_and_revokes_it(ledger, reader):
    page = reader.post("/account/tokens", FORM).content.decode()
    word = re.search(r"lily_[\w-]{43}", page).group()
    later = reader.get("/account/tokens").content.decode()

    assert ask(word, "me").json() == {
        "name": "reader", "verbs": ["see figures", "see definitions"], "everything": True, "units": [],
    }  # fmt: skip
    assert word not in later
    assert "spreadsheet" in later
    assert word not in repr(list(Token.objects.values()))

    reader.post("/account/tokens", {"revoke": Token.objects.get().pk})
    assert ask(word, "me").status_code == 401


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Say what it is for."),
        ({"name": "x" * 81}, "Use up to 80 letters."),
        ({"verbs": []}, "Choose at least one."),
        ({"verbs": ["keep people"]}, "Choose from the list."),  # an analyst keeps none
        ({"verbs": ["rule the world"]}, "Choose from the list."),
        ({"days": "9999"}, "Choose from the list."),
    ],
)
def test_a_mistake_makes_no_token(reader, changed, said):
    page = reader.post("/account/tokens", {**FORM, **changed})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert Token.objects.count() == 0


def test_nobody_revokes_anothers_token(reader, token):
    word, _ = token((Role.ANALYST, ""))

    for number in (str(Token.objects.get().pk), "x", "9" * 30):
        reader.post("/account/tokens", {"revoke": number})

    assert ask(word, "me").status_code == 200


def test_there_is_an_end_to_tokens(reader, user):
    for number in range(MOST):
        make_token(user, f"program {number}", VERBS, 30)

    page = reader.post("/account/tokens", FORM)

    assert f"You hold {MOST} tokens." in page.content.decode()
    assert Token.objects.count() == MOST


def test_figures_are_the_rows_of_the_ledger(ledger, token):
    word, _ = token((Role.ANALYST, ""))

    answer = ask(word, "figures?cut=team&cell=d1t1&indicator=salience&period=2024-03").json()

    assert answer["total"] == 1
    assert answer["rows"] == Ledger(ledger).released("talk").rows(
        cut="team", cell="d1t1", indicator="salience", period="2024-03"
    )


def test_pages_hold_every_row_once(ledger, token):
    word, _ = token((Role.ANALYST, ""))
    rows, offset = [], 0

    while offset is not None:
        answer = ask(word, f"figures?period=2024-03&limit=400&offset={offset}").json()
        rows += answer["rows"]
        offset = answer["next_offset"]

    assert rows == Ledger(ledger).released("talk").rows(period="2024-03")
    assert answer["total"] == len(rows)


def test_a_token_reaches_as_far_as_its_maker(ledger, token):
    of_line, _ = token((Role.LEADER, "d1"))
    of_nobody, _ = token()

    assert ask(of_line, "figures?cell=d1t2&period=2024-03").json()["total"] > 0
    assert ask(of_line, "figures?cell=d2t2&period=2024-03").json()["total"] == 0
    assert ask(of_nobody, "figures").status_code == 404


def test_a_token_does_only_what_it_was_made_for(ledger, token):
    word, _ = token((Role.ANALYST, ""), verbs=["see definitions"])

    assert ask(word, "definitions").status_code == 200
    assert ask(word, "figures").status_code == 404
    assert ask(word, "releases").status_code == 404


def test_a_role_taken_or_somebody_let_go_counts_with_the_next_call(ledger, token):
    word, user = token((Role.ANALYST, ""))
    assert ask(word, "figures?limit=1").status_code == 200

    take_role(user, Role.ANALYST, by="a test")
    assert ask(word, "figures?limit=1").status_code == 404

    user.is_active = False
    user.save()
    assert ask(word, "me").status_code == 401


def test_a_token_does_not_work_again_when_its_maker_is_let_back(ledger, token):
    word, user = token((Role.ANALYST, ""))

    let_go(user, by="a test")
    let_back(user, by="a test")

    assert ask(word, "me").status_code == 401


def test_a_token_ends_on_its_day(ledger, token):
    word, _ = token((Role.ANALYST, ""))

    Token.objects.update(until=timezone.now() - timedelta(seconds=1))

    assert ask(word, "me").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer lily_made-up", "Basic abc", "Bearer \u00e9"])
def test_without_a_token_there_is_nothing(ledger, db, header):
    answer = Client().get("/api/v1/figures", headers={"authorization": header} if header else {})

    assert answer.status_code == 401
    assert "rows" not in answer.json()


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=5001", "limit=x", "offset=-1", "offset=1e9", "stream=gossip", "offset=" + "9" * 40]
)
def test_a_question_that_makes_no_sense_is_refused(ledger, token, query):
    word, _ = token((Role.ANALYST, ""))

    assert ask(word, f"figures?{query}").status_code == 422


def test_what_matches_nothing_is_empty_and_no_fault(ledger, token):
    word, _ = token((Role.ANALYST, ""))

    assert ask(word, "figures?period=1999-01").json() == {"total": 0, "offset": 0, "next_offset": None, "rows": []}
    assert ask(word, "figures?offset=99999999").json()["rows"] == []
    assert ask(word, "figures?stream=records").json()["total"] == 0


def test_a_changed_ledger_answers_with_a_sentence(own_ledger, token):
    word, _ = token((Role.ANALYST, ""))
    table = next(own_ledger.rglob("*.parquet"))
    table.write_bytes(table.read_bytes() + b"x")

    answer = ask(word, "figures")

    assert answer.status_code == 503
    assert set(answer.json()) == {"detail"}


def test_looks_are_written_down_with_the_token(ledger, token):
    word, user = token((Role.ANALYST, ""))

    ask(word, "figures?limit=1")

    assert list(Entry.objects.filter(who=user.username, changed=False).values_list("verb", "what")) == [
        ("see figures", "/api/v1/figures with the token a program")
    ]


def test_releases_say_how_they_are_chained(ledger, token):
    word, _ = token((Role.ANALYST, ""))

    found = ask(word, "releases").json()

    assert [entry["number"] for entry in found] == list(range(1, 25))
    assert found[0]["smallest_group"] >= 5


def test_the_api_describes_itself_without_a_word_about_this_organisation(ledger, stranger):
    described = stranger.get("/api/v1/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {f"/api/v1/{name}" for name in ("me", "releases", "figures", "definitions")}
    assert "Whole organisation" not in str(described)


def test_nothing_can_be_changed_through_it(ledger, token):
    word, _ = token((Role.STEWARD, ""), (Role.ADMIN, ""))

    for address in ("me", "releases", "figures", "definitions"):
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(Client(), method)(f"/api/v1/{address}", headers={"authorization": f"Bearer {word}"})
            assert answer.status_code == 405


def test_a_token_makes_so_many_requests_a_minute_and_another_one_is_not_held_up(ledger, token, settings):
    settings.API_REQUESTS = 2
    (word, _), (other, _) = token((Role.ANALYST, "")), token((Role.ANALYST, ""))

    answers = [ask(word, "me") for _ in range(6)]  # also where a minute ends in between

    refused = [answer for answer in answers if answer.status_code == 429]
    assert answers[0].status_code == 200
    assert refused
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert "Wait as long as Retry-After says" in refused[0].json()["detail"]
    assert ask(other, "me").status_code == 200


def test_without_a_limit_there_is_none(ledger, token, settings):
    settings.API_REQUESTS = 0
    word, _ = token((Role.ANALYST, ""))

    assert {ask(word, "me").status_code for _ in range(5)} == {200}


def test_the_description_says_what_too_many_requests_get(stranger):
    described = stranger.get("/api/v1/openapi.json").json()

    assert all("429" in way["get"]["responses"] for way in described["paths"].values())
    assert "Retry-After" in described["info"]["description"]
