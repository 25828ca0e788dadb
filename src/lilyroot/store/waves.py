"""Waves of the survey: opened with everything that may matter later, closed once, and then frozen.

What a wave is opened with never changes: its items, the smallest group (k), and the organisation as it stood on one
day. The catalogue refuses to change it, not only this module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date
from typing import Final

from lilyroot.errors import SurveyError
from lilyroot.model.survey import Item, questionnaire
from lilyroot.store.lock import held
from lilyroot.store.organisation import team_parents
from lilyroot.store.responses import refuse_while_owed
from lilyroot.store.store import Store

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_COLUMNS: Final = (
    "wave, questionnaire, items, k, stands, opened, closed, sheets, committed, duplicate, quarantined, alike"
)


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave. ``stands`` is the day whose organisation it froze; ``closed`` is empty while it is open.

    ``committed``, ``duplicate``, ``quarantined`` and ``alike`` count sheets, and are 0 until it is closed.
    """

    name: str
    questionnaire: str
    items: tuple[str, ...]
    k: int
    stands: str
    opened: str
    closed: str
    segment: str
    committed: int
    duplicate: int
    quarantined: int
    alike: int

    @property
    def asked(self) -> tuple[Item, ...]:
        """The items of this wave. Raises ``SurveyError`` when they are of another version of the questionnaire."""
        known = questionnaire()
        if self.questionnaire != known.version:
            raise SurveyError(
                "survey.version",
                f"The wave {self.name} asked version {self.questionnaire} of the questionnaire, not {known.version}.",
                remedy="Use the version of Lilyroot that opened it.",
            )
        return tuple(known.by_id[item] for item in self.items)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The organisation as a wave froze it: each team's parent, and how many people stand where (team, function)."""

    parents: Mapping[str, str]
    people: Mapping[tuple[str, str], int]
    functions_of: Mapping[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, set[str]] = {team: set() for team in self.parents}
        for team, function in self.people:
            found.setdefault(team, set()).add(function)
        object.__setattr__(self, "functions_of", {team: frozenset(names) for team, names in found.items()})


def open_wave(store: Store, name: str, *, items: tuple[Item, ...], k: int, stands: date, today: date) -> Wave:
    """Open a wave for ``items``, with the organisation as it stood on the day ``stands``.

    Waves follow one another: a name must sort behind those before it, and results that were published before have
    their response. Raises ``SurveyError``, also for a day to come: who will stand where is not known yet.
    """
    if stands > today:
        raise SurveyError(
            "survey.to_come",
            f"{stands} is still to come (today is {today}); nobody knows yet who will stand where.",
            remedy="Give today or an earlier day, or open the wave on that day.",
        )
    with held(store.lock, wait=True):
        _check_name(store, name)
        refuse_while_owed(store.catalogue.connection, name)
        with store.catalogue.writing() as connection:
            connection.execute(
                "INSERT INTO wave (wave, questionnaire, items, k, stands, opened) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    name,
                    questionnaire().version,
                    " ".join(item.id for item in items),
                    k,
                    stands.isoformat(),
                    today.isoformat(),
                ),
            )
            connection.executemany(
                "INSERT INTO wave_team VALUES (?, ?, ?)",
                [(name, team, parent) for team, parent in team_parents(store.catalogue).items()],
            )
            connection.execute(_PLACES, (name, stands.isoformat()))
            if connection.execute("SELECT 1 FROM wave_place WHERE wave = ?", (name,)).fetchone() is None:
                raise SurveyError(
                    "survey.nobody",
                    f"On {stands} nobody stands in the organisation.",
                    remedy="Take in people and teams first (lilyroot organisation), or name another day.",
                )
    return wave_named(store, name)


# One place a person: the latest stint that holds on the day, HRIS before maps of sources.
_PLACES: Final = """
    INSERT INTO wave_place
    SELECT ?1, team, function, COUNT(*) FROM (
      SELECT person, team, function,
             ROW_NUMBER() OVER (PARTITION BY person ORDER BY origin = 'hris' DESC, start DESC, origin) AS place
      FROM stint WHERE start <= ?2 AND "end" >= ?2
    ) WHERE place = 1 GROUP BY team, function
"""


def _check_name(store: Store, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise SurveyError(
            "survey.name",
            f"{name!r} cannot name a wave.",
            remedy="Use small letters, digits and hyphens, for example 2026-spring.",
        )
    (last,) = store.catalogue.connection.execute("SELECT MAX(wave) FROM wave").fetchone()
    if last is not None and name == last:
        raise SurveyError("survey.opened", f"The wave {name} was opened before.", remedy="Give it another name.")
    if last is not None and name < last:
        raise SurveyError(
            "survey.order",
            f"The name {name} does not sort behind {last}, so that trends would run in the wrong order.",
            remedy="Begin names with the year and month, for example 2026-03.",
        )


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A wave that was taken back: what it was opened with, how many files of answers went with it, who and why."""

    name: str
    stands: str
    opened: str
    files: int
    withdrawn: str
    by: str
    reason: str


def withdraw(store: Store, name: str, *, by: str, reason: str, today: date, with_answers: bool = False) -> Withdrawn:
    """Take an open wave back, as if it had never been opened, and write down who did it and why.

    Its name is free again. A wave that has answers is withdrawn only ``with_answers``, which are deleted: nobody has
    seen them, nobody will. Raises ``SurveyError`` for a closed wave and for a withdrawal nobody signs.
    """
    if not by.strip() or not reason.strip():
        raise SurveyError(
            "survey.unsigned",
            "A wave is withdrawn by somebody and for a reason; both stay written down.",
            remedy="Say who you are (--by) and why (--reason).",
        )
    with held(store.lock, wait=True):
        wave = open_named(store, name)
        connection = store.catalogue.connection
        (files,) = connection.execute("SELECT COUNT(*) FROM answer_file WHERE wave = ?", (name,)).fetchone()
        if files and not with_answers:
            raise SurveyError(
                "survey.answered",
                f"Answers were taken in for the wave {name}; withdrawing it deletes them.",
                remedy="Say --with-answers if they are to go; give them again once the wave is open anew.",
            )
        gone = Withdrawn(name, wave.stands, wave.opened, files, today.isoformat(), by.strip(), reason.strip())
        with store.catalogue.writing() as writing:
            for table in ("sheet_seen", "answer_file", "wave_place", "wave_team", "wave"):
                writing.execute(f"DELETE FROM {table} WHERE wave = ?", (name,))  # noqa: S608 - constants
            writing.execute(
                """INSERT INTO withdrawn_wave (wave, stands, opened, files, withdrawn, withdrawn_by, reason)
                   VALUES (?, ?, ?, ?, ?, ?, ?)""",
                astuple(gone),
            )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # it holds what was deleted
        store.tidy()
    return gone


def withdrawn_waves(store: Store) -> list[Withdrawn]:
    """The log of waves that were taken back, oldest first."""
    rows = store.catalogue.connection.execute(
        "SELECT wave, stands, opened, files, withdrawn, withdrawn_by, reason FROM withdrawn_wave ORDER BY number"
    )
    return [Withdrawn(*row) for row in rows]


def people_on(store: Store, day: date) -> tuple[int, int]:
    """How many people stand in how many teams of the organisation on a day, as it is known now."""
    row = store.catalogue.connection.execute(
        """SELECT COUNT(DISTINCT person), COUNT(DISTINCT team) FROM stint WHERE start <= ?1 AND "end" >= ?1""",
        (day.isoformat(),),
    ).fetchone()
    return int(row[0]), int(row[1])


def without_days(store: Store) -> bool:
    """Whether nobody's stint has a first day, so that the organisation looks the same on every day before."""
    row = store.catalogue.connection.execute("SELECT 1 FROM stint WHERE start > ? LIMIT 1", (date.min.isoformat(),))
    return row.fetchone() is None


def waves(store: Store) -> list[Wave]:
    """All waves, in their order."""
    rows = store.catalogue.connection.execute(f"SELECT {_COLUMNS} FROM wave ORDER BY wave").fetchall()  # noqa: S608
    return [_wave(*row) for row in rows]


def wave_named(store: Store, name: str) -> Wave:
    """The wave of that name. Raises ``SurveyError`` when there is none."""
    for wave in waves(store):
        if wave.name == name:
            return wave
    raise SurveyError(
        "survey.unknown",
        f"There is no wave {name}.",
        remedy="lilyroot survey list shows the waves; lilyroot survey open opens one.",
    )


def open_named(store: Store, name: str) -> Wave:
    """The wave of that name, which must be open. Raises ``SurveyError``."""
    wave = wave_named(store, name)
    if wave.closed:
        raise SurveyError(
            "survey.closed",
            f"The wave {name} was closed on {wave.closed} and is frozen.",
            remedy="Answers that come later belong to the next wave.",
        )
    return wave


def snapshot(store: Store, name: str) -> Snapshot:
    """The organisation as a wave froze it."""
    connection = store.catalogue.connection
    parents = dict(connection.execute("SELECT team, parent FROM wave_team WHERE wave = ?", (name,)).fetchall())
    places = connection.execute("SELECT team, function, people FROM wave_place WHERE wave = ?", (name,)).fetchall()
    return Snapshot(parents, {(team, function): people for team, function, people in places})


def _wave(
    name: str,
    version: str,
    items: str,
    k: int,
    stands: str,
    opened: str,
    closed: str | None,
    segment: str | None,
    *counts: int,
) -> Wave:
    return Wave(name, version, tuple(items.split()), k, stands, opened, closed or "", segment or "", *counts)
