"""What kinds of work there are. Slices say theirs in their ``tasks`` module; this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

Doing = Callable[[dict[str, Any]], str]
"""Takes what was given and says in a sentence how it went; raises when it should be tried again."""


class GiveUp(Exception):
    """Trying again would not help: the sentence says why."""


class NotYet(Exception):
    """Nothing is wrong, but it is not its turn: looked at again in some seconds, and no try is counted."""


class TryAgain(Exception):
    """It may help to try again: the sentence says what was in the way."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a kind of work is done, and how often it is tried."""

    do: Doing
    tries: int
    keeps: bool = False  # what was given stays, so that it can be done again as it was
    failed: Callable[[Any, str], None] | None = None  # told of what was given and why, when it failed for good


WORKS: Final[dict[str, Work]] = {}
RECURRING: Final[list[tuple[int, Callable[[], None]]]] = []


def work(
    name: str, *, tries: int = 6, keeps: bool = False, failed: Callable[[Any, str], None] | None = None
) -> Callable[[Doing], Doing]:
    """Register a kind of work."""

    def registered(do: Doing) -> Doing:
        WORKS[name] = Work(do, tries, keeps, failed)
        return do

    return registered


def every(minutes: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register something that is looked after every so many minutes."""

    def registered(do: Callable[[], None]) -> Callable[[], None]:
        RECURRING.append((minutes, do))
        return do

    return registered
