"""Objections: somebody says that what they write is not to be read. It is left out when it comes in, and deleted.

Nobody learns who it was. What is kept is the person's pseudonym and the keyed hashes under which sources know them;
no name, no day, no count beside an export. How many objected is told in bands, of which the first holds nobody as
well. What was released stays: it concerns groups. An objection that is taken back lets in what comes from then on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lilyroot.errors import ObjectionRefused
from lilyroot.store.audit_texts import audit_files, connect
from lilyroot.store.catalogue import Catalogue, has_table
from lilyroot.store.organisation import persons
from lilyroot.store.store import Store

_BANDS: Final = (5, 10, 20, 50, 100, 250, 500, 1_000)
_Keys = set[tuple[str, int]]


def object_to_reading(catalogue: Catalogue, alias: str) -> None:
    """From now on nothing is read of whoever the HRIS file knows under this keyed hash. Twice changes nothing.

    Raises ``ObjectionRefused`` when it is nobody's there: then it could not be known whose words to leave out.
    """
    person = _person_of(catalogue.connection, alias)
    with catalogue.writing() as connection:
        connection.execute("INSERT OR IGNORE INTO objection VALUES (?)", (person,))
        _remember_aliases(connection)


def take_back(catalogue: Catalogue, alias: str) -> None:
    """What they write from now on is read again; what was deleted does not come back. Raises ``ObjectionRefused``."""
    person = _person_of(catalogue.connection, alias)
    with catalogue.writing() as connection:
        connection.execute("DELETE FROM objection WHERE person = ?", (person,))
        connection.execute("DELETE FROM objection_alias WHERE person = ?", (person,))


def objects(connection: sqlite3.Connection, alias: str) -> bool | None:
    """Whether this person objects; None where the HRIS file knows nobody of this keyed hash, or more than one."""
    try:
        return _person_of(connection, alias) in _objecting(connection)
    except ObjectionRefused:
        return None


def band(connection: sqlite3.Connection) -> str:
    """How many people object, in words that tell nobody: below five it is not even said whether anybody does.

    >>> band(sqlite3.connect(":memory:"))
    'fewer than 5, perhaps nobody'
    """
    number = len(_objecting(connection))
    if number < _BANDS[0]:
        return f"fewer than {_BANDS[0]}, perhaps nobody"
    low = max(edge for edge in _BANDS if edge <= number)
    high = next((edge for edge in _BANDS if edge > number), None)
    return f"{low:,} to {high - 1:,}" if high else f"{low:,} or more"


@dataclass(slots=True)
class LeftOut:
    """Whose records are left out while one export comes in: asked once for a speaker, as people are recognised."""

    store: Store
    source: str
    _people: frozenset[str] = field(init=False)
    _known: dict[tuple[str, ...], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._people = frozenset(_objecting(self.store.catalogue.connection))

    def holds(self, names: tuple[str, ...]) -> bool:
        """Whether the speaker whom the source knows under these names (id, address, name) objects."""
        if not self._people:
            return False
        if names not in self._known:
            aliases = [self.store.keys.alias(name) for name in names]
            person = _recognised(self.store.catalogue.connection, aliases, self.source)
            self._known[names] = person in self._people
        return self._known[names]


def delete_held(store: Store) -> int:
    """Delete what is held of everybody who objects, and what others' records hold of it. Needs the store's lock.

    Returns how many messages went; for tests and for nobody else. New files first, then one transaction, then the old
    files: after a crash nothing is lost and nothing counts twice.
    """
    connection = store.catalogue.connection
    if not _objecting(connection):
        return 0
    with store.catalogue.writing():
        _remember_aliases(connection)
    speakers = _speakers(store.catalogue)
    if not speakers:
        return 0
    gone, touched = _messages_of(store, speakers)
    with store.catalogue.writing():
        if gone:
            _rewrite(store, gone, touched)
        for table, column in _OF_MESSAGES.items():
            connection.executemany(f"DELETE FROM {table} WHERE {column} = ? AND revision = ?", sorted(gone))  # noqa: S608
        for table in ("stated_team", "speaker_alias"):
            connection.executemany(f"DELETE FROM {table} WHERE speaker = ?", [(one,) for one in sorted(speakers)])  # noqa: S608
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # it holds what was deleted
    _delete_from_audits(store, {key for key, _ in gone | touched})
    store.tidy()
    return len(gone)


_OF_MESSAGES: Final[Mapping[str, str]] = {"message": "key", "superseded": "key", "panel": "key"}


def _objecting(connection: sqlite3.Connection) -> set[str]:
    if not has_table(connection, "objection"):
        return set()
    return {str(person) for (person,) in connection.execute("SELECT person FROM objection")}


def _person_of(connection: sqlite3.Connection, alias: str) -> str:
    rows = connection.execute(
        "SELECT DISTINCT person FROM person_alias WHERE alias = ? AND origin = 'hris'", (alias,)
    ).fetchall()
    if len(rows) != 1:
        raise unknown()
    return str(rows[0][0])


def unknown() -> ObjectionRefused:
    """The people file knows nobody by what was given, or several people."""
    return ObjectionRefused(
        "objection.unknown",
        "The people file knows nobody by this, so it cannot be known whose words to leave out.",
        remedy="Give the address or number that stands in the HRIS file; if it has neither, add it there first.",
    )


def _remember_aliases(connection: sqlite3.Connection) -> None:
    """Under what everybody who objects is known now; of whoever left the HRIS file, what was known last."""
    here = "SELECT person FROM person_alias WHERE origin = 'hris' AND person IN (SELECT person FROM objection)"
    connection.execute(f"DELETE FROM objection_alias WHERE person IN ({here})")  # noqa: S608 - our own words only
    connection.execute(
        """INSERT INTO objection_alias SELECT DISTINCT alias, person FROM person_alias
           WHERE origin = 'hris' AND person IN (SELECT person FROM objection)"""
    )


def _recognised(connection: sqlite3.Connection, aliases: Sequence[str], source: str) -> str:
    """Whose these aliases are: maps before HRIS, ids before names; last, whoever left and had objected."""
    for alias in aliases:
        row = connection.execute(
            "SELECT person FROM person_alias WHERE alias = ? AND origin = 'map:' || ? ORDER BY person",
            (alias, source),
        ).fetchone()
        if row:
            return str(row[0])
    for table in ("person_alias WHERE origin = 'hris' AND", "objection_alias WHERE"):
        for alias in aliases:
            row = connection.execute(f"SELECT person FROM {table} alias = ? ORDER BY person", (alias,)).fetchone()  # noqa: S608
            if row:
                return str(row[0])
    return ""


def _speakers(catalogue: Catalogue) -> set[str]:
    """Under which pseudonyms words of those who object are held."""
    recognised, objecting = persons(catalogue), _objecting(catalogue.connection)
    found = {speaker for speaker, person in recognised.items() if person in objecting}
    rows = catalogue.connection.execute(
        "SELECT s.speaker FROM speaker_alias s JOIN objection_alias o ON o.alias = s.alias"
    )
    return found | {str(speaker) for (speaker,) in rows if speaker not in recognised}


def _messages_of(store: Store, speakers: Iterable[str]) -> tuple[_Keys, _Keys]:
    """The messages of these speakers, and all others of the threads in which they spoke."""
    wanted, gone, threads = pa.array(sorted(speakers), pa.string()), set(), set()
    paths = [store.segments.path("messages", sha) for sha, _ in _segments(store, "messages")]
    for path in paths:
        rows = pq.read_table(path, columns=["message", "revision", "thread", "speaker"])
        rows = rows.filter(pc.is_in(rows["speaker"], value_set=wanted))
        gone |= _keys_of(rows)
        threads |= set(rows["thread"].to_pylist())
    others: _Keys = set()
    for path in paths if gone else ():
        rows = pq.read_table(path, columns=["message", "revision", "thread"])
        others |= _keys_of(rows.filter(pc.is_in(rows["thread"], value_set=pa.array(sorted(threads), pa.string()))))
    return gone, others - gone


def _keys_of(rows: pa.Table) -> _Keys:
    return set(zip(rows["message"].to_pylist(), rows["revision"].to_pylist(), strict=True))


def _segments(store: Store, table: str) -> list[tuple[str, int]]:
    return store.catalogue.connection.execute("SELECT sha, rows FROM segment WHERE tab = ?", (table,)).fetchall()


def _rewrite(store: Store, gone: _Keys, touched: _Keys) -> None:
    """Every segment without what is gone; in the texts of the same threads, without what stood before."""
    for table in ("messages", "texts", "readings"):
        for sha, _ in _segments(store, table):
            rows = pq.read_table(store.segments.path(table, sha))
            keys = list(zip(rows["message"].to_pylist(), rows["revision"].to_pylist(), strict=True))
            kept = rows.filter(pa.array([key not in gone for key in keys], pa.bool_()))
            if table == "texts":
                kept = _without_context(kept, touched)
            if not kept.equals(rows):
                _replace(store, table, sha, kept)


def _without_context(rows: pa.Table, touched: _Keys) -> pa.Table:
    keys = zip(rows["message"].to_pylist(), rows["revision"].to_pylist(), strict=True)
    blank = pa.array([key in touched for key in keys], pa.bool_())
    place = rows.schema.get_field_index("context")
    return rows.set_column(place, rows.schema.field("context"), pc.if_else(blank, "", rows["context"]))


def _replace(store: Store, table: str, sha: str, rows: pa.Table) -> None:
    connection = store.catalogue.connection
    if rows.num_rows:
        new, size = store.segments.write(table, rows)
        connection.execute(
            "UPDATE segment SET sha = ?, rows = ?, bytes = ? WHERE tab = ? AND sha = ?",
            (new, rows.num_rows, size, table, sha),
        )
        connection.execute("UPDATE outdated SET sha = ? WHERE sha = ?", (new, sha))
    else:
        connection.execute("DELETE FROM segment WHERE tab = ? AND sha = ?", (table, sha))
        connection.execute("DELETE FROM outdated WHERE sha = ?", (sha,))


def _delete_from_audits(store: Store, messages: set[str]) -> None:
    """Sealed texts of open audits, of these messages: of those beside them too, for they hold what stood before."""
    for path in audit_files(store.home):
        hashes = [(store.keys.place(path.stem, "audit item", message),) for message in messages]
        with closing(connect(path)) as connection:
            connection.executemany("DELETE FROM sealed_text WHERE hash = ?", hashes)
