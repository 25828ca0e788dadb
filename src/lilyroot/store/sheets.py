"""Sheets of answers: kept without a person, a time or an order.

While a wave is open its sheets lie in one segment for each file, shuffled, under random ids. Closing mixes them all,
gives every sheet a new random id, writes one segment in random order and deletes everything else that was kept of the
wave: which files there were, and which sheets had been seen. Nothing then leads from a sheet to whoever filled it in.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.errors import SurveyError
from lilyroot.model.tables import SHEETS
from lilyroot.store.lock import held
from lilyroot.store.store import Store
from lilyroot.store.waves import Wave, open_named, snapshot, wave_named

TABLE = "sheets"


@dataclass(frozen=True, slots=True)
class Counts:
    """Where the sheets of a file or a wave went; ``alike`` counts those of the committed that were flagged."""

    committed: int
    duplicate: int
    quarantined: int
    alike: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What an open wave has: its files, whether their sheets have ids of their own, and which sheets (hashes)."""

    files: frozenset[str]
    named: bool
    tokens: frozenset[str]


def seen(store: Store, wave: str) -> Seen:
    """What has been taken in of an open wave; enough to count nothing twice."""
    connection = store.catalogue.connection
    files = connection.execute("SELECT file, named FROM answer_file WHERE wave = ?", (wave,)).fetchall()
    tokens = connection.execute("SELECT token FROM sheet_seen WHERE wave = ?", (wave,)).fetchall()
    return Seen(
        frozenset(file for file, _ in files),
        all(named for _, named in files),
        frozenset(token for (token,) in tokens),
    )


def counts_of(store: Store, wave: str, file: str) -> Counts:
    """Where the sheets of a file went that was taken in before."""
    row = store.catalogue.connection.execute(
        "SELECT committed, duplicate, quarantined, alike FROM answer_file WHERE wave = ? AND file = ?", (wave, file)
    ).fetchone()
    return Counts(*row)


def keep(
    store: Store, wave: str, file: str, rows: pa.Table, tokens: Sequence[str], counts: Counts, *, named: bool
) -> None:
    """Commit the sheets of one file to an open wave. Needs the lock.

    ``rows`` are as SHEETS, whatever their ids; ``tokens`` are keyed hashes of the ids that the file gave its sheets,
    ``named`` whether it gave any.
    """
    segment, _ = store.segments.write(TABLE, _mixed(rows))
    with store.catalogue.writing() as connection:
        connection.execute(
            "INSERT INTO answer_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (wave, file, named, segment, counts.committed, counts.duplicate, counts.quarantined, counts.alike),
        )
        connection.executemany("INSERT INTO sheet_seen VALUES (?, ?)", [(wave, token) for token in sorted(tokens)])


def close(store: Store, name: str, *, today: date) -> Wave:
    """Close an open wave: mix its sheets, freeze them, and delete what else was kept. Raises ``SurveyError``.

    Written first, then one transaction: after a crash in between the wave is still open and nothing is lost.
    """
    with held(store.lock, wait=True):
        open_named(store, name)
        rows = _taken_in(store, name)
        segment, _ = store.segments.write(TABLE, _mixed(rows))
        with store.catalogue.writing() as connection:
            connection.execute(
                f"UPDATE wave SET closed = ?, sheets = ?, {_SUMS} WHERE wave = ?",  # noqa: S608
                (today.isoformat(), segment, name),
            )
            connection.execute("DELETE FROM answer_file WHERE wave = ?", (name,))
            connection.execute("DELETE FROM sheet_seen WHERE wave = ?", (name,))
        store.catalogue.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # it holds what was deleted
        store.tidy()
    return wave_named(store, name)


_SUMS = ", ".join(
    f"{name} = (SELECT SUM({name}) FROM answer_file WHERE answer_file.wave = wave.wave)"  # noqa: S608
    for name in ("committed", "duplicate", "quarantined", "alike")
)


def sheets_of(store: Store, wave: Wave) -> pa.Table:
    """The sheets of a closed wave, after checking that they are those that were frozen.

    There is no way to read those of an open one: raises ``SurveyError``.
    """
    if not wave.closed:
        raise SurveyError(
            "survey.open",
            f"The wave {wave.name} is open; nobody sees answers before it is closed.",
            remedy=f"Close it: lilyroot survey close {wave.name}",
        )
    store.segments.verify(TABLE, wave.segment)
    return pq.read_table(store.segments.path(TABLE, wave.segment), schema=SHEETS)


def overfull(store: Store, wave: Wave) -> list[str]:
    """Teams from which a closed wave has more sheets than people: somebody answered twice, or elsewhere."""
    people: Counter[str] = Counter()
    for (team, _), number in snapshot(store, wave.name).people.items():
        people[team] += number
    came = Counter(sheets_of(store, wave)["team"].to_pylist())
    return sorted(team for team, number in came.items() if number > people[team])


def _taken_in(store: Store, wave: str) -> pa.Table:
    rows = store.catalogue.connection.execute(
        "SELECT segment FROM answer_file WHERE wave = ? AND committed > 0", (wave,)
    ).fetchall()
    if not rows:
        raise SurveyError(
            "survey.empty",
            f"The wave {wave} has no sheets.",
            remedy=f"Take them in first: lilyroot survey take-in {wave} ANSWERS.csv; "
            "or take the wave back: lilyroot survey withdraw",
        )
    return pa.concat_tables(_verified(store, (segment for (segment,) in rows)))


def _verified(store: Store, segments: Iterable[str]) -> Iterable[pa.Table]:
    for segment in segments:
        store.segments.verify(TABLE, segment)
        yield pq.read_table(store.segments.path(TABLE, segment), schema=SHEETS)


def _mixed(rows: pa.Table) -> pa.Table:
    """The same sheets under new random ids, in a random order that nobody can draw again."""
    order = np.random.default_rng(secrets.randbits(256)).permutation(rows.num_rows)
    ids = pa.array([secrets.token_hex(16) for _ in range(rows.num_rows)], pa.string())
    place = SHEETS.get_field_index("sheet")
    return rows.take(pa.array(order)).set_column(place, SHEETS.field("sheet"), ids).cast(SHEETS)
