"""What was heard in a survey and what will be done: said by a leader or a steward, read by all before the next."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from lilyroot.home import Home
from lilyroot_web.access.models import Entry
from lilyroot_web.actions import domain as acting
from lilyroot_web.responses.models import Pointer
from lilyroot_web.sources import library
from lilyroot_web.sources.models import REFUSED, TakingIn
from tests.asked_people import FIRST, NEXT, answers_of, asked_once, declared, worked

LATER = datetime.now(UTC).date() + timedelta(days=60)
HEARD, WILL = "Nobody knows who decides <b>.", "Each team names one person who does."
GIVEN = {"heard": HEARD, "will": WILL, "due": LATER.isoformat()}
ADDRESS = f"/responses/{FIRST}"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked-web")
    asked_once(folder)
    return folder


@pytest.fixture
def asked(made, tmp_path, settings, db) -> Home:
    """The home after the first wave, of an organisation that declares its sources; the next wave is open."""
    shutil.copytree(made / "home", tmp_path / "asked")
    settings.LILYROOT_HOME = Home(tmp_path / "asked")
    settings.TAKE_IN_BESIDE = False
    worked(settings.LILYROOT_HOME, "survey", "open", NEXT)
    declared(settings.LILYROOT_HOME)
    return settings.LILYROOT_HOME


@pytest.fixture
def lea(signed_in):
    return signed_in("lea", "leader of Sales")


def text(response) -> str:
    return " ".join(response.content.decode().split())


def known(name: str):
    return get_user_model().objects.get(username=name)


def action(user, title: str, unit: str = ""):
    days = {"due": LATER, "review": LATER + timedelta(days=90)}
    words = {"why": "Because.", "indicator": "salience", "hope": "up", "unit": unit, "owner": user}
    return acting.plan(acting.Plan(title=title, **words, **days), by=user)


def test_an_empty_home_says_what_will_stand_there(home, signed_in):
    assert "what was heard in each survey" in text(signed_in("eva", "employee").get("/responses"))


@pytest.mark.parametrize("role", ["employee", "manager of Sales", "people lead", "analyst", "auditor", "admin"])
def test_only_leaders_and_stewards_answer(asked, signed_in, role):
    visitor = signed_in("visitor", role)

    assert visitor.get(ADDRESS).status_code == 404
    assert visitor.post(ADDRESS, GIVEN).status_code == 404
    assert library.responses(asked) == []
    assert "Answer the results" not in text(visitor.get("/responses"))


def test_a_leader_answers_and_everybody_reads_it_at_home_and_beside_the_results(asked, lea, signed_in):
    eva = signed_in("eva", "employee of Sales")
    before = eva.get("/see/dimensions")
    assert WILL not in text(before)

    done = lea.post(ADDRESS, GIVEN, follow=True)

    assert "Published: everybody here reads it" in text(done)
    for address in ("/", "/responses", "/see/dimensions"):
        page = text(eva.get(address, headers={"if-none-match": before.headers["ETag"]}))
        assert WILL in page
        assert "Nobody knows who decides &lt;b&gt;." in page
    assert ("lea", f"answered the results of {FIRST}") in Entry.objects.filter(changed=True).values_list(
        "who", "what"
    )


def test_answers_wait_and_the_page_shows_the_way_out(asked, made, signed_in):
    stan = signed_in("stan", "steward")
    given = {"wave": NEXT, "export": SimpleUploadedFile("a.csv", answers_of(made / "shop", NEXT).read_bytes())}

    shown = text(stan.get("/listen/sources/survey"))
    refused = stan.post("/listen/sources/survey", given)

    assert f"The results of {FIRST} were published, and nobody has said what was heard" in shown
    assert f'href="{ADDRESS}"' in shown
    assert refused.status_code == 422
    assert TakingIn.objects.count() == 0

    stan.post(ADDRESS, GIVEN)
    given["export"].seek(0)
    stan.post("/listen/sources/survey", given)
    taking = TakingIn.objects.get()
    assert (taking.state, taking.committed > 0) == ("done", True)


def test_the_process_beside_the_pages_asks_again(asked, made, signed_in):
    """A take-in that was begun while nothing was owed meets the rule where the answers are kept."""
    stan = signed_in("stan", "steward")
    stan.post(ADDRESS, GIVEN)
    wish = {"wave": NEXT, "export": SimpleUploadedFile("a.csv", answers_of(made / "shop", NEXT).read_bytes())}
    stan.post("/listen/sources/survey", wish)
    worked(asked, "survey", "close", NEXT)
    worked(asked, "release", "--name", "Hazel & Thatch")
    worked_out = library.owed(asked)

    wish["export"].seek(0)
    page = stan.post("/listen/sources/survey", wish)

    assert worked_out == NEXT
    assert page.status_code == 422
    assert not TakingIn.objects.filter(state=REFUSED).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"heard": ""}, "Say what you heard in the results."),
        ({"will": "x" * 2_001}, "Say it in up to 2,000 letters."),
        ({"due": "soon"}, "Give a day, such as 2027-03-31."),
        ({"due": "2020-01-01"}, "By this day nothing can be done."),
        ({"actions": ["99"]}, "Choose actions from the list."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_published(asked, lea, change, sentence):
    action(known("lea"), "Open each week with a case")

    page = lea.post(ADDRESS, {**GIVEN, **change})

    assert page.status_code == 422
    assert sentence in text(page)
    assert library.responses(asked) == []


def test_actions_that_belong_to_it_are_read_by_all_and_opened_by_whoever_may(asked, signed_in):
    stan = signed_in("stan", "steward")
    one = action(known("stan"), "Open each week with a case")
    hidden = action(known("stan"), "A plan of another unit", unit="d2")

    stan.post(ADDRESS, {**GIVEN, "actions": [str(one.pk), str(hidden.pk)]})
    page = text(signed_in("eva", "employee").get("/responses"))

    assert Pointer.objects.count() == 2
    assert f'<a href="/act/{one.pk}">Open each week with a case</a>' in page
    assert "A plan of another unit" in page
    assert f"/act/{hidden.pk}" not in page


def test_a_leader_cannot_point_at_what_they_do_not_see(asked, signed_in, lea):
    signed_in("stan", "steward")
    hidden = action(known("stan"), "A plan of another unit", unit="d2")

    page = lea.post(ADDRESS, {**GIVEN, "actions": [str(hidden.pk)]})

    assert page.status_code == 302
    assert "A plan of another unit" not in text(lea.get("/responses"))
    assert Pointer.objects.count() == 0


def test_said_anew_the_last_counts_and_the_first_stays(asked, lea):
    lea.post(ADDRESS, GIVEN)
    form = text(lea.get(ADDRESS))
    lea.post(ADDRESS, {**GIVEN, "will": "We drop the form."})
    page = text(lea.get("/responses"))

    assert WILL in form
    assert "What was said before, once" in page
    assert page.index("We drop the form.") < page.index(WILL)


def test_there_is_no_answering_of_waves_that_were_not_released(asked, lea):
    assert lea.get(f"/responses/{NEXT}").status_code == 404
    assert lea.post(f"/responses/{NEXT}", GIVEN).status_code == 404
