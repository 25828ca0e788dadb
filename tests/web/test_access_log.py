"""The access log: who looked at what sensitive and who changed what; for auditors, and without a single figure."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lilyroot_web.access.domain import KEPT, write_down
from lilyroot_web.access.models import Entry
from lilyroot_web.trust.views import LINES


@pytest.fixture
def auditor(signed_in) -> Client:
    Entry.objects.all().delete()
    return signed_in("ida", "auditor")


def lines(who: str) -> list[tuple[str, str, int]]:
    found = Entry.objects.filter(who=who).order_by("pk")
    return list(found.values_list("verb", "what", "outcome"))


def test_a_look_at_figures_is_written_down_and_one_at_a_definition_is_not(ledger, reader):
    reader.get("/see?until=2024-05")
    reader.get("/figures/team-orientation.csv")
    reader.get("/definitions/salience")

    assert lines("reader") == [
        ("see figures", "/see", 200),
        ("see figures", "/figures/team-orientation.csv", 200),
    ]


def test_a_change_is_written_down_also_when_it_is_refused(ledger, signed_in):
    stew = signed_in("stew", "steward")

    stew.post("/trust/policy", {"k": "4"})

    assert lines("stew") == [("read the ledger", "/trust/policy", 422)]


def test_what_is_typed_never_reaches_the_log(home, signed_in):
    stew = signed_in("stew", "steward")

    stew.post("/try", {"text": "Our Mrs Miller from Sunfield complained again", "language": "en"})
    stew.post("/customers?secret=Miller", {"customers": "Miller", "others": ""})

    assert "Miller" not in repr(list(Entry.objects.values()))
    assert lines("stew") == [("see customer words", "/customers", 200)]  # trying a text changes nothing


def test_the_auditor_reads_it_newest_first_narrowed_and_as_a_table(ledger, reader, auditor):
    reader.get("/see")
    write_down("ada", "keep people", "let in cleo", changed=True)

    everything = auditor.get("/trust/access").content.decode()
    of_one = auditor.get("/trust/access?who=reader").content.decode()
    changes = auditor.get("/trust/access?changes").content.decode()
    rows = list(csv.reader(io.StringIO(b"".join(auditor.get("/trust/access.csv")).decode("utf-8-sig"))))

    assert everything.index("let in cleo") < everything.index("<td>/see</td>")
    assert "let in cleo" not in of_one
    assert "<td>/see</td>" in of_one
    assert "let in cleo" in changes
    assert "<td>/see</td>" not in changes
    assert rows[0] == ["when (UTC)", "who", "what", "rule", "outcome"]
    assert ["ada", "let in cleo", "keep people", "done"] in [row[1:] for row in rows]


def test_reading_the_log_is_in_the_log(ledger, auditor):
    auditor.get("/trust/access")

    assert lines("ida") == [("read the access log", "/trust/access", 200)]


def test_a_long_log_has_pages(ledger, auditor):
    now = timezone.now()
    Entry.objects.bulk_create(
        Entry(at=now, who=f"p{number}", verb="see figures", what="/see", changed=False, outcome=200)
        for number in range(LINES + 5)
    )

    first = auditor.get("/trust/access").content.decode()
    last = auditor.get("/trust/access?page=2").content.decode()
    beyond = auditor.get("/trust/access?page=99&who=&changes=").status_code

    assert "page 1 of 2" in first
    assert "Older" in first
    assert "page 2 of 2" in last
    assert "Older" not in last
    assert beyond == 200


def test_lines_go_after_two_years(ledger, db):
    old = timezone.now() - KEPT - timedelta(days=1)
    Entry.objects.create(at=old, who="long ago", verb="see figures", what="/see", changed=False, outcome=200)

    write_down("ada", "keep people", "let in cleo", changed=True)

    assert list(Entry.objects.values_list("who", flat=True)) == ["ada"]


def test_a_name_like_a_formula_stays_text_in_a_spreadsheet(ledger, auditor):
    write_down("=1+1", "keep people", "@cmd", changed=True)

    table = b"".join(auditor.get("/trust/access.csv")).decode("utf-8-sig")

    assert "'=1+1,'@cmd" in table
