"""One after the other, where what is written rests on what was read.

A transaction of SQLite is alone in writing from its first line on. In PostgreSQL two read side by side, both find
that nobody has the name yet, and both take it: who reads in order to write waits for their turn first.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.db import connection

NAMES: Final = "names"
"""Whoever lets somebody in, by whichever door."""


def wait_for(turn: str) -> None:
    """Wait until no other transaction has this turn; it is ours until our own ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number_of(turn)])


def number_of(turn: str) -> int:
    """The number by which PostgreSQL knows a turn."""
    return int.from_bytes(sha256(f"lilyroot.{turn}".encode()).digest()[:8], "big", signed=True)
