"""Which totals of a declared lattice must be withheld so that the rest has a certificate.

*Primary*: a total of fewer than k people is withheld. *Complementary*: so is what would isolate fewer than k
people in combination with others. Both look at counts of people only, never at a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lilyroot.errors import ReleaseRefused
from lilyroot.release.certificate import Certificate, Exchange, Totals, certify, proves
from lilyroot.release.parts import less, sparse_rows
from lilyroot.release.prover import exchanges_of
from lilyroot.release.witness import Table, Witness, audit


@dataclass(frozen=True)
class Suppression:
    """What becomes of a lattice, by the numbers of its totals, and the proof.

    ``primary`` have too few people themselves; ``complementary`` would give others away; ``empty`` hold nobody.
    ``shown`` are the others; ``published`` and ``certificate`` are about exactly these, in this order.
    """

    primary: tuple[int, ...]
    complementary: tuple[int, ...]
    empty: tuple[int, ...]
    shown: tuple[int, ...]
    published: Totals
    certificate: Certificate


def suppress(lattice: Totals, k: int, order: Sequence[float]) -> Suppression:
    """Show as much of the lattice as has a certificate; ``order`` says what each total is worth (see ``repair``).

    >>> teams = Totals((9, 7, 3), (frozenset({0, 1, 2}), frozenset({0}), frozenset({1}), frozenset({2})))
    >>> found = suppress(teams, k=5, order=[19, 9, 7, 3])
    >>> found.shown, found.primary, found.complementary
    ((0, 1), (3,), (2,))
    """
    large = [number for number, n in enumerate(_people(lattice)) if n >= k]
    withheld = frozenset(repair(only(lattice, large), k, [order[number] for number in large]))
    return _showing(lattice, k, [number for i, number in enumerate(large) if i not in withheld])


def protect(
    lattice: Totals, k: int, order: Sequence[float], headcounts: Sequence[int], width: int
) -> tuple[Suppression, dict[int, Witness]]:
    """As ``suppress``; and no hidden count can be narrowed down to less than ``width`` by who knows all headcounts.

    ``headcounts`` says how many people each base cell has, whether they took part or not. Returns the witness of each
    hidden total, too (``keep_open``).
    """
    table = Table(lattice.persons, (0,) * len(lattice.persons), tuple(headcounts))
    found = suppress(lattice, k, order)
    hidden = (*found.primary, *found.complementary)
    shown, witnesses = keep_open(lattice.published, found.shown, hidden, order, table, width)
    return _showing(lattice, k, shown), witnesses


def keep_open(
    totals: Sequence[frozenset[int]],
    shown: Sequence[int],
    hidden: Sequence[int],
    order: Sequence[float],
    table: Table,
    width: int,
) -> tuple[list[int], dict[int, Witness]]:
    """Which totals may stay shown so that no hidden one is narrowed down to less than ``width``; and the witnesses.

    As long as some hidden total lacks two tables that witness it (``lilyroot.release.witness``), the total shown of
    least worth that shares people with it is withheld as well. What is withheld on the way is then hidden too, unless
    everybody in it took part: nothing but silence about everything around it would hide that. Raises ReleaseRefused
    if the solver fails.
    """
    left, ahead = list(shown), list(hidden)
    witnesses: dict[int, Witness] = {}
    while ahead:
        checked = audit([totals[n] for n in left], table, [totals[n] for n in ahead], width)
        witnesses |= {ahead[i]: witness for i, witness in checked.witnesses.items()}
        still = [ahead[i] for i in checked.open]
        near = [[n for n in left if totals[n] & totals[number]] for number in still]
        if not all(near):
            raise ReleaseRefused(
                "suppression.bounds",
                "A hidden count has no witness although nothing is published that touches it.",
                remedy="The solver did not finish; try again, or publish nothing of this window.",
            )
        gone = {min(numbers, key=lambda n: (order[n], n)) for numbers in near}
        left = [n for n in left if n not in gone]
        # With less that is published, the witnesses we have stay witnesses.
        ahead = [*still, *(n for n in sorted(gone) if not table.everybody(totals[n]))]
    return left, witnesses


def _showing(lattice: Totals, k: int, shown: Sequence[int]) -> Suppression:
    people, kept = _people(lattice), frozenset(shown)
    published = only(lattice, shown)
    return Suppression(
        primary=tuple(number for number, n in enumerate(people) if 0 < n < k),
        complementary=tuple(number for number, n in enumerate(people) if n >= k and number not in kept),
        empty=tuple(number for number, n in enumerate(people) if n == 0),
        shown=tuple(shown),
        published=published,
        certificate=certify(published, k),
    )


def _people(totals: Totals) -> list[int]:
    return [sum(totals.persons[cell] for cell in total) for total in totals.published]


def only(totals: Totals, numbers: Sequence[int]) -> Totals:
    """The same people with these totals only, in this order."""
    return Totals(totals.persons, tuple(totals.published[number] for number in numbers))


def repair(totals: Totals, k: int, order: Sequence[float]) -> tuple[int, ...]:
    """The numbers of the totals to withhold, so that the others have a certificate.

    ``order`` says of each total what it is worth. Starting from nothing, each is shown, the most valuable first, if
    everything shown together still has a proof; else it is withheld. More totals never make a proof easier, so in the
    end none of those withheld could be shown as well.
    """
    shown = _Shown(totals.persons, k)
    ranked = sorted(range(len(totals.published)), key=lambda number: (-order[number], number))
    return tuple(sorted(number for number in ranked if not shown.admits(totals.published[number])))


class _Shown:
    """What is shown so far: as rows (what is left of each total), and the proofs it has."""

    def __init__(self, persons: Sequence[int], k: int) -> None:
        self._persons, self._k = persons, k
        self._rows: defaultdict[int, list[frozenset[int]]] = defaultdict(list)  # by base cell
        self._proofs: dict[int, Exchange] = {}  # by base cell

    def admits(self, total: Iterable[int]) -> bool:
        """Show this total as well, if there is a proof for everything shown then; says whether it is shown."""
        rest, _ = less(frozenset(cell for cell in total if self._persons[cell]), self._rows)
        touched = self._touched(rest)
        cells = sorted(rest.union(*touched))
        local = _numbered([*touched, rest], cells, self._persons)
        proofs = self._still_good(local, cells)
        found, leaks = exchanges_of(local, self._k, [atom for atom in local.small(self._k) if atom not in proofs])
        if leaks:
            return False
        for atom, exchange in found.items():
            self._proofs[cells[atom]] = Exchange({cells[i]: n for i, n in exchange.amounts.items()}, exchange.per)
        self._replace(touched, [[cells[i] for i in row.atoms] for row in sparse_rows(local.published)])
        return True

    def _touched(self, rest: frozenset[int]) -> list[frozenset[int]]:
        """The rows that hang together with these cells."""
        found: dict[frozenset[int], None] = {}
        reached, ahead = set(rest), list(rest)
        while ahead:
            for row in self._rows[ahead.pop()]:
                found[row] = None
                ahead += row - reached
                reached |= row
        return list(found)

    def _still_good(self, local: Totals, cells: Sequence[int]) -> dict[int, Exchange]:
        """The proofs we have that still prove something with one more total."""
        place = {cell: i for i, cell in enumerate(cells)}
        had = {atom: self._proofs[cells[atom]] for atom in local.small(self._k) if cells[atom] in self._proofs}
        here = {
            atom: Exchange({place[cell]: n for cell, n in e.amounts.items() if cell in place}, e.per)
            for atom, e in had.items()
        }
        return {atom: exchange for atom, exchange in here.items() if proves(local, self._k, atom, exchange)}

    def _replace(self, old: Iterable[frozenset[int]], new: Iterable[Sequence[int]]) -> None:
        for row in old:
            for cell in row:
                self._rows[cell].remove(row)
        for row in map(frozenset, new):
            for cell in row:
                self._rows[cell].append(row)


def _numbered(sets: Sequence[frozenset[int]], cells: Sequence[int], persons: Sequence[int]) -> Totals:
    """These sets as totals over these cells alone, numbered from 0."""
    place = {cell: i for i, cell in enumerate(cells)}
    return Totals(tuple(persons[cell] for cell in cells), tuple(frozenset(place[cell] for cell in s) for s in sets))
