"""Verbs: a feed with a new secret, the end of a feed; and whose feed a secret opens."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.utils import timezone

from lilyroot_web.access.domain import write_down
from lilyroot_web.feeds.models import Feed


def make(user: Any) -> str:
    """A feed with a new secret, told this once; the former one opens nothing any more."""
    secret = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(user=user, defaults={"secret_hash": _hashed(secret), "made_at": timezone.now()})
    write_down(user, "account", "made a calendar feed", changed=True)
    return secret


def end(user: Any) -> None:
    """No feed any more."""
    if Feed.objects.filter(user=user).delete()[0]:
        write_down(user, "account", "ended the calendar feed", changed=True)


def opened_by(secret: str) -> Any | None:
    """Whose feed this is: nobody's when it was renewed or ended, or its owner was let go."""
    feed = Feed.objects.filter(secret_hash=_hashed(secret), user__is_active=True).select_related("user").first()
    return feed.user if feed else None


def made_at(user: Any) -> Any | None:
    """Since when somebody has a feed."""
    return Feed.objects.filter(user=user).values_list("made_at", flat=True).first()


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
