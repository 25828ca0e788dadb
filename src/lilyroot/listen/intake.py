"""Intake: an accepted export becomes committed messages, exactly once, whatever happens on the way.

The export is worked through in batches. Within one transaction a batch's new messages become segments (durable
before they are mentioned), their keys are recorded, what could not be read is quarantined, and the count of
items dealt with moves on. After a crash the connector is run again from the start; it yields in the same order,
so the items already dealt with are skipped and nothing is lost or counted twice.

Cost: linear in the export; memory holds one batch.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from lilyroot import __version__
from lilyroot.errors import ExportError
from lilyroot.listen.connector import Connector, Item, ListenOptions
from lilyroot.listen.receipt import Receipt
from lilyroot.listen.spool import Accepted, accept
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.model.record import Record, Refused
from lilyroot.model.tables import MESSAGES, READER_INPUT, READINGS, TEXTS
from lilyroot.read.llm import raise_if_given_up
from lilyroot.read.reader import Reader
from lilyroot.store.lock import held
from lilyroot.store.objections import LeftOut, delete_held
from lilyroot.store.sources import permitted
from lilyroot.store.store import Store, retention_day

BATCH_ITEMS: Final = 10_000
BATCH_CHARACTERS: Final = 16_000_000
RAW_KEPT: Final = 64 << 10
_THREADS_REMEMBERED: Final = 50_000
_CONTEXT_CHARACTERS: Final = 1_000

Report = Callable[["Progress"], None]


@dataclass(slots=True)
class Progress:
    """Where a run stands: bytes read of all bytes, messages dealt with so far, and where the export's went.

    The last three are the export's, those of an earlier run that was interrupted included.
    """

    total: int
    read: int = 0
    messages: int = 0
    committed: int = 0
    duplicate: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class Listening:
    """What one run of listening needs besides the export."""

    connector: Connector
    options: ListenOptions
    reader: Reader
    retention_days: int = 30
    batch_items: int = BATCH_ITEMS
    report: Report = field(default=lambda progress: None)


def listen(store: Store, source: Path, listening: Listening) -> Receipt:
    """Take in one export and return its receipt. Running it twice changes nothing; two at a time take turns.

    Raises ``SourceRefused`` when the source is off, ``ExportError`` when the export as a whole cannot be read; single
    records that cannot be are quarantined. The copy in the spool is deleted in any case. Raw text is kept as long as
    people were told, at most.
    """
    with held(store.lock, wait=True):
        said = permitted(store.catalogue, listening.options.source)
        if said:
            listening = replace(listening, retention_days=min(listening.retention_days, said.days))
        delete_held(store)
        try:
            return _take_in(store, accept(source, store.home.spool), listening)
        finally:
            store.tidy()


def _take_in(store: Store, accepted: Accepted, listening: Listening) -> Receipt:
    export = _identity(accepted, listening)
    if _closed(store, export):
        return _receipt(store, export, accepted.name, known_before=True)
    _begin(store, export, accepted.name, listening)
    progress = Progress(accepted.size)
    accepted.progress.append(lambda more: _advance(progress, more))
    try:
        _work_through(store, export, accepted, listening, progress)
    except ExportError:  # nothing of this connector's kind in it: leave no trace of the attempt
        _forget(store, export)
        raise
    with store.catalogue.writing() as connection:
        connection.execute("UPDATE export SET closed = ? WHERE id = ?", (_now(), export))
    return _receipt(store, export, accepted.name)


def _advance(progress: Progress, more: int) -> None:
    progress.read += more


def _identity(accepted: Accepted, listening: Listening) -> str:
    """What makes an export the same export: its bytes and everything declared about it."""
    options = listening.options
    mapping = options.mapping.read_bytes() if options.mapping else b""
    declared = [
        __version__,  # another version may yield items in another order
        accepted.id,
        listening.connector.name,
        options.source,
        str(options.date),
        str(options.undated),
        hashlib.sha256(mapping).hexdigest(),
        # transcripts and mailboxes take dates and channels from their file names
        hashlib.sha256("\0".join(member.name for member in accepted.members).encode()).hexdigest(),
    ]
    return hashlib.sha256("\n".join(declared).encode()).hexdigest()


def _closed(store: Store, export: str) -> bool:
    row = store.catalogue.connection.execute("SELECT closed FROM export WHERE id = ?", (export,)).fetchone()
    return row is not None and row[0] is not None


def _begin(store: Store, export: str, name: str, listening: Listening) -> None:
    with store.catalogue.writing() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO export (id, source, connector, name, began) VALUES (?, ?, ?, ?, ?)",
            (export, listening.options.source, listening.connector.name, name, _now()),
        )


def _forget(store: Store, export: str) -> None:
    with store.catalogue.writing() as connection:
        connection.execute("DELETE FROM export WHERE id = ? AND items = 0", (export,))


def _work_through(store: Store, export: str, accepted: Accepted, listening: Listening, progress: Progress) -> None:
    done: int = store.catalogue.connection.execute("SELECT items FROM export WHERE id = ?", (export,)).fetchone()[0]
    contexts, left_out = _Contexts(), LeftOut(store, listening.options.source)
    batch = _Batch(done, listening.batch_items)
    for number, item in enumerate(_items(accepted, listening)):
        objects = isinstance(item, Record) and left_out.holds((item.speaker, *item.aliases))
        context = contexts.before(item, objects=objects) if isinstance(item, Record) else ""
        if number < done:
            continue
        if objects:
            batch.leave_out()
        else:
            batch.add(item, context)
        if batch.full:
            progress.messages += _commit(store, export, batch, listening)
            batch = _Batch(number + 1, listening.batch_items)
            _tell(store, export, listening, progress)
    progress.messages += _commit(store, export, batch, listening)
    _tell(store, export, listening, progress)


def _tell(store: Store, export: str, listening: Listening, progress: Progress) -> None:
    progress.committed, progress.duplicate, progress.quarantined = store.catalogue.connection.execute(
        "SELECT committed, duplicate, quarantined FROM export WHERE id = ?", (export,)
    ).fetchone()
    listening.report(progress)


def _items(accepted: Accepted, listening: Listening) -> Iterator[Item]:
    yield from accepted.refused
    if accepted.members:
        yield from listening.connector.records(accepted, listening.options)


class _Contexts:
    """The message that stood before, by thread: what a reader may look at and never codes."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, str] = OrderedDict()

    def before(self, record: Record, *, objects: bool = False) -> str:
        """``objects``: whoever wrote this one does not wish to be read, also not as what stood before."""
        context = self._last.pop(record.thread, "")
        if objects:
            return ""
        self._last[record.thread] = record.text[-_CONTEXT_CHARACTERS:]
        if len(self._last) > _THREADS_REMEMBERED:
            self._last.popitem(last=False)
        return context


class _Batch:
    """Items between two commits. ``first`` is the number of the first item in the export."""

    def __init__(self, first: int, most: int) -> None:
        self.first = first
        self.most = most
        self.items = 0
        self.characters = 0
        self.records: list[tuple[int, Record, str]] = []
        self.refused: list[tuple[int, Refused]] = []
        self.passed_over: dict[str, int] = {}

    @property
    def full(self) -> bool:
        return self.items >= self.most or self.characters >= BATCH_CHARACTERS

    def leave_out(self) -> None:
        """Dealt with, and counted nowhere: a number beside an export might say whose it was."""
        self.items += 1

    def add(self, item: Item, context: str) -> None:
        number = self.first + self.items
        self.items += 1
        if isinstance(item, Record):
            self.records.append((number, item, context))
            self.characters += len(item.text)
        elif isinstance(item, Refused):
            self.refused.append((number, item))
            self.characters += len(item.raw)
        else:
            self.passed_over[item.reason] = self.passed_over.get(item.reason, 0) + 1


def _commit(store: Store, export: str, batch: _Batch, listening: Listening) -> int:
    """Commit one batch, whole or not at all; returns how many messages it dealt with."""
    if not batch.items:
        return 0
    with store.catalogue.writing() as connection:
        new, duplicate = _sort_out(store, connection, batch, listening)
        if new:
            readings = _write_segments(store, connection, export, new, listening)
            _count_not_read(connection, export, readings)
            _remember_speakers(store, connection, new, listening.options.source)
        _quarantine(connection, export, batch, listening.retention_days)
        for reason, n in batch.passed_over.items():
            connection.execute(
                "INSERT INTO passed_over VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
                (export, reason, n),
            )
        connection.execute(
            """UPDATE export SET items = items + ?, committed = committed + ?, duplicate = duplicate + ?,
               quarantined = quarantined + ? WHERE id = ?""",
            (batch.items, len(new), duplicate, len(batch.refused), export),
        )
    return len(new) + duplicate + len(batch.refused)


@dataclass(frozen=True, slots=True)
class _New:
    """A record that is not in the store yet, with its key."""

    number: int
    key: str
    record: Record
    context: str


def _sort_out(
    store: Store, connection: sqlite3.Connection, batch: _Batch, listening: Listening
) -> tuple[list[_New], int]:
    """Tell new messages from duplicates; the same key with another text is refused, the first one stays."""
    source = listening.options.source
    new: list[_New] = []
    duplicate = 0
    for number, record, context in batch.records:
        key = store.keys.place(source, "message", record.external_id)
        body = store.keys.body(record.text)
        inserted = connection.execute(
            "INSERT INTO message VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (key, record.revision, body)
        )
        if inserted.rowcount:
            new.append(_New(number, key, record, context))
            continue
        known = connection.execute(
            "SELECT body FROM message WHERE key = ? AND revision = ?", (key, record.revision)
        ).fetchone()[0]
        if known == body:
            duplicate += 1
        else:
            batch.refused.append((number, _contradiction(record)))
    return new, duplicate


def _contradiction(record: Record) -> Refused:
    return Refused(
        place=record.place,
        offset=record.offset,
        code="record.contradiction",
        sentence="Another message with the same id and revision but a different text was taken in before.",
        remedy="The first one counts. If this one is right, export it with a later edit time.",
        raw=record.text.encode("utf-8", "replace"),
    )


def _write_segments(
    store: Store, connection: sqlite3.Connection, export: str, new: list[_New], listening: Listening
) -> pa.Table:
    """Write the messages, their texts and their readings, and give the readings."""
    texts = pa.table(
        [
            [item.key for item in new],
            [item.record.revision for item in new],
            [item.context for item in new],
            [item.record.text for item in new],
        ],
        schema=TEXTS,
    )
    readings = read_texts(texts, listening.reader)
    delete_after = retention_day(datetime.now(UTC).date(), listening.retention_days).isoformat()
    for table, rows, reader, last_day in (
        ("messages", _message_rows(store, new, listening), "", None),
        ("texts", texts, "", delete_after),
        ("readings", readings, listening.reader.version, None),
    ):
        sha, size = store.segments.write(table, rows)
        connection.execute(
            "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?)",
            (table, sha, len(rows), size, export, reader, last_day),
        )
    _supersede(connection, [item.key for item in new])
    return readings


def _count_not_read(connection: sqlite3.Connection, export: str, readings: pa.Table) -> None:
    languages = readings["language"].filter(readings["orientation"].is_null()).to_pylist()
    connection.executemany(
        "INSERT INTO not_read VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
        [(export, language, n) for language, n in sorted(Counter(languages).items())],
    )


def _message_rows(store: Store, new: list[_New], listening: Listening) -> pa.Table:
    source = listening.options.source
    keys = store.keys
    records = [item.record for item in new]
    # A conversation's hashes recur for every message in it: make each once.
    hashed: dict[tuple[str, str], str] = {}

    def place(what: str, name: str) -> str:
        found = hashed.get((what, name))
        if found is None:
            found = hashed[(what, name)] = keys.place(source, what, name)
        return found

    return pa.table(
        [
            [item.key for item in new],
            [record.revision for record in records],
            [source] * len(new),
            [record.kind for record in records],
            [place("channel", record.channel) for record in records],
            [place("conversation", record.conversation) for record in records],
            [place("thread", record.thread) for record in records],
            [item.number for item in new],
            [record.sent for record in records],
            [keys.speaker(source, record.speaker) for record in records],
            [len(record.text) for record in records],
        ],
        schema=MESSAGES,
    )


def read_texts(texts: pa.Table, reader: Reader) -> pa.Table:
    """Read rows of ``TEXTS`` into rows of ``READINGS``, one for one.

    Raises ``ReaderStopped`` when the reader stopped on the way.
    """
    batch = pa.record_batch([texts["message"].combine_chunks(), *_text_columns(texts)], schema=READER_INPUT)
    read = reader.read(batch, spans=False)
    raise_if_given_up(reader)  # a batch half read is not committed; the export can be taken in again
    flags = [None if given is None else set(given) for given in read["flags"].to_pylist()]
    return pa.table(
        [
            texts["message"],
            texts["revision"],
            pa.array([reader.version] * len(texts)),
            read["language"],
            read["orientation"],
            *(pa.StructArray.field(read["p"], name) for name in ORIENTATIONS),
            *(_marks(flags, flag) for flag in FLAGS),
            read["unsure"],
        ],
        schema=READINGS,
    )


def _marks(given: list[set[str] | None], flag: str) -> pa.Array:
    """Whether each message has the flag; null where it was not read."""
    return pa.array([flags if flags is None else flag in flags for flags in given], pa.bool_())


def _text_columns(texts: pa.Table) -> tuple[pa.Array, pa.Array]:
    return texts["text"].combine_chunks(), texts["context"].combine_chunks()


def _supersede(connection: sqlite3.Connection, keys: list[str]) -> None:
    """Of several revisions the highest counts; the others are marked, whichever came in first."""
    connection.executemany(
        """INSERT OR IGNORE INTO superseded
           SELECT key, revision FROM message
           WHERE key = ?1 AND revision < (SELECT MAX(revision) FROM message WHERE key = ?1)""",
        ((key,) for key in keys),
    )


def _remember_speakers(store: Store, connection: sqlite3.Connection, new: list[_New], source: str) -> None:
    """Keep what finds a speaker in the organisation (keyed hashes only), and teams that the source itself states."""
    keys = store.keys
    for speaker, aliases in {(item.record.speaker, item.record.aliases) for item in new}:
        connection.executemany(
            "INSERT OR IGNORE INTO speaker_alias VALUES (?, ?, ?, ?)",
            [
                (keys.speaker(source, speaker), source, keys.alias(alias), rank)
                for rank, alias in enumerate((speaker, *aliases))
            ],
        )
    stated = Counter(
        (record.speaker, f"{record.sent:%Y-%m}" if record.sent else "", record.team, record.function)
        for record in (item.record for item in new)
        if record.team
    )
    connection.executemany(
        """INSERT INTO stated_team VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET messages = messages + excluded.messages""",
        [(keys.speaker(source, speaker), *where, n) for (speaker, *where), n in sorted(stated.items())],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO team VALUES (?, ?, '')",
        sorted({(team, f"stated:{source}") for _, _, team, _ in stated}),
    )


def _quarantine(connection: sqlite3.Connection, export: str, batch: _Batch, days: int) -> None:
    last_day = retention_day(datetime.now(UTC).date(), days).isoformat()
    connection.executemany(
        "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (export, number, refused.place, refused.offset, refused.code, refused.sentence, refused.remedy,
             refused.raw[:RAW_KEPT], last_day)
            for number, refused in batch.refused
        ],
    )  # fmt: skip


def _receipt(store: Store, export: str, name: str, *, known_before: bool = False) -> Receipt:
    connection = store.catalogue.connection
    committed, duplicate, quarantined = connection.execute(
        "SELECT committed, duplicate, quarantined FROM export WHERE id = ?", (export,)
    ).fetchone()
    passed_over = _by(connection, export, "passed_over", "reason")
    not_read = _by(connection, export, "not_read", "language")
    if known_before:  # the second time everything that was committed is a duplicate, and nothing else happened
        committed, duplicate, not_read = 0, committed + duplicate, {}
    return Receipt(export, name, committed, duplicate, quarantined, passed_over, known_before, not_read)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An export of a source that was begun; ``ended`` is "" where it was interrupted, or is going on."""

    began: str
    ended: str
    receipt: Receipt


def taken_in(connection: sqlite3.Connection, source: str) -> list[TakenIn]:
    """What was taken in from a source, with its receipts as they were, newest first."""
    rows = connection.execute(
        """SELECT id, name, began, closed, committed, duplicate, quarantined FROM export
           WHERE source = ? ORDER BY began DESC, id""",
        (source,),
    ).fetchall()
    found = []
    for export, name, began, closed, committed, duplicate, quarantined in rows:
        passed_over = _by(connection, export, "passed_over", "reason")
        not_read = _by(connection, export, "not_read", "language")
        receipt = Receipt(export, name, committed, duplicate, quarantined, passed_over, not_read=not_read)
        found.append(TakenIn(began, closed or "", receipt))
    return found


def _by(connection: sqlite3.Connection, export: str, table: str, what: str) -> dict[str, int]:
    # names of our own tables only
    rows = connection.execute(f"SELECT {what}, n FROM {table} WHERE export = ? ORDER BY n DESC, {what}", (export,))  # noqa: S608
    return dict(rows)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


_QUARANTINE = """
    SELECT e.name, q.place, q.at, q.code, q.sentence, q.remedy, q.raw
    FROM quarantine q JOIN export e ON e.id = q.export
    WHERE ?1 IN ('', q.export) ORDER BY e.began, q.export, q.item"""


def quarantined_bytes(store: Store, export: str = "") -> Iterator[tuple[dict[str, object], bytes]]:
    """Every record that could not be read, of one export or all, with its bytes (empty once retention took them)."""
    names = ("export", "place", "offset", "code", "sentence", "remedy")
    for *entry, raw in store.catalogue.connection.execute(_QUARANTINE, (export,)):
        yield dict(zip(names, entry, strict=True)), raw


def open_quarantine(store: Store, export: str = "") -> list[dict[str, object]]:
    """The same without the bytes: export, place, offset, code, sentence and remedy."""
    return [entry for entry, _ in quarantined_bytes(store, export)]


def reasons(connection: sqlite3.Connection, source: str) -> Iterator[dict[str, object]]:
    """Every record of a source that could not be read: export, place, offset, code, sentence and remedy."""
    rows = connection.execute(
        """SELECT e.name AS export, q.place, q.at AS offset, q.code, q.sentence, q.remedy
           FROM quarantine q JOIN export e ON e.id = q.export
           WHERE e.source = ? ORDER BY e.began DESC, q.export, q.item""",
        (source,),
    )
    names = [column for column, *_ in rows.description]
    for row in rows:
        yield dict(zip(names, row, strict=True))
