"""What became of work: one's own, and everybody's for whoever looks after this."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lilyroot_web.jobs.models import Job
from lilyroot_web.jobs.policy import NEWS


def of(user: Any) -> QuerySet[Job]:
    """What was done for somebody, newest first."""
    return Job.objects.filter(for_user=user).order_by("-pk")


def of_everybody() -> QuerySet[Job]:
    """Everything, newest first."""
    return Job.objects.select_related("for_user").order_by("-pk")


def about(label: str) -> QuerySet[Job]:
    """What was done about one thing of a slice, newest first."""
    return Job.objects.filter(about=label).order_by("-pk")


def is_open(label: str) -> bool:
    """Whether work about this waits or is being done."""
    return about(label).filter(state__in=(Job.WAITING, Job.RUNNING)).exists()


def failed_for(user: Any) -> int:
    """How many deliveries to somebody failed."""
    return of(user).filter(state=Job.FAILED).count()


def failed_lately(user: Any) -> int:
    """How many failed in the last days, for a page that should not say so for months."""
    return of(user).filter(state=Job.FAILED, ended_at__gte=timezone.now() - NEWS).count()
