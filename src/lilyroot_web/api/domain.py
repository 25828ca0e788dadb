"""Verbs of tokens: make one, revoke one, find whose it is."""

from __future__ import annotations

import math
import secrets
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from lilyroot.errors import AccessRefused
from lilyroot_web.access.domain import write_down
from lilyroot_web.api.models import Token
from lilyroot_web.api.policy import MINUTE, MOST


@transaction.atomic
def make_token(user: Any, name: str, verbs: Collection[str], days: int) -> str:
    """A token of this person; it is returned this once and kept as a hash."""
    now = timezone.now()
    maker = get_user_model().objects.select_for_update().get(pk=user.pk)  # one at a time, so that the count holds
    if not maker.is_active:
        raise AccessRefused("token.gone", "You were let go.", remedy="Ask who lets people in.")
    Token.objects.filter(user=user, until__lte=now).delete()
    if Token.objects.filter(user=user).count() >= MOST:
        raise AccessRefused("token.many", f"You hold {MOST} tokens.", remedy="Revoke one that is not used any more.")
    word = f"lily_{secrets.token_urlsafe(32)}"
    Token.objects.create(
        user=user,
        name=name,
        digest=_digest(word),
        verbs="|".join(verbs),
        made_at=now,
        until=now + timedelta(days=days),
    )
    write_down(user, "own account", f"made the token {name}", changed=True)
    return word


def revoke(user: Any, pk: int) -> None:
    """One of their own tokens opens nothing any more."""
    for token in Token.objects.filter(user=user, pk=pk):
        token.delete()
        write_down(user, "own account", f"revoked the token {token.name}", changed=True)


def holder(word: str) -> Token | None:
    """The token that this word is, while it holds and its maker may sign in."""
    found = Token.objects.select_related("user").filter(digest=_digest(word), until__gt=timezone.now()).first()
    return found if found is not None and found.user.is_active else None


def seconds_to_wait(token: Token) -> int:
    """Counts a request with this token: 0 if it may be answered, else how long until the next minute of requests."""
    limit = settings.API_REQUESTS
    if not limit:
        return 0
    now = timezone.now().timestamp()
    key = f"api:{token.pk}:{now // MINUTE:.0f}"
    cache.add(key, 0, 2 * MINUTE)
    return 0 if cache.incr(key) <= limit else math.ceil(MINUTE - now % MINUTE)


def _digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()
