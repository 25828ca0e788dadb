"""Combinations that concern enough people, but mainly what one of them contributed.

A group of which one person wrote more than half is not published. But a difference of published groups might be such
a group: the sellers less the shop, in which nearly all sellers are, and of those who are left one writes all day. So
the same is asked of every combination of totals: that nobody makes up more than half of what it weighs, where what a
person contributed counts with the size of its weight.

**The proof of an atom a**, of which one person contributed w and everybody together W(a), is an exchange of
*contributions* (see ``lilyroot.release.certificate``): amounts that no published total sees, of at most W(c) in every
other atom c, with W(a) + d(a) of 2w or more.

**Argument.** Take a combination with the weight f(a) at a, not zero. No total sees the exchange, so the sum of
f(c) d(c) over all c is 0, and |f(a)| d(a) is at most the sum of |f(c)| W(c) over the other atoms. With a itself, the
combination weighs at least |f(a)| (W(a) + d(a)) in all, which is at least twice the |f(a)| w of that person. Nobody
in a contributed more than w. As this holds for every a, it holds for everyone.

Blocks of the tree are published themselves, and none of them is one person's for the most part. So it is only what is
published beside the tree (functions, segments) that can fail, and what fails is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lilyroot.release.certificate import Exchange, Totals, proves
from lilyroot.release.prover import exchanges_for

_NONE: Final = Exchange({})


def overshadowed(contributed: Totals, largest: Mapping[int, int]) -> list[int]:
    """The atoms without proof that nobody in them makes up more than half of any combination.

    ``contributed`` has the totals with how much was contributed in each base cell in place of people; ``largest``, by
    the first cell of each atom, the most that one person contributed there.

    >>> shops = tuple(map(frozenset, ({0, 1}, {2, 3}, {0, 2}, {1, 3})))  # two shops, and two trades in both
    >>> overshadowed(Totals((30, 40, 40, 30), shops), {0: 30, 1: 8, 2: 8, 3: 8})
    []
    >>> overshadowed(Totals((30, 40, 40, 3), shops), {0: 30, 1: 8, 2: 8, 3: 3})
    [0]
    """
    asked = {atom: 2 * largest[atom] for atom, n in contributed.people.items() if n < 2 * largest[atom]}
    found, _ = exchanges_for(contributed, asked)
    return [atom for atom, k in asked.items() if not _balances(contributed, k, atom, found.get(atom, _NONE))]


def _balances(contributed: Totals, k: int, atom: int, exchange: Exchange) -> bool:
    """Whether whatever weighs this atom weighs at least k contributions, whole or not."""
    gained = sum(n for cell, n in exchange.amounts.items() if contributed.atom_of.get(cell) == atom)
    return proves(contributed, k, atom, exchange) and gained >= (k - contributed.people[atom]) * exchange.per
