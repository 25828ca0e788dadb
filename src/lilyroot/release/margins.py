"""Functions and kinds of conversation beside the tree: when further totals are safe to publish.

Each person of a period has one block of the tree rule's partition, one function, and takes part in one or more
kinds of conversation. Published are totals by block (the tree), by function, and by kind. A linear combination
of them gives the contribution of a person of block g and function f in kind q the weight a(g) + b(f) + c(q).

**Kinds.** If at least k people take part in both q and r, and c(q) differs from c(r), each of those people has a
non-zero weight somewhere, so the combination concerns at least k people. Join kinds that share k people; where
all kinds are joined, a combination that concerns fewer than k people has one c for all kinds, and a(g) absorbs it.
This holds whatever the other totals are, as long as they are totals over people (segments too): with one c for all
kinds, what is left of the combination weighs all that a person contributed alike, and the proof for those totals
(``lattice``) says the rest.

**Functions.** What is left is a(g) + b(f). Draw blocks and functions as points and the people of (g, f) as an edge
of that weight. Give block g the potential a(g) and function f the potential -b(f): the people of an edge are
concerned exactly when its ends differ. Unless all ends of a component agree, the points of one potential are cut
off from the others, and everyone on the cut edges is concerned. So a combination concerns fewer than k people only
if some component has an edge cut of fewer than k people: a global minimum cut, found by maximum flows.

Where a condition fails for authors, functions (or kinds) are merged, and if nothing else helps the cut is not
published; blocks are never touched, so the tree rule's claim stands. Where it fails for those who contribute to a
family of figures (who start threads, who speak of customers), the cut shows no figures of that family.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from lilyroot.release.tree_rule import K, People, together

Grouping = dict[str, int]
"""From a value (a function, a kind) to the number of the published group it belongs to."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How the values of one attribute are grouped for publication; empty when the cut cannot be published."""

    grouping: Grouping
    reason: str = ""

    @property
    def groups(self) -> list[list[str]]:
        """The values of each published group, in order."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for value, group in sorted(self.grouping.items()):
            found[group].append(value)
        return sorted(found.values())


@dataclass(frozen=True, slots=True)
class WeakestCut:
    """The fewest people that totals by block and by function isolate, and the functions on its two sides."""

    people: int
    one_side: frozenset[str]
    other_side: frozenset[str]


def weakest_cut(people: Iterable[tuple[str, str]]) -> WeakestCut | None:
    """The weakest cut of any component; None without people. ``people`` has the block and function of each."""
    weights: defaultdict[tuple[str, str], int] = defaultdict(int)
    for pair in people:
        weights[pair] += 1
    blocks = sorted({block for block, _ in weights})
    functions = sorted({function for _, function in weights})
    graph = _bipartite(weights, blocks, functions)
    n_parts, part_of = connected_components(graph, directed=False)
    cuts = []
    for part in range(n_parts):
        points = np.flatnonzero(part_of == part)
        names = [functions[point] for point in points if point < len(functions)]
        fewest, reached = _global_minimum_cut(graph[points][:, points], len(names))
        one = frozenset(name for i, name in enumerate(names) if i in reached)
        cuts.append(WeakestCut(fewest, one, frozenset(names) - one))
    return min(cuts, key=lambda cut: cut.people, default=None)


def _bipartite(weights: Mapping[tuple[str, str], int], blocks: list[str], functions: list[str]) -> csr_array:
    at = {("f", name): i for i, name in enumerate(functions)}
    at.update({("b", name): len(functions) + i for i, name in enumerate(blocks)})
    rows = [at["b", block] for block, _ in weights]
    columns = [at["f", function] for _, function in weights]
    values = list(weights.values())
    size = len(at)
    both = (np.array(values + values, dtype=np.int32), (np.array(rows + columns), np.array(columns + rows)))
    return csr_array(both, shape=(size, size))


def _global_minimum_cut(graph: csr_array, functions: int) -> tuple[int, frozenset[int]]:
    """The least weight that separates any two points, of which the first are functions; and what is with the first.

    A cut parts the first function from another one, or it has all functions on one side. Then the other side is
    blocks, with no line between them, and the lightest block by itself is as little.
    """
    capacities = graph.tocsr().astype(np.int32)
    lightest = int(capacities.sum(axis=0)[functions:].min())
    flows = [maximum_flow(capacities, 0, target) for target in range(1, functions)]
    weakest = min(flows, key=lambda flow: flow.flow_value, default=None)
    if weakest is None or lightest < weakest.flow_value:
        return lightest, frozenset(range(functions))
    left = capacities - weakest.flow
    left.eliminate_zeros()
    return int(weakest.flow_value), frozenset(int(i) for i in breadth_first_order(left, 0)[0])


def by_function(
    blocks: Mapping[str, str], functions: Mapping[str, str], families: Mapping[str, People], k: int = K
) -> Cut:
    """Group functions so that their totals beside the tree are safe.

    ``blocks`` and ``functions`` give each person's; ``families`` has the people of each function.
    """
    if len(families) < 2:
        return Cut({}, "There is only one function.")
    grouping = _large_groups(families, k)
    while len(set(grouping.values())) > 1:
        weakest = weakest_cut((blocks[person], str(grouping[functions[person]])) for person in functions)
        if weakest is None or weakest.people >= k:
            return Cut(grouping)
        grouping = _merged_across(grouping, families, weakest)
    return Cut({}, f"Figures by function together with those by team would let fewer than {k} people be told apart.")


def by_kind(families: Mapping[str, People], k: int = K) -> Cut:
    """Group kinds of conversation so that their totals beside the tree are safe."""
    if len(families) < 2:
        return Cut({})
    grouping = _large_groups(families, k)
    while len(set(grouping.values())) > 1:
        people = _grouped(grouping, families)
        groups = sorted(people)
        part_of = _joined([frozenset(people[group].messages) for group in groups], k)
        if not part_of.any():
            return Cut(grouping)
        size_of_part = np.bincount(part_of)[part_of]
        lone = min(range(len(groups)), key=lambda i: (size_of_part[i], people[groups[i]].n, i))
        grouping = _merge_smallest(grouping, families, frozenset({groups[lone]}))
    return Cut({}, f"Figures by kind of conversation would let fewer than {k} people be told apart.")


def functions_may_show(blocks: Mapping[str, str], groups: Sequence[People], family: str, k: int = K) -> bool:
    """Whether functions may show figures of a family: all of them or none. ``groups`` are the published functions."""
    if not all(group.large_enough(k, family) for group in groups):
        return False
    weakest = weakest_cut((blocks[person], str(n)) for n, group in enumerate(groups) for person in group.of(family))
    return weakest is not None and weakest.people >= k


def kinds_may_show(groups: Sequence[People], family: str, k: int = K) -> bool:
    """Whether kinds may show figures of a family: all of them or none. ``groups`` are the published kinds."""
    if not all(group.large_enough(k, family) for group in groups):
        return False
    return bool(groups) and not _joined([group.of(family) for group in groups], k).any()


def _joined(people: Sequence[frozenset[str]], k: int) -> NDArray[np.int32]:
    """For each kind, the part it belongs to when kinds that share k people are joined; all 0 if all are."""
    shared = np.array([[len(one & other) >= k for other in people] for one in people])
    part_of: NDArray[np.int32] = connected_components(csr_array(shared), directed=False)[1]
    return part_of


def _merged_across(grouping: Grouping, families: Mapping[str, People], cut: WeakestCut) -> Grouping:
    """Merge the smallest function on one side of a weak cut with the smallest on the other: that mends this cut."""
    sizes = {str(group): people.n for group, people in _grouped(grouping, families).items()}
    first, second = (
        int(min(side, key=lambda group: (sizes[group], group))) for side in (cut.one_side, cut.other_side)
    )
    return {value: first if group == second else group for value, group in grouping.items()}


def _grouped(grouping: Grouping, families: Mapping[str, People]) -> dict[int, People]:
    members: defaultdict[int, list[People]] = defaultdict(list)
    for value, group in grouping.items():
        members[group].append(families[value])
    return {group: together(people) for group, people in members.items()}


def _large_groups(families: Mapping[str, People], k: int) -> Grouping:
    """Every value by itself, the small ones merged with the next smallest until each group is large enough."""
    grouping = {value: number for number, value in enumerate(sorted(families))}
    while len(set(grouping.values())) > 1:
        small = {group for group, people in _grouped(grouping, families).items() if not people.large_enough(k)}
        if not small:
            break
        grouping = _merge_smallest(grouping, families, frozenset(small))
    return grouping


def _merge_smallest(grouping: Grouping, families: Mapping[str, People], side: frozenset[int]) -> Grouping:
    """Merge the smallest group of ``side`` with the smallest other group."""
    sizes = {group: people.n for group, people in _grouped(grouping, families).items()}
    first = min(side & sizes.keys() or sizes.keys(), key=lambda group: (sizes[group], group))
    second = min(sizes.keys() - {first}, key=lambda group: (sizes[group], group))
    return {value: first if group == second else group for value, group in grouping.items()}
