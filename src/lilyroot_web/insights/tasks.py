"""Work beside the pages: charts of every month and of the lines of those who come, drawn before anybody asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from lilyroot.errors import LilyrootError
from lilyroot_web.access.queries import reaches_of_late
from lilyroot_web.insights.ahead import draw_ahead
from lilyroot_web.insights.ledger import fingerprint
from lilyroot_web.jobs.domain import ask
from lilyroot_web.jobs.work import GiveUp, every, work

DRAW: Final = "see.draw"
OF_LATE: Final = timedelta(days=31)
"""Whoever signed in within this time finds their line drawn."""


@work(DRAW)
def draw(given: dict[str, Any]) -> str:
    """In the worker's process, which is there for what takes long: beside the pages it would slow them down."""
    try:
        lines = [line for line in reaches_of_late("see figures", timezone.now() - OF_LATE) if not line.everything]
        draw_ahead(settings.LILYROOT_HOME, lines)
    except LilyrootError as fault:  # a broken ledger is the page's to say
        raise GiveUp(str(fault)) from fault
    return "Drawn."


@every(1)
def after_a_release() -> None:
    """Once for each state of the ledger."""
    ask(DRAW, {}, what="Charts of what was released", key=f"{DRAW} {fingerprint(settings.LILYROOT_HOME)}")
