"""A person's days as iCalendar (RFC 5545). No figure is in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

from lilyroot_web.actions.queries import Day

_PRODUCT: Final = "-//Lilyroot//Actions//EN"


def calendar_of(days: Iterable[Day]) -> bytes:
    """One whole-day event for each day; cancelled actions as cancelled events, so that calendars drop them."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Lilyroot actions")
    for day in days:
        calendar.add_component(_event(day))
    return calendar.to_ical()


def _event(day: Day) -> Event:
    event = Event()
    event.add("uid", f"{day.name}@{_installation()}.lilyroot")
    event.add("sequence", day.version)
    event.add("dtstamp", day.changed_at)
    event.add("last-modified", day.changed_at)
    event.add("summary", day.says)
    event.add("dtstart", day.day)
    event.add("dtend", day.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if day.is_cancelled else "CONFIRMED")
    event.add("url", f"{settings.PUBLIC_ADDRESS}/act/{day.pk}")
    return event


def _installation() -> str:
    """A name that stays when the address changes, and is nobody else's."""
    return salted_hmac("lilyroot.feeds.installation", "").hexdigest()[:12]
