"""The one module of the web application that opens the store: to take in, to say what of, to delete.

What leaves it are receipts, reasons and days; never a text, a person or a figure.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from lilyroot.errors import SourceRefused, StoreError
from lilyroot.home import Home
from lilyroot.listen import answers, people, records
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, Progress, TakenIn, listen, reasons, taken_in
from lilyroot.listen.people import HRIS_OPTIONAL, HRIS_REQUIRED, Look, hris_header
from lilyroot.listen.receipt import Receipt
from lilyroot.listen.records.template import column_lines
from lilyroot.listen.records.template import template as records_template
from lilyroot.listen.table.declared import EXAMPLE
from lilyroot.model.records import KINDS
from lilyroot.read.shelf import reader_for
from lilyroot.release.gate import release_closed_periods
from lilyroot.release.ledger import Ledger
from lilyroot.store import lock, objections, sources
from lilyroot.store import responses as answered
from lilyroot.store.audit_texts import delete_texts_of
from lilyroot.store.catalogue import ORGANISATION, Catalogue, looked_at
from lilyroot.store.forgetting import Forgotten
from lilyroot.store.forgetting import forget as forget_source
from lilyroot.store.keys import Keys
from lilyroot.store.responses import LONGEST as LONGEST_RESPONSE
from lilyroot.store.responses import Response
from lilyroot.store.retention import FOREVER, Deleted, Held, delete_due
from lilyroot.store.retention import held as held_in
from lilyroot.store.sources import GROUNDS, LONGEST_DAYS, PEOPLE, SURVEY, Said
from lilyroot.store.store import Store

__all__ = [
    "EXAMPLE",
    "GROUNDS",
    "HRIS_OPTIONAL",
    "HRIS_REQUIRED",
    "KINDS",
    "LONGEST_DAYS",
    "LONGEST_RESPONSE",
    "PEOPLE",
    "SURVEY",
    "Deleted",
    "Forgotten",
    "Held",
    "Look",
    "Progress",
    "Response",
    "Said",
    "TakenIn",
    "column_lines",
    "hris_header",
    "records_template",
]
_FAULTS_KEPT: Final = 50
_BATCH: Final = 2_000  # so that the page has something to tell every few seconds
_SAMPLE: Final = "sample"
SAMPLE_PREFIX: Final = "sample-"
"""How the sources of the sample organisation begin, so that they are never taken for one's own."""
_ONE_NAME: Final = {"people": PEOPLE, "survey": SURVEY}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be taken in, and everything that was declared about it."""

    kind: str
    source: str
    export: Path
    team_map: Path | None = None
    mapping: Path | None = None
    day: date | None = None
    undated: bool = False
    records: str = ""
    wave: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The receipt. ``unread``: how much of what was committed is in languages the reader does not know, in words."""

    committed: int = 0
    duplicate: int = 0
    quarantined: int = 0
    passed_over: Mapping[str, int] = field(default_factory=dict)
    unread: str = ""
    known_before: bool = False
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def said(home: Home) -> dict[str, Said]:
    """What was last said of each source, by name."""
    with looked_at(home.catalogue) as connection:
        return sources.sources(connection)


def history(home: Home, name: str) -> list[Said]:
    """Everything that was ever said of a source, newest first."""
    with looked_at(home.catalogue) as connection:
        return sources.history(connection, name)


def undeclared(home: Home) -> set[str]:
    """Sources from which something was taken in and of which nothing was said."""
    with looked_at(home.catalogue) as connection:
        found = {name for (name,) in connection.execute("SELECT DISTINCT source FROM export")}
        found |= {PEOPLE for _ in connection.execute("SELECT 1 FROM stint WHERE origin = 'hris' LIMIT 1")}
        found |= {SURVEY for _ in connection.execute("SELECT 1 FROM wave LIMIT 1")}
        return found - sources.sources(connection).keys()


def kind_of(home: Home, name: str) -> str:
    """The kind of a source that was only ever taken in from the command line; "" where nothing was."""
    if name in _ONE_NAME.values():
        return next(kind for kind, only in _ONE_NAME.items() if only == name)
    with looked_at(home.catalogue) as connection:
        row = connection.execute("SELECT connector FROM export WHERE source = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def declare(home: Home, new: Said, by: str) -> Said:
    """Write down what is said of a source. Raises ``SourceRefused``."""
    with _catalogue(home) as catalogue:
        return sources.declare(catalogue, new, by=by)


def switch(home: Home, name: str, *, on: bool, by: str) -> Said:
    """Switch a declared source on or off. Raises ``SourceRefused``."""
    with _catalogue(home) as catalogue:
        return sources.switch(catalogue, name, on=on, by=by)


def permitted(home: Home, name: str) -> Said | None:
    """What was said of a source that may be taken in now. Raises ``SourceRefused`` otherwise."""
    with _catalogue(home) as catalogue:
        return sources.permitted(catalogue, name, _today())


def receipts(home: Home, name: str) -> list[TakenIn]:
    """What was taken in from a source, newest first, wherever it was given."""
    with looked_at(home.catalogue) as connection:
        return taken_in(connection, name)


def unread_in_words(receipt: Receipt) -> str:
    """How much nobody could read: never a count by language, which may be a person's."""
    share = sum(receipt.not_read.values()) / receipt.committed if receipt.committed else 0
    if not share:
        return ""
    return "under 1 in 100" if share < 0.01 else "up to 1 in 10" if share <= 0.1 else "more than 1 in 10"


def quarantine(home: Home, name: str) -> Iterator[dict[str, object]]:
    """The records of a source that could not be read: where they stood, what is wrong, how to mend it; no text."""
    with looked_at(home.catalogue) as connection:
        yield from reasons(connection, name)


def held(home: Home, name: str = "") -> list[Held]:
    """How much raw text there is of a source, by the last day it may exist."""
    with looked_at(home.catalogue) as connection:
        return held_in(connection, name)


def delete_texts(home: Home, name: str) -> Deleted:
    """Delete all raw text of a source now; readings, receipts and releases stay."""
    with _opened(home) as store:
        deleted = delete_due(store.catalogue, store.segments, FOREVER, name)
        delete_texts_of(home, name)
        return deleted


def forget(home: Home, name: str) -> Forgotten:
    """Delete everything that was taken in from a source; what was released stays."""
    with _opened(home) as store:
        return forget_source(store, name)


def is_busy(home: Home) -> bool:
    """Whether something is being taken in, here or from the command line."""
    with lock.held(home.data / "listen.lock", wait=False) as alone:
        return not alone


def hold(path: Path, *, wait: bool) -> AbstractContextManager[bool]:
    """A lock that the operating system lets go of when its holder dies; False where another has it."""
    return lock.held(path, wait=wait)


def organisation(home: Home) -> str:
    """What the organisation is called; "" until somebody has said it."""
    with looked_at(home.catalogue) as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (ORGANISATION,)).fetchone()
    return str(row[0]) if row else ""


def name_organisation(home: Home, name: str) -> None:
    """Say what the organisation is called: releases carry it from now on."""
    with _catalogue(home) as catalogue, catalogue.writing():
        catalogue.set_meta(ORGANISATION, name)


def open_waves(home: Home) -> list[str]:
    """Waves of the survey that answers may be given to."""
    with looked_at(home.catalogue) as connection:
        rows = connection.execute("SELECT wave FROM wave WHERE closed IS NULL ORDER BY opened, wave")
        return [str(wave) for (wave,) in rows]


def responses(home: Home) -> list[Response]:
    """Everything that was ever answered to the results of a wave, newest first."""
    with looked_at(home.catalogue) as connection:
        return answered.responses(connection)


def released_waves(home: Home) -> list[str]:
    """Waves of the survey whose results were published, the newest first."""
    with looked_at(home.catalogue) as connection:
        return answered.released_waves(connection)


def owed(home: Home) -> str:
    """The wave whose results wait for their response; "" where none does."""
    with looked_at(home.catalogue) as connection:
        return answered.owed(connection)


def refuse_while_owed(home: Home, wave: str) -> None:
    """Raises ``SurveyError`` while results from before this wave wait for their response."""
    with looked_at(home.catalogue) as connection:
        answered.refuse_while_owed(connection, wave)


def respond(home: Home, wave: str, *, heard: str, will: str, due: date, by: str) -> Response:
    """Publish a response to the results of a wave. Raises ``SurveyError``."""
    with _catalogue(home) as catalogue:
        return answered.respond(catalogue, wave, heard=heard, will=will, due=due, by=by)


def objects(home: Home, name: str) -> bool | None:
    """Whether whoever has this address objects to being read; None where the people file knows nobody by it."""
    if not (home.keys / "master.key").exists():
        return None
    alias = Keys.open(home).alias(name)
    with looked_at(home.catalogue) as connection:
        return objections.objects(connection, alias)


def object_to_reading(home: Home, name: str, *, wish: bool) -> None:
    """Read nothing of whoever has this address from now on, or read again. Raises ``ObjectionRefused``."""
    if not (home.keys / "master.key").exists():
        raise objections.unknown()
    alias = Keys.open(home).alias(name)
    with _catalogue(home) as catalogue:
        (objections.object_to_reading if wish else objections.take_back)(catalogue, alias)


def objecting(home: Home) -> str:
    """How many people object, in a band."""
    with looked_at(home.catalogue) as connection:
        return objections.band(connection)


def delete_objected(home: Home) -> None:
    """Delete what is held of people who object; what is being taken in now goes first, and this then waits."""
    if not home.catalogue.exists():
        return
    with _opened(home) as store, lock.held(store.lock, wait=False) as alone:
        if alone:
            objections.delete_held(store)


def has_people(home: Home) -> bool:
    """Whether people and teams were taken in."""
    with looked_at(home.catalogue) as connection:
        return connection.execute("SELECT 1 FROM stint WHERE origin = 'hris' LIMIT 1").fetchone() is not None


def is_empty(home: Home) -> bool:
    """Whether nothing at all was taken in, and nothing released."""
    if home.releases.exists() and any(home.releases.iterdir()):
        return False
    with looked_at(home.catalogue) as connection:
        tables = ("export", "stint", "wave", "release")
        return not any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables)  # noqa: S608


def look_at_people(home: Home, path: Path, columns: Mapping[str, str]) -> Look:
    """What an HRIS file would amount to. Raises ``OrganisationError``; nothing is kept either way."""
    with _opened(home) as store:
        return people.look_at_hris(store, path, columns)


def take_in(home: Home, wish: Wish, report: Callable[[Progress], None]) -> Outcome:
    """Take in what was wished for. Raises ``LilyrootError`` with the reason when nothing could be."""
    with _opened(home) as store:
        if wish.team_map:
            people.take_in_team_map(store, wish.team_map, wish.source)
        how = {"people": _people, "survey": _answers, "records": _records}.get(wish.kind)
        return how(store, wish) if how else _messages(store, wish, report)


def is_sample(home: Home) -> bool:
    """Whether what is here is the sample organisation, taken in from the browser."""
    with looked_at(home.catalogue) as connection:
        return connection.execute("SELECT 1 FROM meta WHERE key = ?", (_SAMPLE,)).fetchone() is not None


def mark_sample(home: Home) -> None:
    """From now on this is the sample organisation. Raises ``SourceRefused`` where anything is here already."""
    if not is_empty(home) or said(home):
        raise _refused("not_empty", "Something is here already.", "The sample goes into an empty installation only.")
    with _catalogue(home) as catalogue, catalogue.writing():
        catalogue.set_meta(_SAMPLE, "taken in from the browser")


def release(home: Home, name: str) -> int:
    """Publish every month that is over; how many releases were made."""
    with _opened(home) as store:
        outcomes = release_closed_periods(
            store, Ledger(home.releases), today=_today(), name=name, tell=lambda what: None
        )
    return sum(outcome.released for outcome in outcomes)


def remove_sample(home: Home) -> None:
    """Make the installation as empty as it was. Raises ``SourceRefused`` where anything but the sample came in."""
    with lock.held(home.data / "listen.lock", wait=False) as alone:
        if not alone:
            raise _refused("busy", "Something is being taken in.", "Wait until it has ended, then try again.")
        with looked_at(home.catalogue) as connection:
            strange = {name for (name,) in connection.execute("SELECT DISTINCT source FROM export")}
        strange = {name for name in strange if not name.startswith(SAMPLE_PREFIX)}
        if strange or not is_sample(home):
            what = f"{', '.join(sorted(strange))} came in beside the sample" if strange else "This is no sample"
            raise _refused("mixed", f"{what}.", "Nothing was removed.")
        for ending in ("-wal", "-shm", ""):  # the catalogue last: until then it is known to be the sample
            home.catalogue.with_name(home.catalogue.name + ending).unlink(missing_ok=True)
        for folder in (home.segments, home.releases, home.certificates, home.data / "web-cache"):
            shutil.rmtree(folder, ignore_errors=True)


def _refused(what: str, sentence: str, remedy: str) -> SourceRefused:
    return SourceRefused(f"source.{what}", sentence, remedy=remedy)


def _messages(store: Store, wish: Wish, report: Callable[[Progress], None]) -> Outcome:
    options = ListenOptions(wish.source, wish.mapping, wish.day, wish.undated)
    days = sources.known(store.catalogue, wish.source).days
    listening = Listening(find(wish.kind), options, reader_for(store.home), days, _BATCH, report)
    return _of(listen(store, wish.export, listening))


def _records(store: Store, wish: Wish) -> Outcome:
    taken = records.take_in_records(store, wish.export, wish.records, source=wish.source)
    notes = [f"{taken.corrected:,} of them replace an earlier row."] if taken.corrected else []
    if taken.not_used:
        notes.append(f"Columns that are not used: {', '.join(taken.not_used)}.")
    stand = records.standing(store, taken.receipt.export, wish.records)
    notes += [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in stand.sentences()]
    return _of(taken.receipt, tuple(notes))


def _answers(store: Store, wish: Wish) -> Outcome:
    taken = answers.take_in(store, wish.export, wish.wave)
    faults = tuple(f"{fault.sentence} {fault.remedy}" for fault in taken.faults)
    counts = taken.counts
    return Outcome(
        counts.committed if not taken.known_before else 0,
        counts.duplicate + (counts.committed if taken.known_before else 0),
        counts.quarantined,
        known_before=taken.known_before,
        faults=_some(faults),
    )


def _people(store: Store, wish: Wish) -> Outcome:
    done = people.take_in_hris(store, wish.export, wish.columns)
    notes = [f"{done.people:,} people, {done.stints:,} rows, {done.teams:,} teams."]
    if done.ambiguous_names:
        notes.append(
            f"{done.ambiguous_names:,} names or addresses belong to more than one person and recognise nobody; use "
            "addresses or a team map for them."
        )
    return Outcome(committed=done.stints, notes=tuple(notes))


def _of(receipt: Receipt, notes: tuple[str, ...] = ()) -> Outcome:
    return Outcome(
        receipt.committed,
        receipt.duplicate,
        receipt.quarantined,
        receipt.passed_over,
        unread_in_words(receipt),
        receipt.known_before,
        notes,
    )


def _some(faults: Sequence[str]) -> tuple[str, ...]:
    more = len(faults) - _FAULTS_KEPT
    return (*faults[:_FAULTS_KEPT], *([f"And {more:,} more."] if more > 0 else []))


def _today() -> date:
    return datetime.now(UTC).date()


@contextmanager
def _opened(home: Home) -> Iterator[Store]:
    with _patient():
        store = Store.open(home, today=_today())
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _catalogue(home: Home) -> Iterator[Catalogue]:
    with _patient():
        catalogue = Catalogue(home.catalogue)
        try:
            yield catalogue
        finally:
            catalogue.close()


@contextmanager
def _patient() -> Iterator[None]:
    """Another writer who does not let go in time is a sentence, not a broken page."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(
            "store.busy",
            "The catalogue is being written to, or cannot be: " + str(error) + ".",
            remedy="Wait a moment and try again; what was taken in before stays.",
        ) from error
