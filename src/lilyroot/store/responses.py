"""Responses to the results of a survey: what was heard, what will be done, by when; nobody is asked again without.

People who answered and then heard nothing answer less, and rightly. So the wave that was released last has to have a
response before a later wave is opened or takes answers in. The rule holds from the first declaration of a source on,
as the rules of sources do: whoever tries Lilyroot out with commands alone need not answer anybody. It stands here, so
that no page, command or program gets round it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from lilyroot.errors import SurveyError
from lilyroot.store.catalogue import Catalogue, has_table
from lilyroot.store.sources import sources

LONGEST: Final = 2_000
LATEST: Final = timedelta(days=3 * 366)
"""Nothing is promised further ahead than three years."""


@dataclass(frozen=True, slots=True)
class Response:
    """What somebody answered to the results of a wave. ``due``: what will be done is done by then."""

    wave: str
    heard: str
    will: str
    due: date
    by: str
    at: str
    number: int = 0


def respond(catalogue: Catalogue, wave: str, *, heard: str, will: str, due: date, by: str) -> Response:
    """Publish a response to a released wave; one that was given before stays written down, the last counts.

    Raises ``SurveyError``: ``survey.heard``, ``survey.will``, ``survey.due`` and ``survey.by`` for what is missing or
    cannot be, ``survey.unreleased`` for a wave without published results.
    """
    said = _sound(Response(wave, heard.strip(), will.strip(), due, " ".join(by.split()), _now()))
    with catalogue.writing() as connection:
        if wave not in released_waves(connection):
            raise _refused(
                "unreleased",
                f"No results of a wave {wave} were published.",
                "Results are answered once they are released; lilyroot ledger list shows what is.",
            )
        cursor = connection.execute(
            "INSERT INTO response (wave, heard, will, due, said_by, said_at) VALUES (?, ?, ?, ?, ?, ?)",
            (said.wave, said.heard, said.will, said.due.isoformat(), said.by, said.at),
        )
    return Response(wave, said.heard, said.will, said.due, said.by, said.at, cursor.lastrowid or 0)


def responses(connection: sqlite3.Connection) -> list[Response]:
    """Everything that was ever answered, newest first; nothing in a catalogue that an older version made."""
    if not has_table(connection, "response"):
        return []
    rows = connection.execute(
        "SELECT wave, heard, will, due, said_by, said_at, number FROM response ORDER BY number DESC"
    ).fetchall()
    return [Response(wave, heard, will, date.fromisoformat(due), *rest) for wave, heard, will, due, *rest in rows]


def released_waves(connection: sqlite3.Connection) -> list[str]:
    """Waves whose results were published, the newest first."""
    rows = connection.execute("SELECT period FROM release WHERE stream = 'answers' ORDER BY period DESC")
    return [str(wave) for (wave,) in rows]


def owed(connection: sqlite3.Connection, before: str = "") -> str:
    """The released wave that nobody answered and that keeps others waiting; "" where there is none.

    It is the newest one, of those ``before`` a wave if one is named: a response to it answers for older ones as well.
    """
    if not sources(connection):
        return ""
    newest = next((wave for wave in released_waves(connection) if not before or wave < before), "")
    return "" if newest in {one.wave for one in responses(connection)} else newest


def refuse_while_owed(connection: sqlite3.Connection, wave: str) -> None:
    """Raises ``SurveyError`` when results from before this wave still wait for their response."""
    before = owed(connection, wave)
    if before:
        raise _refused(
            "unanswered",
            f"The results of {before} were published, and nobody has said what was heard and what will be done. "
            f"Until then nobody is asked again, and {wave} has to wait.",
            f"Publish a response to {before}: in the browser under Listen, Responses, or with: "
            f"lilyroot survey respond {before} ...",
        )


def _sound(said: Response) -> Response:
    for name, missing in (("heard", "It is not said what was heard."), ("will", "It is not said what will be done.")):
        words = getattr(said, name)
        if not words:
            raise _refused(name, missing, "Say it in plain words; everybody here reads it.")
        if len(words) > LONGEST:
            raise _refused(name, f"This is longer than {LONGEST:,} characters.", "Say it shorter.")
    if not said.by:
        raise _refused("by", "It is not said who answers.", "Give a name.")
    today = datetime.now(UTC).date()
    if not today <= said.due <= today + LATEST:
        raise _refused("due", "By this day nothing can be done.", "Give today or a day in the next three years.")
    return said


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _refused(what: str, sentence: str, remedy: str) -> SurveyError:
    return SurveyError(f"survey.{what}", sentence, remedy=remedy)
