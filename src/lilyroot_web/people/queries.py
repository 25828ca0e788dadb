"""Who is in, with their roles in words, and which units a role can be for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext

from lilyroot.home import Home
from lilyroot_web.access.models import Grant
from lilyroot_web.access.rules import Role
from lilyroot_web.insights.ledger import fingerprint, verified


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds, and for which unit ("" for the organisation)."""

    role: str
    unit: str

    @property
    def words(self) -> str:
        role = gettext(self.role)
        return gettext("%(role)s of %(unit)s") % {"role": role, "unit": self.unit} if self.unit else role


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
    second = set(get_user_model().objects.filter(authenticator__isnull=False).values_list("pk", flat=True))
    grants: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for user, role, unit in Grant.objects.values_list("user_id", "role", "unit"):
        grants[user].append((role, unit))
    users = get_user_model().objects.order_by("-is_active", "username").values_list("pk", "username", "is_active")
    return [Person(pk, name, is_in, pk in second, _holds(grants[pk])) for pk, name, is_in in users]


def person(user: Any) -> Person:
    """One of them."""
    holds = _holds(user.grants.values_list("role", "unit"))
    return Person(user.pk, user.get_username(), user.is_active, user.authenticator_set.exists(), holds)


def _holds(grants: Iterable[tuple[str, str]]) -> tuple[Held, ...]:
    order = [role.value for role in Role]
    return tuple(Held(role, unit) for role, unit in sorted(grants, key=lambda one: (order.index(one[0]), one[1])))


def units(home: Home) -> tuple[str, ...]:
    """The units that were ever published, also those that only occur in a merged group."""
    return _units(home, fingerprint(home))


@lru_cache(maxsize=4)
def _units(home: Home, state: str) -> tuple[str, ...]:
    """``state`` is there to be remembered by."""
    held = verified(home, state)
    return tuple(sorted({unit for one in (held.talk, held.answers, held.records) for unit in one.units()}))
