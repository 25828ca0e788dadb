"""An action, and the list of what was changed about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lilyroot_web.actions.policy import LONGEST_TITLE, LONGEST_WORDS, Hope, Status


class Action(models.Model):
    """Something a unit does about one released figure. About how a unit works, never about a person."""

    title = models.CharField(max_length=LONGEST_TITLE)
    why = models.CharField(max_length=LONGEST_WORDS)
    figure = models.CharField(max_length=60, blank=True)  # the card somebody came from
    until = models.CharField(max_length=40, blank=True)  # the newest period they saw
    indicator = models.CharField(max_length=60)
    hope = models.CharField(max_length=4, choices=[(one.value, one.value) for one in Hope])
    unit = models.CharField(max_length=200, blank=True, db_index=True)  # "" is the organisation
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions")
    status = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in Status],
        default=Status.NOT_STARTED.value,
        db_index=True,
    )
    due = models.DateField(db_index=True)
    review = models.DateField(db_index=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    began = models.DateField(null=True)  # first in progress
    done = models.DateField(null=True)  # complete
    reviewed = models.DateField(null=True)  # somebody wrote down what came of it
    version = models.PositiveIntegerField(default=0)  # counts changes; a calendar's SEQUENCE
    changed_at = models.DateTimeField()


class Change(models.Model):
    """One change of an action: what it was and what it became, or a note. Nothing here is ever rewritten."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict)  # name -> [was, is], both as they are stored
    note = models.CharField(max_length=LONGEST_WORDS, blank=True)
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")

    class Meta:
        ordering = ("-pk",)
