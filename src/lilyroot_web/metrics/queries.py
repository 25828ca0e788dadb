"""What there is to watch: the worker's jobs, take-ins, releases, requests."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Min
from django.utils import timezone

from lilyroot.errors import LilyrootError
from lilyroot.home import Home
from lilyroot_web.insights.ledger import sources
from lilyroot_web.jobs.models import Job
from lilyroot_web.metrics.counting import COUNTS
from lilyroot_web.metrics.text import Metric, Sample
from lilyroot_web.sources.models import BROKEN, DONE, TakingIn


def metrics(home: Home) -> list[Metric]:
    """Everything, of this moment."""
    return [
        Metric("lilyroot_requests_total", "counter", "Requests since the start.", tuple(COUNTS.answers())),
        Metric("lilyroot_request_seconds", "histogram", "How long they took.", tuple(COUNTS.durations())),
        *_jobs(),
        *_take_ins(),
        *_releases(home),
    ]


def _jobs() -> list[Metric]:
    states = (Job.WAITING, Job.RUNNING, Job.FAILED)
    counted = Job.objects.filter(state__in=states).values_list("name", "state").annotate(number=Count("pk"))
    found = tuple(Sample("", {"kind": name, "state": state}, number) for name, state, number in counted.order_by())
    now = timezone.now()
    due = Job.objects.filter(state=Job.WAITING, not_before__lte=now).aggregate(first=Min("not_before"))["first"]
    return [
        Metric("lilyroot_jobs", "gauge", "Jobs that wait, run or have failed, deliveries among them.", found),
        Metric("lilyroot_jobs_lag_seconds", "gauge", "How long the oldest job has been due.", _age(due, now, 0.0)),
    ]


def _take_ins() -> list[Metric]:
    now = timezone.now()
    last = TakingIn.objects.filter(state=DONE).aggregate(last=Max("ended_at"))["last"]
    broken = TakingIn.objects.filter(state=BROKEN).count()
    return [
        Metric("lilyroot_take_in_age_seconds", "gauge", "Since something was last taken in.", _age(last, now)),
        Metric("lilyroot_take_ins_broken", "gauge", "Take-ins that broke on our side.", (Sample("", {}, broken),)),
    ]


def _releases(home: Home) -> list[Metric]:
    """The newest period of each stream; whether the ledger verifies."""
    newest: tuple[Sample, ...] = ()
    try:
        held = sources(home)
        streams = {"talk": held.talk, "answers": held.answers, "records": held.records}
        newest = tuple(
            Sample("", {"stream": name, "period": one.periods[-1]}, 1) for name, one in streams.items() if one.periods
        )
        verifies = 1
    except LilyrootError:
        verifies = 0
    return [
        Metric("lilyroot_newest_release", "gauge", "The newest released period of each stream.", newest),
        Metric("lilyroot_ledger_verifies", "gauge", "1 while the ledger verifies.", (Sample("", {}, verifies),)),
    ]


def _age(since: datetime | None, now: datetime, otherwise: float | None = None) -> tuple[Sample, ...]:
    if since is None:
        return () if otherwise is None else (Sample("", {}, otherwise),)
    return (Sample("", {}, round((now - since).total_seconds(), 1)),)
