"""Places outside that get digests. What opens them is sealed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lilyroot_web.outlets.policy import KINDS, LONGEST_WHY, RHYTHMS


class Outlet(models.Model):
    """A chat or a program that gets digests of a unit ("": of the organisation as a whole)."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=[(kind.value, words) for kind, words in KINDS.items()])
    host = models.CharField(max_length=253)  # all of its address that is ever shown
    sealed_address = models.TextField()
    sealed_secret = models.TextField(blank=True, default="")
    sealed_former = models.TextField(blank=True, default="")  # the secret before, while it still signs
    former_until = models.DateTimeField(null=True)
    unit = models.CharField(max_length=200, blank=True, default="")
    rhythm = models.CharField(max_length=8, choices=list(RHYTHMS.items()))
    next_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="outlets")
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    why_paused = models.CharField(max_length=LONGEST_WHY, blank=True, default="")
    last_at = models.DateTimeField(null=True)
    last_mark = models.CharField(max_length=64, blank=True, default="")

    @property
    def about(self) -> str:
        """What its deliveries are found by."""
        return f"outlet:{self.pk}"
