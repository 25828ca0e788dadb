"""Declared segments beside the tree: departments by tenure, by site, or by whatever the policy names.

For every department down to the depth the policy says, and for every value of a segment, a cell is a candidate. There
is no simple rule by which a third family of totals is safe beside the tree and the functions, so what may stay is
found and proven by ``suppression`` and ``certificate``; and what has no proof is not published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lilyroot.measure.profile import segments_of
from lilyroot.release.cell import Cell
from lilyroot.release.contributors import standing_alone
from lilyroot.release.tree_rule import AUTHORS, Group, People, together
from lilyroot.store.policy import Policy

SEGMENT = "segment"

Standing = tuple[str, str]
"""Team and profile."""


def segment_cells(
    root: Group, nodes: Mapping[str, Cell], standing: Mapping[Standing, People], policy: Policy
) -> Iterator[Cell]:
    """Every department x value that has enough people and in which nobody said more than half.

    So have, by the rule of ``contributors``, those of a department who are in none of its values that are shown.
    ``nodes`` are the published cells of the tree by the key of their group; ``standing`` who took part, by team and
    profile.
    """
    profiles = sorted({profile for _, profile in standing})
    for depth, group in _departments(root, policy.depth):
        node, here = nodes[group.key], [(p, who) for (team, p), who in standing.items() if team in group.teams]
        for attribute, values in policy.segments.items():
            having = {
                value: frozenset(p for p in profiles if segments_of(p).get(attribute) == value) for value in values
            }
            of_value = [together(who for profile, who in here if profile in having[value]) for value in values]
            told = frozenset().union(*having.values())
            rest = together(who for profile, who in here if profile not in told)
            alone = {family: standing_alone(of_value, family, policy.threshold, rest) for family in node.families}
            for number, value in enumerate(values):
                may = frozenset(family for family, numbers in alone.items() if number in numbers)
                if AUTHORS in may:
                    yield _cell(node, attribute, value, depth, of_value[number], having[value], may)


def _departments(root: Group, deepest: int) -> Iterator[tuple[int, Group]]:
    level, depth = [root], 0
    while level and depth <= deepest:
        yield from ((depth, group) for group in level)
        level, depth = [child for group in level for child in group.children], depth + 1


def _cell(
    node: Cell, attribute: str, value: str, depth: int, people: People, having: frozenset[str], may: frozenset[str]
) -> Cell:
    return Cell(
        cut=SEGMENT,
        key=f"{node.key}/{attribute}={value}",
        label=f"{node.label}: {attribute.replace('_', ' ')} {value}",
        parent=node.key,
        depth=depth + 1,
        people=people,
        teams=node.teams,
        profiles=having,
        kinds=node.kinds,
        families=may,
    )
