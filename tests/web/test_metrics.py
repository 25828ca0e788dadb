"""What a program that watches the installation is told, and what it is not."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from lilyroot_web.jobs.models import Job
from lilyroot_web.metrics import counting
from lilyroot_web.metrics.counting import Counts
from lilyroot_web.sources.models import BROKEN, DONE, TakingIn

WORD = "a long and random word"
SHOWN = {"authorization": f"Bearer {WORD}"}
LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?\d+(\.\d+)?')


@pytest.fixture(autouse=True)
def counts(monkeypatch, settings) -> Counts:
    settings.METRICS_TOKEN = WORD
    fresh = Counts()
    monkeypatch.setattr(counting, "COUNTS", fresh)
    monkeypatch.setattr("lilyroot_web.metrics.queries.COUNTS", fresh)
    return fresh


def told(client) -> dict[str, float]:
    """Each line of the page but the comments, by name and labels."""
    page = client.get("/metrics", headers=SHOWN).content.decode()
    lines = [line for line in page.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def job(state: str, **more: object) -> Job:
    now = timezone.now()
    return Job.objects.create(
        name="mail.send", what="Reminders for Ann", state=state, made_at=now, not_before=now, **more
    )


def test_without_the_word_there_is_no_such_page(stranger, settings):
    answers = [stranger.get("/metrics", headers=shown) for shown in ({}, {"authorization": "Bearer guessed"})]
    settings.METRICS_TOKEN = ""
    answers += [stranger.get("/metrics", headers=shown) for shown in (SHOWN, {"authorization": "Bearer "})]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_it_tells_of_jobs_take_ins_and_releases(ledger, stranger):
    job("failed")
    job("failed")
    job("waiting")
    TakingIn.objects.create(source="notes", kind="chat", name="x", size=1, state=DONE, ended_at=timezone.now())
    TakingIn.objects.create(source="notes", kind="chat", name="x", size=1, state=BROKEN)

    found = told(stranger)

    assert found['lilyroot_jobs{kind="mail.send",state="failed"}'] == 2
    assert found['lilyroot_jobs{kind="mail.send",state="waiting"}'] == 1
    assert found['lilyroot_newest_release{stream="talk",period="2025-12"}'] == 1
    assert (found["lilyroot_take_ins_broken"], found["lilyroot_ledger_verifies"]) == (1, 1)
    assert 0 <= found["lilyroot_take_in_age_seconds"] < 60


def test_a_broken_ledger_is_a_nought(own_ledger, stranger):
    (own_ledger / "HEAD").write_text("0" * 64)

    assert told(stranger)["lilyroot_ledger_verifies"] == 0


def test_requests_are_counted_by_route_and_never_by_address(ledger, reader):
    reader.get("/see/trend")
    reader.get("/see/flags")
    reader.get("/see/heat-map?until=1066-10")
    reader.get("/made-up/by-ann")

    found = told(reader)

    assert found['lilyroot_requests_total{route="/see/<slug:key>",status="2xx"}'] == 2
    assert found['lilyroot_requests_total{route="nowhere",status="4xx"}'] == 1
    assert found['lilyroot_request_seconds_count{route="/see/<slug:key>"}'] == 2
    assert found['lilyroot_request_seconds_bucket{route="/see/<slug:key>",le="+Inf"}'] == 2
    assert not [name for name in found if "ann" in name or "1066" in name or "trend" in name]


def test_it_says_nothing_of_people_units_sources_or_figures(ledger, reader, user):
    job("failed", for_user=user, said="No such mailbox: ann@example.org")
    TakingIn.objects.create(source="complaints-of-ann", kind="chat", name="ann.zip", size=1, asked_by="reader")
    reader.get(f"/people/{user.pk}")

    page = reader.get("/metrics", headers=SHOWN).content.decode()

    for word in ("Ann", "ann@", "ann.zip", "complaints", "reader", "Support", "salience", "centric"):
        assert word not in page


def test_a_histogram_adds_up(counts):
    for seconds in (0.01, 0.2, 30.0):
        counts.add("/see", 200, seconds)

    found = [(one.ending, one.labels.get("le", ""), one.value) for one in counts.durations()]

    assert [value for ending, _, value in found if ending == "_bucket"] == [1, 1, 1, 2, 2, 2, 2, 2, 2, 3]
    assert found[-2:] == [("_sum", "", 30.21), ("_count", "", 3)]
