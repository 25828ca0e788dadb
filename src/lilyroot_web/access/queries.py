"""What others may ask about who can come in and how far they reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from lilyroot_web.access.models import Entry
from lilyroot_web.access.rules import RULES, Scope, scope_of


def anyone_can_sign_in() -> bool:
    """Whether there is at least one user who may sign in."""
    return bool(get_user_model().objects.filter(is_active=True).exists())


def held(user: Any) -> tuple[tuple[str, str], ...]:
    """The roles of somebody, each with its unit; asked once for a request."""
    if not user.is_active:
        return ()
    if not hasattr(user, "_held"):
        user._held = tuple(user.grants.values_list("role", "unit"))
    return user._held


def scope(user: Any, verb: str) -> Scope | None:
    """How far somebody reaches with a verb; None if they may not do it."""
    return scope_of(held(user), verb)


def reaches_of_late(verb: str, since: datetime) -> list[Scope]:
    """How far those reach with a verb who signed in since then; each reach once, whoever came last first."""
    users = get_user_model().objects.filter(is_active=True, last_login__gte=since)
    found = (scope_of(_grants(user), verb) for user in users.order_by("-last_login").prefetch_related("grants"))
    return list(dict.fromkeys(reach for reach in found if reach is not None))


def _grants(user: Any) -> list[tuple[str, str]]:
    return [(grant.role, grant.unit) for grant in user.grants.all()]


def verbs(user: Any) -> frozenset[str]:
    """Everything somebody may do."""
    return frozenset(verb for verb in RULES if may(user, verb))


def may(user: Any, verb: str) -> bool:
    """Whether somebody may do this at all."""
    return scope(user, verb) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the access log in words."""

    at: datetime
    who: str
    what: str
    verb: str
    outcome: str


def access_log(who: str = "", *, changes: bool = False) -> QuerySet[Entry]:
    """The access log, newest first: everybody's or one person's, looks and changes or changes only."""
    found = Entry.objects.order_by("-at", "-pk")
    if who:
        found = found.filter(who=who)
    return found.filter(changed=True) if changes else found


def in_words(entry: Entry) -> Line:
    """What a line of the log says."""
    outcome = "done" if entry.changed and entry.outcome < 400 else "seen" if entry.outcome < 400 else "refused"
    return Line(entry.at, entry.who, entry.what, entry.verb, outcome)
