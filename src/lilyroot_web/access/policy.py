"""When the door stays shut, who may be called what, which roles have a unit. No database here: only the rules."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext, gettext_noop

from lilyroot.errors import AccessRefused
from lilyroot_web.access.rules import Role

OF_A_LINE: Final = (Role.EMPLOYEE, Role.MANAGER, Role.LEADER)
"""Roles for the line of one unit; without a unit they reach the organisation as a whole and no group in it."""
LONGEST_NAME: Final = 150
NOBODY: Final = ("command line", "the directory")
"""What the access log calls those who are no person here."""

TRIES: Final = 5
"""Wrong tries for one name from one place; a place is a network address, or a browser that the name knows."""
TRIES_OF_ALL: Final = 20
"""Wrong tries for one name from all strange places together: guessing from many places stays as slow."""
WINDOW: Final = timedelta(minutes=15)


def shut_until(of_place: Sequence[datetime], of_strangers: Sequence[datetime]) -> datetime | None:
    """When the door opens again for a name and a place; None if it is open.

    Given are the wrong tries for this name in the last 15 minutes, oldest first: those from this place, and those
    from all strange places (none, if this place is a browser that the name knows: others cannot shut it out).
    """
    shut = [tries[-most] for tries, most in ((of_place, TRIES), (of_strangers, TRIES_OF_ALL)) if len(tries) >= most]
    return max(shut) + WINDOW if shut else None


def name_or_refusal(name: str) -> str:
    """The name to sign in with, without spaces around it."""
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name or len(name) > LONGEST_NAME:
        raise AccessRefused(
            "access.name",
            (gettext("A name has 1 to %(longest_name)s letters.") % {"longest_name": LONGEST_NAME}),
            remedy=gettext("Give the name to sign in with."),
        )
    if not name.isprintable() or name.casefold() in NOBODY:
        raise AccessRefused(
            "access.name_refused",
            gettext("That name holds letters nobody can see, or is one the access log uses itself."),
            remedy=gettext("Choose another name."),
        )
    return name


def unit_for(role: Role, unit: str) -> str:
    """The unit a role is held for: only roles for a line have one."""
    unit = " ".join(unit.split())
    if unit and role not in OF_A_LINE:
        raise AccessRefused(
            "access.unit",
            (
                gettext("A role as %(value)s is for the whole organisation, not for %(unit)s.")
                % {"value": role.value, "unit": unit}
            ),
            remedy=gettext("Leave the unit out, or choose manager, leader or employee."),
        )
    if not unit and role in (Role.MANAGER, Role.LEADER):
        raise AccessRefused(
            "access.no_unit",
            (gettext("A %(value)s has a unit.") % {"value": role.value}),
            remedy=gettext("Say which, spelt as in the HRIS file."),
        )
    return unit


def role_in_words(words: str) -> tuple[Role, str]:
    """A role and its unit, as they are said.

    >>> role_in_words("manager of Complaints")
    (<Role.MANAGER: 'manager'>, 'Complaints')
    """
    name, _, unit = words.strip().partition(" of ")
    try:
        return Role(name.strip().casefold()), unit
    except ValueError as error:
        raise AccessRefused(
            "access.role",
            (gettext("There is no role called %(name)s.") % {"name": name}),
            remedy=(
                gettext("Roles are %(join)s; for a line of reporting: manager of UNIT.") % {"join": ", ".join(Role)}
            ),
        ) from error


def left_without(admins: Collection[int], leaving: int) -> bool:
    """Whether nobody could let people in any more when this admin is gone."""
    return set(admins) == {leaving}


ROLES: Final = (
    gettext_noop("employee"),
    gettext_noop("manager"),
    gettext_noop("leader"),
    gettext_noop("people lead"),
    gettext_noop("analyst"),
    gettext_noop("auditor"),
    gettext_noop("steward"),
    gettext_noop("admin"),
)
"""What roles are called, for whoever translates; pages ask for them by the role's value."""
