"""A released table: the only thing pages, reports, mails and charts may show.

Only ``lilyroot.release`` can make a ``Released``; it is made from what the ledger holds and cannot be changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.errors import ReleaseRefused

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
    ]
)

SHOWN, WITHHELD, TOO_LITTLE = "shown", "withheld", "too_little"

_SEAL: Final = object()


@dataclass(frozen=True, slots=True)
class Released:
    """Rows of one or more releases with their manifests. ``rows`` gives plain dictionaries, filtered by equality."""

    table: pa.Table
    manifests: tuple[dict[str, Any], ...]
    _seal: object = field(repr=False, default=None)

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise ReleaseRefused(
                "release.unsealed",
                "Only lilyroot.release makes released tables.",
                remedy="Publish through the gate and read the ledger.",
            )

    @property
    def periods(self) -> list[str]:
        return sorted(set(self.table["period"].to_pylist()))

    def rows(self, **equals: str) -> list[dict[str, Any]]:
        """Rows whose columns equal what is given, e.g. ``rows(cut="team", indicator="salience")``."""
        kept = self.table
        for column, value in equals.items():
            kept = kept.filter(pc.equal(kept[column], value))
        found: list[dict[str, Any]] = kept.to_pylist()
        return found

    def until(self, period: str) -> Released:
        """What had been released up to and including a period; "undated" comes after every month."""
        manifests = tuple(entry for entry in self.manifests if entry["period"] <= period)
        return Released(self.table.filter(pc.less_equal(self.table["period"], period)), manifests, self._seal)


def seal(table: pa.Table, manifests: tuple[dict[str, Any], ...]) -> Released:
    """For ``lilyroot.release`` only: make a released table."""
    return Released(table.cast(SCHEMA), manifests, _SEAL)
