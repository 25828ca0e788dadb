"""Saying that what one writes is not read: only of one's own words, and nobody sees who did it."""

from __future__ import annotations

import os
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lilyroot.home import Home
from lilyroot.store.catalogue import looked_at
from lilyroot_web.access.models import Entry
from lilyroot_web.jobs.domain import tick
from lilyroot_web.jobs.models import Job
from lilyroot_web.jobs.work import RECURRING
from lilyroot_web.mail.models import Confirmed
from lilyroot_web.sources import domain, library, tasks
from lilyroot_web.sources.library import Wish
from lilyroot_web.sources.models import TakingIn
from tests.web.test_sources import said

ADDRESS = "/account/my-words"
BEN = "ben@shop.example"
HRIS = f"employee_id,manager_id,team,email,name\n1,,Board,ada@shop.example,Ada Lark\n2,1,Shop,{BEN},Ben Finch\n"
TALK = f"speaker,sent,text\n{BEN},2026-03-01T09:00:00,Zanzibar.\nada@shop.example,2026-03-01T09:00:00,The customer.\n"


@pytest.fixture
def shop(home, settings, db) -> Home:
    """People, a declared source, and one export that is in."""
    settings.TAKE_IN_BESIDE = False
    home.root.mkdir(parents=True, exist_ok=True)
    (home.root / "hris.csv").write_text(HRIS)
    library.take_in(home, Wish("people", "people", home.root / "hris.csv"), lambda progress: None)
    domain.declare(home, said(), by="ada")
    (home.root / "talk.csv").write_text(TALK)
    library.take_in(home, Wish("table", "notes", home.root / "talk.csv"), lambda progress: None)
    return home


@pytest.fixture
def ben(signed_in):
    """Somebody whose sign-in name is the address that the people file has."""
    return signed_in(BEN, "employee")


def text(response) -> str:
    """A page without what is drawn anew each time."""
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", " ".join(response.content.decode().split()))


def held(home: Home) -> int:
    """How many texts there are: no page says so (see the receipts' count in ``library.held``)."""
    with looked_at(home.catalogue) as connection:
        return connection.execute("SELECT SUM(rows) FROM segment WHERE tab = 'texts'").fetchone()[0]


def at_its_time():
    """What the worker does every minute, in one in which it looks after this."""
    assert (5, tasks.delete_objected) in RECURRING
    tick(timezone.now().replace(minute=5))


def test_one_says_it_and_what_is_held_goes_with_the_workers_next_look(shop, ben):
    assert "What you write is read" in text(ben.get(ADDRESS))
    assert held(shop) == 2

    done = ben.post(ADDRESS, {"read": "no"})
    at_its_time()

    assert done.status_code == 200
    assert "What you write is not read." in text(done)
    assert "what is held is deleted within minutes" in text(done)
    assert held(shop) == 1


def test_what_comes_later_is_left_out_and_the_receipt_says_nothing_of_it(shop, ben, signed_in):
    ben.post(ADDRESS, {"read": "no"})

    later = TALK.replace("2026-03-01", "2026-03-02")
    page = signed_in("stan", "steward").post(
        "/listen/sources/notes", {"export": SimpleUploadedFile("b.csv", later.encode())}, follow=True
    )

    taking = TakingIn.objects.get()
    assert (taking.committed, taking.duplicate, taking.quarantined, taking.outcome["passed_over"]) == (1, 0, 0, {})
    assert BEN not in text(page)


def test_nobody_sees_who_it_was(shop, ben, signed_in, tmp_path):
    """Not in the access log, in no list of jobs, in no other row of the web application's database."""
    stan, aude = signed_in("stan", "steward"), signed_in("aude", "auditor", "admin")
    before = {"entries": Entry.objects.count(), "jobs": Job.objects.count()}

    ben.post(ADDRESS, {"read": "no"})
    at_its_time()

    assert {"entries": Entry.objects.count(), "jobs": Job.objects.count() - draws()} == before
    for client, address in ((aude, "/trust/access"), (aude, "/deliveries"), (stan, "/listen"), (aude, "/people")):
        page = text(client.get(address))
        assert "my-words" not in page.replace('href="/account/my-words"', "")
    assert "People who said so: fewer than 5, perhaps nobody." in text(stan.get("/listen"))
    assert "People who said so" not in text(ben.get("/listen"))


def draws() -> int:
    """Jobs that the same look of the worker asks for every time."""
    return Job.objects.filter(name="see.draw").count()


@pytest.mark.parametrize("address", ["/listen", "/listen/sources/notes"])
def test_before_and_after_the_steward_reads_the_same_page(shop, ben, signed_in, address):
    """Also when the words are gone: by as many fewer messages as are held, that many one person wrote."""
    stan = signed_in("stan", "steward")
    before = text(stan.get(address))

    ben.post(ADDRESS, {"read": "no"})
    at_its_time()

    assert held(shop) == 1
    assert text(stan.get(address)) == before


@pytest.mark.parametrize(
    ("address", "sent", "said"),
    [
        ("/listen/sources/notes/delete", {}, "the text of 2 messages"),
        ("/listen/sources/notes/forget", {"name": "notes"}, "2 messages of 1 exports"),
    ],
)
def test_what_is_deleted_later_is_counted_as_it_came_in(shop, ben, signed_in, address, sent, said):
    ben.post(ADDRESS, {"read": "no"})
    at_its_time()

    assert said in text(signed_in("stan", "steward").post(address, sent))


def test_taken_back_it_is_read_again(shop, ben):
    ben.post(ADDRESS, {"read": "no"})
    page = text(ben.post(ADDRESS, {"read": "yes"}))

    assert "What you write is read, for figures of groups." in page
    assert "what was deleted does not come back" in page


def test_an_address_that_one_only_claims_is_nobodys(shop, signed_in):
    eve = signed_in("eve", "employee")
    user = get_user_model().objects.get(username="eve")
    user.email = BEN
    user.save()

    page = text(eve.get(ADDRESS))
    refused = text(eve.post(ADDRESS, {"read": "no"}))

    assert "Your account is not linked to the people file." in page
    assert "The works council, room 12" in page
    assert "Nothing was changed. The people file knows nobody by this" in refused
    assert library.objects(shop, BEN) is False


def test_an_address_that_a_letter_reached_is_theirs(shop, signed_in):
    eve = signed_in("b.finch", "employee")
    user = get_user_model().objects.get(username="b.finch")
    user.email = BEN
    user.save()
    Confirmed.objects.create(user=user, address=BEN)

    eve.post(ADDRESS, {"read": "no"})

    assert library.objects(shop, BEN) is True


@pytest.mark.parametrize("wish", [{}, {"read": "perhaps"}, {"read": "\x00"}])
def test_whatever_else_is_sent_changes_nothing(shop, ben, wish):
    assert ben.post(ADDRESS, wish).status_code == 200
    assert library.objects(shop, BEN) is False


def test_on_an_empty_installation_it_says_so_and_makes_no_key(home, ben):
    page = text(ben.post(ADDRESS, {"read": "no"}))

    assert "not linked to the people file" in page
    assert "Nothing was changed." in page
    assert not os.path.exists(home.keys / "master.key")


def test_strangers_are_asked_to_sign_in(stranger):
    assert stranger.get(ADDRESS).status_code == 302
