"""Tokens: what programs sign in with."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Token(models.Model):
    """A token somebody made: the hash of it, what it may do, and until when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    verbs = models.CharField(max_length=200)  # joined by "|"
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    @property
    def allows(self) -> tuple[str, ...]:
        """The verbs of the rule table it was made for."""
        return tuple(self.verbs.split("|"))
