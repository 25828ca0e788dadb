"""Exchanges that can be seen without a solver: squares of a table.

In a table of teams by functions, take one person more in (T, F) and one less in (T, F'), one less in (T', F) and one
more in (T', F'): no row, no column and no group of rows has changed. In any lattice the same holds for two pairs of
atoms that differ by the same totals. Squares are put together until an atom has gained enough, within the people of
the other atoms. Nearly all atoms of a large organisation are proven so, in a fraction of the time that linear
programmes take; the rest is left to them. Like theirs, what is found here is checked before it counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations

from lilyroot.release.certificate import Exchange, Totals

Difference = tuple[frozenset[int], frozenset[int]]


def squares(totals: Totals, asked: Mapping[int, int]) -> dict[int, Exchange]:
    """For as many of these atoms as squares suffice for, an exchange that gains up to as many people as is asked.

    Cost: linear in the pairs of atoms that share their smallest total.

    >>> crossed = Totals((3, 4, 4, 3), tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3}))))
    >>> squares(crossed, {0: 5})[0].amounts == {0: 2, 1: -2, 2: -2, 3: 2}
    True
    """
    mates, pairs = _pairs(totals)
    found = {
        atom: _gained(totals, k - totals.people[atom], atom, mates.get(atom, []), pairs) for atom, k in asked.items()
    }
    return {atom: Exchange(amounts) for atom, amounts in found.items() if amounts}


def _pairs(totals: Totals) -> tuple[dict[int, list[tuple[int, Difference]]], dict[Difference, list[tuple[int, int]]]]:
    """Atoms that share their smallest total, two by two: for each atom the others, and all pairs by what differs."""
    entered = {atom[0]: frozenset(totals.seen_by[atom[0]]) for atom in totals.atoms}
    size = Counter(total for those in entered.values() for total in those)
    together: defaultdict[int, list[int]] = defaultdict(list)
    for atom, those in entered.items():
        if those:
            together[min(those, key=lambda total: (size[total], total))].append(atom)
    mates: defaultdict[int, list[tuple[int, Difference]]] = defaultdict(list)
    pairs: defaultdict[Difference, list[tuple[int, int]]] = defaultdict(list)
    for group in together.values():
        for one, other in combinations(group, 2):
            there, back = entered[one] - entered[other], entered[other] - entered[one]
            for this, that, differs in ((one, other, (there, back)), (other, one, (back, there))):
                mates[this].append((that, differs))
                pairs[differs].append((this, that))
    return mates, pairs


def _gained(
    totals: Totals,
    need: int,
    atom: int,
    mates: list[tuple[int, Difference]],
    pairs: dict[Difference, list[tuple[int, int]]],
) -> dict[int, int]:
    """Squares through an atom until it has gained so many people; nothing if they do not suffice."""
    amounts: Counter[int] = Counter()

    def room(other: int, way: int) -> int:
        """How much further another atom may go down (-1) or up (1)."""
        return totals.people[other] - way * amounts[other]

    for less, differs in mates:
        for also_less, more in pairs[differs]:
            if also_less == atom:  # the same two atoms: no square
                continue
            step = min(need, room(less, -1), room(also_less, -1), room(more, 1))
            if step > 0:
                amounts.update({atom: step, more: step})
                amounts.subtract({less: step, also_less: step})
                need -= step
            if need <= 0:
                return {cell: n for cell, n in amounts.items() if n}
            if room(less, -1) <= 0:
                break
    return {}
