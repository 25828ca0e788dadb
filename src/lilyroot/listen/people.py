"""People and teams: the HRIS file, and maps that say which team a speaker belongs to.

Names and addresses are used to recognise a speaker and are kept as keyed hashes only. A team's place in the tree
follows from reporting lines: its parent is the team of the manager to whom most of its members' outside managers
belong. A file that contradicts itself is refused as a whole, with every fault and its line.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from lilyroot.errors import OrganisationError, columns_missing
from lilyroot.listen.lines import encoding_of
from lilyroot.store.keys import normalised
from lilyroot.store.lock import held
from lilyroot.store.name_words import remember_names
from lilyroot.store.policy import Segments, declared_segments, last_approved
from lilyroot.store.sources import PEOPLE, permitted
from lilyroot.store.store import Store

HRIS_REQUIRED: Final = ("employee_id", "manager_id", "team")
HRIS_OPTIONAL: Final = ("function", "site", "start", "end", "email", "name", "aliases")
MAP_REQUIRED: Final = ("speaker",)
MAP_OPTIONAL: Final = ("employee_id", "team", "function", "parent")
FIRST_DAY, LAST_DAY = date.min.isoformat(), date.max.isoformat()
_FAULTS_SHOWN: Final = 10
_HEADER_BYTES: Final = 64 << 10
_SEPARATOR: Final = re.compile(r"sep=([,;\t|])", re.I)


@dataclass(frozen=True, slots=True)
class Stint:
    """One person in one team for a while, as the HRIS file has it."""

    line: int
    employee: str
    manager: str
    team: str
    function: str
    site: str
    start: str
    end: str
    aliases: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Organised:
    """What an HRIS file amounted to."""

    people: int
    stints: int
    teams: int
    ambiguous_names: int


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a team map amounted to."""

    speakers: int
    teams: int


@dataclass(frozen=True, slots=True)
class Look:
    """What an HRIS file would amount to, before anything of it is kept.

    ``parents``: each team's parent, "" at the top; ``members``: how many rows a team has; ``not_used``: columns that
    nobody asks for.
    """

    people: int
    stints: int
    parents: Mapping[str, str]
    members: Mapping[str, int]
    ambiguous_names: int
    not_used: tuple[str, ...]


def hris_header(path: Path) -> tuple[str, ...]:
    """The columns of an HRIS file, as it has them. Raises ``OrganisationError`` when it is no such table."""
    with path.open("rb") as file:
        lead = file.read(_HEADER_BYTES)
    encoding, marked = encoding_of(lead[:4])
    lines = lead[marked:].decode(encoding or "utf-8", "replace").replace("\0", "").splitlines() or [""]
    header = lines[1] if _SEPARATOR.fullmatch(lines[0].strip()) and len(lines) > 1 else lines[0]
    declared = _SEPARATOR.fullmatch(lines[0].strip())
    delimiter = declared[1] if declared else max(",;\t", key=header.count)
    names = tuple(name.strip() for name in next(csv.reader([header], delimiter=delimiter), []))
    if len(names) < len(HRIS_REQUIRED) or len(header) > _HEADER_BYTES // 2:
        raise OrganisationError(
            "file.table",
            "This is no table with a header: its first line has "
            f"{len(names)} column{'s' * (len(names) != 1)}, and at least {len(HRIS_REQUIRED)} are needed.",
            remedy="Export people as CSV, with the names of the columns in the first line.",
            file=path.name,
        )
    return names


def look_at_hris(store: Store, path: Path, columns: Mapping[str, str] = MappingProxyType({})) -> Look:
    """What ``take_in_hris`` would make of a file. Raises what it would raise; nothing is kept either way."""
    stints = _read_hris(path, declared_segments(store.catalogue), last_approved(store.catalogue).segments, columns)
    parents = _team_parents(path, stints)
    used = {columns.get(name, name) for name in (*HRIS_REQUIRED, *HRIS_OPTIONAL)}
    used = {_column(name) for name in used} | set(declared_segments(store.catalogue))
    return Look(
        len({s.employee for s in stints}),
        len(stints),
        parents,
        Counter(s.team for s in stints),
        _unambiguous(stints)[1],
        tuple(name for name in hris_header(path) if _column(name) not in used),
    )


def take_in_hris(store: Store, path: Path, columns: Mapping[str, str] = MappingProxyType({})) -> Organised:
    """Replace the organisation by the one in an HRIS CSV (one row per person and stint).

    Columns: employee_id, manager_id, team; optional function, site, start, end (ISO days, inclusive), email, name,
    aliases (separated by ``;``); ``columns`` says what the file calls them, where it calls them otherwise. Of further
    columns those are kept that the policy declares as segments; the others are not even looked at. Raises
    ``OrganisationError`` naming every line that is wrong; nothing is changed then.
    """
    stints = _read_hris(path, declared_segments(store.catalogue), last_approved(store.catalogue).segments, columns)
    parents = _team_parents(path, stints)
    aliases, ambiguous = _unambiguous(stints)
    permitted(store.catalogue, PEOPLE)
    with held(store.lock, wait=True), store.catalogue.writing() as connection:
        _clear(connection, "hris")
        connection.executemany(
            "INSERT INTO stint VALUES (?, 'hris', ?, ?, ?, ?, ?)",
            [(_person(store, s.employee), s.team, s.function, s.site, s.start, s.end) for s in stints],
        )
        connection.executemany(
            "INSERT INTO person_alias VALUES (?, ?, 'hris')",
            [(store.keys.alias(alias), _person(store, employee)) for alias, employee in aliases.items()],
        )
        connection.executemany("INSERT INTO team VALUES (?, 'hris', ?)", parents.items())
        connection.executemany(
            "INSERT INTO stint_attribute VALUES (?, 'hris', ?, ?, ?)",
            [(_person(store, s.employee), s.start, name, value) for s in stints for name, value in s.attributes],
        )
        remember_names(connection, store.keys, (alias for s in stints for alias in s.aliases if alias != s.employee))
    return Organised(len({s.employee for s in stints}), len(stints), len(parents), ambiguous)


def take_in_team_map(store: Store, path: Path, source: str) -> Mapped:
    """Say which person or team the speakers of a source belong to.

    Columns: speaker, and either employee_id (someone in the HRIS file) or team (with optional function, parent).
    """
    rows = list(_rows(path, MAP_REQUIRED, MAP_OPTIONAL))
    faults = [(line, "speaker is empty") for line, row in rows if not row["speaker"]]
    faults += [
        (line, "needs either employee_id or team")
        for line, row in rows
        if bool(row.get("employee_id")) == bool(row.get("team"))
    ]
    _refuse(path, faults)
    origin = f"map:{source}"
    permitted(store.catalogue, source)
    with held(store.lock, wait=True), store.catalogue.writing() as connection:
        _clear(connection, origin)
        for _, row in rows:
            employee = row.get("employee_id", "")
            person = _person(store, employee) if employee else store.keys.speaker(origin, row["speaker"])
            alias = store.keys.alias(row["speaker"])
            connection.execute("INSERT OR IGNORE INTO person_alias VALUES (?, ?, ?)", (alias, person, origin))
            if not employee:
                connection.execute(
                    "INSERT OR REPLACE INTO stint VALUES (?, ?, ?, ?, '', ?, ?)",
                    (person, origin, row["team"], row.get("function", ""), FIRST_DAY, LAST_DAY),
                )
                connection.execute(
                    "INSERT OR REPLACE INTO team VALUES (?, ?, ?)", (row["team"], origin, row.get("parent", ""))
                )
    return Mapped(len(rows), len({row["team"] for _, row in rows if row.get("team")}))


def _clear(connection: sqlite3.Connection, origin: str) -> None:
    for deletion in (
        "DELETE FROM stint WHERE origin = ?",
        "DELETE FROM person_alias WHERE origin = ?",
        "DELETE FROM team WHERE origin = ?",
        "DELETE FROM stint_attribute WHERE origin = ?",
    ):
        connection.execute(deletion, (origin,))


def _person(store: Store, employee: str) -> str:
    return store.keys.speaker("hris", employee)


def _read_hris(path: Path, declared: Segments, asked: Segments, columns: Mapping[str, str]) -> list[Stint]:
    """``declared`` are values that may be kept; of attributes that are still ``asked`` for there may be no others."""
    stints: list[Stint] = []
    faults: list[tuple[int, str]] = []
    undeclared: defaultdict[str, list[int]] = defaultdict(list)
    for line, row in _rows(path, HRIS_REQUIRED, HRIS_OPTIONAL, columns):
        missing = [name for name in ("employee_id", "team") if not row[name]]
        if missing:
            faults.append((line, f"{missing[0]} is empty"))
            continue
        try:
            start, end = _day(row.get("start", ""), FIRST_DAY), _day(row.get("end", ""), LAST_DAY)
        except ValueError:
            faults.append((line, "start and end must be days like 2025-03-31"))
            continue
        if start > end:
            faults.append((line, f"ends ({end}) before it starts ({start})"))
            continue
        attributes = {name: value for name in declared if (value := row.get(_column(name), ""))}
        strange = [name for name, value in attributes.items() if value not in declared[name]]
        if any(name in asked for name in strange):
            undeclared[next(name for name in strange if name in asked)].append(line)
            continue
        attributes = {name: value for name, value in attributes.items() if name not in strange}
        stints.append(_stint(line, row, start, end, tuple(sorted(attributes.items()))))
    faults.extend(_overlaps(stints))
    if not undeclared:  # whoever is on such a line would look like nobody's manager
        faults.extend(_unknown_managers(stints))
    faults.extend(_undeclared(undeclared, declared))
    _refuse(path, faults, _DECLARE.format(name=next(iter(undeclared))) if undeclared else "")
    if not stints:
        raise OrganisationError("hris.empty", "The file names no people.", remedy="Export it again.", file=path.name)
    return stints


def values_in(path: Path, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """The values that columns of an HRIS file have, to hold declared segments against; nothing of it is kept.

    Raises ``OrganisationError`` when the file cannot be read or has no such column.
    """
    wanted = tuple(names)
    rows = [row for _, row in _rows(path, (*HRIS_REQUIRED, *wanted), HRIS_OPTIONAL)]
    return {name: frozenset(row[name] for row in rows) - {""} for name in wanted}


def _undeclared(lines: Mapping[str, list[int]], declared: Segments) -> Iterator[tuple[int, str]]:
    """One fault for each attribute, whatever the number of lines: a mistyped declaration makes all of them wrong."""
    for name, numbers in lines.items():
        lines_more = f"{len(numbers) - 1:,} more line{'s' * (len(numbers) > 2)}"
        more = f" (as on {lines_more})" if len(numbers) > 1 else ""
        values = ", ".join(map(repr, declared[name]))
        yield numbers[0], f"{name} has a value{more} that the policy does not declare; declared are {values}"


_DECLARE: Final = (
    "Write the declared values in the file, or declare those of the file: lilyroot policy propose --segment "
    '"{name}=VALUE,VALUE,..." --hris HRIS.csv, which another person approves; then give the file again.'
)


def _stint(line: int, row: dict[str, str], start: str, end: str, attributes: tuple[tuple[str, str], ...]) -> Stint:
    more = [alias.strip() for alias in row.get("aliases", "").split(";")]
    aliases = tuple(
        alias for alias in (row["employee_id"], row.get("email", ""), row.get("name", ""), *more) if alias
    )
    return Stint(
        line,
        row["employee_id"],
        row["manager_id"],
        row["team"],
        row.get("function", ""),
        row.get("site", ""),
        start,
        end,
        aliases,
        attributes,
    )


def _day(given: str, otherwise: str) -> str:
    return date.fromisoformat(given).isoformat() if given else otherwise


def _overlaps(stints: list[Stint]) -> Iterator[tuple[int, str]]:
    last: dict[str, Stint] = {}
    for stint in sorted(stints, key=lambda s: (s.employee, s.start, s.line)):
        before = last.get(stint.employee)
        if before and before.end >= stint.start:
            yield (
                stint.line,
                f"overlaps with line {before.line} of the same person; a person is in one team at a time",
            )
        last[stint.employee] = stint


def _unknown_managers(stints: list[Stint]) -> Iterator[tuple[int, str]]:
    known = {stint.employee for stint in stints}
    for stint in stints:
        if stint.manager and stint.manager not in known:
            yield stint.line, "manager_id names nobody in this file"


def _unambiguous(stints: list[Stint]) -> tuple[dict[str, str], int]:
    """Aliases that mean one person only: two people called the same cannot be told apart by name."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for stint in stints:
        for alias in stint.aliases:
            owners[normalised(alias)].add(stint.employee)
    clear = {alias: next(iter(people)) for alias, people in owners.items() if len(people) == 1}
    return clear, len(owners) - len(clear)


def _team_parents(path: Path, stints: list[Stint]) -> dict[str, str]:
    """Each team's parent: the team most of its outside managers are in. Raises on a circle of teams."""
    newest: dict[str, Stint] = {}
    for stint in sorted(stints, key=lambda s: s.start):
        newest[stint.employee] = stint
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for stint in newest.values():
        manager = newest.get(stint.manager)
        if manager and manager.team != stint.team:
            votes[stint.team][manager.team] += 1
    parents = {
        team: min(votes[team], key=lambda parent, team=team: (-votes[team][parent], parent)) if votes[team] else ""  # type: ignore[misc]
        for team in {stint.team for stint in stints}
    }
    for team in parents:
        _refuse_circle(path, team, parents)
    return parents


def _refuse_circle(path: Path, team: str, parents: dict[str, str]) -> None:
    seen = [team]
    while above := parents[seen[-1]]:
        if above in seen:
            raise OrganisationError(
                "hris.circle",
                f"The reporting lines go round in a circle: {' -> '.join([*seen[seen.index(above) :], above])}.",
                remedy="Correct manager_id so that every line ends at the top.",
                file=path.name,
            )
        seen.append(above)


def _rows(
    path: Path, required: Iterable[str], optional: Iterable[str], columns: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines of a CSV by column name, with the line number in the file. ``columns``: ours = the file's."""
    text = _text(path)
    first, _, rest = text.partition("\n")
    declared = _SEPARATOR.fullmatch(first.strip())  # Excel's line "sep=;" above the header
    header_line = rest.split("\n", 1)[0] if declared else first
    delimiter = declared[1] if declared else max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter, strict=True)
    faults: list[tuple[int, str]] = []
    rows: list[tuple[int, dict[str, str]]] = []
    header: list[str] = []
    try:
        if declared:
            next(reader)
        header = _renamed([_column(name) for name in next(reader, [])], columns)
        _require(path, header, tuple(required), tuple(optional), 2 if declared else 1)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                faults.append((reader.line_num, f"has {len(cells)} cells, the header has {len(header)}"))
                continue
            rows.append((reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    except csv.Error:  # a quotation mark that is never closed would swallow every line behind it
        last = rows[-1][0] + 1 if rows else 2 if header else 1
        faults.append(
            (last, "or one behind it has a quotation mark that is never closed, or a cell that is too long")
        )
    _refuse(path, faults)
    yield from rows


def _text(path: Path) -> str:
    """The file as text: UTF-8, or UTF-16 as Excel saves "Unicode text"."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OrganisationError(
            "file.unreadable", "The file cannot be opened.", remedy="Check the path.", file=str(path)
        ) from error
    encoding, marked = encoding_of(data[:4])
    try:
        return data[marked:].decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise OrganisationError(
            "file.encoding",
            f"The file is not UTF-8 (byte {error.start + marked:,}).",
            remedy="Save it as CSV UTF-8.",
            file=path.name,
        ) from error


def _renamed(header: list[str], columns: Mapping[str, str]) -> list[str]:
    """The header with our names where the file has others; a column of ours that is another's stand-in is not ours.

    >>> _renamed(["id", "boss", "team", "unit"], {"manager_id": "boss", "team": "unit"})
    ['id', 'manager_id', 'team (not used)', 'team']
    """
    ours = {_column(theirs): name for name, theirs in columns.items() if theirs}
    return [ours.get(name, f"{name} (not used)" if name in ours.values() else name) for name in header]


def _column(name: str) -> str:
    """A column's name as we write it.

    >>> _column(" Employee ID"), _column("manager-id")
    ('employee_id', 'manager_id')
    """
    return normalised(name).replace(" ", "_").replace("-", "_")


def _require(path: Path, header: list[str], required: tuple[str, ...], optional: tuple[str, ...], line: int) -> None:
    absent = [name for name in required if name not in header]
    twice = [name for name in (*required, *optional) if header.count(name) > 1]
    if not absent and not twice:
        return
    found = f"found: {', '.join(header) or 'nothing'}"
    raise OrganisationError(
        "file.columns",
        f"{columns_missing(absent)}; {found}." if absent else f"There are two columns {twice[0]}; {found}.",
        remedy=f"Needed are {', '.join(required)}; known are also {', '.join(optional)}.",
        file=path.name,
        place=f"line {line}",
    )


def _refuse(path: Path, faults: list[tuple[int, str]], remedy: str = "") -> None:
    if not faults:
        return
    faults.sort()
    listed = "; ".join(f"line {line}: {fault}" for line, fault in faults[:_FAULTS_SHOWN])
    more = f"; and {len(faults) - _FAULTS_SHOWN} more" if len(faults) > _FAULTS_SHOWN else ""
    raise OrganisationError(
        "organisation.faults",
        f"Nothing was taken in: {listed}{more}.",
        remedy=remedy or "Mend these lines and give the file again.",
        file=path.name,
        place=f"line {faults[0][0]}",
    )
