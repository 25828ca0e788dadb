"""The tree rule: which groups of a period may be published, decided before any figure is looked at.

**Claim.** Let the published groups be unions of blocks of one partition of the people, each block with at least k
people. Then nothing that can be computed linearly from the published totals concerns fewer than k people.

**Argument.** Every published total is a sum of block totals, so every linear combination of them weighs all people
of a block alike. If it concerns one person of a block it concerns the whole block, which has at least k.

**How the partition is made.** From the top down, the children of a group (its teams, and its own members who sit in
no team below it) are its units. A unit that is too small is merged with a sibling until every unit
is large enough; nobody is dropped. If only one is left, the group has no published children. The residual of a
published group (itself less its published children) is therefore always empty, and the leaves of what is published
are the blocks.

"Large enough" asks for k distinct authors and that no one of them wrote more than half of it: counts of who took
part; no figure that is going to be published is looked at. So that a team of five is not shown in one month and
merged in the next, a unit must also have a few members more than k; teams in which nobody spoke are units all the
same, so that a name never tells who was silent. Figures that only some of a group contribute to have a further rule
(``contributors``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lilyroot.release.cell_names import OWN, key_of

K: Final = 5
"""The fewest people a published figure may concern. A floor: nothing lowers it."""

MOST_OF_ONE: Final = 0.5

SPARE: Final = 2
"""A team is a unit of its own only with k + SPARE members, so that it does not come and go with each absence."""


AUTHORS: Final = "messages"
"""The family of figures to which everyone contributes who wrote or said anything."""


@dataclass(frozen=True, slots=True)
class People:
    """Who took part in a group: messages by author; and by family of figures, how much who of them contributed."""

    messages: Mapping[str, int]
    families: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.messages)

    def of(self, family: str) -> frozenset[str]:
        """The people who contribute to figures of this family."""
        return frozenset(self.counts(family))

    def large_enough(self, k: int = K, family: str = AUTHORS) -> bool:
        """Whether a figure of this family about them may be published: k people, none with more than half of it."""
        counts = self.counts(family).values()
        return len(counts) >= k and max(counts) <= MOST_OF_ONE * sum(counts)

    def counts(self, family: str) -> Mapping[str, int]:
        """How much each of them contributed to figures of this family."""
        return self.messages if family == AUTHORS else self.families.get(family, {})


def together(groups: Iterable[People]) -> People:
    """Everyone of several groups; a person in two of them is still one person."""
    messages: defaultdict[str, int] = defaultdict(int)
    families: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in groups:
        for family, counts in group.families.items():
            families[family].update(counts)
        for person, n in group.messages.items():
            messages[person] += n
    return People(dict(messages), dict(families))


@dataclass(frozen=True, slots=True)
class Unit:
    """A team with what is below it, or the own members of one.

    ``teams`` are the teams whose members it holds, ``staff`` how many members they have, ``people`` who took part.
    """

    key: str
    label: str
    teams: frozenset[str]
    people: People
    staff: int
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


def organisation(
    parents: Mapping[str, str], members: Mapping[str, People], name: str, staff: Mapping[str, int] | None = None
) -> Unit:
    """The organisation as a tree of units.

    ``members`` are the people of each team itself who took part, ``staff`` how many it has (as many as took part if
    that is all one knows); neither counts teams below.
    """
    below: defaultdict[str, list[str]] = defaultdict(list)
    for team in sorted(parents):
        below[parents[team]].append(team)

    def own(team: str, key: str, label: str) -> tuple[Unit, ...]:
        people = members.get(team, People({}))
        n = max((staff or {}).get(team, 0), people.n)
        return (Unit(key, label, frozenset({team}), people, n),) if n else ()

    def unit(team: str) -> Unit:
        children = tuple(unit(child) for child in below[team])
        if not children:
            return (*own(team, key_of(team), team), _over(key_of(team), team, ()))[0]
        own_members = own(team, f"{key_of(team)}{OWN}", f"{team}, own members")
        return _over(key_of(team), team, children + own_members)

    return _over("", name, tuple(unit(team) for team in below[""]))


def _over(key: str, label: str, children: tuple[Unit, ...]) -> Unit:
    present = tuple(child for child in children if child.staff)
    teams = frozenset(team for child in present for team in child.teams)
    staff = sum(child.staff for child in present)
    return Unit(key, label, teams, together(child.people for child in present), staff, present)


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


@dataclass(frozen=True, slots=True)
class _Cluster:
    units: tuple[Unit, ...]
    people: People

    @property
    def staff(self) -> int:
        return sum(unit.staff for unit in self.units)

    def stands_alone(self, k: int) -> bool:
        return self.staff >= k + SPARE and self.people.large_enough(k)

    @property
    def order(self) -> tuple[int, str]:
        return self.staff, self.units[0].key

    @property
    def preference(self) -> tuple[bool, str]:
        return any(unit.children for unit in self.units), self.units[0].key


def _merged(units: Sequence[Unit], k: int) -> list[tuple[Unit, ...]]:
    """Merge units that are too small: with one another, smallest first; a last one with its first sibling by name.

    By name, because the smallest sibling is another one every few months, and trends would break with it; and with a
    single team rather than a department, whose own trend would break.
    """
    clusters = [_Cluster((unit,), unit.people) for unit in units]
    while len(clusters) > 1:
        small = sorted((cluster for cluster in clusters if not cluster.stands_alone(k)), key=lambda c: c.order)
        if not small:
            break
        clusters.remove(small[0])
        partner = small[1] if len(small) > 1 else min(clusters, key=lambda cluster: cluster.preference)
        clusters.remove(partner)
        people = together((partner.people, small[0].people))
        clusters.append(_Cluster(partner.units + small[0].units, people))
    return [cluster.units for cluster in clusters]


def residuals(group: Group) -> list[frozenset[str]]:
    """For every published group: its people who are in none of its published children. Each is empty or has k."""
    inside = frozenset(person for child in group.children for person in child.people.messages)
    own = frozenset(group.people.messages) - inside
    return [own, *(rest for child in group.children for rest in residuals(child))]
