"""The texts of open audits go after 30 days, like all raw text; retention deletes them without a key.

An open audit is one SQLite file, ``HOME/data/audits/PERIOD.sqlite``; ``lilyroot.audit`` owns its other tables.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

from lilyroot.home import Home

HELD_DAYS: Final = 30
SUFFIX: Final = ".sqlite"
_PART: Final = ".part"


def audit_files(home: Home) -> list[Path]:
    """The files of open audits, by period."""
    return sorted(home.audits.glob(f"*{SUFFIX}"))


def part_of(path: Path) -> Path:
    """Where the file of an audit is filled before it gets its name. Only ever filled with the store's lock held."""
    return path.with_name(f".{path.name}{_PART}")


def sweep_parts(home: Home) -> int:
    """Delete what a crash left of audits that were being drawn or closed. Needs the store's lock."""
    left = list(home.audits.glob(f".*{_PART}*"))  # also the journal beside it
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def connect(path: Path) -> sqlite3.Connection:
    """A connection that leaves nothing of what is deleted in the file or beside it."""
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def delete_due_texts(home: Home, today: date) -> int:
    """Delete the texts of audits whose last day lies before ``today``; returns how many. Labels stay."""
    deleted = 0
    for path in audit_files(home):
        with closing(connect(path)) as connection:
            due = connection.execute(
                "SELECT 1 FROM meta WHERE key = 'delete_after' AND value < ?", (today.isoformat(),)
            ).fetchone()
            if due:
                deleted += connection.execute("DELETE FROM sealed_text").rowcount
    return deleted


def last_days(home: Home) -> list[date]:
    """The last day of each open audit that holds texts."""
    days = []
    for path in audit_files(home):
        with closing(connect(path)) as connection:
            found = connection.execute(
                "SELECT value FROM meta WHERE key = 'delete_after' AND EXISTS (SELECT 1 FROM sealed_text)"
            ).fetchone()
            days += [date.fromisoformat(found[0])] if found else []
    return days


def delete_texts_of(home: Home, source: str) -> None:
    """Delete the texts of one source from every open audit: the source is being forgotten."""
    for path in audit_files(home):
        with closing(connect(path)) as connection:
            connection.execute("DELETE FROM sealed_text WHERE source = ?", (source,))
