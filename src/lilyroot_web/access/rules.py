"""Who may do what: one table of verbs, roles and how far each role reaches.

``RULES`` is the whole of it. A verb that is not in it exists for nobody; a role that a verb does not name may not do
it. What somebody may do is the furthest of what their roles may. No role, and no number of roles, sees anything that
the release gate has not let out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop


class Role(StrEnum):
    """What somebody is to the organisation's mirror."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    LEADER = "leader"
    PEOPLE_LEAD = "people lead"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    STEWARD = "steward"
    ADMIN = "admin"


class Reach(StrEnum):
    """How far a role reaches: over its line of reporting, or over the whole organisation."""

    LINE = "line"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do something, and whether it is written down that they looked. Changes are always written down."""

    says: str
    reach: Mapping[Role, Reach]
    logged: bool = False
    changes: bool = True  # whether what is sent changes anything


def _all(*roles: Role) -> dict[Role, Reach]:
    return dict.fromkeys(roles, Reach.ALL)


def _line(*roles: Role) -> dict[Role, Reach]:
    return dict.fromkeys(roles, Reach.LINE)


_EVERYBODY = _all(*Role)
_OVERSEERS = _all(Role.PEOPLE_LEAD, Role.ANALYST, Role.AUDITOR, Role.STEWARD)

RULES: Final[Mapping[str, Rule]] = {
    "see figures": Rule(
        gettext_noop("See what was released, of the groups in their reach."),
        {**_line(Role.EMPLOYEE, Role.MANAGER, Role.LEADER, Role.ADMIN), **_OVERSEERS},
        logged=True,
    ),
    "see definitions": Rule(gettext_noop("Read what a figure means."), _EVERYBODY),
    "see actions": Rule(
        gettext_noop("See what is being done about figures."),
        {**_line(Role.EMPLOYEE, Role.MANAGER, Role.LEADER), **_OVERSEERS},
    ),
    "act": Rule(
        gettext_noop("Plan an action, say how it goes, close it."),
        {**_line(Role.MANAGER, Role.LEADER), **_all(Role.PEOPLE_LEAD, Role.STEWARD)},
    ),
    "see responses": Rule(gettext_noop("Read what was answered to the results of a survey."), _EVERYBODY),
    "answer a survey": Rule(
        gettext_noop("Say what was heard in the results of a survey and what will be done."),
        _all(Role.LEADER, Role.STEWARD),
    ),
    "see sources": Rule(gettext_noop("Read what is collected, why, and for how long."), _EVERYBODY),
    "keep sources": Rule(
        gettext_noop("Take in data, switch sources on and off, delete."), _all(Role.STEWARD, Role.ADMIN), logged=True
    ),
    "try the reader": Rule(
        gettext_noop("Let the reader read a text of one's own; nothing is kept."), _EVERYBODY, changes=False
    ),
    "see customer words": Rule(gettext_noop("Read what customers are called here."), _EVERYBODY),
    "change customer words": Rule(
        gettext_noop("Say what customers are called here."), _all(Role.STEWARD, Role.ADMIN, Role.ANALYST)
    ),
    "read the ledger": Rule(
        gettext_noop("Check what was released, and the policy it was released under."), _EVERYBODY
    ),
    "change the policy": Rule(
        gettext_noop("Propose a change of the policy, approve another steward's."), _all(Role.STEWARD)
    ),
    "read the access log": Rule(
        gettext_noop("See who looked at what and who changed what."), _all(Role.AUDITOR), logged=True
    ),
    "send elsewhere": Rule(
        gettext_noop("Say which chats and programs get digests, of units they see."),
        _all(Role.STEWARD, Role.ADMIN),
        logged=True,
    ),
    "see deliveries": Rule(
        gettext_noop("See what was sent to anybody and what failed, try it again."), _all(Role.ADMIN)
    ),
    "keep people": Rule(gettext_noop("Let people in, give them roles, let them go."), _all(Role.ADMIN), logged=True),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """How far one person reaches with one verb: over everything, or over the lines of these units.

    A line without a unit is the organisation as a whole and no group in it.
    """

    everything: bool = False
    units: frozenset[str] = field(default_factory=frozenset)

    def holds(self, unit: str) -> bool:
        """Whether something that belongs to this very unit is in reach; "" is the organisation's own."""
        return self.everything or unit in self.units


def scope_of(held: Iterable[tuple[str, str]], verb: str) -> Scope | None:
    """How far roles, each with its unit, reach with a verb; None if they may not do it at all.

    >>> scope_of([("manager", "Complaints")], "see figures").units
    frozenset({'Complaints'})
    >>> scope_of([("manager", "Complaints"), ("auditor", "")], "see figures").everything
    True
    >>> scope_of([("admin", "")], "change the policy") is None
    True
    """
    reach = RULES[verb].reach
    may = [(reach[Role(role)], unit) for role, unit in held if Role(role) in reach]
    if not may:
        return None
    if any(how == Reach.ALL for how, _ in may):
        return Scope(everything=True)
    return Scope(units=frozenset(unit for _, unit in may if unit))
