"""The tree rule: which groups of a period may be published, decided before any figure is looked at.

**Claim.** Let the published groups be unions of blocks of one partition of the people, each block with at least k
people. Then nothing that can be computed linearly from the published totals concerns fewer than k people.

**Argument.** Every published total is a sum of block totals, so every linear combination of them weighs all people
of a block alike. If it concerns one person of a block it concerns the whole block, which has at least k.

**How the partition is made.** From the top down, the children of a group (its teams, and its own members who sit in
no team below it) are its units. A unit that is too small is merged with the smallest of its siblings until every unit
is large enough; nobody is dropped. If only one is left, the group has no published children. The residual of a
published group (itself less its published children) is therefore always empty, and the leaves of what is published
are the blocks.

"Large enough" asks for k distinct authors, for k distinct people who started threads (thread figures are
attributed to the starter), and that no one of them wrote more than half of it. All three are counts of who took
part; no figure that is going to be published is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

K: Final = 5
"""The fewest people a published figure may concern. A floor: nothing lowers it."""

MOST_OF_ONE: Final = 0.5


@dataclass(frozen=True, slots=True)
class People:
    """Who took part in a group: messages by author, and who started threads."""

    messages: Mapping[str, int]
    starters: frozenset[str]

    @property
    def n(self) -> int:
        return len(self.messages)

    def large_enough(self, k: int = K) -> bool:
        """Whether a figure about them may be published."""
        if self.n < k or len(self.starters) < k:
            return False
        return max(self.messages.values()) <= MOST_OF_ONE * sum(self.messages.values())


def together(groups: Iterable[People]) -> People:
    """Everyone of several groups; a person in two of them is still one person."""
    messages: defaultdict[str, int] = defaultdict(int)
    starters: set[str] = set()
    for group in groups:
        starters |= group.starters
        for person, n in group.messages.items():
            messages[person] += n
    return People(dict(messages), frozenset(starters))


@dataclass(frozen=True, slots=True)
class Unit:
    """A team with what is below it, or the own members of one. ``teams`` are the teams whose members it holds."""

    key: str
    label: str
    teams: frozenset[str]
    people: People
    children: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A published group: one unit or several merged ones, with the published groups it falls into."""

    key: str
    label: str
    teams: frozenset[str]
    people: People
    children: tuple[Group, ...]
    merged: bool

    def leaves(self) -> list[Group]:
        """The blocks of the partition."""
        return [leaf for child in self.children for leaf in child.leaves()] or [self]


def organisation(parents: Mapping[str, str], members: Mapping[str, People], name: str) -> Unit:
    """The organisation as a tree of units. ``members`` are the people of each team itself, without teams below."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    for team in sorted(parents):
        below[parents[team]].append(team)

    def unit(team: str) -> Unit:
        own = _own(team, members)
        children = tuple(unit(child) for child in below[team])
        if own and children:
            children += (Unit(f"{team}/own", f"{team}, own members", frozenset({team}), own),)
        elif own:
            return Unit(team, team, frozenset({team}), own)
        return _over(team, team, children)

    return _over("", name, tuple(unit(team) for team in below[""]))


def _own(team: str, members: Mapping[str, People]) -> People | None:
    people = members.get(team)
    return people if people and people.n else None


def _over(key: str, label: str, children: tuple[Unit, ...]) -> Unit:
    present = tuple(child for child in children if child.people.n)
    teams = frozenset(team for child in present for team in child.teams)
    return Unit(key, label, teams, together(child.people for child in present), present)


def publishable(root: Unit, k: int = K) -> Group | None:
    """The groups that may be published, as a tree; None if even the whole organisation is too small."""
    return _group((root,), k) if root.people.large_enough(k) else None


def _group(units: Sequence[Unit], k: int) -> Group:
    """Publish ``units`` as one group, and below it whatever its parts allow."""
    ordered = sorted(units, key=lambda unit: unit.key)
    return Group(
        key="+".join(unit.key for unit in ordered),
        label=joined([unit.label for unit in ordered]),
        teams=frozenset(team for unit in units for team in unit.teams),
        people=together(unit.people for unit in units),
        children=_children(_opened(units), k),
        merged=len(units) > 1,
    )


def _children(parts: Sequence[Unit], k: int) -> tuple[Group, ...]:
    """Two groups or more that hold all of ``parts``; none if that cannot be had.

    Where the parts come out as one group (a department so small that it must join its only sibling, or a level that
    holds one thing only), the next level is tried.
    """
    while True:
        clusters = _merged(parts, k)
        if len(clusters) > 1:
            return tuple(_group(cluster, k) for cluster in clusters)
        if not any(part.children for part in parts):
            return ()
        parts = _opened(parts)


def _opened(units: Sequence[Unit]) -> list[Unit]:
    return [part for unit in units for part in (unit.children or (unit,))]


def joined(labels: Sequence[str]) -> str:
    """What a merged group is called."""
    if len(labels) <= 3:
        return " + ".join(labels)
    return f"{labels[0]} + {labels[1]} + {len(labels) - 2} more"


def _merged(units: Sequence[Unit], k: int) -> list[tuple[Unit, ...]]:
    """Merge units that are too small with their smallest sibling until every cluster is large enough."""
    clusters: list[tuple[tuple[Unit, ...], People]] = [((unit,), unit.people) for unit in units]
    while len(clusters) > 1:
        clusters.sort(key=lambda cluster: (cluster[1].n, cluster[0][0].key))
        small = next((i for i, (_, people) in enumerate(clusters) if not people.large_enough(k)), None)
        if small is None:
            break
        units_small, people_small = clusters.pop(small)
        units_next, people_next = clusters.pop(0)
        clusters.append((units_next + units_small, together((people_next, people_small))))
    return [units_of for units_of, _ in clusters]


def residuals(group: Group) -> list[frozenset[str]]:
    """For every published group: its people who are in none of its published children. Each is empty or has k."""
    inside = frozenset(person for child in group.children for person in child.people.messages)
    own = frozenset(group.people.messages) - inside
    return [own, *(rest for child in group.children for rest in residuals(child))]
