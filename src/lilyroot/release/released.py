"""A released table: the only thing pages, reports, mails and charts may show.

Only ``lilyroot.release`` can make a ``Released``; it is made from what the ledger holds and cannot be changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lilyroot.errors import ReleaseRefused, StoreError
from lilyroot.release.line import Place, in_line, keep, units_of

# One row per period x cell x indicator.
SCHEMA: Final = pa.schema(
    [
        pa.field("period", pa.string(), nullable=False),  # "2025-03", or "undated"
        pa.field("cut", pa.string(), nullable=False),  # organisation, team, function, kind
        pa.field("cell", pa.string(), nullable=False),  # stable id within the cut
        pa.field("label", pa.string(), nullable=False),  # what a person reads
        pa.field("parent", pa.string(), nullable=False),  # the cell above it, "" for the organisation
        pa.field("depth", pa.int32(), nullable=False),  # 0 for the organisation
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("value", pa.float64()),  # null unless status is "shown"
        pa.field("low", pa.float64()),  # 95 % interval
        pa.field("high", pa.float64()),
        pa.field("persons", pa.string(), nullable=False),  # band: "5-9", "10-19", ...; "" when withheld
        pa.field("base", pa.int64()),  # what the figure is a share of or a mean over (messages, threads)
        pa.field("status", pa.string(), nullable=False),  # shown | withheld | too_little
        pa.field("reason", pa.string(), nullable=False),  # a sentence; "" when shown
        pa.field("basis", pa.string(), nullable=False),  # counted | reader_only | audited (model.basis)
    ]
)

SHOWN, WITHHELD, TOO_LITTLE = "shown", "withheld", "too_little"

TALK: Final = "talk"
"""The stream of what is written and said; others are answers and records (``lilyroot.measure.streams``)."""

_SEAL: Final = object()


def read_small(source: Path | BytesIO) -> pa.Table:
    """A table of a release, read without helping threads: one that still ran as a program ended took it down."""
    return pq.read_table(source, use_threads=False, pre_buffer=False)


@dataclass(frozen=True, slots=True)
class Extra:
    """A table that was released beside the table of figures, where it lies and its hash."""

    period: str
    name: str
    path: Path
    sha256: str
    seen: Mapping[str, frozenset[Place]] | None = None  # by period, the groups of which rows are read; None: of all

    def read(self) -> pa.Table:
        """Its rows with the ``period`` they belong to. Raises ``StoreError`` if they are not what was released."""
        data = self.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise StoreError(
                "ledger.broken",
                f"The file {self.path.name} is not the one that was released.",
                remedy="Restore the releases folder from a backup.",
                file="ledger",
                place=self.path.parent.name,
            )
        table = read_small(BytesIO(data))
        if "period" not in table.column_names:
            table = table.add_column(0, "period", pa.array([self.period] * table.num_rows, pa.string()))
        return table if self.seen is None else keep(table, self.seen)


@dataclass(frozen=True, slots=True)
class Released:
    """Rows of one or more releases with their manifests. ``rows`` gives plain dictionaries, filtered by equality."""

    table: pa.Table
    manifests: tuple[dict[str, Any], ...]
    _seal: object = field(repr=False, default=None)
    _extras: tuple[Extra, ...] = field(repr=False, default=())

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise ReleaseRefused(
                "release.unsealed",
                "Only lilyroot.release makes released tables.",
                remedy="Publish through the gate and read the ledger.",
            )

    @property
    def periods(self) -> list[str]:
        return sorted(self.table["period"].unique().to_pylist())

    def units(self) -> frozenset[str]:
        """The units of the team tree that are named, alone or merged with others."""
        return units_of(self.table)

    def rows(self, **equals: str) -> list[dict[str, Any]]:
        """Rows whose columns equal what is given, e.g. ``rows(cut="team", indicator="salience")``."""
        asked = [pc.equal(self.table[column], value) for column, value in equals.items()]
        kept = self.table.filter(reduce(pc.and_, asked)) if asked else self.table  # copied once, not for each column
        found: list[dict[str, Any]] = kept.to_pylist()
        return found

    def extra(self, name: str) -> pa.Table:
        """A table that was released beside the figures, over all windows, with ``period``; empty if there is none."""
        tables = [extra.read() for extra in self._extras if extra.name == name]
        empty = pa.schema([pa.field("period", pa.string())]).empty_table()
        return pa.concat_tables([empty, *tables], promote_options="default")

    def until(self, period: str) -> Released:
        """What had been released up to and including a period; "undated" comes after every month."""
        manifests = tuple(entry for entry in self.manifests if entry["period"] <= period)
        extras = tuple(extra for extra in self._extras if extra.period <= period)
        return Released(self.table.filter(pc.less_equal(self.table["period"], period)), manifests, self._seal, extras)

    def within(self, units: Collection[str]) -> Released:
        """What the line of these units may look at: them, all below, what is above, and the organisation.

        No unit at all leaves the organisation.
        """
        seen = in_line(self.table, units)
        extras = tuple(replace(extra, seen=seen) for extra in self._extras)
        return Released(keep(self.table, seen), self.manifests, self._seal, extras)


def seal(table: pa.Table, manifests: tuple[dict[str, Any], ...], extras: tuple[Extra, ...] = ()) -> Released:
    """For ``lilyroot.release`` only: make a released table."""
    return Released(table.cast(SCHEMA), manifests, _SEAL, extras)
