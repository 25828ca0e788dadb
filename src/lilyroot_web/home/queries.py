"""What each role needs first, gathered from the ledger and from other slices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext

from lilyroot.draw import headline
from lilyroot.draw.brief import Brief, brief
from lilyroot.home import Home
from lilyroot.release.policy_book import policy_book
from lilyroot_web.access.models import Entry
from lilyroot_web.access.queries import Line, access_log, held, in_words, scope
from lilyroot_web.access.rules import Role, Scope
from lilyroot_web.insights.ledger import fingerprint, in_reach, language
from lilyroot_web.trust.queries import Account, account

ORDER: Final = (
    Role.LEADER,
    Role.MANAGER,
    Role.EMPLOYEE,
    Role.PEOPLE_LEAD,
    Role.ANALYST,
    Role.STEWARD,
    Role.AUDITOR,
    Role.ADMIN,
)
"""Whose page is shown first to somebody of several roles."""
SHOWN_LINES: Final = 8


@dataclass(frozen=True, slots=True)
class Opening:
    """The one sentence of a reader's line, and the brief of their groups; None where nothing was released."""

    sentence: str
    brief: Brief | None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What a steward or an auditor looks after: the ledger, and changes of the policy that wait."""

    ledger: Account
    newest: str
    waiting: int


def roles_of(user: Any) -> list[Role]:
    """The roles somebody holds, each once, the one whose page they see first at the head."""
    roles = {role for role, _ in held(user)}
    return [role for role in ORDER if role.value in roles]


def reach_as(user: Any, role: Role) -> Scope:
    """How far somebody sees in this one of their roles."""
    reach = scope(user, "see figures")
    if role in (Role.LEADER, Role.MANAGER, Role.EMPLOYEE, Role.ADMIN) or reach is None:
        return Scope(units=frozenset(unit for name, unit in held(user) if name == role.value and unit))
    return reach


def opening(home: Home, reach: Scope, *, below: bool = True) -> Opening:
    """What this reader should know first; without what is ``below`` their units, what every member of them may see.

    Raises ``StoreError`` when the ledger does not verify.
    """
    return _opening(home, fingerprint(home), reach, below, language())


@lru_cache(maxsize=256)
def _opening(home: Home, state: str, reach: Scope, below: bool, language: str) -> Opening:
    """``state`` and ``language`` are there to be remembered by."""
    talk = in_reach(home, state, reach).talk
    return Opening(headline(talk), brief(talk, None if reach.everything else reach.units, below=below))


def upkeep(home: Home) -> Upkeep:
    """Whether the ledger verifies, what is newest in it, and what waits."""
    found = account(home)
    newest = found.entries[0] if found.entries else None
    return Upkeep(
        ledger=found,
        newest=gettext("%(period)s, made on %(day)s") % {"period": newest.period, "day": newest.made}
        if newest
        else "",
        waiting=len(policy_book(home, today()).waiting),
    )


def last_lines() -> list[Line]:
    """The newest lines of the access log that were changes."""
    entries: list[Entry] = list(access_log(changes=True)[:SHOWN_LINES])
    return [in_words(entry) for entry in entries]


def today() -> date:
    """The day, as policies and actions count it."""
    return datetime.now(UTC).date()
