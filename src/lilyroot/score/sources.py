"""What scores are made of: the released tables of the three streams, and from them the figures of one window."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lilyroot.model.basis import AUDITED, COUNTED, READER_ONLY
from lilyroot.release.combine import combine
from lilyroot.release.ledger import Ledger
from lilyroot.release.line import Place
from lilyroot.release.months import Asked, Cell, Months
from lilyroot.release.released import SHOWN, TOO_LITTLE, Released
from lilyroot.score.window import UNDATED, Window, asked_in, quarter_of

CUTS: Final = ("organisation", "team", "function")  # kinds of conversation answer no survey


@dataclass(frozen=True, slots=True)
class Measured:
    """One released indicator of one group over a window, in the indicator's own unit.

    ``value`` with its 95 % interval is None where nothing is shown, or nothing with an interval; ``reason`` then says
    why and ``status`` how. ``base`` counts what the figure rests on, ``persons`` is a band, ``basis`` is the weakest
    of the window.
    """

    indicator: str
    value: float | None
    low: float | None
    high: float | None
    persons: str
    base: int
    reason: str
    basis: str
    status: str = SHOWN


@dataclass(frozen=True, slots=True)
class Group:
    """A published group with everything released of it in a window, by indicator: so many ``rows``."""

    cut: str
    cell: str
    label: str
    parent: str
    depth: int
    rows: int
    figures: Mapping[str, Measured]

    def shown(self, indicator: str) -> Measured | None:
        """The figure of an indicator if it may be seen and has an interval."""
        figure = self.figures.get(indicator)
        return figure if figure is not None and figure.value is not None else None


@dataclass(frozen=True, slots=True)
class Sources:
    """The released tables of talk, answers and records; nothing else enters a score.

    ``whole`` is everything that was released, where this is a narrower look at it: a score is made among all groups,
    and then shown to whoever may see the group, so that everybody who sees it sees the same.

    Example: ``Sources.of(Ledger(home.releases)).latest()`` is the window that a score is for when nobody names one.
    """

    talk: Released
    answers: Released
    records: Released
    whole: Sources | None = None
    _groups: dict[Window, list[Group]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, ledger: Ledger) -> Sources:
        """What a ledger holds, after its chain has been checked. Raises ``StoreError`` when it does not verify."""
        talk, answers, records = (ledger.released(stream) for stream in ("talk", "answers", "records"))
        return cls(talk, answers, records)

    @classmethod
    def of_talk(cls, talk: Released) -> Sources:
        """Talk alone, for a ledger in which nobody was asked and nothing recorded."""
        nothing = talk.until("")
        return cls(talk, nothing, nothing)

    def within(self, units: Collection[str]) -> Sources:
        """What the line of these units may look at, of all three (``Released.within``)."""
        talk, answers, records = (one.within(units) for one in (self.talk, self.answers, self.records))
        return Sources(talk, answers, records, self.whole or self)

    def until(self, month: str) -> Sources:
        """With the talk up to and including a month, in view and as a whole."""
        return Sources(self.talk.until(month), self.answers, self.records, self.whole and self.whole.until(month))

    @property
    def manifests(self) -> tuple[dict[str, Any], ...]:
        """The manifests of all three streams."""
        return (*self.talk.manifests, *self.answers.manifests, *self.records.manifests)

    def latest(self) -> Window | None:
        """The latest quarter of which anything was released; undated talk where there is nothing else."""
        months = {*self.talk.periods, *(asked_in(entry) for entry in self.answers.manifests)} - {UNDATED, ""}
        quarters = {quarter_of(month) for month in months} | set(self.records.periods)
        if quarters:
            return Window.of(max(quarters))
        return Window.of(UNDATED) if self.talk.periods else None

    def groups(self, window: Window) -> list[Group]:
        """The published groups of the window, parents before children; groups of one cell id are one group.

        Found once for each window: every figure of culture begins here, and every reader's is made among all groups.
        """
        if window not in self._groups:
            self._groups[window] = self._found(window)
        return self._groups[window]

    def _found(self, window: Window) -> list[Group]:
        found: dict[Place, list[tuple[Months, Cell]]] = {}
        for released, periods in self._in(window):
            months = Months(released, periods, CUTS)
            for cell in months.cells():
                found.setdefault((cell.cut, cell.cell), []).append((months, cell))
        groups = [_group(held) for held in found.values()]
        return sorted(groups, key=lambda one: (CUTS.index(one.cut), one.depth, one.label.casefold(), one.cell))

    def in_view(self, groups: Sequence[Group], window: Window) -> frozenset[tuple[str, str]]:
        """Cut and cell of those among all ``groups`` of the window that may be looked at.

        A group that came into view only in a part of the window is not among them: what is made of all its figures
        would tell of months that were not in view.
        """
        if self.whole is None:
            return frozenset((group.cut, group.cell) for group in groups)
        seen = {(group.cut, group.cell): group.rows for group in self.groups(window)}
        return frozenset((one.cut, one.cell) for one in groups if seen.get((one.cut, one.cell)) == one.rows)

    def _in(self, window: Window) -> Iterator[tuple[Released, list[str]]]:
        yield self.talk, window.talk(self.talk)
        yield self.answers, window.answers(self.answers)
        yield self.records, window.records(self.records)


def least(band: str) -> int:
    """The smallest number of people a band may stand for, 0 for none. Example: ``least("10–19")`` is 10."""
    return int(band.rstrip("+").split("–")[0]) if band else 0


def _group(held: Sequence[tuple[Months, Cell]]) -> Group:
    """One group of all streams that know it, called what the first of them calls it."""
    streams = {name: (months, cell) for months, cell in held for name in cell.indicators}

    def measured(name: str) -> Measured:
        months, cell = streams[name]
        return _measured(months.rows(cell.cut, cell.cell, name), months.periods)

    first, rows = held[0][1], sum(cell.rows for _, cell in held)
    return Group(first.cut, first.cell, first.label, first.parent, first.depth, rows, Asked(streams, measured))


def _measured(rows: Sequence[dict[str, Any]], periods: int) -> Measured:
    """A figure over the periods of a window. One without an interval does not say how sure it is: left out."""
    shown = [row for row in rows if row["status"] == SHOWN and row["value"] is not None]
    sure = [row for row in shown if row["low"] is not None and row["high"] is not None]
    figure = combine(sure or rows, periods)
    basis = _basis(shown)
    value, low, high = (figure.value, figure.low, figure.high) if sure else (None, None, None)
    status = SHOWN if sure else figure.status if figure.status != SHOWN else TOO_LITTLE
    return Measured(figure.indicator, value, low, high, figure.persons, figure.base, figure.reason, basis, status)


def _basis(shown: Sequence[dict[str, Any]]) -> str:
    """The weakest of what these rows rest on."""
    found = {str(row["basis"]) for row in shown}
    return next((basis for basis in (READER_ONLY, AUDITED) if basis in found), COUNTED)
