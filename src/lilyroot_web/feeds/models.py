"""Who has a feed. Its secret is kept as a hash only: a copy of the database is no way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Feed(models.Model):
    """Somebody's calendar feed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
