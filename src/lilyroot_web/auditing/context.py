"""The rail shows the audit to those it waits for, and to nobody else."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lilyroot.errors import LilyrootError
from lilyroot_web.auditing.queries import waiting_for


def audits(request: HttpRequest) -> dict[str, Any]:
    """``audit_waits``: whether an audit is open in which whoever asks is an auditor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"audit_waits": False}
    try:
        return {"audit_waits": bool(waiting_for(settings.LILYROOT_HOME, user.get_username()))}
    except (LilyrootError, sqlite3.Error, OSError):  # the audit's own page says what is wrong with it
        return {"audit_waits": False}
