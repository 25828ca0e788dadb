"""Whom the directory has put here."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Provisioned(models.Model):
    """Somebody who came from the directory, and what they are called there."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provisioned")
    external = models.CharField(max_length=255, blank=True, db_index=True)
    let_go = models.BooleanField(default=False)  # by the directory; it lets back nobody else
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
