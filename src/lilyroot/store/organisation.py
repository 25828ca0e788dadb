"""Who belongs where: from keyed aliases and stints to one team and function per person and period.

A speaker of a source is recognised as a person by the aliases the source gives (id, address, name): first in the
source's own team map, then in the HRIS file. A speaker nobody recognises is a person of their own; if the source
states teams itself, that places them, otherwise they stand outside the organisation's tree.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
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


@dataclass(frozen=True, slots=True)
class _Stint:
    start: str
    end: str
    team: str
    function: str


def period_days(period: str) -> tuple[str, str]:
    """First and last ISO day of a period; everything for the undated one."""
    if period == UNDATED:
        return date.min.isoformat(), date.max.isoformat()
    year, month = (int(part) for part in period.split("-"))
    return f"{period}-01", f"{period}-{calendar.monthrange(year, month)[1]:02d}"


def persons(catalogue: Catalogue) -> dict[str, str]:
    """Each speaker's person; speakers nobody recognises are missing (they are persons of their own)."""
    rows = catalogue.connection.execute(
        """SELECT s.speaker, p.person FROM speaker_alias s JOIN person_alias p ON p.alias = s.alias
           ORDER BY p.origin = 'hris' DESC, s.rank DESC, p.person DESC"""
    )
    return dict(rows)  # the last row of a speaker wins: maps before HRIS, ids before names


def placements(catalogue: Catalogue, period: str) -> dict[str, Placement]:
    """For every person with a stint in the period: the team and function they ended it in.

    One person stands in one team in one period, so that teams partition the people.
    """
    first, last = period_days(period)
    stints: defaultdict[str, list[_Stint]] = defaultdict(list)
    rows = catalogue.connection.execute(
        """SELECT person, start, "end", team, function FROM stint
           WHERE start <= ? AND "end" >= ? ORDER BY start, origin""",
        (last, first),
    )
    for person, start, end, team, function in rows:
        stints[person].append(_Stint(start, end, team, function))
    return {person: Placement(person, found[-1].team, found[-1].function) for person, found in stints.items()}


def team_parents(catalogue: Catalogue) -> dict[str, str]:
    """Each team's parent, "" directly below the organisation. What HRIS says goes before maps and sources."""
    rows = catalogue.connection.execute("SELECT team, parent FROM team ORDER BY origin = 'hris', origin DESC")
    parents: dict[str, str] = dict(rows)
    return {team: parent if parent in parents and parent != team else "" for team, parent in parents.items()}
