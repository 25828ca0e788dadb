"""Raw text is kept for a while, so that a better reader can read it again, and then it is gone.

Two things hold observed text: the ``texts`` segments and the bytes of quarantined records. Both carry the last
day on which they may exist. Rows first, files second: after a crash in between, the files are unreferenced and
the next sweep takes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lilyroot.store.catalogue import Catalogue
from lilyroot.store.segments import Segments

FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Held:
    """Raw text that is due on one day."""

    delete_after: date
    messages: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Deleted:
    messages: int
    quarantined: int


def held(catalogue: Catalogue) -> list[Held]:
    """What raw text there is, by the last day it may exist."""
    rows = catalogue.connection.execute(
        """SELECT day, SUM(messages), SUM(quarantined) FROM (
             SELECT delete_after AS day, rows AS messages, 0 AS quarantined FROM segment WHERE tab = 'texts'
             UNION ALL
             SELECT delete_after, 0, 1 FROM telling
           ) GROUP BY day ORDER BY day"""
    )
    return [Held(date.fromisoformat(day), messages, quarantined) for day, messages, quarantined in rows]


def delete_due(catalogue: Catalogue, segments: Segments, today: date) -> Deleted:
    """Delete raw text whose last day lies before ``today``. ``FOREVER`` deletes all of it.

    A quarantined record keeps its reason, so that the books still close; its bytes go, and with them the names of
    files and places, which may say more than they should (a mail's subject, a channel).
    """
    connection = catalogue.connection
    day = today.isoformat()
    due = connection.execute(
        "SELECT sha, rows FROM segment WHERE tab = 'texts' AND delete_after < ?", (day,)
    ).fetchall()
    (records,) = connection.execute("SELECT COUNT(*) FROM telling WHERE delete_after < ?", (day,)).fetchone()
    (names,) = connection.execute("SELECT COUNT(*) FROM named_for_nothing WHERE day < ?", (day,)).fetchone()
    if not due and not records and not names:
        return Deleted(0, 0)
    with catalogue.writing():
        connection.executemany("DELETE FROM segment WHERE tab = 'texts' AND sha = ?", [(sha,) for sha, _ in due])
        connection.execute("UPDATE quarantine SET raw = x'', place = '' WHERE delete_after < ?", (day,))
        connection.execute(
            "UPDATE export SET name = '' WHERE id IN (SELECT id FROM named_for_nothing WHERE day < ?)", (day,)
        )
    for sha, _ in due:
        segments.delete("texts", sha)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the write-ahead log may still hold what was deleted
    return Deleted(sum(rows for _, rows in due), records)
