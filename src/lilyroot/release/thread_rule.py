"""Which groups may show thread figures (how many conversations touch customers, what they draw).

A thread belongs to whoever began it, and fewer people begin threads than write. Were groups formed so that each
has k starters, teams would be merged and parted from month to month. Instead the groups stay as the tree rule made
them, and thread figures are left out where needed: among the published children of a group, those with fewer than k
starters are withheld, and further ones with them, the smallest first, until the starters of all withheld ones
together are at least k. Below a withheld group nothing is shown. So what is left of a group without its shown
children is empty or has k starters, and the tree rule's argument holds for starters as it does for authors.
"""

from __future__ import annotations

from collections.abc import Iterator

from lilyroot.release.tree_rule import Group, K


def with_thread_figures(root: Group, k: int = K) -> frozenset[str]:
    """The keys of the groups that may show thread figures; empty if even the whole organisation may not."""
    if len(root.people.starters) < k:
        return frozenset()
    return frozenset({root.key, *(key for child in _shown(root, k) for key in with_thread_figures(child, k))})


def starters_blocks(group: Group, k: int = K) -> dict[str, str]:
    """For each starter, the block they are always counted in; the withheld children of a group are one block."""
    blocks = dict.fromkeys(group.people.starters, group.key)
    for child in _shown(group, k):
        blocks |= starters_blocks(child, k)
    return blocks


def residual_starters(root: Group, k: int = K) -> Iterator[frozenset[str]]:
    """For every group with thread figures: its starters who are in none of its children with thread figures."""
    if len(root.people.starters) < k:
        return
    children = _shown(root, k)
    yield root.people.starters - {starter for child in children for starter in child.people.starters}
    for child in children:
        yield from residual_starters(child, k)


def _shown(group: Group, k: int) -> list[Group]:
    by_starters = sorted(group.children, key=lambda child: (len(child.people.starters), child.key))
    withheld: set[str] = set()
    for n, child in enumerate(by_starters):
        if len(child.people.starters) >= k and (not withheld or len(withheld) >= k):
            return by_starters[n:]
        withheld |= child.people.starters
    return []
