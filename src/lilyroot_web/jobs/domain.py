"""Verbs: ask for work, do it, try it again, look after what recurs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lilyroot.errors import LilyrootError
from lilyroot_web.jobs.models import Job
from lilyroot_web.jobs.policy import KEPT, LOST, NOT_YET, pause
from lilyroot_web.jobs.queue import enqueue
from lilyroot_web.jobs.work import RECURRING, WORKS, GiveUp, NotYet, TryAgain

_log = logging.getLogger("django.lilyroot.jobs")


def ask(
    name: str, given: dict[str, Any], *, what: str, for_user: Any = None, key: str | None = None, about: str = ""
) -> Job | None:
    """Have something done beside the pages. None where work of this key was asked for before."""
    now = timezone.now()
    try:
        with transaction.atomic():
            job = Job.objects.create(
                name=name,
                given=given,
                what=what[:200],
                for_user=for_user,
                key=key,
                about=about,
                made_at=now,
                not_before=now,
            )
    except IntegrityError:
        return None
    transaction.on_commit(lambda: enqueue(job.pk))
    return job


def run(pk: int) -> None:
    """Do a job that waits and whose time has come; whoever comes second finds it taken."""
    ready = Job.objects.filter(pk=pk, state=Job.WAITING, not_before__lte=timezone.now() + timedelta(seconds=1))
    if not ready.update(state=Job.RUNNING):
        return
    job = Job.objects.get(pk=pk)
    job.tries += 1
    try:
        said = WORKS[job.name].do(job.given)
    except NotYet as fault:
        job.tries -= 1
        _wait(job, str(fault), NOT_YET)
    except (GiveUp, KeyError) as fault:
        _end(job, Job.FAILED, str(fault))
    except Exception as fault:  # noqa: BLE001 - whatever went wrong is told to whom it concerns, and tried again
        _log.warning("job %s of kind %s failed: %s", job.pk, job.name, type(fault).__name__)
        _failed(job, fault)
    else:
        if not WORKS[job.name].keeps:
            job.given = {}
        _end(job, Job.DONE, said)


def _failed(job: Job, fault: Exception) -> None:
    said = str(fault) if isinstance(fault, (TryAgain, LilyrootError)) else f"{type(fault).__name__}: {fault}"
    if job.tries >= WORKS[job.name].tries:
        _end(job, Job.FAILED, said)
        return
    _wait(job, said, pause(job.tries))


def _wait(job: Job, said: str, wait: timedelta) -> None:
    job.state, job.said, job.not_before = Job.WAITING, said[:300], timezone.now() + wait
    job.save()
    enqueue(job.pk, wait)


def _end(job: Job, state: str, said: str) -> None:
    job.state, job.said, job.ended_at = state, said[:300], timezone.now()
    job.save()
    tell = WORKS[job.name].failed if state == Job.FAILED and job.name in WORKS else None
    if tell is not None:
        tell(job.given, job.said)


def try_again(job: Job) -> None:
    """Begin again with a job that failed."""
    if Job.objects.filter(pk=job.pk, state=Job.FAILED).update(
        state=Job.WAITING, tries=0, not_before=timezone.now(), ended_at=None
    ):
        transaction.on_commit(lambda: enqueue(job.pk))


def send_again(job: Job) -> None:
    """What arrived goes out once more as it was, what failed is tried anew; what is on its way is left alone."""
    if job.state == Job.FAILED:
        try_again(job)
    elif job.state == Job.DONE and WORKS[job.name].keeps:
        ask(job.name, job.given, what=job.what, for_user=job.for_user, about=job.about)


def pick_up() -> None:
    """What a worker that ended left behind is asked for again. Only for the one worker that runs."""
    Job.objects.filter(state=Job.RUNNING).update(state=Job.WAITING)
    for pk in Job.objects.filter(state=Job.WAITING, not_before__lte=timezone.now()).values_list("pk", flat=True):
        enqueue(pk)


def _look(do: Callable[[], None]) -> None:
    """What one slice cannot do now keeps no other from its turn."""
    try:
        do()
    except Exception as fault:  # noqa: BLE001 - it is looked at again in some minutes
        _log.warning("%s failed: %s", do.__module__, type(fault).__name__)


def tick(now: datetime) -> None:
    """Every minute: what recurs, what the queue lost, and outcomes that are old enough to go."""
    for minutes, do in RECURRING:
        if now.minute % minutes == 0:
            _look(do)
    for pk in Job.objects.filter(state=Job.WAITING, not_before__lte=now - LOST).values_list("pk", flat=True):
        enqueue(pk)
    Job.objects.filter(ended_at__lt=now - KEPT).delete()
