"""Figures that only some people of a group contribute to: which groups may show them.

Thread figures belong to those who begin threads, the centric share to those who speak of customers at all. Were
groups formed so that each has k of these, teams would be merged and parted from month to month. Instead the groups
stay as the tree rule made them, and such a figure is left out where needed: among the published children of a group,
those with fewer than k contributors are withheld, and further ones with them, the smallest first, until the
contributors of all withheld ones together are at least k. Below a withheld group nothing of the kind is shown. So
what is left of a group without its shown children is empty or has k contributors, and the tree rule's argument holds
for contributors as it does for authors.
"""

from __future__ import annotations

from collections.abc import Iterator

from lilyroot.release.tree_rule import Group, K


def showing(root: Group, family: str, k: int = K) -> frozenset[str]:
    """The keys of the groups that may show figures of this family; empty if even the whole organisation may not."""
    if len(root.people.of(family)) < k:
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
    if len(root.people.of(family)) < k:
        return
    children = _shown(root, family, k)
    inside = frozenset(person for child in children for person in child.people.of(family))
    yield root.people.of(family) - inside
    for child in children:
        yield from residual_contributors(child, family, k)


def _shown(group: Group, family: str, k: int) -> list[Group]:
    by_contributors = sorted(group.children, key=lambda child: (len(child.people.of(family)), child.key))
    withheld: set[str] = set()
    for n, child in enumerate(by_contributors):
        if len(child.people.of(family)) >= k and (not withheld or len(withheld) >= k):
            return by_contributors[n:]
        withheld |= child.people.of(family)
    return []
