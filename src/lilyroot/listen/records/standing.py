"""Whether the organisation knows whom and what a file of records names: what it does not know counts nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lilyroot.model.records import KINDS
from lilyroot.store.organisation import persons
from lilyroot.store.store import Store

_PEOPLE: Final = ("person", "people")
_UNITS: Final = ("team", "function")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom and what a file of records names: people, how many of them stand in no team, strange teams and functions.

    ``organisation``: whether people and teams were taken in, or a map of them. Who is not in it may still stand in
    the team that the file itself names.
    """

    organisation: bool
    named: int
    nowhere: int
    strange: tuple[str, ...]

    def sentences(self) -> Iterator[str]:
        """What to tell whoever took the file in; nothing where everybody and everything has a place."""
        some = f"{self.nowhere:,} of {self.named:,} people named here" if self.nowhere < self.named else ""
        if not self.organisation:
            if self.named and not self.nowhere:
                return
            yield (
                f"no organisation is known yet: these records are kept, and {f'those of {some}' if some else 'they'} "
                "count nowhere until people and teams are taken in: lilyroot organisation HRIS.csv"
            )
            return
        if self.nowhere:
            yield (
                f"{some or 'everybody named here'} {'stand' if some else 'stands'} in no team: their records are "
                "kept and count nowhere; name people as the HRIS file does (id, address, name) or take in a newer one"
            )
        if self.strange:
            more = f" and {len(self.strange) - _SHOWN:,} more" if len(self.strange) > _SHOWN else ""
            yield (
                f"the HRIS file knows none of these: {', '.join(self.strange[:_SHOWN])}{more}; "
                "correct the rows and give them again, with the same ids"
            )


def standing(store: Store, export: str, kind: str) -> Standing:
    """How the counted rows of one taken-in file fit the organisation as it is known."""
    catalogue = store.catalogue
    recognised = persons(catalogue).keys()
    units = set(catalogue.connection.execute("SELECT 'team', team FROM team"))
    units |= set(catalogue.connection.execute("SELECT 'function', function FROM stint"))
    named, placed, said = set[str](), set[str](), set[tuple[str, str]]()
    for (content,) in catalogue.connection.execute(
        "SELECT content FROM record WHERE export = ? AND content IS NOT NULL", (export,)
    ):
        row = json.loads(content)
        people = set(_named(kind, row))
        named |= people
        placed |= people if row.get("team") else people & recognised
        said |= {(unit, row[unit]) for unit in _UNITS if row.get(unit)}
    strange = sorted(f"{unit} {name}" for unit, name in said - units)
    return Standing(bool(units), len(named), len(named - placed), tuple(strange))


def _named(kind: str, content: Mapping[str, Any]) -> Iterator[str]:
    for column in KINDS[kind]:
        if column.form in _PEOPLE:
            yield from content.get(column.name) or ()
