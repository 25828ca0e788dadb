"""What the door has to remember: wrong tries, who holds which role, who looked at what."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lilyroot_web.access.rules import Role


class FailedSignIn(models.Model):
    """One wrong try. The name that was tried is kept only as a keyed hash: people type passwords into name fields.

    So is the place it came from; ``strange`` says that this was no browser the name had signed in from before.
    """

    name_hash = models.CharField(max_length=64)
    place_hash = models.CharField(max_length=64, default="")
    strange = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["name_hash", "at"], name="failed_by_name"),)


class SpentRequest(models.Model):
    """A question to a directory (SAML) that was answered: no answer to it counts again."""

    number = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)


class Grant(models.Model):
    """Somebody holds a role, for the line of a unit or, where ``unit`` is "", for the organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    unit = models.CharField(max_length=200, blank=True, default="")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "role", "unit"], name="one_grant"),)


class Entry(models.Model):
    """A line of the access log: somebody looked at a sensitive page, or changed something.

    The name is kept as it was, for the log outlives the sign-in. Never a figure, a form's content or a text.
    """

    at = models.DateTimeField(db_index=True)
    who = models.CharField(max_length=150, db_index=True)
    verb = models.CharField(max_length=40)
    what = models.CharField(max_length=300)
    changed = models.BooleanField()
    outcome = models.PositiveSmallIntegerField()

    class Meta:
        indexes = (models.Index(fields=["who", "at"], name="entries_by_name"),)
