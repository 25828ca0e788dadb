"""What the state of an action allows, and which days make sense. No database here: only the rules."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext, gettext_lazy

LATEST: Final = timedelta(days=3 * 366)
"""Nothing is planned further ahead than three years."""
LONGEST_TITLE: Final = 120
LONGEST_WORDS: Final = 1_000


class Status(StrEnum):
    """How an action stands."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    ON_HOLD = "on hold"
    COMPLETE = "complete"
    CANCELLED = "cancelled"

    @property
    def in_words(self) -> str:
        return str(_IN_WORDS[self])


class Hope(StrEnum):
    """What is expected to happen to the figure. It is written down before, and stays as it was written."""

    UP = "up"
    DOWN = "down"

    @property
    def in_words(self) -> str:
        return str(_IN_WORDS[self])


_IN_WORDS: Final = {
    Status.NOT_STARTED: gettext_lazy("not started"),
    Status.IN_PROGRESS: gettext_lazy("in progress"),
    Status.ON_HOLD: gettext_lazy("on hold"),
    Status.COMPLETE: gettext_lazy("complete"),
    Status.CANCELLED: gettext_lazy("cancelled"),
    Hope.UP: gettext_lazy("up"),
    Hope.DOWN: gettext_lazy("down"),
}


OPEN: Final = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.ON_HOLD)


def is_overdue(status: str, due: date, today: date) -> bool:
    """Whether the day it was to be done by is over and it is not done."""
    return status in OPEN and due < today


def waits_for_review(status: str, review: date, reviewed: date | None, today: date) -> bool:
    """Whether the day to look at the figure again has come and nobody has."""
    return status != Status.CANCELLED and review <= today and reviewed is None


def wrong_days(due: date, review: date, earliest: date) -> dict[str, str]:
    """What is wrong with the two days, by field. Empty when nothing is."""
    wrong = {}
    if due < earliest:
        wrong["due"] = gettext("This day is over. Choose today or a day to come.")
    elif due > earliest + LATEST:
        wrong["due"] = gettext("This is more than three years ahead. Choose a nearer day.")
    if review <= due:
        wrong["review"] = gettext("The review comes after the day it is due, so that there is something to see.")
    elif review > earliest + 2 * LATEST:
        wrong["review"] = gettext("This is more than six years ahead. Choose a nearer day.")
    return wrong


BEFORE: Final = timedelta(days=3)
LATE: Final = timedelta(days=6)
"""A reminder that could not go out on its day still does for so long."""


def reminders(
    status: str, due: date, review: date, reviewed: date | None, today: date
) -> list[tuple[str, date, str]]:
    """Which reminders it is time for: what of, for which day, and what they say.

    >>> reminders("in progress", date(2027, 3, 10), date(2027, 9, 1), None, date(2027, 3, 8))
    [('soon', datetime.date(2027, 3, 10), 'Due in a few days:')]
    """
    found = []
    if status in OPEN and due - BEFORE <= today < due:
        found.append(("soon", due, gettext("Due in a few days:")))
    if status in OPEN and due <= today <= due + LATE:
        found.append(("due", due, gettext("Due today:") if today == due else gettext("This was due:")))
    if waits_for_review(status, review, reviewed, today) and today <= review + LATE:
        found.append(("review", review, gettext("Time to look at what came of it:")))
    return found
