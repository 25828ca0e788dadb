"""An upload is a job: one after another, gone on with by itself, and given back when that does not help."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lilyroot_web.jobs import domain as jobs
from lilyroot_web.jobs.models import Job
from lilyroot_web.jobs.work import NotYet, TryAgain
from lilyroot_web.sources import domain, library, queries
from lilyroot_web.sources.models import BROKEN, DONE, RUNNING, WAITING, TakingIn
from tests.web.test_sources import TALK, _on_disk, said, text


@pytest.fixture
def given(home, settings, db) -> TakingIn:
    """An upload that was put aside, of a declared source, with its job asked for and not begun."""
    settings.TAKE_IN_BESIDE = True
    domain.declare(home, said(), by="ada")
    taking = domain.put_aside(home, "notes", "table", _on_disk(home, TALK), by="kim")
    domain.set_going(home, taking, {}, by="kim")
    return taking


@pytest.fixture
def keeper(signed_in):
    return signed_in("kim", "steward")


def looked_at(job: Job) -> Job:
    """As the worker does once the pause is over."""
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now() - timedelta(seconds=1))
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def test_an_upload_is_a_job_and_the_request_does_not_wait_for_it(home, given, keeper):
    job = Job.objects.get()

    page = text(keeper.get(f"/listen/taken/{given.pk}"))

    assert (given.state, job.state, job.name) == (WAITING, Job.WAITING, "sources.take_in")
    assert job.what == "Taking in notes.csv from notes"
    assert "You may leave this page and come back" in page
    assert "in so far" in page


def test_the_job_ends_with_a_receipt(home, given, keeper, settings):
    settings.TAKE_IN_BESIDE = False

    job = looked_at(Job.objects.get())
    given.refresh_from_db()

    assert (job.state, job.said) == (Job.DONE, "Taken in: the receipt is under Listen.")
    assert (given.state, given.came_in, given.committed, given.quarantined) == (DONE, 2, 1, 1)
    assert domain.see_to(home, str(given.pk)) == "Nothing is left to do."


def test_a_second_one_waits_for_its_turn_without_losing_a_try(home, given, settings):
    settings.TAKE_IN_BESIDE = False
    job = Job.objects.get()
    with library.hold(home.data / "take-in.lock", wait=False):
        waited = looked_at(job)
        with pytest.raises(NotYet):
            domain.see_to(home, str(given.pk))
        assert (waited.state, waited.tries) == (Job.WAITING, 0)
        assert waited.said == "Another export is being taken in; this one comes after it."
        assert waited.not_before < timezone.now() + timedelta(seconds=10)

    assert looked_at(job).state == Job.DONE


def test_a_process_that_dies_is_begun_again_and_at_last_given_back(home, given, keeper):
    """The process is real and ends at once: this test's database is not the home's, so it finds no row."""
    job, at = Job.objects.get(), f"/listen/taken/{given.pk}"
    with pytest.raises(TryAgain):
        domain.see_to(home, str(given.pk))
    TakingIn.objects.update(state=RUNNING, asked_at=timezone.now() - timedelta(hours=1))

    looked_at(job)
    going = queries.standing(home, TakingIn.objects.get())
    looked_at(job)
    looked_at(job)
    given.refresh_from_db()

    assert (going.state, going.goes_on) == (RUNNING, True)  # its job waits to be tried again
    assert (job.state, job.tries) == (Job.FAILED, 3)
    assert given.state == BROKEN
    assert "It ended before its time, more than once." in text(keeper.get(at))


def test_a_job_that_a_killed_worker_left_is_picked_up(home, given, settings):
    settings.TAKE_IN_BESIDE = False
    Job.objects.update(state=Job.RUNNING)  # as a worker leaves it that was killed
    TakingIn.objects.update(state=RUNNING)

    jobs.pick_up()

    given.refresh_from_db()
    assert (given.state, given.came_in) == (DONE, 2)
