"""Figures that only some people of a group contribute to: which groups may show them.

Thread figures belong to those who begin threads, the centric share to those who speak of customers at all. Were
groups formed so that each has k of these, teams would be merged and parted from month to month. Instead the groups
stay as the tree rule made them, and such a figure is left out where needed: among the published children of a group,
those with fewer than k contributors are withheld, and those in which one person contributed more than half; and
further ones with them, the smallest first, until all withheld ones together have k contributors, none with more than
half. Below a withheld group nothing of the kind is shown. So what is left of a group without its shown children is
empty or large enough, and the tree rule's argument holds for contributors as it does for authors. What is looked at
are counts of contributions (trade-offs decided, messages about customers), never how they came out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lilyroot.release.tree_rule import Group, K, People, together


def showing(root: Group, family: str, k: int = K) -> frozenset[str]:
    """The keys of the groups that may show figures of this family; empty if even the whole organisation may not."""
    if not root.people.large_enough(k, family):
        return frozenset()
    return frozenset({root.key, *(key for child in _shown(root, family, k) for key in showing(child, family, k))})


def blocks_of(group: Group, family: str, k: int = K) -> dict[str, str]:
    """For each contributor, the block they are always counted in; the withheld children of a group are one block."""
    blocks = dict.fromkeys(group.people.of(family), group.key)
    for child in _shown(group, family, k):
        blocks |= blocks_of(child, family, k)
    return blocks


def residual_contributors(root: Group, family: str, k: int = K) -> Iterator[frozenset[str]]:
    """For every group that shows the family: its contributors who are in none of its children that show it."""
    if not root.people.large_enough(k, family):
        return
    children = _shown(root, family, k)
    inside = frozenset(person for child in children for person in child.people.of(family))
    yield root.people.of(family) - inside
    for child in children:
        yield from residual_contributors(child, family, k)


def standing_alone(parts: Sequence[People], family: str, k: int = K, rest: People | None = None) -> frozenset[int]:
    """Which parts of a group may show figures of this family, by number, so that all others together are safe too.

    ``rest`` are those of the group who are in no part.

    >>> one_leads = People({}, {"tradeoffs": {"ada": 60, "ben": 3, "cem": 3}})
    >>> shared = People({}, {"tradeoffs": {"dev": 9, "eve": 9, "fay": 9}})
    >>> standing_alone([one_leads, shared], "tradeoffs", k=3)
    frozenset()
    """
    ordered = sorted(range(len(parts)), key=lambda n: (parts[n].large_enough(k, family), len(parts[n].of(family)), n))
    withheld = rest or People({})
    for place, n in enumerate(ordered):
        left_safe = not withheld.of(family) or withheld.large_enough(k, family)
        if left_safe and parts[n].large_enough(k, family):
            return frozenset(ordered[place:])
        withheld = together((withheld, parts[n]))
    return frozenset()


def _shown(group: Group, family: str, k: int) -> list[Group]:
    children = sorted(group.children, key=lambda child: child.key)
    alone = standing_alone([child.people for child in children], family, k)
    return [children[n] for n in sorted(alone)]
