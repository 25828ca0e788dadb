"""The auditors' page: who may see a text, what keys and buttons do, and what it never tells."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lilyroot.audit.agreement import FEWEST_PAIRS, FEWEST_SEEN
from lilyroot.audit.box import AuditBox, Label
from lilyroot.audit.codebook import codebook
from lilyroot.audit.looks import looks
from tests.audits import PERIOD, SAID, open_audit, sampled
from tests.web.conftest import PASSWORD


@pytest.fixture
def signed_in(django_user_model):
    """Somebody signed in under a name."""

    def enter(name: str) -> Client:
        django_user_model.objects.create_user(username=name, password=PASSWORD)
        client = Client()
        client.login(username=name, password=PASSWORD)
        return client

    return enter


@pytest.fixture
def audit(home):
    open_audit(home).close()
    return home


@pytest.fixture
def ines(signed_in):
    return signed_in("ines")


@pytest.fixture
def tomas(signed_in):
    return signed_in("tomas")


def page(response) -> str:
    return response.content.decode()


def untold(shown: str) -> str:
    """A page without what differs from one form to the next."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", shown)


def item_of(response) -> str:
    return re.search(r'name="item" value="([^"]+)"', page(response))[1]


def give(client: Client, wish: str, *flags: str, **more):
    """Open the page and press a button."""
    item = item_of(client.get(f"/audit/{PERIOD}"))
    return client.post(f"/audit/{PERIOD}", {"item": item, "wish": wish, "flag": flags, **more})


def labels(home) -> list[tuple[str, str, str]]:
    with AuditBox.open(home, PERIOD) as box:
        rows = box._connection.execute("SELECT auditor, orientation, flags FROM label ORDER BY given").fetchall()
    return rows


def test_an_auditor_sees_one_redacted_message_and_what_was_said_before(audit, ines):
    shown = page(ines.get(f"/audit/{PERIOD}"))

    assert [text for text, _, _ in SAID if text in shown] == [SAID[0][0]]
    assert SAID[0][1] in shown


def test_a_label_with_flags_is_kept_and_the_next_message_comes(audit, ines):
    response = give(ines, "focused", "blame", "brush_off")
    shown = page(ines.get(response.url))

    assert (response.status_code, response.url) == (302, f"/audit/{PERIOD}")
    assert labels(audit) == [("ines", "focused", "blame;brush_off")]
    assert SAID[1][0] in shown
    assert "1 of 12 labelled by you" in re.sub(r"\s+", " ", shown)


def test_nobody_is_told_what_the_reader_or_another_person_said(audit, ines, tomas):
    before = page(tomas.get(f"/audit/{PERIOD}"))
    give(ines, "centric", "blame")
    after = page(tomas.get(f"/audit/{PERIOD}"))

    assert "checked" not in after
    one, other = (untold(shown).replace("0 of 15", "1 of 15") for shown in (before, after))
    assert one == other


def test_two_people_label_the_same_message_only_where_two_are_wanted(audit, ines, tomas):
    mine = [item_of(ines.get(f"/audit/{PERIOD}"))]
    theirs = []
    for _ in range(11):
        give(ines, "none")
        mine.append(item_of(ines.get(f"/audit/{PERIOD}")))
    while 'name="item"' in page(opened := tomas.get(f"/audit/{PERIOD}")):
        theirs.append(item_of(opened))
        give(tomas, "none")

    assert len(set(mine)) == 12
    assert theirs == ["ITEM0000", "ITEM0004", "ITEM0008"]


def test_undo_brings_the_last_message_back(audit, ines):
    give(ines, "centric")
    ines.post(f"/audit/{PERIOD}", {"wish": "undo"})

    assert labels(audit) == []
    assert SAID[0][0] in page(ines.get(f"/audit/{PERIOD}"))


def test_undo_with_nothing_to_take_back_says_so(audit, ines):
    response = ines.post(f"/audit/{PERIOD}", {"wish": "undo"})

    assert "There is no label of yours to take back." in page(response)


def test_what_was_put_off_comes_last(audit, ines):
    first = item_of(ines.get(f"/audit/{PERIOD}"))
    give(ines, "skip")
    seen = []
    for _ in range(11):
        seen.append(item_of(ines.get(f"/audit/{PERIOD}")))
        give(ines, "none")

    assert first not in seen
    assert item_of(ines.get(f"/audit/{PERIOD}")) == first


@pytest.mark.parametrize(
    "sent",
    [{"wish": "emotion"}, {"wish": "centric", "flag": "anger"}, {"wish": ""}, {"wish": "centric", "item": "X"}],
)
def test_what_is_no_label_is_refused_in_words_and_nothing_is_kept(audit, ines, sent):
    item = item_of(ines.get(f"/audit/{PERIOD}"))
    response = ines.post(f"/audit/{PERIOD}", {"item": item, **sent})

    assert "Nothing was kept." in page(response)
    assert labels(audit) == []


def test_an_item_that_somebody_else_has_before_them_cannot_be_labelled(audit, ines, tomas):
    item = item_of(ines.get(f"/audit/{PERIOD}"))
    response = tomas.post(f"/audit/{PERIOD}", {"item": item, "wish": "none"})

    assert "Nothing was kept." in page(response)
    assert labels(audit) == []


def test_who_is_no_auditor_finds_nothing_and_no_look_is_made(audit, reader, stranger):
    answers = [reader.get(f"/audit/{PERIOD}"), reader.get("/audit/2020-01"), reader.get("/audit/..%2Fkeys")]
    posted = reader.post(f"/audit/{PERIOD}", {"wish": "none", "item": "ITEM0000"})

    assert [answer.status_code for answer in (*answers, posted)] == [404] * 4
    assert untold(page(answers[0])) == untold(page(answers[1]))
    assert stranger.get(f"/audit/{PERIOD}").url.startswith("/sign-in")
    assert looks(audit) == []


def test_every_look_is_logged_with_who_what_and_how(audit, ines, tomas):
    ines.get(f"/audit/{PERIOD}")
    tomas.get(f"/audit/{PERIOD}")

    assert [(look.who, look.period, look.item, look.how) for look in looks(audit)] == [
        ("ines", PERIOD, "ITEM0000", "page"),
        ("tomas", PERIOD, "ITEM0000", "page"),
    ]
    assert not any(text in (audit.audits / "looks.jsonl").read_text() for text, _, _ in SAID)


def test_asking_only_for_headers_is_no_look(audit, ines):
    ines.head(f"/audit/{PERIOD}")

    assert looks(audit) == []


def test_a_browser_is_asked_to_keep_nothing(audit, ines):
    for response in (ines.get(f"/audit/{PERIOD}"), ines.get("/audit"), give(ines, "none")):
        assert response["Cache-Control"] == "private, no-store"


def labelled_twice(home, pairs: int, *, about_customers: int) -> None:
    """An audit in which two people agreed on all but the first message."""
    with open_audit(home, [sampled(number, wanted=2) for number in range(FEWEST_PAIRS + 2)]) as box:
        for number in range(pairs):
            said = Label("centric" if number < about_customers else "none")
            box.take_in("ines", {f"ITEM{number:04d}": said})
            box.take_in("tomas", {f"ITEM{number:04d}": said if number else Label("none")})


def test_agreement_is_told_live_once_there_are_enough_of_two(home, ines):
    labelled_twice(home, FEWEST_PAIRS, about_customers=10)

    assert "You agree enough so far: kappa 0.90 on 20 messages labelled twice." in page(ines.get(f"/audit/{PERIOD}"))


def test_with_one_fewer_nothing_is_said_of_agreement_but_how_many_it_takes(home, ines):
    labelled_twice(home, FEWEST_PAIRS - 1, about_customers=10)

    assert "Labelled twice so far: 19. It takes 20 to say whether you agree." in page(ines.get(f"/audit/{PERIOD}"))


def test_nor_is_anything_said_where_hardly_any_is_about_customers(home, ines):
    labelled_twice(home, FEWEST_PAIRS, about_customers=FEWEST_SEEN - 1)

    assert "Too few are about customers to say whether you agree." in page(ines.get(f"/audit/{PERIOD}"))


def test_when_everything_is_labelled_it_says_thank_you(audit, ines):
    for _ in range(12):
        give(ines, "none")

    assert "Nothing is left for you. Thank you." in page(ines.get(f"/audit/{PERIOD}"))
    assert "Nothing is left for you. Thank you." in page(ines.get("/audit"))


def test_texts_whose_time_is_over_are_gone(home, ines):
    open_audit(home, days=-1).close()

    assert "The texts of this audit are deleted." in page(ines.get(f"/audit/{PERIOD}"))


def test_the_rail_leads_auditors_to_it_and_nobody_else(audit, ines, reader):
    assert '<a href="/audit">Audit</a>' in page(ines.get("/trust"))
    assert "/audit" not in page(reader.get("/trust"))


def test_the_list_tells_an_auditor_what_waits_and_others_what_an_audit_is(audit, ines, reader):
    assert "One month waits for your labels." in page(ines.get("/audit"))
    assert "No audit waits for you." in page(reader.get("/audit"))


def test_the_codebook_is_one_key_away_and_a_page(audit, ines, reader):
    book = page(reader.get("/audit/codebook"))

    assert 'data-key="?"' in page(ines.get(f"/audit/{PERIOD}"))
    for entry in (*codebook().orientations, *codebook().flags):
        assert f"<kbd>{entry.key}</kbd> {entry.title}" in book


def test_a_form_of_another_site_is_refused(audit, django_user_model):
    django_user_model.objects.create_user(username="ines", password=PASSWORD)
    client = Client(enforce_csrf_checks=True)
    client.login(username="ines", password=PASSWORD)

    assert client.post(f"/audit/{PERIOD}", {"wish": "undo"}).status_code == 403


def test_a_text_is_text_and_never_markup(home, ines):
    from dataclasses import replace

    open_audit(home, [replace(sampled(0), text="<script>alert(1)</script>", context="<b>x</b>")]).close()
    shown = page(ines.get(f"/audit/{PERIOD}"))

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
