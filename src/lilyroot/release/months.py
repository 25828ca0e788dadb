"""The released rows of some periods, read one indicator at a time, when it is first asked for.

A page asks for a few of the indicators of many groups, or for many of a few groups. To combine all of them, with
hundreds of teams over a year, takes longer than to draw the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from lilyroot.release.line import Place
from lilyroot.release.released import SHOWN, Released

_OF_CELL: Final = ["cut", "cell"]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Cell:
    """A published group as the last of the periods has it.

    ``indicators`` says in how many of them each occurs; those of ``hidden`` are shown in none.
    """

    cut: str
    cell: str
    label: str
    parent: str
    depth: int
    indicators: Mapping[str, int]
    hidden: frozenset[str]

    @property
    def rows(self) -> int:
        """How many released rows there are of it."""
        return sum(self.indicators.values())


class Months:
    """Of the ``cuts``, or of all: which groups there are in these periods, and their rows by indicator."""

    def __init__(self, released: Released, periods: Collection[str], cuts: Collection[str] = ()) -> None:
        self.periods = len(set(periods))
        kept = pc.is_in(released.table["period"], pa.array(sorted(set(periods)), pa.string()))
        if cuts:
            kept = pc.and_(kept, pc.is_in(released.table["cut"], pa.array(sorted(cuts), pa.string())))
        self._table = released.table.filter(kept).sort_by("period")  # a stable sort: the order of the tables stays
        self._read: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}

    def cells(self) -> Iterator[Cell]:
        """The groups, in the order of the tables, and so their indicators."""
        known = self._table.group_by(_OF_CELL, use_threads=False)
        last = known.aggregate([(name, "last") for name in ("label", "parent", "depth")]).to_pylist()
        occurs: dict[Place, dict[str, int]] = defaultdict(dict)
        hidden: dict[Place, set[str]] = defaultdict(set)
        for cut, cell, indicator, count, shown in self._counted():
            occurs[cut, cell][indicator] = count
            if not shown:
                hidden[cut, cell].add(indicator)
        for row in last:
            place = row["cut"], row["cell"]
            told = (row["label_last"], row["parent_last"], row["depth_last"])
            yield Cell(*place, *told, occurs[place], frozenset(hidden[place]))

    def _counted(self) -> Iterator[tuple[str, str, str, int, int]]:
        """Cut, cell, indicator, the periods in which it occurs, and in how many it is shown."""
        shown = pc.and_(pc.equal(self._table["status"], SHOWN), pc.is_valid(self._table["value"]))
        names = [*_OF_CELL, "indicator"]
        held = self._table.select(names).append_column("shown", pc.cast(shown, pa.int64()))
        counted = held.group_by(names, use_threads=False).aggregate([("shown", "count"), ("shown", "sum")])
        return zip(*(column.to_pylist() for column in counted.columns), strict=True)

    def rows(self, cut: str, cell: str, indicator: str) -> list[dict[str, Any]]:
        """The rows of one figure, one per period, in order."""
        if (cut, indicator) not in self._read:
            found: dict[str, list[dict[str, Any]]] = defaultdict(list)
            wanted = pc.and_(pc.equal(self._table["cut"], cut), pc.equal(self._table["indicator"], indicator))
            for row in self._table.filter(wanted).to_pylist():
                found[row["cell"]].append(row)
            self._read[cut, indicator] = dict(found)
        return self._read[cut, indicator].get(cell, [])


class Asked(Mapping[str, Made]):
    """What there is by name, each made when it is first asked for."""

    def __init__(self, names: Iterable[str], make: Callable[[str], Made]) -> None:
        self._names, self._make = dict.fromkeys(names), make
        self._made: dict[str, Made] = {}

    def __getitem__(self, name: str) -> Made:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
