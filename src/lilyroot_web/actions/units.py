"""Which units there are and who stands above whom, as the newest releases have it, for choosing and for reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext

from lilyroot.home import Home
from lilyroot.release.cell_names import as_spelt_now, key_of, units_in
from lilyroot.release.line import TEAM
from lilyroot_web.access.rules import Scope
from lilyroot_web.insights.ledger import fingerprint, verified


@dataclass(frozen=True, slots=True)
class Reach:
    """The units whose actions somebody may see, or plan. "" is the organisation."""

    everything: bool = False
    units: frozenset[str] = field(default_factory=frozenset)

    def holds(self, unit: str) -> bool:
        return self.everything or unit in self.units


@dataclass(frozen=True, slots=True)
class Units:
    """The published units: what each is called, and which one is right above it ("" for the organisation)."""

    label: Mapping[str, str]
    above: Mapping[str, str]
    _below: Mapping[str, set[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        below: dict[str, set[str]] = defaultdict(set)
        for unit in self.label:
            for one in self.upwards(unit):
                below[one].add(unit)
        object.__setattr__(self, "_below", below)

    def upwards(self, unit: str) -> Iterator[str]:
        """A unit, the one above it, and so on up to the organisation."""
        passed: set[str] = set()
        while unit and unit not in passed:
            passed.add(unit)
            yield unit
            unit = self.above.get(unit, "")
        yield ""

    def to_plan(self, scope: Scope) -> Reach:
        """Whose actions somebody may plan: their units' and of all below; the organisation's if they may all."""
        return Reach(scope.everything, scope.units.union(*(self._below.get(unit, ()) for unit in scope.units)))

    def to_see(self, scope: Scope) -> Reach:
        """Whose actions somebody may see: those, and those of what is above them up to the organisation."""
        over = {one for unit in scope.units for one in self.upwards(unit)}
        return Reach(scope.everything, self.to_plan(scope).units | over | {""})

    def within(self, reach: Reach) -> list[tuple[str, str]]:
        """The units of a reach with what they are called, by name."""
        found = [(unit, label) for unit, label in self.label.items() if reach.holds(unit)]
        return sorted(found, key=lambda one: one[1].casefold())

    def called(self, unit: str) -> str:
        """What a unit is called; one that was never published, as it was written down."""
        return self.label.get(unit, unit) or gettext("the organisation")


def units(home: Home) -> Units:
    """The units of the newest window that names them. Raises ``StoreError`` when the ledger does not verify."""
    return _units(home, fingerprint(home))


@lru_cache(maxsize=4)
def _units(home: Home, state: str) -> Units:
    label: dict[str, str] = {}
    above: dict[str, str] = {}
    held = verified(home, state)
    for released in (held.records, held.answers, held.talk):
        cells = released.table.group_by(["period", "cut", "cell", "label", "parent"]).aggregate([])
        for row in sorted(cells.to_pylist(), key=lambda row: str(row["period"])):
            if row["cut"] == TEAM:
                over = units_in(row["parent"])
                for unit in units_in(as_spelt_now(row["cell"], row["label"])):
                    label[unit] = row["label"] if row["cell"] in (unit, key_of(unit)) else label.get(unit, unit)
                    if over != [unit] and len(over) == 1:  # under a merged group it is not told
                        above[unit] = over[0]
    return Units(label, {unit: over for unit, over in above.items() if over in label})
