"""What a connector is: a folder in ``lilyroot.listen`` that turns an export into records, and nothing more.

A connector never opens a path of its own accord, never writes, never keeps state between exports and never
raises for one bad record: it yields ``Refused`` and goes on. It yields in an order that depends on the bytes of
the export only, because intake resumes after a crash by counting what was yielded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol

from lilyroot.model.record import PassedOver, Record, Refused

Item = Record | Refused | PassedOver

# A message longer than this is not a message; it is quarantined, and never held in memory whole.
LONGEST_MESSAGE_BYTES = 1_000_000


class Member(Protocol):
    """One file of an export. ``name`` is its path inside the export, with forward slashes."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int:
        """Unpacked size in bytes, as the container states it."""
        ...

    def open(self) -> BinaryIO:
        """A readable binary stream, not necessarily seekable.

        Reading past the unpack quota raises ``ExportError`` (code ``export.bomb``), which a connector turns
        into one ``Refused`` for that member.
        """
        ...


class Export(Protocol):
    """A file, a folder or a zip that was accepted into the spool. Hostile members never appear here."""

    @property
    def name(self) -> str:
        """The name the person gave, without folders."""
        ...

    @property
    def members(self) -> tuple[Member, ...]:
        """Ordered by name. A single file is an export with one member. A zip given as a file shows its members."""
        ...


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """What a person may declare about an export."""

    source: str  # the name of the connected system, e.g. "slack"; part of every key
    mapping: Path | None = None  # table: the declared mapping of columns (TOML)
    date: date | None = None  # transcripts whose file name has no date
    undated: bool = False  # the source keeps no dates; everything falls into one period


class Connector(Protocol):
    """Turns an export into records."""

    name: ClassVar[str]
    default_kind: ClassVar[str]

    def records(self, export: Export, options: ListenOptions) -> Iterator[Item]:
        """Every message of the export, every record refused, everything passed over, in a stable order.

        Raises ``ExportError`` only when nothing in the export is of this connector's kind.
        """
        ...
