"""The certificate: that nothing which can be computed from what is published concerns fewer than k people.

**What is published** are totals: each is a sum over some *base cells* (a block of people in one function, a team in
one segment), and who has them all can add and subtract them with any weights. Such a combination gives every base
cell c a weight f(c); it concerns the people of the cells whose weight is not zero. Cells that no total tells apart
always have the same weight; together they are an *atom*.

**The proof of an atom a** with fewer than k people is an *exchange*: amounts d(c), more in some atoms and less in
others, which no published total sees (in each of them they add up to nothing), of at most n(c) in every other atom c.

**Claim.** If every atom with fewer than k people has an exchange with n(a) + d(a) > k - 1, every combination of the
totals concerns at least k people or nobody.

**Argument.** Take a combination that concerns somebody, and scale it so that its largest weight is 1, at atom a. With
k people or more in a there is nothing to show. Otherwise take the exchange of a. No total sees it, so no combination
does: the sum of f(c) d(c) over all c is 0. Hence d(a) is at most the sum of |f(c)| n(c) over the other atoms, and so
at most the number of people concerned outside a. With those in a, that makes more than k - 1 people; and people are
whole.

To check a certificate takes additions of whole numbers and no solver. How exchanges are found does not matter for
whether the claim holds (``lilyroot.release.prover``); how far the claim goes is told in docs/explanation/proof.md.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from lilyroot.errors import ReleaseRefused


@dataclass(frozen=True)
class Totals:
    """What is published together in one window, and whom it concerns.

    ``persons`` are the people of each base cell, and no person is in two of them; ``published`` are the totals, each
    as the base cells it adds up.

    >>> Totals(persons=(3, 4), published=(frozenset({0, 1}),)).atoms
    ((0, 1),)
    """

    persons: tuple[int, ...]
    published: tuple[frozenset[int], ...]

    def __post_init__(self) -> None:
        cells = frozenset(range(len(self.persons)))
        if any(n < 0 for n in self.persons) or not all(total <= cells for total in self.published):
            raise _refused("totals", "A total names a base cell that is not there, or a cell has less than nobody.")

    @cached_property
    def seen_by(self) -> dict[int, list[int]]:
        """For each base cell with people in it, the numbers of the totals it enters."""
        numbers: dict[int, list[int]] = {cell: [] for cell, n in enumerate(self.persons) if n}
        for number, total in enumerate(self.published):
            for cell in total & numbers.keys():
                numbers[cell].append(number)
        return numbers

    @cached_property
    def atoms(self) -> tuple[tuple[int, ...], ...]:
        """Base cells that no total tells apart, taken together; without those that hold nobody."""
        alike: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
        for cell, numbers in self.seen_by.items():
            alike[tuple(numbers)].append(cell)
        return tuple(tuple(cells) for cells in alike.values())

    @cached_property
    def atom_of(self) -> dict[int, int]:
        """From a base cell with people in it to its atom, which is named by its first cell."""
        return {cell: atom[0] for atom in self.atoms for cell in atom}

    @cached_property
    def people(self) -> dict[int, int]:
        """How many people each atom has."""
        return {atom[0]: sum(self.persons[cell] for cell in atom) for atom in self.atoms}

    def small(self, k: int) -> list[int]:
        """The atoms with fewer than ``k`` people."""
        return [atom for atom, n in self.people.items() if n < k]

    def digest(self) -> str:
        """A fingerprint of people and totals, so that a proof is not held against something else."""
        return hashlib.sha256(json.dumps(_totals_json(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Exchange:
    """How much more (or less) there is in some base cells, in units of one ``per``-th of a person.

    >>> Exchange({0: 3, 1: -3}, per=2)  # one and a half more in cell 0, one and a half less in cell 1
    Exchange(amounts={0: 3, 1: -3}, per=2)
    """

    amounts: Mapping[int, int]
    per: int = 1


@dataclass(frozen=True)
class Certificate:
    """An exchange for every atom with fewer than ``k`` people, by the atom's first cell.

    ``k`` is the fewest people a combination may concern, with colluders added; ``about`` is the digest of the totals.
    """

    k: int
    about: str
    exchanges: Mapping[int, Exchange]


@dataclass(frozen=True)
class Leak:
    """An atom without proof, and a combination of totals that comes near it.

    ``combination`` has the weight of each total, by its number. ``people`` are those whom the combination concerns,
    counted exactly, if they are fewer than k; None if all that can be said is that there is no proof.
    """

    atom: int
    combination: Mapping[int, Fraction]
    people: int | None


class NotProven(ReleaseRefused):
    """Some small groups might be isolated: what is published has no certificate."""

    def __init__(self, leaks: tuple[Leak, ...]) -> None:
        super().__init__(
            "certificate.unproven",
            f"For {len(leaks)} small groups nothing proves that they cannot be worked out.",
            remedy="Publish fewer totals, or coarser ones.",
        )
        self.leaks = leaks


def certify(totals: Totals, k: int) -> Certificate:
    """A certificate that has passed ``check``.

    Raises NotProven, with all leaks, if it cannot be had: because a group can be isolated, or because the solver
    ended in any other way than with a proof.

    >>> crossed = Totals((3, 4, 4, 3), tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3}))))
    >>> certify(crossed, 5).exchanges[0] == Exchange({0: 2, 1: -2, 2: -2, 3: 2})
    True
    """
    from lilyroot.release.prover import exchanges_of  # a solver finds; to check, none is loaded

    found, leaks = exchanges_of(totals, k, totals.small(k))
    if leaks:
        raise NotProven(leaks)
    certificate = Certificate(k, totals.digest(), found)
    check(totals, k, certificate)
    return certificate


def check(totals: Totals, k: int, certificate: Certificate) -> None:
    """Whether the certificate proves the claim, in whole numbers; raises ReleaseRefused if it does not."""
    if certificate.k != k or certificate.about != totals.digest():
        raise _refused("other", "The certificate is about other totals, other people or another k.")
    for atom in totals.small(k):
        if atom not in certificate.exchanges or not proves(totals, k, atom, certificate.exchanges[atom]):
            raise _refused("unproven", f"Nothing proves that the group of base cell {atom} cannot be worked out.")


def proves(totals: Totals, k: int, atom: int, exchange: Exchange) -> bool:
    """Whether this exchange proves that whatever concerns this atom concerns at least k people."""
    if exchange.per < 1 or not totals.atom_of.keys() >= exchange.amounts.keys() or seen(totals, exchange):
        return False
    moved: defaultdict[int, int] = defaultdict(int)
    for cell, amount in exchange.amounts.items():
        moved[totals.atom_of[cell]] += amount
    gained = moved.pop(atom, 0)
    within = all(abs(amount) <= totals.people[other] * exchange.per for other, amount in moved.items())
    return within and totals.people[atom] * exchange.per + gained > (k - 1) * exchange.per


def seen(totals: Totals, exchange: Exchange) -> bool:
    """Whether any published total changes with the exchange."""
    change: defaultdict[int, int] = defaultdict(int)
    for cell, amount in exchange.amounts.items():
        for total in totals.seen_by[cell]:
            change[total] += amount
    return any(change.values())


def concerned(totals: Totals, combination: Mapping[int, Fraction]) -> int:
    """How many people a combination of the totals concerns, counted exactly."""
    weight: defaultdict[int, Fraction] = defaultdict(Fraction)
    for total, w in combination.items():
        for cell in totals.published[total]:
            weight[cell] += w
    return sum(totals.persons[cell] for cell, w in weight.items() if w)


# --- as a file -------------------------------------------------------------------------------------------------


def to_json(totals: Totals, certificate: Certificate) -> dict[str, Any]:
    """Totals and certificate as they lie in the ledger: counts of people and whole numbers, nothing else."""
    return {
        **_totals_json(totals),
        "k": certificate.k,
        "about": certificate.about,
        "exchanges": {
            str(atom): {"per": exchange.per, "amounts": {str(c): n for c, n in sorted(exchange.amounts.items())}}
            for atom, exchange in sorted(certificate.exchanges.items())
        },
    }


def from_json(written: Mapping[str, Any]) -> tuple[Totals, Certificate]:
    """What ``to_json`` wrote; raises ReleaseRefused if it is not that. Whether it proves anything, ``check`` says."""
    try:
        totals = Totals(
            tuple(map(_whole, written["persons"])),
            tuple(frozenset(map(_whole, total)) for total in written["published"]),
        )
        exchanges = {
            int(atom): Exchange({int(cell): _whole(n) for cell, n in e["amounts"].items()}, _whole(e["per"]))
            for atom, e in written["exchanges"].items()
        }
        return totals, Certificate(_whole(written["k"]), str(written["about"]), exchanges)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused("not-one", f"This is not a certificate ({type(error).__name__}).") from error


def _whole(number: Any) -> int:
    if type(number) is not int:
        raise TypeError
    return number


def _totals_json(totals: Totals) -> dict[str, Any]:
    return {"persons": list(totals.persons), "published": [sorted(total) for total in totals.published]}


def _refused(code: str, sentence: str) -> ReleaseRefused:
    return ReleaseRefused(f"certificate.{code}", sentence, remedy="Nothing of this window may be shown as proven.")
