"""Send one letter."""

from __future__ import annotations

from typing import Any

from lilyroot_web.jobs.work import work
from lilyroot_web.mail.domain import deliver


@work("mail.send")
def send(given: dict[str, Any]) -> str:
    """A letter that was written when it was asked for."""
    return deliver(given)
