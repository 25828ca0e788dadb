"""A few invented actions for the sample organisation, so that the place is not empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.utils import timezone

from lilyroot.errors import StoreError
from lilyroot.home import Home
from lilyroot_web.actions.models import Action, Change
from lilyroot_web.actions.policy import Hope, Status
from lilyroot_web.actions.units import units

INVENTED: Final = "An invented action of the sample organisation."


@dataclass(frozen=True, slots=True)
class Sample:
    """An action of the sample: how long ago it was planned and is, or was, due, in days, and how it stands."""

    title: str
    why: str
    unit: str
    figure: str
    indicator: str
    hope: Hope
    owner: str
    status: Status
    planned: int
    due: int
    review: int
    note: str = ""


SAMPLES: Final = (
    Sample(
        "Every shift begins with one caller's story",
        "Numbers of calls fill the shift talk. A story a day should bring the caller's situation back into it.",
        *("Phone Desk", "team-orientation", "centric_share", Hope.UP, "demo-manager", Status.COMPLETE),
        *(300, -200, -10),
        "It took three weeks until somebody else than the shift lead told one.",
    ),
    Sample(
        "Hand-overs name the next step instead of a department",
        "A bare no is often a hand-over nobody owns. With a name for the next step there should be fewer.",
        *("Customer Service", "signals", "rate_brush_off", Hope.DOWN, "demo-leader", Status.IN_PROGRESS),
        *(60, 40, 220),
        "Agreed with Mail Desk and Phone Desk; Repairs and Parts follow.",
    ),
    Sample(
        "Area meetings begin in the shop, with the shop's own customers",
        "Stores speak of figures when they meet in the office. On the floor they speak of people.",
        *("Stores", "team-orientation", "centric_share", Hope.UP, "demo", Status.IN_PROGRESS),
        *(120, -12, 150),
    ),
    Sample(
        "Every decision paper says which customer it touches, and how",
        "Customers come up late in decisions. A line on the first page should bring them up earlier.",
        *("", "customer-talk", "salience", Hope.UP, "demo-steward", Status.NOT_STARTED),
        *(5, 80, 260),
    ),
)


def plan_samples(home: Home) -> None:
    """Plan them once, for those units that were released; nothing where there is any action already."""
    try:
        known = units(home).label
    except StoreError:
        return  # a ledger that does not verify is for the pages to tell
    if Action.objects.exists():
        return
    today = timezone.now().date()
    for sample in SAMPLES:
        if sample.unit in known or (not sample.unit and "Customer Service" in known):
            _plan(sample, today)


def _plan(sample: Sample, today: date) -> None:
    owner = get_user_model().objects.get(username=sample.owner)
    planned = today - timedelta(days=sample.planned)
    has_begun = sample.status != Status.NOT_STARTED
    action = Action.objects.create(
        title=sample.title,
        why=f"{sample.why} ({INVENTED})",
        figure=sample.figure,
        indicator=sample.indicator,
        hope=sample.hope.value,
        unit=sample.unit,
        owner=owner,
        made_by=owner,
        status=sample.status.value,
        due=today + timedelta(days=sample.due),
        review=today + timedelta(days=sample.review),
        began=planned + timedelta(days=2) if has_begun else None,
        done=today + timedelta(days=sample.due) if sample.status == Status.COMPLETE else None,
        made_at=_noon(planned),
        changed_at=_noon(planned),
        version=1 if has_begun else 0,
    )
    if has_begun:
        changed = {"status": [Status.NOT_STARTED.value, sample.status.value]}
        at = _noon(action.done or planned + timedelta(days=2))
        Change.objects.create(action=action, at=at, by=owner, fields=changed, note=sample.note)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo("UTC"))
