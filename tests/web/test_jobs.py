"""Work beside the pages: done once, tried again, seen when it failed; and by a real worker, which ends with us."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone

from lilyroot_web.jobs import domain
from lilyroot_web.jobs.models import Job
from lilyroot_web.jobs.policy import pause
from lilyroot_web.jobs.work import RECURRING, WORKS, GiveUp, every, work

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def done():
    """What was done; a kind of work "write" that fails as often as it is told."""
    held, kept = [], (dict(WORKS), list(RECURRING))
    RECURRING.clear()  # what slices look after, where another test has loaded them

    @work("write", tries=3)
    def write(given):
        if given.get("hopeless"):
            raise GiveUp("There is no such door.")
        if given["fails"] > len([one for one in held if one == "failed"]):
            held.append("failed")
            raise OSError("the door was shut")
        held.append(given["what"])
        return "Brought."

    yield held
    WORKS.clear()
    WORKS.update(kept[0])
    RECURRING[:] = kept[1]


@pytest.fixture
def ask(done, django_capture_on_commit_callbacks, db):
    def asked(fails=0, key=None, for_user=None, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return domain.ask(
                "write", {"what": "x", "fails": fails, **more}, what="A card", for_user=for_user, key=key
            )

    return asked


def look_again(job: Job) -> None:
    """As the queue does when the pause is over."""
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now() - timedelta(seconds=1))
    domain.run(job.pk)
    job.refresh_from_db()


def test_what_is_asked_for_is_done_and_said(ask, done):
    job = ask()
    job.refresh_from_db()

    assert done == ["x"]
    assert (job.state, job.said, job.tries, job.given) == (Job.DONE, "Brought.", 1, {})


def test_what_fails_is_tried_again_after_a_pause_and_then_given_up(ask, done):
    job = ask(fails=9)
    job.refresh_from_db()
    assert (job.state, job.tries) == (Job.WAITING, 1)
    assert job.not_before > timezone.now() + timedelta(seconds=50)

    domain.run(job.pk)  # too early
    job.refresh_from_db()
    assert job.tries == 1
    look_again(job)
    look_again(job)

    assert (job.state, job.tries, job.said) == (Job.FAILED, 3, "OSError: the door was shut")


def test_what_works_the_second_time_is_done(ask, done):
    job = ask(fails=1)
    look_again(job)

    assert job.state == Job.DONE
    assert done == ["failed", "x"]


def test_what_is_hopeless_is_not_tried_again(ask):
    job = ask(hopeless=True)
    job.refresh_from_db()

    assert (job.state, job.tries, job.said) == (Job.FAILED, 1, "There is no such door.")


def test_the_same_is_asked_for_once(ask, done):
    assert ask(key="monday") is not None
    assert ask(key="monday") is None
    assert done == ["x"]


def test_what_is_taken_is_not_done_twice(ask, done):
    job = ask()
    domain.run(job.pk)

    assert done == ["x"]


def test_pauses_grow_and_end_at_a_day():
    assert [pause(tries) for tries in (1, 2, 9)] == [timedelta(minutes=1), timedelta(minutes=4), timedelta(days=1)]


def test_every_minute_finds_what_was_lost_and_forgets_what_is_old(ask, done):
    now = timezone.now()
    rang = []
    every(10)(lambda: rang.append(True))
    lost = Job.objects.create(
        name="write", given={"what": "lost", "fails": 0}, what="x", made_at=now, not_before=now - timedelta(hours=1)
    )
    old = ask()
    Job.objects.filter(pk=old.pk).update(ended_at=now - timedelta(days=91))

    domain.tick(now.replace(minute=20))
    domain.tick(now.replace(minute=21))

    assert "lost" in done
    assert rang == [True]
    assert list(Job.objects.values_list("pk", flat=True)) == [lost.pk]


def test_a_new_worker_takes_up_what_the_old_one_left(ask, done):
    job = ask()
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, given={"what": "again", "fails": 0})

    domain.pick_up()

    assert done == ["x", "again"]


def test_whoever_it_is_for_sees_what_failed_and_tries_again(ask, done, signed_in, django_user_model):
    ben, ada, eve = signed_in("ben"), signed_in("ada", "admin"), signed_in("eve", "steward")
    job = ask(hopeless=True, for_user=django_user_model.objects.get(username="ben"))

    assert "1 delivery failed." in ben.get("/account/deliveries").content.decode()
    assert "There is no such door." in ada.get("/deliveries").content.decode()
    assert "There is no such door." not in eve.get("/account/deliveries").content.decode()
    assert eve.get("/deliveries").status_code == 404
    assert eve.post("/account/deliveries", {"job": job.pk}).status_code == 404
    assert ben.post("/account/deliveries", {"job": "x"}).status_code == 404
    assert ben.post("/account/deliveries", {"job": job.pk}).status_code == 302

    job.refresh_from_db()
    assert (job.state, job.tries) == (Job.WAITING, 0)


def environment(home) -> dict[str, str]:
    return {**os.environ, "LILYROOT_HOME": str(home.root), "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}


PREPARE = """
from lilyroot.home import Home
from lilyroot_web.config.start import Listening, prepare
prepare(Home.find(), Listening())
from django.contrib.auth import get_user_model
from lilyroot_web.jobs.models import Job
from django.utils import timezone
user = get_user_model().objects.create_user("ben")
now = timezone.now()
given = {"user": user.pk, "kind": "reminders"}
Job.objects.create(name="mail.send", given=given, what="x", made_at=now, not_before=now)
"""
KEEP = """
import time
from lilyroot_web.jobs.keeper import working
with working():
    print("working", flush=True)
    time.sleep(120)
"""


def state_of_the_job(home) -> str:
    database = os.environ.get("LILYROOT_DATABASE")
    with psycopg.connect(database) if database else sqlite3.connect(home.data / "web.sqlite") as base:
        return base.execute("SELECT state FROM jobs_job").fetchone()[0]


def workers_of(home) -> set[int]:
    """The processes that hold this home in their environment and are a worker of ours."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, held = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if b"lilyroot_web.jobs.worker" in command and f"LILYROOT_HOME={home.root}".encode() in held:
            found.add(int(folder.name))
    return found


def until(holds, seconds: float = 90) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes where Linux shows them")
def test_a_real_worker_works_comes_back_when_it_dies_and_ends_with_the_server(home):
    subprocess.run([sys.executable, "-c", PREPARE], env=environment(home), check=True, capture_output=True)
    server = subprocess.Popen([sys.executable, "-c", KEEP], env=environment(home), stdout=subprocess.PIPE, text=True)
    try:
        assert until(lambda: state_of_the_job(home) == "done")
        (first,) = workers_of(home)
        os.kill(first, signal.SIGKILL)
        assert until(lambda: workers_of(home) - {first})
    finally:
        server.kill()  # as hard as can be: nobody is left to stop the worker but itself
        server.wait()
    assert until(lambda: not workers_of(home), 30)


def test_nothing_of_the_queue_is_loaded_by_the_pages():
    code = "import django; django.setup(); import lilyroot_web.config.urls, sys; print('huey' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "lilyroot_web.config.settings"}
    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"
