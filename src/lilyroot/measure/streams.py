"""Streams: what is released together, window by window, each with a population and an argument of its own.

Talk is released by month, survey answers by wave, records (decisions, incentives, promises) by quarter. The gate asks
every stream the same few questions and knows nothing else of it.

**Nothing needs to be proven across streams or windows.** A figure of a window is a total of what people contributed
to that window of that stream and to nothing else: no message, answer, decision, promise or goal is counted in two
(rules and metrics hold in several, and are nobody's contribution). Let v_w be what people contributed to window w,
and f a linear combination of all published figures of one family, which is what is proven within a window. Then f is
the sum over w of f_w(v_w), where f_w combines figures of w alone. Whoever f concerns in window w is concerned by f_w;
so if no combination within a window concerns fewer people than the threshold, none of all windows together does.
Families are proven one by one: where one lies within another, its number is not told (``Indicator.within``), so that
there is no difference to take. What this does not say, and what no argument about sums can: that figures of the same
people are not alike in two months, or in a survey and in talk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa

from lilyroot.audit import open_audits
from lilyroot.engines import Engine
from lilyroot.measure.audit.correction import Verdict
from lilyroot.measure.audit.talk import evaluate_audited, gather_audited, verdicts
from lilyroot.measure.evaluation import languages, prepared_population
from lilyroot.measure.facts import LANGUAGES
from lilyroot.measure.gather import messages_by_period, outside, place, readers_by_period
from lilyroot.measure.indicators import INDICATORS, Indicator
from lilyroot.measure.prepare import prepare_all
from lilyroot.measure.profile import profile
from lilyroot.store.organisation import UNDATED, period_days, placements, team_parents
from lilyroot.store.store import Store

Placed = Mapping[tuple[str, str], int]
"""How many people stand in each team with each profile."""
Population = Callable[[Engine, Sequence[str]], pa.Table]


def over(store: Store, window: str, today: date) -> bool:
    """Whether a month or a quarter has ended; talk without dates is closed whenever one asks."""
    return window == UNDATED or period_days(window)[1] < today.isoformat()


def first_month(store: Store, window: str) -> str:
    """The month in which a month or a quarter begins; "" for talk without dates, which belongs to all of time."""
    return "" if window == UNDATED else period_days(window)[0][:7]


def nobody_promised(store: Store, window: str) -> int:
    """A window that was not opened with a smallest group of its own."""
    return 0


def parents_now(store: Store, window: str) -> Mapping[str, str]:
    """Each team's parent as the organisation is known now."""
    return team_parents(store.catalogue)


def rostered(store: Store, window: str) -> Placed:
    """How many people there are of each team and profile in a month or a quarter, as far as HRIS and maps say."""
    everyone = placements(store.catalogue, window).values()
    return Counter((placed.team, profile(placed.function, placed.segments)) for placed in everyone if placed.rostered)


def by_team(placed: Placed) -> Counter[str]:
    """How many people each team has, wherever in it they stand."""
    heads: Counter[str] = Counter()
    for (team, _), people in placed.items():
        heads[team] += people
    return heads


def read_by_nobody(engine: Engine) -> Mapping[str, Sequence[str]]:
    """A stream no reader has anything to do with."""
    return {}


def in_no_language(engine: Engine, windows: Sequence[str]) -> pa.Table:
    """A stream in which nothing has to be read."""
    return LANGUAGES.empty_table()


def nothing_to_prepare(engine: Engine, windows: Sequence[str]) -> None:
    """A stream so small that each of its tables is worked out when it is asked for."""


def nothing_open(store: Store) -> Collection[str]:
    """A stream none of whose windows waits for an audit."""
    return ()


def being_audited(store: Store) -> Collection[str]:
    """Months whose audit is open: they are released when it is closed, because a release is made once."""
    return open_audits(store.home)


def nothing_to_audit(engine: Engine, windows: Sequence[str]) -> Mapping[str, Verdict]:
    """A stream whose figures rest on no reader."""
    return {}


def nothing_beside(engine: Engine, thresholds: Mapping[str, int]) -> Mapping[str, pa.Table]:
    """A stream that is released without further tables."""
    return {}


def nobody_outside(engine: Engine, window: str) -> tuple[int, int]:
    """A stream in which everyone has a place."""
    return 0, 0


def nothing_sized(store: Store) -> Mapping[str, int]:
    """A stream in which the gate itself counts what came later, or in which nothing can."""
    return {}


@dataclass(frozen=True)
class Stream:
    """What the gate has to know of one stream. ``period`` in every table is the window: "2026-03", "2026-Q1", a name.

    ``counted`` is what people contribute in it, in words. ``gather`` loads the facts into the engine and gives the
    windows present, in order; ``place`` says where everyone stands in those that are closed. ``prepare`` works out
    once what all further questions rest on, for windows that are then asked about; where that is dear, ``counts``
    gives the ``amounts`` without it. ``population`` has a row for each period, team, function, kind and person, then
    counts of what they contributed: first ``messages`` (how much at all), and one column for each ``contributors``
    an indicator names. ``evaluate`` takes cells (CELL_OF, optionally with ``period``) and gives FIGURES. ``parents``
    and ``staff`` are the tree and the number of people of each team and profile, whether they took part or not;
    ``begins`` is the month in which a window begins, "" if it covers everything: the policy in force then holds for
    it, with at least as many people as the window has ``promised``. ``readers`` are the versions that read each
    window, ``languages`` what they could not read, ``outside`` how much came from how many people without a place.
    ``beside`` gives further tables by name, with ``period``, for windows with the fewest people a figure may concern
    in each: of the whole organisation only, so that no sums need a proof.
    ``sizes`` grows with everything that is taken in of a window.
    """

    name: str
    counted: str
    indicators: tuple[Indicator, ...]
    gather: Callable[[Store, Engine], list[str]]
    closed: Callable[[Store, str, date], bool]
    place: Callable[[Store, Engine, Sequence[str]], None]
    population: Population
    evaluate: Callable[[Engine, Sequence[str], pa.Table], pa.Table]
    begins: Callable[[Store, str], str] = first_month
    promised: Callable[[Store, str], int] = nobody_promised
    parents: Callable[[Store, str], Mapping[str, str]] = parents_now
    staff: Callable[[Store, str], Placed] = rostered
    readers: Callable[[Engine], Mapping[str, Sequence[str]]] = read_by_nobody
    languages: Callable[[Engine, Sequence[str]], pa.Table] = in_no_language
    outside: Callable[[Engine, str], tuple[int, int]] = nobody_outside
    beside: Callable[[Engine, Mapping[str, int]], Mapping[str, pa.Table]] = nothing_beside
    audits: Callable[[Engine, Sequence[str]], Mapping[str, Verdict]] = nothing_to_audit
    audited_now: Callable[[Store], Collection[str]] = nothing_open
    prepare: Callable[[Engine, Sequence[str]], None] = nothing_to_prepare
    sizes: Callable[[Store], Mapping[str, int]] = nothing_sized
    counts: Callable[[Engine], Mapping[str, int]] | None = None

    def amounts(self, engine: Engine, windows: Sequence[str]) -> Mapping[str, int]:
        """How much people with a place contributed in each window at all; none need be prepared for that."""
        if self.counts:
            return self.counts(engine)
        found = self.population(engine, windows).group_by("period").aggregate([("messages", "sum")])
        return dict(zip(found["period"].to_pylist(), found["messages_sum"].to_pylist(), strict=True))


TALK: Final = Stream(
    name="talk",
    counted="messages",
    indicators=INDICATORS,
    gather=gather_audited,
    closed=over,
    place=place,
    population=prepared_population,
    evaluate=evaluate_audited,
    readers=readers_by_period,
    languages=languages,
    outside=outside,
    audits=verdicts,
    audited_now=being_audited,
    prepare=prepare_all,
    counts=messages_by_period,
)
