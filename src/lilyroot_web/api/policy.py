"""What a token may be made for, and for how long. No database here."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

VERBS: Final = ("see figures", "read the ledger", "see definitions", "keep people")
"""The last one is for a directory that lets people in and go by itself (slice ``scim``)."""
DAYS: Final = {30: gettext_noop("30 days"), 90: gettext_noop("90 days"), 365: gettext_noop("a year")}
TOO_MANY: Final = "Too many requests with this token. Wait as long as Retry-After says."
MINUTE: Final = 60
MOST: Final = 20
"""Tokens one person may hold at a time."""
