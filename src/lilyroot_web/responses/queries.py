"""What was answered to which results, what waits for an answer, and which actions belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lilyroot.home import Home
from lilyroot_web.access.queries import may, scope
from lilyroot_web.actions.models import Action
from lilyroot_web.actions.queries import UNDER_WAY, Row, in_reach, rows
from lilyroot_web.actions.rules import SEE
from lilyroot_web.actions.units import units
from lilyroot_web.responses.domain import VERB, key_of
from lilyroot_web.responses.models import Pointer
from lilyroot_web.sources import library
from lilyroot_web.sources.library import Response


@dataclass(frozen=True, slots=True)
class Standing:
    """How the newest results stand: ``waits``, whether they are answered, whether a next wave is held up by that."""

    wave: str
    newest: Response | None
    is_owed: bool
    may_answer: bool

    @property
    def waits(self) -> bool:
        return bool(self.wave) and self.newest is None


@dataclass(frozen=True, slots=True)
class Pointed:
    """An action of a response as everybody reads it; ``pk`` for whoever may open it."""

    row: Row
    pk: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A wave with its response and what was said before it."""

    wave: str
    said: Response | None
    before: tuple[Response, ...]
    actions: tuple[Pointed, ...]
    is_over: bool  # the day by which it was to be done has passed


def standing(home: Home, user: Any) -> Standing:
    """How the newest results stand, for the pages that other slices make."""
    waves = library.released_waves(home)
    wave = waves[0] if waves else ""
    newest = next((one for one in library.responses(home) if one.wave == wave), None)
    return Standing(wave, newest, bool(library.owed(home)), may(user, VERB))


def state(home: Home) -> str:
    """Changes when anything is answered."""
    return next((key_of(one) for one in library.responses(home)), "")


def answered(home: Home, user: Any) -> list[Answered]:
    """Every wave whose results were published, the newest first, with what was answered."""
    said = library.responses(home)
    return [_answered(home, user, wave, [one for one in said if one.wave == wave]) for wave in _waves(home)]


def _waves(home: Home) -> list[str]:
    return library.released_waves(home)


def _answered(home: Home, user: Any, wave: str, said: Sequence[Response]) -> Answered:
    if not said:
        return Answered(wave, None, (), (), is_over=False)
    now, *before = said
    return Answered(wave, now, tuple(before), _pointed(home, user, now), is_over=now.due < today())


def _pointed(home: Home, user: Any, said: Response) -> tuple[Pointed, ...]:
    keys = list(Pointer.objects.filter(response=key_of(said)).values_list("action_id", flat=True))
    if not keys:
        return ()
    known = units(home)
    found = rows(Action.objects.filter(pk__in=keys).select_related("owner", "made_by"), known, today())
    open_to = set(_in_reach(home, user).filter(pk__in=keys).values_list("pk", flat=True))
    return tuple(Pointed(one, one.action.pk if one.action.pk in open_to else None) for one in found)


def linkable(home: Home, user: Any) -> list[Row]:
    """Open actions that somebody sees and may point at."""
    known = units(home)
    return rows(_in_reach(home, user).filter(UNDER_WAY), known, today())


def pointed_keys(said: Response | None) -> list[int]:
    """The actions that a response points at."""
    if said is None:
        return []
    return list(Pointer.objects.filter(response=key_of(said)).values_list("action_id", flat=True))


def _in_reach(home: Home, user: Any) -> QuerySet[Action]:
    reach = scope(user, SEE)
    return Action.objects.none() if reach is None else in_reach(user, units(home).to_see(reach))


def today() -> date:
    """The day, as promises are counted."""
    return timezone.now().date()
