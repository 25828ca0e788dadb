"""Work beside the pages: taking in what was given, and deleting what people who object wrote."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from lilyroot_web.jobs.work import every, work
from lilyroot_web.sources import library
from lilyroot_web.sources.domain import TAKE_IN, interrupted, see_to


def _gave_up(given: Any, said: str) -> None:
    interrupted(given["taking"])


@work(TAKE_IN, tries=3, failed=_gave_up)
def take_in(given: dict[str, Any]) -> str:
    """One export. A worker that is killed finds its job again, and whoever is still at it is waited for."""
    return see_to(settings.LILYROOT_HOME, given["taking"])


@every(5)
def delete_objected() -> None:
    """Nothing to do most of the time; a job of its own would stand in a list with a time beside it."""
    library.delete_objected(settings.LILYROOT_HOME)
