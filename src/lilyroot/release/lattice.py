"""The proof that goes with a window: every family of figures it publishes, as totals over people, with a certificate.

Groups of the tree and of functions are safe by the arguments of ``tree_rule`` and ``margins``; their certificate says
the same once more, in a form that can be checked. Segments have no other proof: those that keep one from being
found are withheld. Kinds of conversation are not in the certificate, as a person takes part in several; for them the
argument of ``margins`` holds over any totals of people, and the numbers it rests on are written beside.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from lilyroot.measure.indicators import Indicator
from lilyroot.release.bounds import kept_open
from lilyroot.release.cell import Cell
from lilyroot.release.certificate import Certificate, NotProven, Totals, certify, to_json
from lilyroot.release.dominance import overshadowed
from lilyroot.release.segments import SEGMENT, Standing
from lilyroot.release.suppression import suppress
from lilyroot.release.tree_rule import AUTHORS, People, together

KIND: Final = "kind"
_SALT_BYTES: Final = 32
_BESIDE: Final = frozenset({"function", SEGMENT})
_RANKS: Final = (SEGMENT, "function", "team", "organisation")
"""Cuts, those first that are withheld first."""

Alike = dict[tuple[int, ...], People]
"""By the numbers of the cells they enter, the contributors who enter the same."""


@dataclass(frozen=True)
class Proof:
    """What is published of one family: the cells in the order of the totals, and the kinds beside them."""

    cells: tuple[Cell, ...]
    totals: Totals
    certificate: Certificate
    kinds: tuple[Cell, ...]


def proven(
    cells: Sequence[Cell],
    standing: Mapping[Standing, People],
    families: Sequence[str],
    k: int,
    placed: Mapping[Standing, int] | None = None,
    exact: Collection[str] = (),
) -> tuple[list[Cell], dict[str, Proof]]:
    """The cells with the families they may show, after whatever has no proof was withheld; and the proofs by family.

    A segment that may not show how many took part is not published at all. ``exact`` are the families whose figures
    tell exactly how many people they are made of: who knows how many are ``placed`` where shall not be able to say
    how many of a hidden team contributed to them (``bounds``).
    """
    left, proofs = list(cells), {}
    for family in (AUTHORS, *(family for family in families if family != AUTHORS)):
        asked = [cell for cell in left if cell.cut != KIND and family in cell.families]
        proof = _proof(*_balanced(asked, standing, family), family, k)
        if family in exact:
            kept = kept_open(proof.cells, _order(proof.cells, family), standing, placed or {}, family, k)
            if len(kept) < len(proof.cells):  # fewer totals: what was proven of more holds of them
                proof = _proof(kept, _alike(kept, standing, family), family, k)
        shown = {cell.name for cell in proof.cells}
        gone = {cell.name for cell in asked} - shown
        left = [replace(cell, families=cell.families - {family}) if cell.name in gone else cell for cell in left]
        left = [cell for cell in left if AUTHORS in cell.families]
        proofs[family] = replace(
            proof, kinds=tuple(cell for cell in left if cell.cut == KIND and family in cell.families)
        )
    return left, proofs


def _proof(asked: Sequence[Cell], alike: Alike, family: str, k: int) -> Proof:
    lattice = _totals(alike, len(asked), family)
    try:
        return Proof(tuple(asked), lattice, certify(lattice, k), ())
    except NotProven:
        if all(cell.cut != SEGMENT for cell in asked):  # the tree rule and the margins never come to this
            raise
    found = suppress(lattice, k, _order(asked, family))
    return Proof(tuple(asked[number] for number in found.shown), found.published, found.certificate, ())


def _order(cells: Sequence[Cell], family: str) -> list[int]:
    """What each cell is worth, as its rank among them."""
    worths = [_worth(cell, family) for cell in cells]
    place = {worth: number for number, worth in enumerate(sorted(set(worths)))}
    return [place[worth] for worth in worths]


def _balanced(cells: Sequence[Cell], standing: Mapping[Standing, People], family: str) -> tuple[list[Cell], Alike]:
    """The cells without those beside the tree that let a combination be one person's for the most part."""
    kept = list(cells)
    while True:
        alike = _alike(kept, standing, family)
        beside = {number for number, cell in enumerate(kept) if cell.cut in _BESIDE}
        found = _overshadowed(alike, len(kept), family) if beside else []
        if not found:
            return kept, alike
        entered = list(alike)
        gone = {_least(kept, family, beside & set(entered[atom]) or beside) for atom in found}
        kept = [cell for number, cell in enumerate(kept) if number not in gone]


def _overshadowed(alike: Alike, cells: int, family: str) -> list[int]:
    contributed = [sum(one.counts(family).values()) for one in alike.values()]
    largest = {place: max(one.counts(family).values()) for place, one in enumerate(alike.values())}
    return overshadowed(Totals(tuple(contributed), _covers(alike, cells)), largest)


def _least(cells: Sequence[Cell], family: str, numbers: Iterable[int]) -> int:
    return min(numbers, key=lambda number: (_worth(cells[number], family), number))


def _worth(cell: Cell, family: str) -> tuple[int, int]:
    return _RANKS.index(cell.cut), len(cell.people.of(family))


def _totals(alike: Alike, cells: int, family: str) -> Totals:
    """Contributors as counts: people who enter the same totals are one base cell."""
    return Totals(tuple(len(people.of(family)) for people in alike.values()), _covers(alike, cells))


def _covers(alike: Iterable[tuple[int, ...]], cells: int) -> tuple[frozenset[int], ...]:
    """For each cell, which of those who enter the same totals it adds up."""
    covers: list[set[int]] = [set() for _ in range(cells)]
    for place, entered in enumerate(alike):
        for number in entered:
            covers[number].add(place)
    return tuple(map(frozenset, covers))


def _alike(cells: Sequence[Cell], standing: Mapping[Standing, People], family: str) -> Alike:
    """By the numbers of the cells they enter, the contributors who enter the same."""
    of_team: defaultdict[str, list[int]] = defaultdict(list)
    for number, cell in enumerate(cells):
        for team in cell.teams:
            of_team[team].append(number)
    alike: defaultdict[tuple[int, ...], list[People]] = defaultdict(list)
    for (team, profile), people in sorted(standing.items()):
        entered = tuple(number for number in of_team[team] if profile in cells[number].profiles)
        if people.of(family):
            alike[entered].append(people)
    return {entered: together(people) for entered, people in sorted(alike.items())}


def certificate_file(proofs: Mapping[str, Proof], indicators: Iterable[Indicator], k: int) -> bytes:
    """All proofs of a window as a certificate file (docs/reference/ledger-files.md).

    With a random salt: the ledger holds its hash, and from that alone nobody shall find a count by trying.
    """
    names: defaultdict[str, list[str]] = defaultdict(list)
    for indicator in indicators:
        names[indicator.contributors].append(indicator.name)
    families = {family: _written(family, proof, names[family], k) for family, proof in proofs.items()}
    written = {"families": families, "salt": secrets.token_hex(_SALT_BYTES)}
    return json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _written(family: str, proof: Proof, indicators: Sequence[str], k: int) -> dict[str, Any]:
    people = [cell.people.of(family) for cell in proof.kinds]
    shared = [
        [one, other, len(people[one] & people[other])]
        for other in range(len(people))
        for one in range(other)
        if len(people[one] & people[other]) >= k
    ]
    return {
        **to_json(proof.totals, proof.certificate),
        "indicators": list(indicators),
        "names": [list(cell.name) for cell in proof.cells],
        "kinds": {
            "names": [list(cell.name) for cell in proof.kinds],
            "persons": [len(one) for one in people],
            "shared": shared,
        },
    }
