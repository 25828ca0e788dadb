"""When the door stays shut for a while. No database here: only what the rule is."""

from __future__ import annotations

from datetime import timedelta

TRIES = 5
WINDOW = timedelta(minutes=15)


def too_often(failures_in_window: int) -> bool:
    """Five wrong tries for one name, known or not, and the door stays shut until the first is 15 minutes old."""
    return failures_in_window >= TRIES
