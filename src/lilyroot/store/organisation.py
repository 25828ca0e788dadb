"""Who belongs where: from keyed aliases and stints to one team and function per person and period.

A speaker of a source is recognised as a person by the aliases the source gives (id, address, name): first in the
source's own team map, then in the HRIS file. A speaker nobody recognises is a person of their own; if the source
states teams itself, that places them, otherwise they stand outside the organisation's tree.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Final

from lilyroot.store.catalogue import Catalogue

UNDATED: Final = "undated"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one person stood in one period."""

    person: str
    team: str
    function: str
    rostered: bool = True  # by HRIS or a map; what a source states says nothing of who is silent
    segments: tuple[tuple[str, str], ...] = ()  # declared attributes of the HRIS file that have a value, by name


def period_days(period: str) -> tuple[str, str]:
    """First and last ISO day of a month ("2026-03") or a quarter ("2026-Q1"); everything for the undated period.

    >>> period_days("2026-Q1")
    ('2026-01-01', '2026-03-31')
    """
    if period == UNDATED:
        return date.min.isoformat(), date.max.isoformat()
    year, part = int(period[:4]), period[5:]
    last = 3 * int(part[1:]) if part.startswith("Q") else int(part)
    first = last - 2 if part.startswith("Q") else last
    return f"{year:04d}-{first:02d}-01", f"{year:04d}-{last:02d}-{calendar.monthrange(year, last)[1]:02d}"


def persons(catalogue: Catalogue) -> dict[str, str]:
    """Each speaker's person; speakers nobody recognises are missing (they are persons of their own)."""
    rows = catalogue.connection.execute(
        """SELECT s.speaker, p.person FROM speaker_alias s JOIN person_alias p ON p.alias = s.alias
           WHERE p.origin IN ('hris', 'map:' || s.source)
           ORDER BY p.origin = 'hris' DESC, s.rank DESC, p.person DESC"""
    )
    return dict(rows)  # the last row of a speaker wins: maps before HRIS, ids before names


def placements(catalogue: Catalogue, period: str) -> dict[str, Placement]:
    """For every person with a place in the period: the team and function they ended it in.

    One person stands in one team in one period, so that teams partition the people. Where neither HRIS nor a map
    knows a speaker, what the source itself states counts: the latest month up to the period's, and in that month the
    team most often named.
    """
    first, last = period_days(period)
    recognised = persons(catalogue)
    placed = {
        speaker: Placement(speaker, team, function, rostered=False)
        for speaker, team, function in catalogue.connection.execute(
            """SELECT speaker, team, function FROM stated_team WHERE month <= ?
               ORDER BY month, messages, team DESC, function DESC""",
            (last[:7],),
        )
        if speaker not in recognised
    }
    rows = catalogue.connection.execute(
        """SELECT person, origin, start, team, function FROM stint
           WHERE start <= ? AND "end" >= ? ORDER BY start, origin""",
        (last, first),
    )
    attributes = _attributes(catalogue)
    placed |= {
        person: Placement(person, team, function, segments=attributes.get((person, origin, start), ()))
        for person, origin, start, team, function in rows
    }
    return placed


def _attributes(catalogue: Catalogue) -> dict[tuple[str, str, str], tuple[tuple[str, str], ...]]:
    """By person, origin and start of a stint: its declared attributes, in the order of their names."""
    found: dict[tuple[str, str, str], tuple[tuple[str, str], ...]] = {}
    for person, origin, start, attribute, value in catalogue.connection.execute(
        "SELECT person, origin, start, attribute, value FROM stint_attribute ORDER BY attribute"
    ):
        found[person, origin, start] = (*found.get((person, origin, start), ()), (attribute, value))
    return found


def team_parents(catalogue: Catalogue) -> dict[str, str]:
    """Each team's parent, "" directly below the organisation. What HRIS says goes before maps and sources."""
    rows = catalogue.connection.execute("SELECT team, parent FROM team ORDER BY origin = 'hris', origin DESC")
    parents: dict[str, str] = dict(rows)
    return {team: parent if parent in parents and parent != team else "" for team, parent in parents.items()}
