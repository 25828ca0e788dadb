"""The box: the file of one open audit, and everything an auditor may do with it.

Everybody labels blind: an item shows a redacted text and what was said before it, never what the reader or another
person said of it. Who opens the box must be one of the auditors named when the sample was drawn. Each item is for
one person, every fifth for two; an item that somebody has before them is nobody else's for ten minutes.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Self

from lilyroot.audit.agreement import Agreement, Given, agreements
from lilyroot.audit.looks import How, Look, log_looks
from lilyroot.audit.seal import Seal
from lilyroot.errors import AuditError, InputError
from lilyroot.home import Home
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.store.audit_texts import SUFFIX, audit_files, connect, part_of
from lilyroot.store.catalogue import folded_name
from lilyroot.store.keys import Keys
from lilyroot.store.organisation import UNDATED

FEWEST_AUDITORS: Final = 2
_PERIOD: Final = re.compile(rf"\d{{4}}-(0[1-9]|1[0-2])|{UNDATED}")
CLOSED_SUFFIX: Final = ".closed.json"
_HOLD: Final = timedelta(minutes=10)
_OWN: Final = "SELECT hash FROM label WHERE auditor = ?1"


@dataclass(frozen=True, slots=True)
class Item:
    """One message as an auditor sees it: redacted, with what was said before it."""

    hash: str
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of a message: one orientation and any flags. Raises ``InputError`` for others."""

    orientation: str
    flags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.orientation not in ORIENTATIONS or not self.flags <= set(FLAGS):
            raise InputError(
                "audit.label",
                "This is not a label of the codebook.",
                remedy=f"Give one of {', '.join(ORIENTATIONS)}, and flags from {', '.join(FLAGS)}.",
            )


@dataclass(frozen=True, slots=True)
class Sampled:
    """An item as it was drawn: ``reading`` is what the correction needs of it, sealed until the audit is closed."""

    hash: str
    source: str
    purpose: str
    wanted: int
    text: str
    context: str
    reading: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an audit is. Counts of labels only: no figure of the organisation, no level, no group."""

    labels: int
    wanted: int
    seconds: int
    seconds_wanted: int
    mine: int
    left_for_me: int
    agreement: dict[str, Agreement]

    @property
    def complete(self) -> bool:
        return self.labels >= self.wanted


def box_file(home: Home, period: str) -> Path:
    """Where the box of a period lies while the audit is open."""
    return home.audits / f"{_checked(period)}{SUFFIX}"


def closed_file(home: Home, period: str) -> Path:
    """Where the counts of a period's audit lie once it is closed."""
    return home.audits / f"{_checked(period)}{CLOSED_SUFFIX}"


def open_audits(home: Home) -> list[str]:
    """The periods that are being audited."""
    return [path.name.removesuffix(SUFFIX) for path in audit_files(home)]


def _checked(period: str) -> str:
    if not _PERIOD.fullmatch(period):
        raise InputError("audit.period", f"{period!r} is not a period.", remedy="Give a month, like 2025-03.")
    return period


class AuditBox:
    """One open audit. Use as a context manager; every change is whole or not at all."""

    def __init__(self, home: Home, period: str, connection: sqlite3.Connection) -> None:
        self.home, self.period, self._connection = home, period, connection

    @classmethod
    def open(cls, home: Home, period: str) -> Self:
        """The open audit of a period. Raises ``AuditError`` when there is none. Deletes texts that are due."""
        path = box_file(home, period)
        if not path.exists():
            raise _none_open(home, period)
        box = cls(home, period, connect(path))
        box._delete_due()
        return box

    @classmethod
    def create(
        cls, home: Home, period: str, auditors: Iterable[str], sample: Iterable[Sampled], meta: Mapping[str, str]
    ) -> Self:
        """Seal a sample. ``meta`` must have ``delete_after`` (an ISO day). The file appears whole or not at all.

        Whoever calls this holds the store's lock: what a crash leaves of it is deleted when the store is opened next.
        """
        path, names = box_file(home, period), sorted({name.strip() for name in auditors} - {""})
        if len(set(map(folded_name, names))) < max(FEWEST_AUDITORS, len(names)):  # "Ines" and "ines" are one person
            remedy = "Name each once: --auditor ines --auditor tomas; whether people agree cannot be told from one."
            raise AuditError("audit.auditors", "An audit needs two auditors, who are two people.", remedy=remedy)
        home.audits.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = part_of(path)
        part.unlink(missing_ok=True)
        box = cls(home, period, connect(part))
        part.chmod(0o600)
        box._fill(names, sample, meta)
        box.close()
        part.rename(path)
        return cls.open(home, period)

    def _fill(self, names: list[str], sample: Iterable[Sampled], meta: Mapping[str, str]) -> None:
        with self._writing() as connection:
            for statement in files("lilyroot.audit").joinpath("schema.sql").read_text().split(";\n"):
                connection.execute(statement)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            connection.executemany("INSERT INTO auditor VALUES (?)", [(name,) for name in names])
            for number, item in enumerate(sample, start=1):
                reading = self._seal.close(json.dumps(dict(item.reading)), f"reading/{item.hash}")
                text = self._seal.close(json.dumps([item.text, item.context]), f"text/{item.hash}")
                row = (number, item.hash, item.purpose, item.wanted, reading)
                connection.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?)", row)
                connection.execute("INSERT INTO sealed_text VALUES (?, ?, ?)", (item.hash, item.source, text))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the audit stays open."""
        self._connection.close()

    @property
    def auditors(self) -> list[str]:
        """Who may look."""
        return [name for (name,) in self._connection.execute("SELECT name FROM auditor ORDER BY name")]

    def meta(self, key: str) -> str:
        """What was written down when the sample was drawn."""
        (value,) = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(value)

    @property
    def has_texts(self) -> bool:
        """False once the texts were deleted because their time was over."""
        return self._connection.execute("SELECT 1 FROM sealed_text LIMIT 1").fetchone() is not None

    def count(self, purpose: str) -> int:
        """How many items were drawn for a purpose: ``correct`` or ``refine``."""
        (items,) = self._connection.execute("SELECT COUNT(*) FROM item WHERE purpose = ?", (purpose,)).fetchone()
        return int(items)

    def holds(self, item: str) -> bool:
        """Whether the text of an item is still there."""
        return self._connection.execute("SELECT 1 FROM sealed_text WHERE hash = ?", (item,)).fetchone() is not None

    # --- what an auditor does

    def next(self, auditor: str, how: How, now: datetime | None = None) -> Item | None:
        """The item this auditor has before them: the one they had, or another; None when nothing is left for them.

        The look is logged before the text is opened. Raises ``AuditError`` for anybody who is not named.
        """
        self._require(auditor)
        now = now or datetime.now(UTC)
        with self._writing() as connection:
            connection.execute("DELETE FROM in_hand WHERE until < ?", (now.isoformat(),))
            row = (
                connection.execute(_IN_HAND, (auditor,)).fetchone()
                or connection.execute(_NEXT, (auditor,)).fetchone()
            )
            if row is None:
                return None
            until = (now + _HOLD).isoformat()
            connection.execute("INSERT OR REPLACE INTO in_hand VALUES (?, ?, ?)", (row[0], auditor, until))
        return self.look(auditor, row[0], how, now)

    def look(self, auditor: str, item: str, how: How, now: datetime | None = None) -> Item:
        """Open one item for a named auditor, after logging it. Raises ``AuditError`` when its text is gone."""
        self._require(auditor)
        row = self._connection.execute("SELECT sealed FROM sealed_text WHERE hash = ?", (item,)).fetchone()
        if row is None:
            raise AuditError(
                "audit.gone",
                "The text of this item is not there any more.",
                remedy="Texts are deleted after 30 days; the labels that were given count: lilyroot audit close.",
            )
        at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        log_looks(self.home, [Look(at, auditor, self.period, item, how)])
        text, context = json.loads(self._seal.open(row[0], f"text/{item}"))
        return Item(item, text, context)

    def label(self, auditor: str, item: str, label: Label) -> None:
        """Keep what an auditor says of the item they have before them. Raises ``AuditError`` if it is not there."""
        self._require(auditor)
        with self._writing() as connection:
            if not self._let_go(connection, auditor, item):
                raise _not_before(self.period)
            self._keep(connection, auditor, item, label)

    def take_in(self, auditor: str, labels: Mapping[str, Label]) -> tuple[int, int]:
        """Keep labels given outside, for items that want one more; returns how many were kept and how many known.

        Raises ``AuditError`` for an item of no audit or one that two people have labelled already.
        """
        self._require(auditor)
        kept = known = 0
        with self._writing() as connection:
            for item, label in labels.items():
                if connection.execute(f"{_OWN} AND hash = ?2", (auditor, item)).fetchone():
                    known += 1
                    continue
                self._keep(connection, auditor, item, label)
                kept += 1
        return kept, known

    def skip(self, auditor: str, item: str) -> None:
        """Put an item behind all others of this auditor."""
        self._require(auditor)
        with self._writing() as connection:
            if not self._let_go(connection, auditor, item):
                raise _not_before(self.period)
            connection.execute(
                "INSERT INTO skipped VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1", (item, auditor)
            )

    def undo(self, auditor: str, now: datetime | None = None) -> bool:
        """Take back this auditor's last label and put the item before them again; False if there is none."""
        self._require(auditor)
        until = ((now or datetime.now(UTC)) + _HOLD).isoformat()
        with self._writing() as connection:
            row = connection.execute(f"{_OWN} ORDER BY given DESC LIMIT 1", (auditor,)).fetchone()
            if row is None:
                return False
            connection.execute("DELETE FROM label WHERE hash = ? AND auditor = ?", (row[0], auditor))
            connection.execute("DELETE FROM in_hand WHERE auditor = ?", (auditor,))
            connection.execute("INSERT INTO in_hand VALUES (?, ?, ?)", (row[0], auditor, until))
        return True

    def waiting_for(self, auditor: str) -> list[str]:
        """All items this auditor may still label, in their order: for an export."""
        self._require(auditor)
        return [row[0] for row in self._connection.execute(_WAITING, (auditor,))]

    def progress(self, auditor: str = "") -> Progress:
        """How far the audit is; with a name, also how far that auditor is."""
        wanted, seconds_wanted = self._connection.execute(
            "SELECT COALESCE(SUM(wanted), 0), COALESCE(SUM(wanted = 2), 0) FROM item"
        ).fetchone()
        (labels,) = self._connection.execute("SELECT COUNT(*) FROM label").fetchone()
        (mine,) = self._connection.execute("SELECT COUNT(*) FROM label WHERE auditor = ?", (auditor,)).fetchone()
        pairs = self.pairs()
        left = len(self._connection.execute(_WAITING, (auditor,)).fetchall()) if auditor else 0
        return Progress(labels, wanted, len(pairs), seconds_wanted, mine, left, agreements(pairs))

    # --- what closing needs

    def pairs(self) -> list[tuple[Given, Given]]:
        """The labels of messages of the correcting sample that two people labelled, first and second."""
        rows = self._connection.execute(
            """SELECT a.orientation, a.flags, b.orientation, b.flags FROM label a JOIN label b
               ON a.hash = b.hash AND a.given < b.given JOIN item ON item.hash = a.hash
               WHERE item.purpose = 'correct' ORDER BY item.number"""
        )
        return [((a, _flags(x)), (b, _flags(y))) for a, x, b, y in rows]

    def labelled(self) -> Iterator[tuple[str, str, dict[str, Any], Given]]:
        """Every labelled item: hash, purpose, the reading it was drawn with, and the first label it was given."""
        rows = self._connection.execute(
            """SELECT item.hash, purpose, sealed_reading, orientation, flags FROM item JOIN label
               ON label.hash = item.hash
               WHERE given = (SELECT MIN(given) FROM label l WHERE l.hash = item.hash) ORDER BY number"""
        )
        for item, purpose, sealed, orientation, flags in rows:
            yield item, purpose, json.loads(self._seal.open(sealed, f"reading/{item}")), (orientation, _flags(flags))

    def destroy(self) -> None:
        """Delete the file with everything in it. What is to stay must have been written before."""
        self._connection.execute("DELETE FROM sealed_text")  # overwritten first: secure_delete is on
        self.close()
        box_file(self.home, self.period).unlink()

    # --- inside

    @cached_property
    def _seal(self) -> Seal:
        return Seal(Keys.open(self.home).sealing(f"audit/{self.period}"))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _require(self, auditor: str) -> None:
        if auditor not in self.auditors:
            raise AuditError(
                "audit.stranger",
                "Only the auditors who were named when the sample was drawn may look at it.",
                remedy="Ask whoever drew it; for another sample other people can be named.",
            )

    def _let_go(self, connection: sqlite3.Connection, auditor: str, item: str) -> bool:
        row = connection.execute("DELETE FROM in_hand WHERE hash = ? AND auditor = ?", (item, auditor))
        return row.rowcount == 1

    def _keep(self, connection: sqlite3.Connection, auditor: str, item: str, label: Label) -> None:
        row = connection.execute(
            "SELECT wanted - (SELECT COUNT(*) FROM label WHERE hash = ?1) FROM item WHERE hash = ?1", (item,)
        ).fetchone()
        if row is None or row[0] < 1:
            raise AuditError(
                "audit.item",
                "This item is not one that waits for a label.",
                remedy="Export the items that wait, and label those.",
                place=item[:12],
            )
        flags = ";".join(flag for flag in FLAGS if flag in label.flags)
        connection.execute(
            "INSERT INTO label VALUES (?, ?, (SELECT COALESCE(MAX(given), 0) + 1 FROM label), ?, ?)",
            (item, auditor, label.orientation, flags),
        )

    def _delete_due(self) -> None:
        if self.meta("delete_after") < datetime.now(UTC).date().isoformat():
            self._connection.execute("DELETE FROM sealed_text")


# What an auditor may still label: wants another label, is not theirs, and is not full with what others hold.
_OPEN: Final = f"""
    FROM item LEFT JOIN skipped ON skipped.hash = item.hash AND skipped.auditor = ?1
    WHERE item.hash NOT IN ({_OWN}) AND item.hash IN (SELECT hash FROM sealed_text)
      AND item.wanted > (SELECT COUNT(*) FROM label WHERE label.hash = item.hash)"""  # noqa: S608 - constants
_WAITING: Final = f"SELECT item.hash {_OPEN} ORDER BY COALESCE(skipped.times, 0), item.number"
_NEXT: Final = f"""
    SELECT item.hash {_OPEN}
      + (SELECT COUNT(*) FROM in_hand WHERE in_hand.hash = item.hash AND in_hand.auditor <> ?1)
    ORDER BY COALESCE(skipped.times, 0), item.number LIMIT 1"""  # noqa: S608 - constants
_IN_HAND: Final = """
    SELECT in_hand.hash FROM in_hand JOIN sealed_text ON sealed_text.hash = in_hand.hash
    WHERE in_hand.auditor = ? LIMIT 1"""


def _flags(joined: str) -> frozenset[str]:
    return frozenset(joined.split(";")) - {""}


def _none_open(home: Home, period: str) -> AuditError:
    if closed_file(home, period).exists():
        return AuditError(
            "audit.closed",
            f"The audit of {period} is closed; its texts and single labels are gone, its counts stay.",
            remedy=f"See what it found: lilyroot audit status {period}",
        )
    return AuditError(
        "audit.none", f"No audit of {period} is open.", remedy=f"Draw a sample first: lilyroot audit draw {period}"
    )


def _not_before(period: str) -> AuditError:
    return AuditError(
        "audit.not_before",
        "This message is not the one you have before you.",
        remedy="It may have waited for more than ten minutes. Open the page again.",
        place=period,
    )
