"""Who chose a language."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Choice(models.Model):
    """The language in which somebody reads pages and gets mail. Whoever never chose has none."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="language")
    code = models.CharField(max_length=10)
