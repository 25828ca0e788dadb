"""What is said of a source before anything is taken in from it: why, on which legal ground, what people are told.

Nothing is taken in from a source that is off. One of which nothing was said is taken in only as long as nothing was
said of any source: whoever tries Lilyroot out need not declare anything, and from the first declaration on there is
no silent source any more. What was said is never changed, only followed by something else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from lilyroot.errors import SourceRefused
from lilyroot.store.catalogue import Catalogue, has_table

GROUNDS: Final[Mapping[str, str]] = {
    "agreement": "a works agreement or collective agreement (GDPR Art. 88)",
    "interests": "legitimate interests, weighed in writing (GDPR Art. 6(1)(f))",
    "consent": "consent of each person whose messages are read (GDPR Art. 6(1)(a))",
    "contract": "the contract of employment (GDPR Art. 6(1)(b))",
    "obligation": "a legal obligation (GDPR Art. 6(1)(c))",
    "public task": "a task in the public interest (GDPR Art. 6(1)(e))",
    "other law": "the law of a country outside the GDPR",
}
"""Legal grounds by the name they are kept under."""
PEOPLE: Final = "people"
SURVEY: Final = "survey"
"""Sources that have one name only: the HRIS file, and answers to the survey."""
LONGEST_DAYS: Final = 365
_LONGEST: Final = {"name": 60, "written": 300, "contact": 300, "purpose": 1_000, "notice": 5_000}


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a source. ``told``: people know from this day on. ``days``: raw text is kept no longer."""

    name: str
    kind: str
    purpose: str
    ground: str
    contact: str
    notice: str
    told: date
    written: str = ""
    days: int = 30
    is_on: bool = False
    by: str = ""
    at: str = ""

    @property
    def ground_in_words(self) -> str:
        return GROUNDS.get(self.ground, self.ground)


def declare(catalogue: Catalogue, said: Said, *, by: str) -> Said:
    """Write down what is said of a source. Raises ``SourceRefused`` for whatever is missing, by its name."""
    said = _sound(replace(said, by=" ".join(by.split()), at=datetime.now(UTC).isoformat(timespec="seconds")))
    with catalogue.writing() as connection:
        before = sources(connection).get(said.name)
        if before and before.kind != said.kind:
            raise _refused(
                "kind",
                f"{said.name} is a source of another kind ({before.kind}).",
                "Give this one a name of its own.",
            )
        connection.execute(
            """INSERT INTO source (name, kind, purpose, ground, written, contact, notice, told, days, is_on,
               said_by, said_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (said.name, said.kind, said.purpose, said.ground, said.written, said.contact, said.notice,
             said.told.isoformat(), said.days, int(said.is_on), said.by, said.at),
        )  # fmt: skip
    return said


def switch(catalogue: Catalogue, name: str, *, on: bool, by: str) -> Said:
    """Switch a source on or off; everything else that was said of it stays as it is."""
    return declare(catalogue, replace(known(catalogue, name), is_on=on), by=by)


def known(catalogue: Catalogue, name: str) -> Said:
    """What was last said of a source. Raises ``SourceRefused`` when nothing was."""
    found = sources(catalogue.connection).get(name)
    if found is None:
        raise _refused("unknown", f"Nothing was said of a source called {name}.", _DECLARE.format(name=name))
    return found


def sources(connection: sqlite3.Connection) -> dict[str, Said]:
    """What was last said of each source, by name."""
    return {said.name: said for said in _rows(connection)}


def history(connection: sqlite3.Connection, name: str) -> list[Said]:
    """Everything that was ever said of a source, newest first."""
    return [said for said in _rows(connection) if said.name == name][::-1]


def permitted(catalogue: Catalogue, name: str, today: date | None = None) -> Said | None:
    """What was said of a source that may be taken in now; None where nothing was said of any source yet.

    Raises ``SourceRefused`` when it is off, when people have not been told yet, or when others were declared and it
    was not.
    """
    said = sources(catalogue.connection)
    found = said.get(name)
    if found is None:
        if not said:
            return None
        raise _refused("undeclared", f"Nobody has said why {name} may be read.", _DECLARE.format(name=name))
    if not found.is_on:
        raise _refused(
            "off", f"{name} is switched off.", f"Switch it on under Listen, or with: lilyroot source on {name}"
        )
    if found.told > (today or datetime.now(UTC).date()):
        raise _refused(
            "not_told", f"People are told of {name} on {found.told} only.", "Wait for that day, or tell them today."
        )
    return found


_DECLARE: Final = "Say it under Listen, or with: lilyroot source declare {name} ..."


def _rows(connection: sqlite3.Connection) -> Iterator[Said]:
    """Every row, oldest first; none in a catalogue that an older version made and nobody has written to since."""
    if not has_table(connection, "source"):
        return
    rows = connection.execute(
        """SELECT name, kind, purpose, ground, contact, notice, told, written, days, is_on, said_by, said_at
           FROM source ORDER BY number"""
    ).fetchall()
    for name, kind, purpose, ground, contact, notice, told, written, days, is_on, by, at in rows:
        day = date.fromisoformat(told)
        yield Said(name, kind, purpose, ground, contact, notice, day, written, days, bool(is_on), by, at)


def _sound(said: Said) -> Said:
    texts = {name: getattr(said, name).strip() for name in _LONGEST}
    texts["name"] = " ".join(texts["name"].split())
    for name, text in texts.items():
        if not text and name != "written":
            raise _refused(name, _MISSING[name], _SAY[name])
        if len(text) > _LONGEST[name]:
            raise _refused(name, f"This is longer than {_LONGEST[name]:,} characters.", "Say it shorter.")
    if said.ground not in GROUNDS:
        raise _refused("ground", "This is no legal ground that is known here.", f"Use {', '.join(GROUNDS)}.")
    if not 0 <= said.days <= LONGEST_DAYS:
        raise _refused("days", f"Raw text is kept 0 to {LONGEST_DAYS} days.", "Give a number of days.")
    if not said.by:
        raise _refused("by", "It is not said who says this.", "Give a name.")
    return replace(said, **texts)


_MISSING: Final = {
    "name": "The source has no name.",
    "purpose": "It is not said why this source is read.",
    "contact": "It is not said whom people can ask.",
    "notice": "There is no notice for the people whose words are read.",
}
_SAY: Final = {
    "name": "Give it one: chat, helpdesk, calls.",
    "purpose": "Say what it is for, in a sentence that everybody may read.",
    "contact": "Name a person or an office that answers questions and objections.",
    "notice": "Say in plain words what is read and what is not.",
}


def _refused(what: str, sentence: str, remedy: str) -> SourceRefused:
    return SourceRefused(f"source.{what}", sentence, remedy=remedy)
