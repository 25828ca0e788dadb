"""Which totals of a declared lattice must be withheld so that the rest has a certificate.

Two steps. *Primary*: a total of fewer than k people is withheld. *Complementary*: whatever else must go, so that no
combination of what is left isolates fewer than k people. Both look at counts of people only, never at a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lilyroot.release.certificate import Certificate, Totals


@dataclass(frozen=True)
class Suppression:
    """What is withheld of a lattice, by the numbers of its totals, and the proof for what is left.

    ``primary`` have too few people themselves; ``complementary`` would give others away. ``shown`` are the numbers of
    the totals that are left, ``published`` and ``certificate`` are about exactly these, in this order.
    """

    primary: tuple[int, ...]
    complementary: tuple[int, ...]
    shown: tuple[int, ...]
    published: Totals
    certificate: Certificate


def suppress(lattice: Totals, k: int, order: Sequence[float]) -> Suppression:
    """Withhold as little of the lattice as we know how, such that what is left has a certificate.

    ``order`` says of each total how much its loss would hurt: the least goes first. Totals without people are not
    published: there is nobody in them, and nothing to show.
    """
    empty = [number for number, total in enumerate(lattice.published) if not _people(lattice, total)]
    primary = [number for number, total in enumerate(lattice.published) if 0 < _people(lattice, total) < k]
    large = sorted(set(range(len(lattice.published))) - {*empty, *primary})
    candidates = only(lattice, large)
    withheld = repair(candidates, k, [order[number] for number in large])
    left = sorted(set(range(len(large))) - set(withheld))
    published = only(candidates, left)
    from lilyroot.release.certificate import certify

    return Suppression(
        tuple(primary),
        tuple(large[i] for i in withheld),
        tuple(large[i] for i in left),
        published,
        certify(published, k),
    )


def _people(totals: Totals, total: frozenset[int]) -> int:
    return sum(totals.persons[cell] for cell in total)


def only(totals: Totals, numbers: Sequence[int]) -> Totals:
    """The same people with these totals only, in this order."""
    return Totals(totals.persons, tuple(totals.published[number] for number in numbers))


def repair(totals: Totals, k: int, order: Sequence[float]) -> tuple[int, ...]:
    """The numbers of the totals to withhold, so that the others have a certificate.

    While there is a leak, the total of its combination that is least by ``order`` is withheld; then everything
    withheld is tried again, the most valuable first, and stays if the rest still has a proof. So each of the totals
    that are withheld in the end, added alone, would be refused.
    """
    from lilyroot.release.prover import exchanges_of

    shown = set(range(len(totals.published)))
    while True:
        numbers = sorted(shown)
        left = only(totals, numbers)
        _, leaks = exchanges_of(left, k, left.small(k))
        if not leaks:
            break
        gone: set[int] = set()
        for leak in leaks:
            involved = [numbers[i] for i in leak.combination] or [numbers[i] for i in left.seen_by[leak.atom]]
            if not gone.intersection(involved):
                gone.add(min(involved, key=lambda number: (order[number], number)))
        shown -= gone
    return tuple(sorted(set(range(len(totals.published))) - shown))
