"""What a digest says: what a home page opens with, in words that mail, chats and webhooks share."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from lilyroot.draw.brief import Brief, Line
from lilyroot.home import Home
from lilyroot_web.access.queries import may
from lilyroot_web.access.rules import Scope
from lilyroot_web.actions.queries import Mine, headline, in_reach, rows, under_way
from lilyroot_web.actions.units import Reach, units
from lilyroot_web.digests.models import Schedule
from lilyroot_web.home.queries import Opening, opening, reach_as, roles_of
from lilyroot_web.mail.domain import gets
from lilyroot_web.mail.kinds import DIGEST

_THAN_BEFORE: Final = {"up": gettext_lazy("went up"), "down": gettext_lazy("went down")}
_THAN_ALL: Final = {
    "up": gettext_lazy("above the organisation"),
    "down": gettext_lazy("below the organisation"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a group: its value with interval, and what is said of it."""

    key: str
    name: str
    value: str  # "" where nothing is shown
    interval: str
    said: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group and where it stands."""

    label: str
    persons: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a digest says. ``mine`` is empty where it is not one person's."""

    who: str
    opening: str
    period: str
    before: str
    moved: tuple[str, ...]
    to_do: str
    groups: tuple[Group, ...]
    uncorrected: str
    mine: tuple[Mine, ...]
    actions: str  # how the actions of this reach stand, in a sentence; "" where there are none

    @property
    def mark(self) -> str:
        """The same for two digests that tell the same news."""
        told = {name: value for name, value in asdict(self).items() if name != "actions"}
        return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()

    @property
    def basis(self) -> str:
        """What a reader must know before any figure."""
        compared = self.period
        if self.before:
            compared = gettext("%(period)s, against %(before)s") % {"period": self.period, "before": self.before}
        basis = gettext("%(compared)s. 95 %% intervals, all comparisons together.") % {"compared": compared}
        if self.uncorrected:
            basis += " " + gettext("Uncorrected where %(uncorrected)s.") % {"uncorrected": self.uncorrected}
        return basis


def for_user(home: Home, user: Any, today: date) -> Digest | None:
    """What their home page would open with now; None without a role or a release."""
    roles = roles_of(user)
    if not roles:
        return None
    reach = reach_as(user, roles[0])
    mine = tuple(under_way(user, today)) if may(user, "see actions") else ()
    return _digest(opening(home, reach), ", ".join(sorted(reach.units)), mine, "")


def for_unit(home: Home, unit: str, today: date) -> Digest | None:
    """What every member of a unit may see of it; of "", of the organisation as a whole. None without a release."""
    reach = Scope(units=frozenset({unit} if unit else ()))
    known = units(home)
    found = rows(in_reach(None, Reach(everything=True)).filter(unit=unit), known, today)
    return _digest(
        opening(home, reach, below=False), known.called(unit) if unit else "", (), headline(found) if found else ""
    )


def arranged(user: Any) -> Schedule | None:
    """How often somebody gets theirs; None where they do not, or ended it by a click in a letter."""
    return Schedule.objects.filter(user=user).first() if gets(user, DIGEST) or not user.email else None


def day_in_words(day: date) -> str:
    """A day with its weekday. Example: "Monday 23 November 2026"."""
    return f"{date_format(day, 'l')} {date_format(day)}"


def _digest(found: Opening, who: str, mine: tuple[Mine, ...], actions: str) -> Digest | None:
    if found.brief is None:
        return None
    return Digest(
        who=who or gettext("The organisation"),
        opening=found.brief.opening if who else found.sentence,
        period=found.brief.period,
        before=found.brief.before,
        moved=found.brief.moved,
        to_do=found.brief.to_do,
        groups=_groups(found.brief),
        uncorrected=found.brief.uncorrected,
        mine=mine,
        actions=actions,
    )


def _groups(brief: Brief) -> tuple[Group, ...]:
    return tuple(
        Group(
            one.label,
            next((line.persons for line in one.lines if line.persons), ""),
            tuple(Figure(line.definition, line.name, line.value, line.interval, _said(line)) for line in one.lines),
        )
        for one in brief.standings
    )


def _said(line: Line) -> str:
    """One figure in words. Example: "18.3 % (16.0 % to 20.6 %), went up, above the organisation"."""
    if not line.value:
        return line.hidden
    parts = (
        f"{line.value} ({line.interval})",
        _THAN_BEFORE.get(line.than_before, ""),
        _THAN_ALL.get(str(line.than_all), ""),
    )
    return ", ".join(str(part) for part in parts if part)
