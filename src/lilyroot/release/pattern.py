"""The pattern of a window: which groups are published with which figures, from counts of people alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import pyarrow as pa

from lilyroot.measure.indicators import INDICATORS, Indicator
from lilyroot.measure.profile import function_of
from lilyroot.measure.streams import Placed, by_team
from lilyroot.release.cell import Cell
from lilyroot.release.cell_names import key_of
from lilyroot.release.contributors import blocks_of, showing
from lilyroot.release.lattice import KIND, Proof, proven
from lilyroot.release.margins import Cut, by_function, by_kind, functions_may_show, kinds_may_show
from lilyroot.release.segments import segment_cells
from lilyroot.release.tree_rule import AUTHORS, Group, People, joined, organisation, publishable, together
from lilyroot.store.policy import Policy

Key = TypeVar("Key", bound=Hashable)
_NO_FUNCTION: Final = "no function given"


def families_of(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    """The families of figures that these indicators are of, that of everyone who took part included."""
    return tuple(sorted({AUTHORS, *(indicator.contributors for indicator in indicators)}))


def exact_families(indicators: Iterable[Indicator]) -> frozenset[str]:
    """The families with figures in which everyone counts once: they tell how many people they are made of."""
    return frozenset(indicator.contributors for indicator in indicators if indicator.one_each)


FAMILIES: Final = families_of(INDICATORS)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is published of a period, and in words what is not.

    ``base`` has every team, profile and kind of conversation that there was.
    """

    period: str
    policy: Policy
    root: Group
    cells: tuple[Cell, ...]
    base: tuple[tuple[str, str, str], ...]
    withheld: tuple[dict[str, str], ...]
    notes: tuple[str, ...]
    parents: Mapping[str, str]
    proofs: Mapping[str, Proof]

    @property
    def blocks(self) -> int:
        """How many groups there are below which nothing is published."""
        return len(self.root.leaves())


def decide(
    period: str,
    took_part: pa.Table,
    parents: Mapping[str, str],
    name: str,
    placed: Placed | None = None,
    families: Sequence[str] = FAMILIES,
    policy: Policy | None = None,
    exact: Collection[str] = (),
) -> Pattern | None:
    """Which groups of a period are published, from the counts of who took part; None if nobody may be shown.

    ``took_part`` has a row for each (team, profile, kind, person) with what they contributed, by family;
    ``placed`` says how many people there are of each team and profile, whether they took part or not; ``exact`` which
    families have figures that tell how many people they are made of.
    """
    policy, placed = policy or Policy(), placed or {}
    k = policy.threshold
    rows = took_part.to_pylist()
    standing = _people(rows, families, lambda row: (row["team"], row["function"]))
    teams = _people(rows, families, lambda row: row["team"])
    functions = _people(rows, families, lambda row: function_of(row["function"]))
    kinds = _people(rows, families, lambda row: row["kind"])
    for silent in {function_of(profile) for _, profile in placed} - functions.keys():
        functions[silent] = People({})
    root = publishable(organisation(_complete(parents, teams), teams, name, by_team(placed)), k)
    if root is None:
        return None
    whole = _Whole(root, functions, kinds, frozenset(profile for _, profile in standing), tuple(families), k)
    function_cut, kind_cut = whole.function_cut(), by_kind(kinds, k)
    tree = whole.tree_cells()
    segments = list(segment_cells(root, tree, standing, policy))
    candidates = [*tree.values(), *whole.function_cells(function_cut), *segments, *whole.kind_cells(kind_cut)]
    cells, proofs = proven(candidates, standing, families, k, placed, exact)
    gone = len(candidates) - len(cells)
    return Pattern(
        period,
        policy,
        root,
        tuple(cells),
        tuple(sorted({(row["team"], row["function"], row["kind"]) for row in rows})),
        tuple(_withheld(root)),
        tuple(_notes(function_cut, kind_cut, gone, k)),
        dict(parents),
        proofs,
    )


def _complete(parents: Mapping[str, str], teams: Iterable[str]) -> dict[str, str]:
    """Every team with its parent; one that no line of reporting leads to from the top stands at the top itself."""
    known = {**dict.fromkeys(teams, ""), **parents}
    complete = {team: parent if parent in known else "" for team, parent in known.items()}
    for team in sorted(complete):
        seen, above = {team}, complete[team]
        while above and above not in seen:
            seen.add(above)
            above = complete[above]
        if above:
            complete[team] = ""
    return complete


def _people(
    rows: Iterable[Mapping[str, Any]], families: Sequence[str], key: Callable[[Mapping[str, Any]], Key]
) -> dict[Key, People]:
    messages: defaultdict[Key, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    contributed: defaultdict[Key, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in rows:
        value, person = key(row), row["person"]
        messages[value][person] += row[AUTHORS]
        for family in families:
            if family != AUTHORS and row[family]:
                contributed[value][family][person] += row[family]
    return {value: People(dict(people), dict(contributed[value])) for value, people in messages.items()}


@dataclass(frozen=True)
class _Whole:
    """The organisation of a window, and the cells it is published in."""

    root: Group
    functions: Mapping[str, People]
    kinds: Mapping[str, People]
    profiles: frozenset[str]
    families: tuple[str, ...]
    k: int

    def function_cut(self) -> Cut:
        blocks = {person: leaf.key for leaf in self.root.leaves() for person in leaf.people.messages}
        of_function = {person: name for name, people in self.functions.items() for person in people.messages}
        return by_function(blocks, of_function, self.functions, self.k)

    def tree_cells(self) -> dict[str, Cell]:
        """By the key of each group, from the top down."""
        shown = {family: showing(self.root, family, self.k) for family in self.families}

        def cell(cut: str, key: str, group: Group, parent: str, depth: int) -> Cell:
            may = frozenset(family for family in self.families if group.key in shown[family])
            kinds = frozenset(self.kinds)
            return Cell(cut, key, group.label, parent, depth, group.people, group.teams, self.profiles, kinds, may)

        def below(group: Group, parent: str, depth: int) -> Iterator[tuple[str, Cell]]:
            for child in group.children:
                yield child.key, cell("team", child.key, child, parent, depth)
                yield from below(child, child.key, depth + 1)

        whole = cell("organisation", "organisation", self.root, "", 0)
        return {self.root.key: whole, **dict(below(self.root, "organisation", 1))}

    def function_cells(self, cut: Cut) -> Iterator[Cell]:
        groups = [together(self.functions[value] for value in values) for values in cut.groups]
        may = frozenset(
            family
            for family in self.families
            if functions_may_show(blocks_of(self.root, family, self.k), groups, family, self.k)
        )
        for values, people in zip(cut.groups, groups, strict=True):
            having = frozenset(profile for profile in self.profiles if function_of(profile) in values)
            yield self._beside("function", values, people, having, frozenset(self.kinds), may)

    def kind_cells(self, cut: Cut) -> Iterator[Cell]:
        groups = [together(self.kinds[value] for value in values) for values in cut.groups]
        may = frozenset(family for family in self.families if kinds_may_show(groups, family, self.k))
        for values, people in zip(cut.groups, groups, strict=True):
            yield self._beside(KIND, values, people, self.profiles, frozenset(values), may)

    def _beside(
        self,
        cut: str,
        values: Sequence[str],
        people: People,
        profiles: frozenset[str],
        kinds: frozenset[str],
        may: frozenset[str],
    ) -> Cell:
        names = [value or _NO_FUNCTION for value in values]
        key, label = "+".join(map(key_of, names)), joined(names)
        return Cell(cut, key, label, "organisation", 1, people, self.root.teams, profiles, kinds, may)


def _withheld(root: Group) -> Iterator[dict[str, str]]:
    """Teams that do not appear by themselves, and with whom their people are counted."""
    groups = list(_every(root))
    alone = {team for group in groups if not group.merged for team in group.teams if len(group.teams) == 1}
    for team in sorted(root.teams - alone):
        holder = min((group for group in groups if team in group.teams), key=lambda g: (len(g.teams), g.key))
        yield {"cut": "team", "label": team, "shown_in": holder.label}


def _every(group: Group) -> Iterator[Group]:
    yield group
    for child in group.children:
        yield from _every(child)


def _notes(functions: Cut, kinds: Cut, gone: int, k: int) -> Iterator[str]:
    yield from (cut.reason for cut in (functions, kinds) if cut.reason)
    if gone:
        groups = "group" if gone == 1 else "groups"
        yield (
            f"{gone} {groups} by function or by segment kept private: with what else is shown, fewer than {k} people "
            "could be told apart, or what mainly one of them said."
        )
