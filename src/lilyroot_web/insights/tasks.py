"""Work beside the pages: charts of every month, drawn before anybody asks for them."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from lilyroot.errors import LilyrootError
from lilyroot_web.insights.ledger import fingerprint
from lilyroot_web.insights.queries import draw_ahead
from lilyroot_web.jobs.domain import ask
from lilyroot_web.jobs.work import GiveUp, every, work

DRAW = "see.draw"


@work(DRAW)
def draw(given: dict[str, Any]) -> str:
    """In the worker's process, which is there for what takes long: beside the pages it would slow them down."""
    try:
        draw_ahead(settings.LILYROOT_HOME)
    except LilyrootError as fault:  # a broken ledger is the page's to say
        raise GiveUp(str(fault)) from fault
    return "Drawn."


@every(5)
def after_a_release() -> None:
    """Once for each state of the ledger."""
    ask(DRAW, {}, what="Charts of what was released", key=f"{DRAW} {fingerprint(settings.LILYROOT_HOME)}")
