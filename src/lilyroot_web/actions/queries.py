"""What the pages show: actions in somebody's reach, how they stand, what was changed, and what the figures say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from lilyroot.draw.effect import Told, told
from lilyroot.draw.measures import measures
from lilyroot.draw.words import counted
from lilyroot.home import Home
from lilyroot.score import Sources
from lilyroot.score.effect import effect
from lilyroot_web.access.queries import scope
from lilyroot_web.access.rules import Scope
from lilyroot_web.actions.domain import may_take_back
from lilyroot_web.actions.models import Action, Change
from lilyroot_web.actions.policy import OPEN, Status, is_overdue, waits_for_review
from lilyroot_web.actions.rules import SEE
from lilyroot_web.actions.units import Reach, Units, units
from lilyroot_web.insights.ledger import sources

FIELDS = {
    "title": "What will be done",
    "owner": "Owner",
    "due": "Due",
    "review": "Review",
    "status": "Status",
    "reviewed": "Review written",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An action as lists show it."""

    action: Action
    unit: str
    figure: str
    is_overdue: bool
    waits_for_review: bool

    @property
    def standing(self) -> str:
        """Its status, and whether a day has passed."""
        if self.is_overdue:
            return f"{self.action.status}, overdue"
        return f"{self.action.status}, review due" if self.waits_for_review else self.action.status


@dataclass(frozen=True, slots=True)
class OfUnit:
    """How many actions of a unit stand how."""

    unit: str
    label: str
    counts: tuple[int, ...]
    overdue: int
    to_review: int


def in_reach(user: Any, reach: Reach) -> QuerySet[Action]:
    """The actions somebody may see: of the units in reach, and those they own."""
    found = Action.objects.select_related("owner", "made_by")
    if reach.everything:
        return found
    return found.filter(Q(unit__in=reach.units) | Q(owner=user))


def rows(actions: Iterable[Action], known: Units, today: date) -> list[Row]:
    """Actions for a list: what is overdue first, then what waits for its review, then by the day it is due."""
    found = [row(action, known, today) for action in actions]
    return sorted(found, key=_urgent)


def row(action: Action, known: Units, today: date) -> Row:
    """One of them."""
    return Row(
        action,
        known.called(action.unit),
        figure_name(action.indicator),
        is_overdue(action.status, action.due, today),
        waits_for_review(action.status, action.review, action.reviewed, today),
    )


def _urgent(one: Row) -> tuple[bool, bool, bool, date, int]:
    done = one.action.status not in OPEN
    return not one.is_overdue, not one.waits_for_review, done, one.action.due, one.action.pk


def figure_name(indicator: str) -> str:
    """What readers call the figure an action is about."""
    known = measures().get(indicator)
    return known.name if known else indicator


@dataclass(frozen=True, slots=True)
class Mine:
    """An open action as its owner is reminded of it."""

    pk: int
    title: str
    due: date
    is_overdue: bool
    waits_for_review: bool


def under_way(user: Any, today: date, most: int = 5) -> list[Mine]:
    """What somebody owns and has not brought to an end, and what waits for their look back; soonest first."""
    owned = Action.objects.filter(owner=user).exclude(status=Status.CANCELLED).order_by("due", "pk")
    waiting = (
        Mine(
            one.pk,
            one.title,
            one.due,
            is_overdue(one.status, one.due, today),
            waits_for_review(one.status, one.review, one.reviewed, today),
        )
        for one in owned
        if one.status in OPEN or waits_for_review(one.status, one.review, one.reviewed, today)
    )
    return list(islice(waiting, most))


def roll_up(found: Iterable[Row]) -> list[OfUnit]:
    """Actions by unit and status, units by name."""
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for one in found:
        by_unit[one.action.unit].append(one)
    return sorted(
        (
            OfUnit(
                unit,
                held[0].unit,
                tuple(sum(one.action.status == status for one in held) for status in Status),
                sum(one.is_overdue for one in held),
                sum(one.waits_for_review for one in held),
            )
            for unit, held in by_unit.items()
        ),
        key=lambda one: one.label.casefold(),
    )


def headline(found: list[Row]) -> str:
    """What to know about these actions, in a sentence."""
    late, waiting = sum(one.is_overdue for one in found), sum(one.waits_for_review for one in found)
    going = sum(one.action.status in OPEN for one in found)
    if late:
        return f"{counted(late, 'action is', 'actions are')} overdue{_and_waiting(waiting)}."
    if waiting:
        return f"{counted(waiting, 'action waits', 'actions wait')} for a look at what came of it."
    return f"{counted(going, 'action is', 'actions are')} under way, and none is overdue."


def _and_waiting(waiting: int) -> str:
    return f", {counted(waiting, 'waits', 'wait')} for a look at what came of it" if waiting else ""


def owners(known: Units, reach: Reach) -> dict[int, Any]:
    """Who may be given an action of any of these units: whoever is let in and sees a unit of it."""
    found = {}
    for user in get_user_model().objects.filter(is_active=True).prefetch_related("grants").order_by("username"):
        user._held = tuple((grant.role, grant.unit) for grant in user.grants.all())
        sees = scope(user, SEE)
        if sees is not None and (reach.everything or _meets(known.to_see(sees), reach)):
            found[user.pk] = user
    return found


def _meets(sees: Reach, reach: Reach) -> bool:
    return sees.everything or not sees.units.isdisjoint(reach.units)


def released_indicators(home: Home) -> frozenset[str]:
    """The indicators of which anything was released."""
    held = sources(home)
    found = set()
    for released in (held.talk, held.answers, held.records):
        found |= set(released.table["indicator"].unique().to_pylist())
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an action's history in words."""

    change: Change
    said: tuple[str, ...]
    may_be_taken_back: bool


def history(action: Action, user: Any) -> list[Line]:
    """Every change, newest first; the newest can be taken back by whoever made it."""
    found = list(action.changes.select_related("by", "takes_back"))
    names = dict(get_user_model().objects.filter(pk__in=_people(found)).values_list("pk", "username"))
    return [
        Line(one, tuple(_said(one, names)), place == 0 and may_take_back(one, user))
        for place, one in enumerate(found)
    ]


def _people(changes: list[Change]) -> set[int]:
    return {pk for one in changes for pk in one.fields.get("owner", ())}


def _said(one: Change, names: dict[int, str]) -> Iterable[str]:
    if one.takes_back_id is not None:
        yield "took the last change back"
    for name, (was, now) in one.fields.items():
        if name in FIELDS:
            yield f"{FIELDS[name]}: {_value(name, was, names)} → {_value(name, now, names)}"


def _value(name: str, value: Any, names: dict[int, str]) -> str:
    if value in (None, ""):
        return "none"
    return names.get(value, "somebody") if name == "owner" else str(value)


def what_came_of_it(home: Home, action: Action, seen: Scope | None, today: date) -> Told | None:
    """The figure before and after, as far as this reader sees figures; None where it is outside their reach."""
    measure = measures().get(action.indicator)
    if measure is None or seen is None or not units(home).to_see(seen).holds(action.unit):
        return None
    held = _seen(home, seen)
    released = {"talk": held.talk, "answers": held.answers, "records": held.records}[measure.stream]
    began = action.began or action.made_at.date()
    found = effect(
        released,
        measure.stream,
        action.unit,
        action.indicator,
        began=began,
        done=max(action.done or action.due, began),
        today=today,
    )
    return told(found, measure, action.hope)


def _seen(home: Home, seen: Scope) -> Sources:
    held = sources(home)
    return held if seen.everything else held.within(seen.units)


def today() -> date:
    """The day it is, for due days and reviews."""
    return timezone.now().date()


@dataclass(frozen=True, slots=True)
class Day:
    """A day of an action for a calendar; ``version`` grows with every change of the action."""

    name: str
    pk: int
    says: str
    day: date
    version: int
    changed_at: datetime
    is_cancelled: bool


def days_of(user: Any) -> list[Day]:
    """The due and review days of the actions somebody owns and may see."""
    if scope(user, SEE) is None:
        return []
    return [day for action in Action.objects.filter(owner=user).order_by("due", "pk") for day in _days(action)]


def _days(action: Action) -> Iterable[Day]:
    shared = (action.version, action.changed_at, action.status == Status.CANCELLED)
    yield Day(f"action-{action.pk}-due", action.pk, f"Due: {action.title}", action.due, *shared)
    yield Day(f"action-{action.pk}-review", action.pk, f"Review: {action.title}", action.review, *shared)
