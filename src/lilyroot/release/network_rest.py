"""What sums of the network leave when what is shown inside them is taken away.

A unit's exchanges with all others, and the exchanges of the whole across and within borders, are sums in which shown
edges lie, and some that are hidden. Take all of them as known exactly, though they are told as bands and rounded
shares: then who reads may add and subtract them with any weights. Here they are chosen so that all exchanges fall
into **blocks**: exchanges of a block are in the same shown sums. A block is either a shown edge, or

- the hidden edges of one unit that is shown, all of them with units that are not;
- the hidden edges between units that are not shown, if an index is;
- the hidden edges within units, if an index is.

**Every block is empty or passes what is asked of an edge**: as many people as the gate asks among those who speak
and those who are answered, about customers and otherwise, and nobody with more than half (of these blocks: neither
speaking nor answered). An exchange between two shown units is never hidden, or it would be a block by itself.

*Then so does every combination.* All exchanges of a block have one weight in it. So if it tells of any exchange, it
tells of the whole block, and of the people of it. If nobody speaks in more than half of a block, nobody does in more
than half of a sum of blocks with any weights.

**The index of functions** cuts through the blocks: its border is another one. Take a combination that weighs
exchanges across functions by d more than those within. In each block it can weigh one of the two parts with nothing,
the other then with d. If in one block both parts have enough people, one of them is told of, whichever way. One
person's part is largest at such an end, too: so that index is shown only if for everybody, the sum over all blocks of
(all exchanges less twice their own), in that part where this is least, is not below nothing. A block that lies on one
side of the border adds nothing to either.

Units are taken in one after another, after the index of units and before that of functions: first those that have
hidden exchanges with the fewest others, then those that exchange most. All this depends on counts of people and
exchanges, as that of edges does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from lilyroot.measure.network.said import Chosen, Codes, Said

MOST_OF_ONE: Final = 0.5
_ROUNDING: Final = 1e-9


class Counted(Protocol):
    """A sum of exchanges: the fewest people behind it and the share of the one with most of it."""

    @property
    def people(self) -> int: ...
    @property
    def of_one(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Held:
    """The units and borders whose figures may be shown beside the shown edges."""

    units: frozenset[str]
    borders: frozenset[str]


def enough(sum_of: Counted, threshold: int) -> bool:
    """Whether enough people stand behind a sum of exchanges, and nobody for more than half."""
    return sum_of.people >= threshold and sum_of.of_one <= MOST_OF_ONE


def held(said: Said, shown: Collection[tuple[str, str]], rows: Sequence[str], threshold: int) -> Held:
    """What may be shown beside the ``shown`` edges of ``said``.

    ``rows`` are the units that pass by themselves, the most valuable first.
    """
    hidden = ~_on(said, shown)
    whole = all(_holds(said, hidden & side, threshold) for side in (said.across_units(), ~said.across_units()))
    kept = _units(said, hidden, rows, threshold, whole=whole)
    borders = {"units"} if whole else set()
    if whole and _cut_by_functions(said, _blocks(said, hidden, kept), threshold):
        borders.add("functions")
    return Held(frozenset(said.units[unit] for unit in kept), frozenset(borders))


def _on(said: Said, shown: Collection[tuple[str, str]]) -> Chosen:
    """Which exchanges are on shown edges."""
    place = {unit: number for number, unit in enumerate(said.units)}
    matrix = np.zeros((len(place), len(place)), bool)
    for source, target in shown:
        if source in place and target in place:
            matrix[place[source], place[target]] = True
    found: Chosen = matrix[said.source, said.target]
    return found


def _holds(said: Said, block: Chosen, threshold: int, unit: int | None = None) -> bool:
    return not block.any() or enough(said.behind(block, unit), threshold)


def _units(said: Said, hidden: Chosen, rows: Sequence[str], threshold: int, *, whole: bool) -> list[int]:
    """The units whose exchanges with others may be shown; with ``whole``, beside an index of borders."""
    kept: list[int] = []
    left = hidden & said.across_units()  # of no unit that is kept
    units = [said.units.index(row) for row in rows if row in said.units]
    for unit in sorted(units, key=lambda unit: _partners(said, left, unit)):
        rest = hidden & said.across_units(unit)
        others = left & ~rest
        with_kept = rest & ~left
        if with_kept.any() or not _holds(said, rest, threshold, unit):
            continue
        if whole and not _holds(said, others, threshold):
            continue
        kept.append(unit)
        left = others
    return kept


def _partners(said: Said, hidden: Chosen, unit: int) -> int:
    """With how many others a unit has hidden exchanges: each of them keeps it from being shown beside this one."""
    rest = hidden & said.across_units(unit)
    return int(np.unique(np.concatenate([said.source[rest], said.target[rest]])).size)


def _blocks(said: Said, hidden: Chosen, kept: Sequence[int]) -> Codes:
    """The block of each exchange, as a number."""
    units = len(said.units)
    block = np.where(hidden, units * units + said.across_units(), said.source * units + said.target)
    for unit in kept:
        block[hidden & said.across_units(unit)] = units * units + 2 + unit
    return block


def _cut_by_functions(said: Said, blocks: Codes, threshold: int) -> bool:
    """Whether the border of functions may cut these blocks in two."""
    topics = (said.about_customers, ~said.about_customers)
    return all(_one_cut_in_large(said, blocks, topic, threshold) for topic in topics) and _nobody_most(said, blocks)


def _one_cut_in_large(said: Said, blocks: Codes, topic: Chosen, threshold: int) -> bool:
    """Whether no block of a topic is cut, or one into parts of enough people each."""
    sides = topic & said.across_functions, topic & ~said.across_functions
    cut = np.intersect1d(blocks[sides[0]], blocks[sides[1]])
    return not cut.size or any(
        all(people >= threshold for side in sides for people in _people(said, side & (blocks == block)))
        for block in cut
    )


def _people(said: Said, part: Chosen) -> Iterator[int]:
    yield from (np.unique(people[part]).size for people in (said.speaker, said.answered))


def _nobody_most(said: Said, blocks: Codes) -> bool:
    """Whether nobody speaks in more than half, when of each block that part is left in which they do most."""
    _, block = np.unique(blocks, return_inverse=True)
    if not block.size:
        return True
    side = said.across_functions.astype(np.int64)
    size = np.zeros((block.max() + 1, 2))
    np.add.at(size, (block, side), said.exchanges)
    pairs, pair = np.unique(np.stack([block, said.speaker]), axis=1, return_inverse=True)
    own = np.zeros((pairs.shape[1], 2))
    np.add.at(own, (pair.reshape(-1), side), said.exchanges)
    where, speaker = pairs
    least = size.min(axis=1)
    change: NDArray[np.float64] = (size[where] - 2 * own).min(axis=1) - least[where]
    left = least.sum() + np.bincount(speaker, weights=change)
    return bool(left.min() >= -_ROUNDING)
