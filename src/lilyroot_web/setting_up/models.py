"""What of the first day has been answered, so that it can be left and taken up again."""

from __future__ import annotations

from django.db import models


class Answer(models.Model):
    """One question that was answered, or left for later. What was said lies where it belongs, not here."""

    step = models.CharField(max_length=20, unique=True)
    is_later = models.BooleanField(default=False)
    answered_by = models.CharField(max_length=150)
    answered_at = models.DateTimeField(auto_now=True)
