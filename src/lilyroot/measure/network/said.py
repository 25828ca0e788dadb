"""Who answered whom how often, by units: what tells how many people stand behind any sum of exchanges.

It names people. For the gate only, which asks it of sums that nobody publishes: of what a total leaves when those
inside it are taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Chosen = NDArray[np.bool_]
_KEYS = ("source", "target", "speaker", "answered", "across_functions", "about_customers")


@dataclass(frozen=True, slots=True)
class Behind:
    """How many exchanges some are; the fewest people behind them; the share of who takes part in most of them.

    ``people``: among those who speak, those who are answered and those of either side, of exchanges about customers
    and of others. A topic without exchanges tells of nobody. All 0 where there are none.
    """

    exchanges: int
    people: int
    of_one: float


@dataclass(frozen=True, eq=False, slots=True)
class Said:
    """Exchanges counted by who speaks and who is answered: arrays of equal length.

    ``source`` and ``target`` are places in ``units``; ``speaker`` and ``answered`` numbers of people.
    """

    units: tuple[str, ...]
    source: Codes
    target: Codes
    speaker: Codes
    answered: Codes
    across_functions: Chosen
    about_customers: Chosen
    exchanges: Codes

    @classmethod
    def of(cls, table: pa.Table) -> Self:
        """From the rows of ``said.sql``, in whatever order they come."""
        table = table.sort_by([(name, "ascending") for name in _KEYS])
        column = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
        units, (source, target) = _coded(column["source"], column["target"])
        _, (speaker, answered) = _coded(column["speaker"], column["answered"])
        return cls(
            tuple(str(unit) for unit in units),
            source,
            target,
            speaker,
            answered,
            column["across_functions"] == 1,
            column["about_customers"] == 1,
            column["exchanges"].astype(np.int64),
        )

    def across_units(self, unit: int | None = None) -> Chosen:
        """Exchanges between two units; with ``unit``, those in which this one takes part."""
        across: Chosen = self.source != self.target
        return across if unit is None else across & ((self.source == unit) | (self.target == unit))

    def behind(self, chosen: Chosen, unit: int | None = None) -> Behind:
        """Who stands behind the chosen exchanges; with ``unit``, also how many of it and how many of the others."""
        if not chosen.any():
            return Behind(0, 0, 0.0)
        speaker, answered, exchanges = (column[chosen] for column in (self.speaker, self.answered, self.exchanges))
        sides = [speaker, answered]
        if unit is not None:
            says = self.source[chosen] == unit
            sides += [np.where(says, speaker, answered), np.where(says, answered, speaker)]
        about = self.about_customers[chosen]
        people = min(np.unique(side[topic]).size for side in sides for topic in (about, ~about) if topic.any())
        takes_part = np.bincount(np.concatenate([speaker, answered]), weights=np.tile(exchanges, 2))
        return Behind(int(exchanges.sum()), people, float(takes_part.max() / exchanges.sum()))


def _coded(one: NDArray[np.object_], other: NDArray[np.object_]) -> tuple[NDArray[np.object_], tuple[Codes, Codes]]:
    """All names of two columns in order, and both columns as places in it."""
    both = np.concatenate([one, other]).astype(str)
    names, codes = np.unique(both, return_inverse=True)
    return names, (codes[: len(one)].astype(np.int64), codes[len(one) :].astype(np.int64))
