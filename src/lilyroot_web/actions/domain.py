"""Verbs that write: plan an action, change it, note something, write down what came of it, take a change back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from lilyroot.errors import ActionRefused
from lilyroot_web.access.domain import write_down
from lilyroot_web.actions.models import Action, Change
from lilyroot_web.actions.policy import Status

KEPT_AS_WRITTEN: Final = ("figure", "until", "indicator", "hope", "unit", "why")
"""What was expected, of what and why: it can be taken back, but not written anew afterwards."""
_FOLLOWS: Final = ("began", "done", "reviewed")


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is said when an action is planned."""

    title: str
    why: str
    indicator: str
    hope: str
    unit: str
    owner: Any
    due: date
    review: date
    figure: str = ""
    until: str = ""


def plan(wanted: Plan, *, by: Any) -> Action:
    """A new action."""
    now = timezone.now()
    given = {name: getattr(wanted, name) for name in Plan.__slots__}
    with transaction.atomic():
        action = Action.objects.create(**given, made_by=by, made_at=now, changed_at=now)
        write_down(by, "act", f"planned action {action.pk}", changed=True)
    return action


def change(action: Action, given: dict[str, Any], *, by: Any, note: str = "", version: int | None = None) -> Change:
    """Give some fields other values. Whoever saw an older ``version`` is told instead of overwriting."""
    with transaction.atomic():
        held = Action.objects.select_for_update().get(pk=action.pk)
        if version is not None and version != held.version:
            raise ActionRefused(
                "action.changed_meanwhile",
                gettext("Somebody else changed this action while you had it open."),
                remedy=gettext("Look at what it says now, and save again if it still holds."),
            )
        given = {**given, **_follows(held, given)}
        fields = {name: [_stored(held, name), _plain(value)] for name, value in given.items()}
        fields = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
        if not fields and not note:
            raise ActionRefused(
                "action.nothing", gettext("Nothing was changed."), remedy=gettext("Change something, or leave it.")
            )
        return _keep(held, fields, by=by, note=note)


def note(action: Action, words: str, *, by: Any) -> Change:
    """Write something down about how it goes."""
    return change(action, {}, by=by, note=words)


def review(action: Action, words: str, *, by: Any) -> Change:
    """Write down what came of it; the review then no longer waits."""
    return change(action, {"reviewed": _today()}, by=by, note=words)


def take_back(action: Action, pk: int, *, by: Any) -> Change:
    """Undo the newest change, if it was one's own."""
    with transaction.atomic():
        held = Action.objects.select_for_update().get(pk=action.pk)
        newest = held.changes.first()
        if newest is None or newest.pk != pk or not may_take_back(newest, by):
            raise ActionRefused(
                "action.too_late",
                gettext("This can no longer be taken back."),
                remedy=gettext("Change it to what it should be."),
            )
        fields = {name: [now, was] for name, (was, now) in newest.fields.items()}
        return _keep(held, fields, by=by, takes_back=newest)


def may_take_back(newest: Change, by: Any) -> bool:
    """Whether this, the newest change, is one's own and not itself a taking back."""
    return newest.by_id == by.pk and newest.takes_back_id is None and bool(newest.fields)


def withdraw(action: Action, *, by: Any) -> None:
    """Take back a plan to which nothing has happened yet; afterwards it can only be cancelled."""
    with transaction.atomic():
        held = Action.objects.select_for_update().get(pk=action.pk)
        if not may_withdraw(held, by):
            raise ActionRefused(
                "action.began",
                gettext("This action is no longer only a plan of yours."),
                remedy=gettext("Cancel it instead."),
            )
        write_down(by, "act", f"took back action {held.pk}", changed=True)
        held.delete()


def may_withdraw(action: Action, by: Any) -> bool:
    """Whether it is one's own plan and nothing has happened to it."""
    return action.made_by_id == by.pk and action.version == 0


def _keep(
    held: Action, fields: dict[str, list[Any]], *, by: Any, note: str = "", takes_back: Change | None = None
) -> Change:
    now = timezone.now()
    for name, (_, value) in fields.items():
        setattr(held, name, _live(name, value))
    held.version += 1
    held.changed_at = now
    held.save()
    what = f"changed action {held.pk}: {', '.join(fields) or 'a note'}"
    write_down(by, "act", what, changed=True)
    return Change.objects.create(action=held, at=now, by=by, fields=fields, note=note, takes_back=takes_back)


def _follows(held: Action, given: dict[str, Any]) -> dict[str, Any]:
    """The days that a change of status brings with it."""
    status = given.get("status", held.status)
    if status == held.status:
        return {}
    follows: dict[str, Any] = {"done": _today() if status == Status.COMPLETE else None}
    if status in (Status.IN_PROGRESS, Status.COMPLETE) and held.began is None:
        follows["began"] = _today()
    return follows


def _stored(held: Action, name: str) -> Any:
    return _plain(getattr(held, name))


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: days as text, a person as their key."""
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if hasattr(value, "pk") else value


def _live(name: str, value: Any) -> Any:
    """The reverse."""
    if name == "owner":
        return get_user_model().objects.get(pk=value)
    return date.fromisoformat(value) if name in ("due", "review", *_FOLLOWS) and value else value


def _today() -> date:
    return timezone.now().date()
