"""Raw text is kept for a while, so that a better reader can read it again, and then it is gone.

Two things hold observed text: the ``texts`` segments and the bytes of quarantined records. Both carry the last
day on which they may exist. Rows first, files second: after a crash in between, the files are unreferenced and
the next sweep takes them.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Final

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


# Exports of one source (?1), or of all where it is "".
_OF_SOURCE: Final = "(?1 = '' OR {export} IN (SELECT id FROM export WHERE source = ?1))"
_OURS, _ITSELF = _OF_SOURCE.format(export="export"), _OF_SOURCE.format(export="id")


def held(connection: sqlite3.Connection, source: str = "") -> list[Held]:
    """What raw text there is, of one source or of all, by the last day it may exist.

    Messages are counted as their exports' receipts count them, not as there are now: by how many these are fewer
    after somebody objected (``objections``), that many they wrote.
    """
    rows = connection.execute(
        f"""SELECT day, SUM(messages), SUM(quarantined) FROM (
             SELECT MAX(delete_after) AS day, committed AS messages, 0 AS quarantined
             FROM segment JOIN export ON export.id = segment.export
             WHERE tab = 'texts' AND {_OURS} GROUP BY export.id
             UNION ALL
             SELECT delete_after, 0, 1 FROM telling WHERE {_OURS}
           ) GROUP BY day ORDER BY day""",  # noqa: S608 - our own words only
        (source,),
    )
    return [Held(date.fromisoformat(day), messages, quarantined) for day, messages, quarantined in rows]


def delete_due(catalogue: Catalogue, segments: Segments, today: date, source: str = "") -> Deleted:
    """Delete raw text, of one source or of all, whose last day lies before ``today``. ``FOREVER`` deletes all of it.

    A quarantined record keeps its reason, so that the books still close; its bytes go, and with them the names of
    files and places, which may say more than they should (a mail's subject, a channel).
    """
    connection = catalogue.connection
    which = (source, today.isoformat())
    texts = f"tab = 'texts' AND delete_after < ?2 AND {_OURS}"
    due = connection.execute(f"SELECT sha FROM segment WHERE {texts}", which).fetchall()  # noqa: S608
    telling = f"delete_after < ?2 AND {_OURS}"
    (records,) = connection.execute(f"SELECT COUNT(*) FROM telling WHERE {telling}", which).fetchone()  # noqa: S608
    nameless = f"SELECT id FROM named_for_nothing WHERE day < ?2 AND {_ITSELF}"  # noqa: S608
    names = connection.execute(nameless, which).fetchone()
    if not due and not records and not names:
        return Deleted(0, 0)
    before = _messages(connection, source)
    with catalogue.writing():
        connection.executemany("DELETE FROM segment WHERE tab = 'texts' AND sha = ?", due)
        connection.execute(f"UPDATE quarantine SET raw = x'', place = '' WHERE {telling}", which)  # noqa: S608
        connection.execute(f"UPDATE export SET name = '' WHERE id IN ({nameless})", which)  # noqa: S608
    for (sha,) in due:
        segments.delete("texts", sha)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the write-ahead log may still hold what was deleted
    return Deleted(before - _messages(connection, source), records)


def _messages(connection: sqlite3.Connection, source: str) -> int:
    return sum(one.messages for one in held(connection, source))
