"""What is collected: the notice for everybody, and taking in, for those who keep sources."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lilyroot_web.access.models import Entry
from lilyroot_web.access.queries import RULES
from lilyroot_web.sources import domain, library, queries
from lilyroot_web.sources.domain import where_it_broke
from lilyroot_web.sources.library import Said
from lilyroot_web.sources.models import BROKEN, DONE, DRAFT, REFUSED, RUNNING, TakingIn

TODAY = datetime.now(UTC).date()
NOTES = (
    b"speaker,sent,text\ndana,2026-03-01T09:00:00,The nursery needs the hose zanzibar.\ndana,soon,When, zanzibar?\n"
)
TALK = b"speaker,sent,text\ndana,2026-03-01T09:00:00,The nursery needs the hose zanzibar.\ndana,soon,Zanzibar?\n"
PEOPLE = b"Personnel No,Manager,Org Unit,Name\n1,,Board,Ada Lark\n2,1,Shop,Ben Finch\n3,1,Shop,Cleo Wren\n"


def said(name: str = "notes", kind: str = "table", **more) -> Said:
    given = Said(
        name,
        kind,
        purpose="To see how customers come up.",
        ground="agreement",
        contact="The works council, room 12",
        notice="We read the notes on tickets.",
        told=TODAY,
        written="Works agreement of 3 March 2026",
        is_on=True,
    )
    return replace(given, **more)


CUES = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nDana Lark: The nursery needs it.\n"
WHY = {
    "purpose": "To see how customers come up.",
    "ground": "agreement",
    "written": "Works agreement, section 4",
    "contact": "The works council",
    "notice": "We read the notes on tickets.",
    "told": TODAY.isoformat(),
    "days": "14",
}


@pytest.fixture(autouse=True)
def at_once(settings):
    """Taken in within the request: the tests' database lives in this process only."""
    settings.TAKE_IN_BESIDE = False


@pytest.fixture
def keeper(signed_in):
    return signed_in("kim", "steward")


@pytest.fixture
def notes(home, db):
    domain.declare(home, said(), by="ada")
    return "/listen/sources/notes"


def upload(data: bytes = TALK, name: str = "notes.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_an_empty_page_teaches_what_will_be_there(signed_in):
    page = text(signed_in("eva", "employee of d1t1").get("/listen"))

    assert "Nothing is collected here yet." in page
    assert "Direct messages and private conversations." in page
    assert "Add a source" not in page


def test_everybody_reads_why_on_which_ground_and_until_when(home, signed_in, notes):
    page = text(signed_in("eva", "employee of d1t1").get("/listen"))

    for words in (
        "Notes in a table: that is what is collected here",
        "To see how customers come up.",
        "A works agreement or collective agreement (GDPR Art. 88): Works agreement of 3 March 2026",
        "The works council, room 12",
        "We read the notes on tickets.",
        "deleted 30 days after it came in",
        "groups of 6 people or more",
    ):
        assert words in page
    assert "/listen/sources/notes" not in page


def test_what_came_in_by_command_without_a_word_why_is_not_hidden(home, signed_in, tmp_path):
    from lilyroot.listen.connector import ListenOptions
    from lilyroot.listen.connectors import find
    from lilyroot.listen.intake import Listening, listen
    from lilyroot.store.store import Store
    from tests.keyword_reader import KeywordReader

    (tmp_path / "old.csv").write_bytes(TALK)
    store = Store.open(home, today=TODAY)
    listen(store, tmp_path / "old.csv", Listening(find("table"), ListenOptions("Help desk/EU"), KeywordReader()))
    store.close()

    page = text(signed_in("eva", "employee of d1t1").get("/listen"))
    assert "Help desk/EU" in page
    assert "nobody has written down why" in page
    (one,) = queries.sources(home)
    refused = signed_in("kim", "steward").post(f"/listen/sources/{one.key}", {"export": upload()})
    assert refused.status_code == 404


def test_a_source_is_declared_and_stays_off_until_it_is_switched_on(home, keeper):
    keeper.post("/listen/new/table", {"name": "helpdesk", **WHY})
    assert library.said(home)["helpdesk"].is_on is False
    assert library.said(home)["helpdesk"].by == "kim"

    refused = keeper.post("/listen/sources/helpdesk", {"export": upload()})
    assert refused.status_code == 404
    assert TakingIn.objects.count() == 0

    keeper.post("/listen/sources/helpdesk/switch", {"to": "on"})
    assert library.said(home)["helpdesk"].is_on
    page = text(keeper.get("/listen/sources/helpdesk"))
    assert "Everything that was ever said, 2 times" in page
    written = list(Entry.objects.filter(changed=True).values_list("who", "what"))
    assert ("kim", "declared the source helpdesk, off") in written
    assert ("kim", "switched helpdesk on") in written


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("purpose", "Say what it is for."),
        ("ground", "Choose the legal ground."),
        ("notice", "Say in plain words what is read and what is not."),
        ("contact", "Say whom people can ask."),
        ("told", "Give the day."),
        ("days", "Give a number of days."),
        ("name", "Give it a name."),
    ],
)
def test_no_source_without_a_purpose_a_ground_and_a_notice(home, keeper, missing, sentence):
    given = {"name": "helpdesk", "on": "1", **WHY, missing: ""}

    page = keeper.post("/listen/new/table", given)

    assert page.status_code == 422
    assert sentence in text(page)
    assert "To see how customers" in text(page) or missing == "purpose"
    assert library.said(home) == {}


def test_a_name_that_is_there_already_is_not_taken_twice(home, keeper, notes):
    page = keeper.post("/listen/new/slack", {"name": "notes", "on": "1", **WHY})

    assert "There is a source called notes already." in text(page)


def test_a_file_leaves_a_receipt_that_closes_and_nothing_else(home, keeper, notes):
    done = keeper.post(notes, {"export": upload(), "mapping": ""}, follow=True)

    taking = TakingIn.objects.get()
    assert (taking.state, taking.committed, taking.duplicate, taking.quarantined) == (DONE, 1, 0, 1)
    assert taking.came_in == 2
    assert "notes.csv is taken in" in text(done)
    assert list(home.uploads.iterdir()) == []
    assert [entry.delete_after for entry in library.held(home, "notes")] == [TODAY + timedelta(days=30)]
    assert "zanzibar" not in str(TakingIn.objects.values()).casefold()


def test_the_same_file_again_changes_nothing(home, keeper, notes):
    keeper.post(notes, {"export": upload()})
    again = keeper.post(notes, {"export": upload()}, follow=True)

    assert "had been taken in before: nothing changed" in text(again)
    assert len(library.receipts(home, "notes")) == 1


def test_quarantine_says_where_and_why_and_never_what(home, keeper, notes):
    keeper.post(notes, {"export": upload()})

    page, table = text(keeper.get(f"{notes}/quarantine")), keeper.get(f"{notes}/quarantine.csv")
    rows = b"".join(table.streaming_content).decode("utf-8-sig").splitlines()

    assert "Line 3: the date is not ISO 8601" in page
    assert rows[0] == "export,place,offset,code,sentence,remedy"
    assert rows[1].startswith("notes.csv,notes.csv,")
    assert "zanzibar" not in (page + "".join(rows)).casefold()
    every = "".join(text(keeper.get(at)) for at in ("/listen", notes))
    assert "zanzibar" not in every.casefold()


def test_a_name_that_is_a_formula_or_a_script_is_shown_and_downloaded_as_text(home, keeper):
    domain.declare(home, said("meetings", "vtt"), by="ada")
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("=1+<script>alert(1)<b>.vtt", "no transcript at all")
        archive.writestr("GMT20260304-090000_Talk.vtt", CUES)
    keeper.post("/listen/sources/meetings", {"export": upload(packed.getvalue(), "<script>alert(2).zip")})

    page = keeper.get("/listen/sources/meetings/quarantine").content.decode()
    table = keeper.get("/listen/sources/meetings/quarantine.csv")
    rows = b"".join(table.streaming_content).decode("utf-8-sig").splitlines()
    source = keeper.get("/listen/sources/meetings").content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page + source
    assert ",'=1+<script>" in rows[1]


def test_text_is_deleted_on_request_of_this_source_only(home, keeper, notes):
    domain.declare(home, said("calls"), by="ada")
    keeper.post(notes, {"export": upload()})
    keeper.post("/listen/sources/calls", {"export": upload()})

    page = keeper.post(f"{notes}/delete")

    assert "Deleted: the text of 1 messages and 1 records in quarantine." in text(page)
    assert library.held(home, "notes") == []
    assert [(one.messages, one.quarantined) for one in library.held(home, "calls")] == [(1, 1)]
    assert "deleted with the text" in text(keeper.get(f"{notes}/quarantine"))


def test_a_source_is_forgotten_only_by_its_name(home, keeper, notes):
    keeper.post(notes, {"export": upload()})

    wrong = keeper.post(f"{notes}/forget", {"name": "note"})
    assert wrong.status_code == 422
    assert library.receipts(home, "notes")

    right = keeper.post(f"{notes}/forget", {"name": "notes"})
    assert "Forgotten: 1 messages of 1 exports from notes." in text(right)
    assert library.receipts(home, "notes") == []
    assert library.said(home)["notes"].is_on  # what was said stays


def test_people_are_looked_at_before_they_are_taken_in(home, keeper):
    domain.declare(home, said("people", "people"), by="ada")
    first = keeper.post("/listen/sources/people", {"export": upload(PEOPLE, "people.csv")}, follow=True)
    taking = TakingIn.objects.get()

    assert taking.state == DRAFT
    assert "3 people in 2 teams. Nothing of it is kept yet." in text(first)
    assert library.has_people(home) is False

    columns = {"employee_id": "Personnel No", "manager_id": "Manager", "team": "Org Unit", "name": "Name"}
    done = keeper.post(f"/listen/taken/{taking.pk}/look", {**columns, "take": "1"}, follow=True)
    assert "3 people, 3 rows, 2 teams." in text(done)
    assert library.has_people(home)


def test_a_people_file_with_a_fault_is_mended_by_line_and_nothing_is_kept(home, keeper):
    domain.declare(home, said("people", "people"), by="ada")
    broken = PEOPLE + b"4,99,Shop,Dan\n,1,Shop,Eve\n"
    page = keeper.post("/listen/sources/people", {"export": upload(broken, "people.csv")}, follow=True)

    assert "line 6: employee_id is empty" in text(page)
    assert "line 5: manager_id names nobody in this file" in text(page)
    assert library.has_people(home) is False


def test_a_column_that_is_chosen_twice_or_not_at_all_is_told_at_the_field(home, keeper):
    domain.declare(home, said("people", "people"), by="ada")
    keeper.post("/listen/sources/people", {"export": upload(PEOPLE, "people.csv")})
    at = f"/listen/taken/{TakingIn.objects.get().pk}/look"

    twice = keeper.post(at, {"employee_id": "Name", "manager_id": "Name", "team": "", "take": "1"})

    assert twice.status_code == 422
    assert "Name is chosen twice" in text(twice)
    assert "without it nobody can be put into a team" in text(twice)


def test_records_and_their_templates(home, keeper):
    domain.declare(home, said("board", "records"), by="ada")
    empty = b"".join(keeper.get("/listen/templates/decisions.csv").streaming_content).decode()
    done = keeper.post("/listen/sources/board", {"export": upload(empty.encode(), "d.csv"), "records": "decisions"})

    assert empty.startswith("id,")
    assert done.status_code == 302
    assert keeper.get("/listen/templates/secrets.csv").status_code == 404


def test_without_an_open_wave_no_answers(home, keeper):
    domain.declare(home, said("survey", "survey"), by="ada")

    assert "No wave of the survey is open." in text(keeper.get("/listen/sources/survey"))
    page = keeper.post("/listen/sources/survey", {"export": upload(), "wave": "spring"})
    assert page.status_code == 422
    assert TakingIn.objects.count() == 0


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [("text = = body", "This cannot be read"), ("text = " + "[" * 9_000, "lists in lists without end")],
)
def test_a_mapping_that_cannot_be_read_is_told_at_the_field(home, keeper, notes, mapping, sentence):
    page = keeper.post(notes, {"export": upload(), "mapping": mapping})

    assert page.status_code == 422
    assert sentence in text(page)
    assert TakingIn.objects.count() == 0


def test_a_mapping_and_a_team_map_are_used(home, keeper, notes):
    table = b"who,when,body\ndana,2026-03-01T09:00:00,The nursery needs it.\n"
    mapping = '[columns]\ntext = "body"\nspeaker = "who"\nsent = "when"\n'
    teams = upload(b"speaker,team\ndana,Nursery\n", "teams.csv")

    keeper.post(notes, {"export": upload(table), "mapping": mapping, "team_map": teams})

    assert TakingIn.objects.get().committed == 1
    with library.looked_at(home.catalogue) as connection:
        assert connection.execute("SELECT team FROM team").fetchall() == [("Nursery",)]


def test_a_file_beyond_the_limit_is_refused_in_a_sentence(home, keeper, notes, settings):
    settings.LARGEST_UPLOAD = 1 << 20
    page = keeper.post(notes, {"export": upload(b"x" * (2 << 20))})

    assert page.status_code == 413
    assert "larger than 1 MB" in text(page)
    assert list(home.uploads.iterdir()) == [] if home.uploads.exists() else True
    assert TakingIn.objects.count() == 0


def test_an_upload_by_who_may_not_never_touches_the_disk(home, signed_in, notes, stranger):
    ben = signed_in("ben", "analyst")

    assert ben.post(notes, {"export": upload()}).status_code == 404
    assert stranger.post(notes, {"export": upload()}).status_code == 302
    assert not home.uploads.exists()


def test_what_was_interrupted_goes_on_or_is_given_up(home, keeper, notes):
    domain.put_aside(home, "notes", "table", _on_disk(home, TALK), by="kim")
    taking = TakingIn.objects.get()
    taking.state = RUNNING  # as a killed process leaves it
    taking.save()
    at = f"/listen/taken/{taking.pk}"

    assert "was interrupted" in text(keeper.get(at))
    done = keeper.post(at, {"wish": "go on"}, follow=True)
    assert "is taken in" in text(done)

    other = domain.put_aside(home, "notes", "table", _on_disk(home, TALK), by="kim")
    TakingIn.objects.filter(pk=other.pk).update(state=BROKEN, sentence="The disk is full.")
    assert "The disk is full." in text(keeper.get(f"/listen/taken/{other.pk}"))
    keeper.post(f"/listen/taken/{other.pk}", {"wish": "give up"})
    other.refresh_from_db()
    assert other.state == REFUSED
    assert list(home.uploads.iterdir()) == []


class _Given(SimpleUploadedFile):
    """An upload that lies on the disk, as the handler leaves it."""

    path = ""

    def temporary_file_path(self) -> str:
        return self.path


def _on_disk(home, data: bytes) -> _Given:
    home.uploads.mkdir(parents=True, exist_ok=True)
    given = _Given("notes.csv", data)
    given.path = str(home.uploads / "x.upload")
    (home.uploads / "x.upload").write_bytes(data)
    return given


def test_uploads_that_nobody_came_back_to_are_swept(home, keeper, notes):
    left = domain.put_aside(home, "notes", "table", _on_disk(home, TALK), by="kim")
    loose = home.uploads / "half.upload"
    loose.write_bytes(b"x")
    long_ago = (datetime.now(UTC) - timedelta(days=8)).timestamp()
    for path in home.uploads.iterdir():
        os.utime(path, (long_ago, long_ago))
    TakingIn.objects.update(asked_at=datetime.now(UTC) - timedelta(days=8))

    domain.sweep(home)

    left.refresh_from_db()
    assert left.state == REFUSED
    assert list(home.uploads.iterdir()) == []


def test_a_source_that_was_switched_off_meanwhile_takes_nothing_in(home, keeper, notes):
    taking = domain.put_aside(home, "notes", "table", _on_disk(home, TALK), by="kim")
    TakingIn.objects.update(state="waiting")
    domain.switch(home, "notes", on=False, by="ada")

    domain.work(home, str(taking.pk))

    taking.refresh_from_db()
    assert (taking.state, taking.sentence) == (REFUSED, "notes is switched off.")


def test_a_zip_of_transcripts_is_taken_in(home, keeper):
    domain.declare(home, said("meetings", "vtt"), by="ada")
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("GMT20260304-090000_Stand-up.vtt", CUES)
    done = keeper.post("/listen/sources/meetings", {"export": upload(packed.getvalue(), "calls.zip")}, follow=True)

    assert "calls.zip is taken in" in text(done)
    assert TakingIn.objects.get().committed == 1


def test_the_rule_is_logged(home, keeper, notes):
    keeper.get(notes)

    assert RULES["keep sources"].logged
    assert Entry.objects.filter(who="kim", what=notes, changed=False).exists()


def test_the_sample_is_one_click_away_and_one_click_gone(home, keeper):
    """Into an empty installation only; nothing real is mixed with it; removed, it is as empty as it was."""
    done = keeper.post("/listen/sample", {"wish": "take in"}, follow=True)
    assert "releases were made" in text(done)
    assert len(list(home.releases.glob("*"))) >= 6
    page = text(keeper.get("/listen"))
    assert "This is an invented organisation" in page
    assert 'href="/listen/new"' not in page

    refused = keeper.post("/listen/new/table", {"name": "helpdesk", "on": "1", **WHY})
    assert "nothing real is mixed with it" in text(refused)
    people = library.said(home)["people"]
    assert people.is_on is False

    keeper.post("/listen/sample", {"wish": "remove"})
    assert library.is_empty(home)
    assert library.said(home) == {}
    assert not home.releases.exists()
    assert "Look at the sample first" in text(keeper.get("/listen"))
    assert keeper.get("/").status_code == 200


def test_the_sample_never_goes_where_anything_is(home, keeper, notes):
    page = keeper.post("/listen/sample", {"wish": "take in"})
    assert page.status_code == 422
    assert "Something is here already." in text(page)

    keeper.post(notes, {"export": upload()})
    removed = keeper.post("/listen/sample", {"wish": "remove"})
    assert removed.status_code == 422
    assert library.receipts(home, "notes")


def test_a_fault_says_where_it_broke_and_no_word_of_what_was_read():
    secret = "Mrs Miller from Sunfield complained"
    try:
        int(secret)
    except ValueError as error:
        said = where_it_broke(error)

    assert said.startswith("ValueError < test_sources.py:")
    assert "Miller" not in said
