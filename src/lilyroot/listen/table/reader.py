"""Reading tables: which files are tables, whether they have the columns that are needed, then row by row."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, ClassVar, Final

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Export, Item, ListenOptions, Member
from lilyroot.listen.lines import encoding_of
from lilyroot.listen.members import DAMAGE, base_name, each, is_litter
from lilyroot.listen.soundness import refuse, sound, utc_now
from lilyroot.listen.table.declared import EXAMPLE, Mapping, load
from lilyroot.listen.table.delimited import delimited
from lilyroot.listen.table.mapping import record
from lilyroot.listen.table.rows import BadRow, Table, json_array, json_lines, parquet
from lilyroot.model.record import PassedOver

_TABLE: Final = re.compile(r".*\.(csv|tsv|tab|jsonl|ndjson|json|parquet|pq)", re.I)


@dataclass(frozen=True, slots=True)
class TableConnector:
    """Turns rows into records, by a declared mapping of columns."""

    name: ClassVar[str] = "table"
    default_kind: ClassVar[str] = "conversation"
    now: Callable[[], datetime] = utc_now

    def records(self, export: Export, options: ListenOptions) -> Iterator[Item]:
        """Every row of every table.

        Raises ``ExportError`` when the mapping is wrong, when there is no table, or when no table has the
        columns text, speaker and sent (or the declaration that there are no dates).
        """
        return sound(_Reading(export, options, load(options.mapping)).items(), options, self.now())


@dataclass(frozen=True, slots=True)
class _Reading:
    """One export while it is read."""

    export: Export
    options: ListenOptions
    mapping: Mapping

    def items(self) -> Iterator[Item]:
        tables = [member for member in self.export.members if _is_table(member)]
        if not tables:
            raise ExportError(
                "table.nothing",
                "There is no table in it.",
                remedy="Give a file that ends in .csv, .tsv, .jsonl, .json or .parquet (from Excel: save as CSV).",
                file=self.export.name,
            )
        obstacles = {member.name: self._obstacle(member) for member in tables}
        first = next(iter(obstacles.values()))
        if first is not None and all(obstacles.values()):
            raise first
        for member in self.export.members:
            if member.name not in obstacles and not is_litter(member.name):
                yield PassedOver(member.name, 0, "not a table")
        for member in tables:
            obstacle = obstacles[member.name]
            if obstacle is not None:
                yield refuse(member.name, 0, obstacle.code, obstacle.sentence, obstacle.remedy)
        yield from each((member for member in tables if obstacles[member.name] is None), self._read)

    @property
    def _undated(self) -> bool:
        return self.options.undated or self.mapping.undated

    def _obstacle(self, member: Member) -> ExportError | None:
        """Why this file as a whole cannot be read, seen from its first rows."""
        if not member.size:
            sentence = "The file is empty."
            return ExportError("table.empty", sentence, remedy="Export the table again.", file=member.name)
        try:
            with closing(member.open()) as stream:
                self._require(self._table(member, stream))
        except ExportError as error:
            return ExportError(error.code, error.sentence, remedy=error.remedy, file=member.name)
        except DAMAGE:
            sentence = "The file is damaged."
            return ExportError("export.damaged", sentence, remedy="Make the export again.", file=member.name)
        return None

    def _table(self, member: Member, stream: BinaryIO) -> Table:
        ending = _ending(member)
        wanted = self.mapping.wanted()
        if ending in ("parquet", "pq"):
            return parquet(member, stream, {name.partition(".")[0] for name in wanted})
        if ending in ("csv", "tsv", "tab"):
            default = "\t" if ending != "csv" else ""
            return delimited(stream, self.mapping.encoding, self.mapping.delimiter or default, wanted)
        if ending == "json" and self._begins_with_bracket(member):
            return json_array(stream, member.size)
        return json_lines(stream, self.mapping.encoding)

    def _begins_with_bracket(self, member: Member) -> bool:
        with closing(member.open()) as stream:
            head = stream.read(4_096)
        return head[encoding_of(head)[1] :].lstrip().startswith(b"[")

    def _require(self, table: Table) -> None:
        """Columns without which there is no message, and, where all columns are known, every declared one."""
        always = ("text", "speaker") if self._undated else ("text", "speaker", "sent")
        needed = {theirs: ours for ours in always for theirs in self.mapping.named(ours)}
        if table.complete:
            needed |= self.mapping.declared()
        for theirs, ours in needed.items():
            if _has(table.columns, theirs) or (self._undated and ours == "sent"):
                continue
            found = ", ".join(table.columns[:40]) or "none"
            raise ExportError(
                "table.column",
                f"There is no column {theirs!r} for {ours}. Columns found: {found}.",
                remedy=_remedy(theirs, ours, table.columns, declared=theirs in self.mapping.declared()),
            )

    def _read(self, member: Member) -> Iterator[Item]:
        kind = TableConnector.default_kind
        with closing(member.open()) as stream:
            for row in self._table(member, stream).rows:
                if isinstance(row, BadRow):
                    yield refuse(member.name, row.offset, row.code, row.sentence, row.remedy, row.raw)
                else:
                    source = self.options.source
                    yield record(row, member.name, self.mapping, source, kind, undated=self._undated)


def _has(columns: tuple[str, ...], theirs: str) -> bool:
    """Whether there is that column, or one it may lie in: "a.b" deeper than the first rows show."""
    return theirs in columns or ("." in theirs and theirs.partition(".")[0] in columns)


def _remedy(theirs: str, ours: str, columns: tuple[str, ...], *, declared: bool) -> str:
    undated = " If the table has no dates, say so: time = { undated = true }" if ours == "sent" else ""
    if not declared:
        return f"Say in a TOML file which columns are which, and give it with --mapping: {EXAMPLE}{undated}"
    nearest = difflib.get_close_matches(theirs, columns, 1)
    return f"Mend the mapping{f'; did you mean {nearest[0]!r}?' if nearest else '.'}{undated}"


def _is_table(member: Member) -> bool:
    return bool(_TABLE.fullmatch(base_name(member.name))) and not is_litter(member.name)


def _ending(member: Member) -> str:
    return member.name.rpartition(".")[2].lower()
