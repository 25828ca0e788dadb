"""What sign-in has to remember between two tries."""

from __future__ import annotations

from django.db import models


class FailedSignIn(models.Model):
    """One wrong try. The name that was tried is kept only as a keyed hash: people type passwords into name fields."""

    name_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["name_hash", "at"], name="failed_by_name"),)
