"""Who gets a digest by mail, how often, and what the last one said."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lilyroot_web.digests.policy import Rhythm


class Schedule(models.Model):
    """Somebody gets a digest so often."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest")
    rhythm = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Rhythm])
    also_empty = models.BooleanField(default=False)  # also when it says what the last one said
    next_on = models.DateField(db_index=True)
    last_at = models.DateTimeField(null=True)
    last_mark = models.CharField(max_length=64, blank=True, default="")
