"""What the pages show: actions in somebody's reach, how they stand, what was changed, and what the figures say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from lilyroot.draw.effect import Told, told
from lilyroot.draw.measures import measures
from lilyroot.home import Home
from lilyroot.score import Sources
from lilyroot.score.effect import effect
from lilyroot.tongue import number
from lilyroot_web.access.queries import scope
from lilyroot_web.access.rules import Scope, scope_of
from lilyroot_web.actions.domain import may_take_back
from lilyroot_web.actions.models import Action, Change
from lilyroot_web.actions.policy import OPEN, Hope, Status, is_overdue, waits_for_review
from lilyroot_web.actions.rules import SEE
from lilyroot_web.actions.units import Reach, Units, units
from lilyroot_web.insights.ledger import fingerprint, sources, verified

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
        status = Status(self.action.status).in_words
        if self.is_overdue:
            return gettext("%(status)s, overdue") % {"status": status}
        return gettext("%(status)s, review due") % {"status": status} if self.waits_for_review else status

    @property
    def hope(self) -> str:
        """What is hoped for, in a word."""
        return Hope(self.action.hope).in_words


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


def rows(actions: QuerySet[Action], known: Units, today: date) -> list[Row]:
    """Actions for a list: what is overdue first, then what waits for its review, then by the day it is due."""
    return [row(action, known, today) for action in by_urgency(actions, today)]


def by_urgency(actions: QuerySet[Action], today: date) -> QuerySet[Action]:
    """The same order for a page of many."""
    first = (Case(When(one, then=0), default=1) for one in (overdue(today), waiting(today), UNDER_WAY))
    return actions.order_by(*first, "due", "pk")


UNDER_WAY: Final = Q(status__in=OPEN)


def overdue(today: date) -> Q:
    """``policy.is_overdue`` for the database."""
    return UNDER_WAY & Q(due__lt=today)


def waiting(today: date) -> Q:
    """``policy.waits_for_review`` for the database."""
    return ~Q(status=Status.CANCELLED) & Q(review__lte=today, reviewed=None)


def chosen(actions: QuerySet[Action], choice: Mapping[str, str], user: Any, today: date) -> QuerySet[Action]:
    """Those that somebody asked for: ``whose`` they are, of which ``unit`` ("-" the organisation), how they stand."""
    if choice["whose"] == "mine":
        actions = actions.filter(owner=user)
    if choice["unit"]:
        actions = actions.filter(unit="" if choice["unit"] == "-" else choice["unit"])
    if choice["status"]:
        actions = actions.filter(overdue(today) if choice["status"] == "overdue" else Q(status=choice["status"]))
    return actions


def row(action: Action, known: Units, today: date) -> Row:
    """One of them."""
    return Row(
        action,
        known.called(action.unit),
        figure_name(action.indicator),
        is_overdue(action.status, action.due, today),
        waits_for_review(action.status, action.review, action.reviewed, today),
    )


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


def units_of(actions: QuerySet[Action], known: Units) -> list[tuple[str, str]]:
    """The units these are of with what they are called, by name."""
    found = ((unit, known.called(unit)) for unit in actions.order_by().values_list("unit", flat=True).distinct())
    return sorted(found, key=lambda pair: pair[1].casefold())


def roll_up(actions: QuerySet[Action], known: Units, today: date) -> list[OfUnit]:
    """Actions by unit and status, units by name. Counted by the database, however many there are."""
    counted = (
        actions.order_by()
        .values("unit", "status")
        .annotate(
            held=Count("pk"), late=Count("pk", filter=overdue(today)), to_review=Count("pk", filter=waiting(today))
        )
    )
    by_unit: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in counted:
        by_unit[line["unit"]].append(line)
    found = (
        OfUnit(
            unit,
            known.called(unit),
            tuple(sum(line["held"] for line in lines if line["status"] == status) for status in Status),
            sum(line["late"] for line in lines),
            sum(line["to_review"] for line in lines),
        )
        for unit, lines in by_unit.items()
    )
    return sorted(found, key=lambda one: one.label.casefold())


def headline(found: Iterable[Row]) -> str:
    """What to know about these actions, in a sentence."""
    found = list(found)
    late, waiting = sum(one.is_overdue for one in found), sum(one.waits_for_review for one in found)
    return _told(late, waiting, sum(one.action.status in OPEN for one in found))


def headline_of(rolled: Iterable[OfUnit]) -> str:
    """The same for many, as they were counted."""
    rolled = list(rolled)
    return _told(sum(one.overdue for one in rolled), sum(one.to_review for one in rolled), sum(map(_going, rolled)))


def _going(one: OfUnit) -> int:
    return sum(count for status, count in zip(Status, one.counts, strict=True) if status in OPEN)


def _told(late: int, waiting: int, going: int) -> str:
    if late and waiting:
        return gettext("%(overdue)s, %(waiting)s for a look at what came of it.") % {
            "overdue": _overdue(late),
            "waiting": ngettext("%(n)s waits", "%(n)s wait", waiting) % {"n": number(waiting)},
        }
    if late:
        return f"{_overdue(late)}."
    if waiting:
        return ngettext(
            "%(n)s action waits for a look at what came of it.",
            "%(n)s actions wait for a look at what came of it.",
            waiting,
        ) % {"n": number(waiting)}
    return ngettext(
        "%(n)s action is under way, and none is overdue.", "%(n)s actions are under way, and none is overdue.", going
    ) % {"n": number(going)}


def _overdue(late: int) -> str:
    return ngettext("%(n)s action is overdue", "%(n)s actions are overdue", late) % {"n": number(late)}


def owners(known: Units, reach: Reach) -> dict[int, str]:
    """Who may be given an action of any of these units: whoever is let in and sees a unit of it, by name."""
    held: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    grants = get_user_model().objects.filter(is_active=True, grants__isnull=False).order_by("username")
    for pk, name, role, unit in grants.values_list("pk", "username", "grants__role", "grants__unit"):
        held[pk, name].append((role, unit))
    seen = {scope_of(roles, SEE) for roles in held.values()} - {None}
    meets = {sees for sees in seen if sees and (reach.everything or _meets(known.to_see(sees), reach))}
    return {pk: name for (pk, name), roles in held.items() if scope_of(roles, SEE) in meets}


def _meets(sees: Reach, reach: Reach) -> bool:
    return sees.everything or not sees.units.isdisjoint(reach.units)


def released_indicators(home: Home) -> frozenset[str]:
    """The indicators of which anything was released."""
    return _released_indicators(home, fingerprint(home))


@lru_cache(maxsize=2)
def _released_indicators(home: Home, state: str) -> frozenset[str]:
    """``state`` is there to be remembered by."""
    held = verified(home, state)
    tables = (held.talk.table, held.answers.table, held.records.table)
    return frozenset(name for table in tables for name in table["indicator"].unique().to_pylist())


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
        yield gettext("took the last change back")
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
