"""A published group: what it is called, who is in it, and which figures it may show."""

from __future__ import annotations

from dataclasses import dataclass

from lilyroot.release.tree_rule import People


@dataclass(frozen=True, slots=True)
class Cell:
    """A group that is published: where it stands, who takes part, and the base cells it is made of."""

    cut: str
    key: str
    label: str
    parent: str
    depth: int
    people: People
    teams: frozenset[str]
    profiles: frozenset[str]
    kinds: frozenset[str]
    families: frozenset[str]  # the families of figures it may show

    @property
    def name(self) -> tuple[str, str]:
        """Cut and key, by which a cell is one of a window's."""
        return self.cut, self.key
