"""How often, and when the next one is due. No database here: only the rules."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy


class Rhythm(StrEnum):
    """How often something goes out."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


IN_WORDS: Final = {
    Rhythm.DAILY: gettext_lazy("every morning"),
    Rhythm.WEEKLY: gettext_lazy("on Mondays"),
    Rhythm.MONTHLY: gettext_lazy("on the first of the month"),
}


def following(rhythm: str, today: date) -> date:
    """The next day it goes out, never today itself.

    >>> [str(following(rhythm, date(2026, 11, 23))) for rhythm in Rhythm]  # a Monday
    ['2026-11-24', '2026-11-30', '2026-12-01']
    """
    if rhythm == Rhythm.DAILY:
        return today + timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        return today + timedelta(days=7 - today.weekday())
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
