"""Trying a text, and the words for customers: what the pages say, and that a text leaves no trace."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from lilyroot.home import Home
from lilyroot.read.customers import save_words, words_file
from lilyroot.read.shelf import reader_for
from lilyroot_web.reading import queries
from lilyroot_web.reading.forms import LONGEST_TEXT
from tests.web.conftest import PASSWORD

SPOKEN = "Most parents fill this in on a phone with a child on the other arm."
OF_ANGLERS = "The survey among anglers is back."
SECRET = "Zwiebelfisch"  # a word that is nowhere else


def tried(reader: Client, text: str, context: str = "", **more):
    return reader.post("/try", {"text": text, "context": context}, **more)


def page(response) -> str:
    return response.content.decode()


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def save(reader: Client, **fields: str):
    """Open the page, type the fields and press a button."""
    seen = reader.get("/customers").context["form"]["seen"].value()
    return reader.post("/customers", {"customers": "", "others": "", "seen": seen, **fields})


# Trying a text


def test_a_text_is_shown_with_its_label_figures_and_deciding_words(reader, home):
    shown = page(tried(reader, SPOKEN))

    said = re.search(r'<blockquote class="said"[^>]*>(.*?)</blockquote>', shown, re.DOTALL)[1]
    percents = [int(figure) for figure in re.findall(r'<td class="percent">(\d+) %</td>', shown)]
    widths = [int(width) for width in re.findall(r'class="fill" width="(\d+)"', shown)]
    assert re.search(r'<h1 id="opening">(This|Perhaps this) speaks of the customer', shown)
    assert "<mark>" in said
    assert re.sub(r"</?mark>", "", said) == SPOKEN
    assert abs(sum(percents) - 100) <= 1
    assert widths == percents
    assert reader_for(home).version in shown


def test_the_page_says_what_each_signal_means(reader):
    shown = page(tried(reader, "Legal messed it up again, as always. They should have told us. All their fault."))

    assert "puts the fault for something on others, with reproach" in shown


def test_a_reading_that_might_as_well_be_another_is_told(reader, home):
    model = reader_for(home)
    who = ("They", "Users", "Our guests", "People", "Some parents", "The clients", "Older ones")
    what = ("like it.", "wait.", "did it.", "asked again.", "pay more.", "have it at home.", "were told by phone.")
    texts = [f"{some} {did}" for some in who for did in what]
    unsure = next(text for text in texts if queries.read_sentence(model, text).unsure)

    shown = page(tried(reader, unsure))

    assert '<h1 id="opening">Perhaps this ' in shown
    assert "It might as well be" in shown


def test_what_was_said_before_counts(reader):
    alone, after = (tried(reader, "They never do.", said) for said in ("", "Do the tenants read our letters?"))

    assert alone.context["shown"].shares != after.context["shown"].shares


def test_a_text_is_text_and_never_markup(reader):
    shown = page(tried(reader, '<script>alert(1)</script> & <b>users</b> want "more"'))

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in shown.replace("<mark>", "").replace(
        "</mark>", ""
    )


def test_lines_and_letters_of_all_kinds_come_back_as_they_were(reader):
    text = "Die Gäste 🐟 frieren.\n\nWir\tauch – 1 000 mal: مرحبا"

    shown = tried(reader, text.replace("\n", "\r\n")).context["shown"]

    assert "".join(words for words, _ in shown.pieces).replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": ""}, "Type or paste a sentence first."),
        ({"text": " \n "}, "Type or paste a sentence first."),
        ({}, "Type or paste a sentence first."),
        (
            {"text": "x" * (LONGEST_TEXT + 1)},
            "This is longer than 5,000 characters. Paste one message, not a whole conversation.",
        ),
        ({"text": "x", "context": "x" * (LONGEST_TEXT + 1)}, "The last message or two are enough."),
    ],
)
def test_what_cannot_be_read_is_told_at_the_field(reader, fields, told):
    response = reader.post("/try", fields)

    assert response.context["shown"] is None
    assert told in page(response)


def test_the_longest_text_is_read(reader):
    assert tried(reader, "guest " * (LONGEST_TEXT // 6)).context["shown"] is not None


def test_the_browser_is_asked_to_keep_nothing(reader):
    for response in (reader.get("/try"), tried(reader, SPOKEN), reader.get("/customers")):
        assert response["Cache-Control"] == "private, no-store"
    areas = re.findall(r"<textarea[^>]*>", page(reader.get("/try")))
    assert [('autocomplete="off"' in area, 'spellcheck="false"' in area) for area in areas] == [(True, True)] * 2
    assert "maxlength" not in "".join(areas)


def test_a_text_in_the_address_is_not_read(reader):
    response = reader.get("/try", {"text": SPOKEN})

    assert response.context["shown"] is None
    assert "fill this in on a phone with a child on the other arm.</textarea>" not in page(response)


def test_a_form_of_another_site_is_refused(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    for address in ("/try", "/customers"):
        assert client.post(address, {"text": SPOKEN}).status_code == 403


def test_a_stranger_can_neither_try_nor_change(stranger, home):
    for address in ("/try", "/customers"):
        assert stranger.post(address, {"text": SPOKEN, "customers": "guest"}).url.startswith("/sign-in")
    assert not words_file(home).exists()


@pytest.mark.django_db(transaction=True)
def test_a_text_leaves_no_trace(user, home, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client(enforce_csrf_checks=False)
    client.post("/sign-in", {"login": "reader", "password": PASSWORD})

    shown = page(tried(client, f"Our {SECRET} customers wait.", f"{SECRET} before"))
    tried(client, SECRET * LONGEST_TEXT)

    assert SECRET in shown
    assert SECRET.encode() not in written(tmp_path)
    assert SECRET not in caplog.text
    assert [SECRET in str(session.get_decoded()) for session in Session.objects.all()] == [False]
    assert SECRET not in str(client.cookies)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert SECRET not in str(cursor.fetchall())


def test_a_reader_that_fails_says_so_without_the_text(reader, home, caplog):
    (home.root / "models").mkdir(parents=True)
    (home.root / "models" / "current.json").write_text("{")

    response = tried(reader, f"Our {SECRET} customers wait.")

    assert response.status_code == 503
    assert SECRET not in page(response) + caplog.text


def test_the_model_is_loaded_once(reader, home):
    queries._loaded.cache_clear()

    for text in (SPOKEN, OF_ANGLERS, SPOKEN):
        tried(reader, text)

    assert queries._loaded.cache_info().misses == 1


# Words for customers


def test_nobody_has_said_any_words_yet(reader, home):
    shown = page(reader.get("/customers"))

    assert "What are your customers called?" in shown
    assert "What that changes" not in shown
    assert not home.root.exists()


def test_looking_first_shows_the_change_and_saves_nothing(reader, home):
    response = save(reader, customers="anglers", others="client", look="1")

    assert [(e.before, e.after) for e in response.context["examples"] if e.text == OF_ANGLERS] == [
        ("neither", "customer-focused")
    ]
    assert "Nothing is saved yet." in page(response)
    assert not words_file(home).exists()


def test_saved_words_are_kept_shown_and_used(reader, home):
    before = tried(reader, OF_ANGLERS).context["shown"]
    response = save(reader, customers="# ours\r\nanglers", others="client")
    after = tried(reader, OF_ANGLERS).context["shown"]

    assert (response.status_code, response.url) == (302, "/customers?saved")
    assert words_file(home).read_text() == "# ours\nanglers\n\n[not customers]\nclient\n"
    form = reader.get(response.url).context["form"]
    assert (form["customers"].value(), form["others"].value()) == ("# ours\nanglers", "client")
    assert before.opening.endswith("is not about customers.")
    assert after.opening.endswith("mentions customers, but not their side.")
    assert "+customers-" in after.reader


def test_clearing_both_fields_takes_all_words_back(reader, home):
    save_words(home, "anglers")

    save(reader)

    assert "+customers-" not in tried(reader, OF_ANGLERS).context["shown"].reader


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"customers": "guest\nthey"}, "customers", "Line 2: “they” is in every other sentence"),
        ({"customers": "guest", "others": "\nclient\nguests"}, "others", "Line 3: “guest” is in the list already"),
        ({"others": "a, b, c, d, e, f, g"}, "others", "Line 1: A word has at most 6 forms."),
        ({"customers": "guest\n[friends]"}, "customers", "Line 2: There is no section “friends”."),
    ],
)
def test_a_fault_is_told_at_its_field_and_line_and_nothing_is_saved(reader, home, fields, field, told):
    response = save(reader, **fields)

    assert response.context["form"].errors[field][0].startswith(told)
    assert fields[field].strip() in page(response)
    assert not words_file(home).exists()


def test_a_file_that_was_broken_by_hand_can_be_mended_on_the_page(reader, home):
    home.root.mkdir()
    words_file(home).write_text("guest\nthey\n")

    opened = reader.get("/customers")
    mended = save(reader, customers="guest")

    assert opened.context["form"].errors["customers"][0].startswith("Line 2: “they”")
    assert mended.status_code == 302
    assert words_file(home).read_text() == "guest\n"


def test_two_people_who_change_the_words_learn_of_each_other(reader, home):
    seen = reader.get("/customers").context["form"]["seen"].value()
    save(reader, customers="guests")

    refused = reader.post("/customers", {"customers": "anglers", "others": "", "seen": seen})
    again = refused.context["form"]["seen"].value()
    kept = words_file(home).read_text()
    reader.post("/customers", {"customers": "anglers", "others": "", "seen": again})

    assert "Somebody changed the words while you were writing." in page(refused)
    assert "<code>guests" in page(refused)
    assert kept == "guests\n"
    assert words_file(home).read_text() == "anglers\n"


def test_the_rail_leads_to_it_and_it_leads_to_the_words(reader):
    assert '<a href="/listen">Listen</a>' in page(reader.get("/trust"))
    assert '<a href="/try">Try a sentence</a>' in page(reader.get("/listen"))
    assert '<a href="/customers">Words for your customers</a>' in page(reader.get("/try"))
    assert '<a href="/listen" aria-current="page">Listen</a>' in page(reader.get("/try"))


def test_the_pages_need_no_home_that_exists(reader, home):
    assert isinstance(home, Home)
    assert not home.root.exists()
    assert reader.get("/try").status_code == 200
