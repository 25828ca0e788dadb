"""What the slice has to remember: which exports were given in the browser, and how far each has come."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from django.db import models

DRAFT: Final = "draft"  # uploaded, and looked at before anything of it is taken in
WAITING: Final = "waiting"
RUNNING: Final = "running"
DONE: Final = "done"
REFUSED: Final = "refused"
BROKEN: Final = "broken"
OPEN: Final = (WAITING, RUNNING)


class TakingIn(models.Model):
    """One export given in the browser: what was asked, how far it has come, what came of it. No text, no person.

    The file itself lies in the home's uploads, in a folder called after ``id``, and is deleted when this ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=20)
    wish = models.JSONField(default=dict)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, default=WAITING)
    read = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    messages = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    committed = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    sentence = models.TextField(blank=True, default="")
    remedy = models.TextField(blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["source", "asked_at"], name="taken_by_source"),)

    @property
    def came_in(self) -> int:
        return self.committed + self.duplicate + self.quarantined
