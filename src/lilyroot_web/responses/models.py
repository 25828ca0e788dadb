"""Which actions a response points at; its words lie in the library's catalogue."""

from __future__ import annotations

from django.db import models

from lilyroot_web.actions.models import Action


class Pointer(models.Model):
    """One action that is part of what will be done."""

    response = models.CharField(max_length=80, db_index=True)  # the wave, and when it was answered
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["response", "action"], name="pointed_at_once"),)
