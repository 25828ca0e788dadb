"""What was asked to be done beside the pages, how far it is, and how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Job(models.Model):
    """One piece of work. This row is the truth; the queue only says when to look at it."""

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True, null=True)  # the same work is never asked for twice
    what = models.CharField(max_length=200)  # in words, for whoever it is for
    given = models.JSONField(default=dict)  # emptied once it is done, unless that kind of work can be done again
    about = models.CharField(max_length=60, blank=True, default="", db_index=True)  # what of a slice it belongs to
    for_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="jobs")
    state = models.CharField(max_length=8, default=WAITING, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True)  # how it went, in a sentence
