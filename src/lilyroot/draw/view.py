"""What a figure is drawn from: the released periods in a window, combined, with cells in the order of the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import NormalDist
from typing import Any, ClassVar, Final

from lilyroot.draw.charts import Dot, Row
from lilyroot.draw.checked import why_uncorrected
from lilyroot.draw.figure import Caption
from lilyroot.draw.words import OWN, UNDATED, ends, groups_of, kind_named, kinds, named, percent, span
from lilyroot.release.combine import Combined, combine, difference, largest_band, smallest_band
from lilyroot.release.ledger import fewest_people
from lilyroot.release.months import Asked, Cell, Months
from lilyroot.release.reasons import REASONS
from lilyroot.release.released import SHOWN, TOO_LITTLE, WITHHELD, Released
from lilyroot.tongue import Wording, retold, say, say_n, spoken

MOST_ROWS: Final = 60  # a chart with more rows than this is not read; the table holds the rest
SEGMENT: Final = "segment"  # departments by a declared attribute, such as level or tenure
CUTS: Final = Wording({"team": "teams", "function": "functions", "kind": "kinds of conversation"})


@dataclass(frozen=True, slots=True)
class Group:
    """A cell as a reader sees it: where it stands, what it is called, its figures by indicator.

    ``short`` is its name below its parent's, where "Sales, own members" need only be "own members"; ``occurs`` says
    in how many of the releases it is, ``hidden`` which indicators are shown in none of them.
    """

    cut: str
    cell: str
    label: str
    short: str
    parent: str
    depth: int
    occurs: int
    hidden: frozenset[str]
    figures: Mapping[str, Combined]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups that differ beyond noise."""

    high: Combined
    low: Combined


class View:
    """A window on the released table; every figure of one report is drawn from the same one."""

    _latest: ClassVar[tuple[Released, int, str, View] | None] = None

    @classmethod
    def of(cls, released: Released, last: int) -> View:
        """The view of this very table; the latest is kept, since a page asks for several things of it."""
        held = cls._latest
        if held is None or held[0] is not released or held[1:3] != (last, spoken()):
            held = cls._latest = (released, last, spoken(), cls(released, last))
        return held[3]

    def __init__(self, released: Released, last: int = 12) -> None:
        self.released = released
        dated = [period for period in released.periods if period != UNDATED]
        self.periods = (dated or released.periods)[-last:]
        self.manifests = [entry for entry in released.manifests if entry.get("period") in self.periods]
        self._groups: dict[str, list[Group]] = {}
        self._months = Months(released, self.periods)
        cells = list(self._months.cells())
        for cut in ("organisation", *CUTS, SEGMENT):
            self._groups[cut] = self._in_tree_order({one.cell: one for one in cells if one.cut == cut})

    def _in_tree_order(self, cells: Mapping[str, Cell]) -> list[Group]:
        children: dict[str, list[Group]] = {}
        for one in cells.values():
            parent = one.parent if one.parent in cells else ""
            children.setdefault(parent, []).append(self._group(one, _short(one, cells.get(parent))))
        ordered: list[Group] = []
        pending = _by_label(children.get("", []))
        while pending:
            group = pending.pop()
            ordered.append(group)
            pending += _by_label(children.get(group.cell, []))
        return ordered

    def _group(self, one: Cell, short: str) -> Group:
        figures = Asked(
            one.indicators,
            lambda name: _named(combine(self._months.rows(one.cut, one.cell, name), len(self.periods))),
        )
        occurs = max(one.indicators.values())
        return Group(one.cut, one.cell, _called(one), short, one.parent, one.depth, occurs, one.hidden, figures)

    def groups(self, cut: str) -> list[Group]:
        """The cells of a cut, parents before children, siblings by name: all that occur in the window."""
        return self._groups[cut]

    def lasting(self, cut: str) -> list[Group]:
        """The cells of a cut that occur in at least half of the releases.

        Small teams are counted together, not in every month with the same ones. What came and went is in the
        tables; a chart or a comparison of it would be one of different months.
        """
        return [group for group in self.groups(cut) if 2 * group.occurs >= len(self.periods)]

    def months(self, group: Group, indicator: str) -> list[dict[str, Any]]:
        """A group's released rows of one indicator, one per period, in order."""
        return self._months.rows(group.cut, group.cell, indicator)

    def organisation_rows(self) -> list[dict[str, Any]]:
        """The released rows of the whole organisation in the window, of every indicator, by period."""
        return [row for row in self.released.rows(cut="organisation") if row["period"] in self.periods]

    def departments(self) -> list[Group]:
        """The highest level of the team tree that has at least two groups."""
        teams = self.lasting("team")
        for depth in sorted({group.depth for group in teams}):
            level = [group for group in teams if group.depth == depth]
            if len(level) > 1:
                return level
        return teams

    def drawn(self, cut: str) -> list[Group]:
        """The groups of a cut that a chart compares: departments for teams, those that last for the others."""
        return self.departments() if cut == "team" else self.lasting(cut)

    def whole(self, indicator: str) -> Combined | None:
        """The organisation's own figure, None when it has none."""
        for group in self.groups("organisation"):
            figure = group.figures.get(indicator)
            if figure is not None and figure.value is not None:
                return figure
        return None

    @property
    def threshold(self) -> int:
        """The smallest number of people a figure may stand for."""
        return max(map(fewest_people, self.manifests), default=fewest_people({}))

    @property
    def uncorrected(self) -> bool:
        """Whether any figure in the window rests on the reader alone."""
        return any(entry.get("audit") is None for entry in self.manifests)

    @property
    def why_uncorrected(self) -> str:
        """Why they do, in words; "" when people have checked every month."""
        return why_uncorrected(self.manifests)

    @property
    def readers(self) -> list[str]:
        return sorted({str(entry["reader"]) for entry in self.manifests if entry.get("reader")})

    @property
    def kinds(self) -> list[str]:
        """The kinds of conversation that were read."""
        return sorted({str(source["kind"]) for entry in self.manifests for source in _sources(entry)})

    def caption(self, definition: str, rows: Iterable[Combined], interval: str | None = None) -> Caption:
        """The small print under a figure that shows these rows."""
        bands = [row.persons for row in rows if row.status == SHOWN]
        small, large = smallest_band(bands), largest_band(bands)
        period = span(self.periods)
        if len(self.periods) > 1:
            period = say("{period}, {n} monthly releases", period=period, n=len(self.periods))
        return Caption(
            groups_of(small, large),
            say("95 % interval") if interval is None else interval,
            period,
            say("source: {source}", source=kinds(self.kinds)) if self.kinds else "",
            definition,
        )

    def notes(self, rows: Iterable[Combined]) -> tuple[str, ...]:
        """What is hidden in these rows and why, and whether they are uncorrected."""
        rows = list(rows)
        said = []
        private = sum(row.status == WITHHELD for row in rows)
        little = sum(row.status == TOO_LITTLE for row in rows)
        if private:
            said.append(
                say_n(
                    "{n} group is kept private (hatched): fewer than {k} people could be told apart.",
                    "{n} groups are kept private (hatched): fewer than {k} people could be told apart.",
                    private,
                    k=self.threshold,
                )
            )
        if little:
            said.append(
                say_n(
                    "{n} group has too little talk to say anything (dotted).",
                    "{n} groups have too little talk to say anything (dotted).",
                    little,
                )
            )
        if self.uncorrected:
            said.append(say("Uncorrected: the reader's own figures; {why}.", why=self.why_uncorrected))
        return tuple(said)

    def row(self, group: Group, dots: Sequence[Dot], figure: Combined | None, strong: bool) -> Row:
        """One line of a chart: the dots, or the words that stand where they would be."""
        level: Any = "strong" if strong else "plain"
        if dots:
            return Row(group.short, level, tuple(dots), name=group.label)
        status = figure.status if figure is not None else TOO_LITTLE
        return Row(group.short, level, (), status, self.hidden(status), group.label)

    def why(self, figure: Combined | None) -> str:
        """The release's own words for why a figure is not shown."""
        return retold(figure.reason, REASONS) if figure is not None else say("no figure in this period")

    def hidden(self, status: str) -> str:
        """The words in the place of a figure that is not shown."""
        if status == WITHHELD:
            return say("kept private: fewer than {k} could be told apart", k=self.threshold)
        return say("too little talk to say")


def told_apart(rows: Iterable[Combined]) -> Pair | None:
    """The two of these figures that differ most clearly, None when chance could explain every difference.

    All pairs are looked at, so the 95 % is divided among them (Bonferroni).
    """
    shown = [row for row in rows if row.value is not None and row.error is not None]
    pairs = list(combinations(shown, 2))
    if not pairs:
        return None
    z = surely(len(pairs))
    clear = []
    for one, other in pairs:
        low, high = sorted((one, other), key=lambda row: row.value or 0.0)
        found = difference(low, high, z)
        if found.direction == "up" and found.difference is not None:
            clear.append((found.difference, low, high))
    if not clear:
        return None
    _, low, high = max(clear, key=lambda entry: entry[0])
    return Pair(high, low)


def surely(looks: int) -> float:
    """How many standard errors a difference needs when it is the best of so many looked at (5 % in all)."""
    return NormalDist().inv_cdf(1 - 0.05 / (2 * max(looks, 1)))


def interval(row: Combined) -> str:
    """The 95 % interval of a share in words, "" when there is none."""
    if row.low is None or row.high is None:
        return ""
    return ends(percent(row.low), percent(row.high))


def _sources(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [source for source in manifest.get("sources") or [] if source.get("kind")]


def _named(figure: Combined) -> Combined:
    """As its group is called here; a kind keeps the name by which a place is found for it in a sentence."""
    label = figure.label if figure.cut == "kind" else named(figure.label)
    return figure if label == figure.label else replace(figure, label=label)


def _called(one: Cell) -> str:
    return kind_named(one.label) if one.cut == "kind" else named(one.label)


def _short(one: Cell, above: Cell | None) -> str:
    own = named(OWN)
    return _called(one).replace(f"{named(above.label)}{own}", own.removeprefix(", ")) if above else _called(one)


def _by_label(groups: list[Group]) -> list[Group]:
    """Last name first, because the walk takes from the end."""
    return sorted(groups, key=lambda group: (group.label.casefold(), group.cell), reverse=True)
