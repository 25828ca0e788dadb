"""What somebody does not wish to get by mail, and the address a letter has reached. The address is the user's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Declined(models.Model):
    """Somebody does not get this kind of mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="declined_mail")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "kind"], name="declined_once"),)


class Confirmed(models.Model):
    """A letter to this address reached its owner: they opened the link in it while signed in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="confirmed_mail")
    address = models.CharField(max_length=254)
