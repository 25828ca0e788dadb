"""What somebody does not wish to get by mail. The address itself is the user's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Declined(models.Model):
    """Somebody does not get this kind of mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="declined_mail")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "kind"], name="declined_once"),)
