"""Who is in, with their roles in words, and which units a role can be for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model

from lilyroot.home import Home
from lilyroot_web.access.rules import Role
from lilyroot_web.insights.ledger import fingerprint, verified


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds, and for which unit ("" for the organisation)."""

    role: str
    unit: str

    @property
    def words(self) -> str:
        return f"{self.role} of {self.unit}" if self.unit else self.role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may, or might, sign in."""

    pk: int
    name: str
    is_let_in: bool
    has_second_step: bool
    holds: tuple[Held, ...]


def everyone() -> list[Person]:
    """All people, those who were let go last."""
    users = get_user_model().objects.prefetch_related("grants", "authenticator_set")
    return [_person(user) for user in users.order_by("-is_active", "username")]


def person(user: Any) -> Person:
    """One of them."""
    return _person(user)


def _person(user: Any) -> Person:
    order = [role.value for role in Role]
    grants = sorted(user.grants.all(), key=lambda grant: (order.index(grant.role), grant.unit))
    return Person(
        user.pk,
        user.get_username(),
        user.is_active,
        bool(user.authenticator_set.all()),
        tuple(Held(grant.role, grant.unit) for grant in grants),
    )


def units(home: Home) -> tuple[str, ...]:
    """The units that were ever published, also those that only occur in a merged group."""
    return _units(home, fingerprint(home))


@lru_cache(maxsize=4)
def _units(home: Home, state: str) -> tuple[str, ...]:
    """``state`` is there to be remembered by."""
    held = verified(home, state)
    return tuple(sorted({unit for one in (held.talk, held.answers, held.records) for unit in one.units()}))
