"""When failed work is tried again, and how long outcomes are kept. No database here: only the rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

KEPT: Final = timedelta(days=90)
NEWS: Final = timedelta(days=7)
"""How long a failure is news on somebody's home page."""
NOT_YET: Final = timedelta(seconds=5)
"""How soon work is looked at again whose turn it was not."""
LOST: Final = timedelta(minutes=3)
"""Work that should have begun so long ago was lost by the queue and is asked for again."""


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: a minute, then four times as long each time, a day at most.

    >>> [pause(tries).total_seconds() // 60 for tries in (1, 2, 3)]
    [1.0, 4.0, 16.0]
    """
    return min(timedelta(minutes=4 ** (tries - 1)), timedelta(days=1))
