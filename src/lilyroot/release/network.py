"""What may be shown of the network of conversations, and what its figures would be by chance.

**Units** are published groups of the tree with at least 20 people, as fine as that allows: a group gives way to its
published children where every one of them is that large. Which groups those are depends on counts of people alone.

**An edge** is shown when at least as many people as the gate asks stand behind each count it gives, among those who
speak and among those who are answered, and no speaker has more than half of it. How many exchanges it has is told as
a band and the share about customers to a hundredth; no figure of the tree is a sum of edges.

**A unit's exchanges with all others**, and an index of borders, are sums in which edges lie. They are shown only if
what they leave when these are taken away tells of nobody or of enough: see ``network_rest``.

**An index of borders** also rests on as many people on each side: those who speak, and those who are answered, across
the border and within it, about customers and otherwise. A side on which nobody speaks tells of nobody; but no index
is told as all or none.

**By chance** means: had customers come up in as many threads of each channel, but in others. The labels are dealt
anew among the threads of a channel, 1,000 times; ``chance`` is the mean of that, ``p`` the two-sided share of deals
that are as far from it. Where customers come up is so compared with where people talk at all, channel by channel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from operator import attrgetter
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lilyroot.measure.network import Across, Alike, Border, Edge, Joint, Network
from lilyroot.release.layout import between, laid_out
from lilyroot.release.network_rest import Held, enough, held

FEWEST_IN_UNIT: Final = 20
FEWEST_UNITS: Final = 3
DEALS: Final = 1_000
HOPS: Final = (1, 2)
SILENT_BROKERAGE: Final = 1.5  # times an even share of the shortest paths
_SEED: Final = 23
_STEPS_OF_A_SORT: Final = 6
_DIGITS: Final = 2
_STEPS: Final = (1, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

EDGES: Final = pa.schema(
    [
        *[pa.field(name, pa.string(), nullable=False) for name in ("period", "source", "target")],
        pa.field("exchanges", pa.string(), nullable=False),  # a band: "50–99"
        pa.field("share", pa.float64()),  # about customers, 0..1; null where one cannot tell how sure it is
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
    ]
)
UNITS: Final = pa.schema(
    [
        *[pa.field(name, pa.string(), nullable=False) for name in ("period", "unit", "label", "persons")],
        pa.field("x", pa.float64(), nullable=False),  # where to draw it, 0..1
        pa.field("y", pa.float64(), nullable=False),
        pa.field("exchanges", pa.string()),  # with other units, in either direction: a band; null where withheld
        pa.field("share", pa.float64()),  # of these about customers
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("brokerage", pa.float64()),  # its share of the shortest paths between other units, 0..1
        pa.field("silent_bridge", pa.bool_(), nullable=False),  # connects others, and customers come up less there
    ]
)
WHOLE: Final = pa.schema(
    [
        *[pa.field(name, pa.string(), nullable=False) for name in ("period", "figure")],
        pa.field("value", pa.float64()),  # null where too few people stand behind it
        pa.field("low", pa.float64()),  # 95 %; of a complete count it is the count
        pa.field("high", pa.float64()),
        pa.field("others", pa.float64()),  # the same figure of exchanges that are not about customers
        pa.field("chance", pa.float64()),
        pa.field("z", pa.float64()),
        pa.field("p", pa.float64()),
        pa.field(
            "n", pa.string(), nullable=False
        ),  # exchanges or units behind it, as a band; "" where few people are
        pa.field("reason", pa.string(), nullable=False),  # "" when shown
    ]
)


@dataclass(frozen=True, slots=True)
class Group:
    """A published group of the tree, as far as the network needs it. ``parent`` is "" for those at the top."""

    key: str
    label: str
    parent: str
    people: int
    persons: str
    teams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chance:
    """What a figure would be by chance: mean of the deals, how many standard deviations away, two-sided p."""

    mean: float | None
    z: float | None
    p: float | None


def units(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups that are the network's units; none if there would be fewer than three."""
    below: defaultdict[str, list[Group]] = defaultdict(list)
    for group in groups:
        below[group.parent].append(group)

    def finest(group: Group) -> Iterator[Group]:
        children = below[group.key]
        if children and all(child.people >= FEWEST_IN_UNIT for child in children):
            for child in children:
                yield from finest(child)
        else:
            yield group

    found = tuple(unit for group in below[""] for unit in finest(group))
    return found if len(found) >= FEWEST_UNITS else ()


def publish(period: str, network: Network, shown: Sequence[Group], threshold: int) -> dict[str, pa.Table]:
    """The tables of a period's network that may be shown: edges, units and figures of the whole.

    ``shown`` are the units; ``threshold`` the fewest people any figure may rest on.
    """
    edges = [edge for edge in network.edges if enough(edge, threshold)]
    rows = sorted(
        (one for one in network.across if enough(one, threshold)), key=lambda one: (-one.exchanges, one.unit)
    )
    may = held(network.said, {(edge.source, edge.target) for edge in edges}, [one.unit for one in rows], threshold)
    across = {one.unit: one for one in rows if one.unit in may.units}
    return {
        "network_edges": pa.Table.from_pylist([_edge_row(period, edge) for edge in edges], schema=EDGES),
        "network_units": pa.Table.from_pylist(_unit_rows(period, shown, edges, across), schema=UNITS),
        "network": pa.Table.from_pylist(list(_whole(period, network, edges, shown, threshold, may)), schema=WHOLE),
    }


def size(n: int) -> str:
    """How many, as a band: "50–99", "10000+"."""
    for low, high in pairwise(_STEPS):
        if n < high:
            return f"{low}–{high - 1}"
    return f"{_STEPS[-1]}+"


def _edge_row(period: str, edge: Edge) -> dict[str, Any]:
    return {
        "period": period,
        "source": edge.source,
        "target": edge.target,
        "exchanges": size(edge.exchanges),
        **_share(edge),
    }


def _share(found: Edge | Across) -> dict[str, float | None]:
    """A share with its interval, or nothing where one cannot say how certain it is; never exactly none or all."""
    ends = {"share": found.share, "low": found.low, "high": found.high}
    if any(isnan(end) for end in ends.values()):
        return dict.fromkeys(ends)
    least = 10**-_DIGITS
    return {name: min(max(round(end, _DIGITS), least), 1 - least) for name, end in ends.items()}


# --- units -----------------------------------------------------------------------------------------------------


def _unit_rows(
    period: str, shown: Sequence[Group], edges: Sequence[Edge], across: Mapping[str, Across]
) -> list[dict[str, Any]]:
    keys = [unit.key for unit in shown]
    # bands, as published, not counts: whatever is worked out of them tells no more than they do
    weights = {(edge.source, edge.target): _least(edge.exchanges) for edge in edges if edge.source != edge.target}
    places, brokerage = laid_out(keys, weights), between(keys, weights)
    rows = []
    for unit in shown:
        talk = across.get(unit.key)
        rows.append(
            {
                "period": period,
                "unit": unit.key,
                "label": unit.label,
                "persons": unit.persons,
                "x": places[unit.key][0],
                "y": places[unit.key][1],
                "exchanges": size(talk.exchanges) if talk else None,
                **(_share(talk) if talk else dict.fromkeys(("share", "low", "high"))),
                "brokerage": brokerage[unit.key],
                "silent_bridge": False,
            }
        )
    _mark_silent_bridges(rows)
    return rows


def _least(n: int) -> float:
    return float(max(step for step in _STEPS if step <= n))


def _mark_silent_bridges(rows: Sequence[dict[str, Any]]) -> None:
    """Units that connect more than others do, and whose customer talk is surely below what is usual among units."""
    known = [row["share"] for row in rows if row["share"] is not None]
    if len(known) < FEWEST_UNITS:
        return
    usual, even = float(np.median(known)), 1 / len(rows)
    for row in rows:
        connects = (row["brokerage"] or 0.0) > SILENT_BROKERAGE * even
        row["silent_bridge"] = connects and row["high"] is not None and row["high"] < usual


# --- the whole network -----------------------------------------------------------------------------------------

_TOO_FEW: Final = "Kept private: too few people stand behind it."
_REST: Final = "Kept private: what is shown elsewhere, taken away from it, would leave too few people."


def _whole(
    period: str, network: Network, edges: Sequence[Edge], shown: Sequence[Group], threshold: int, may: Held
) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(_SEED)
    for border in network.borders:
        figure, n = f"ei_{border.border}", size(border.exchanges)
        if _too_few(network, border, threshold) or isnan(border.index):
            yield _hidden(period, figure, "")  # how many would be a count of those few
            continue
        if border.border not in may.borders:
            yield _hidden(period, figure, "", _REST)
            continue
        deals = _dealt_index(network.alike, border.border, rng)
        ends = (_index(border.low), _index(border.high))
        chance = by_chance(border.index, deals)
        yield _row(period, figure, _index(border.index), ends, n, chance, _index(border.others))
    for hops in HOPS:
        figure, n = f"voice_reach_{hops}", f"{len(shown)} units"
        if network.people["voice_speakers"] < threshold or len(shown) < FEWEST_UNITS:
            yield _hidden(period, figure, n)
            continue
        value, deals = _reach(network.joint, edges, [unit.key for unit in shown], hops, rng)
        yield _row(period, figure, value, (value, value), n, by_chance(value, deals), None)


def _too_few(network: Network, border: Border, threshold: int) -> bool:
    """Whether few people talk at all, or some, but few, are on one side of the border."""
    talking = min(network.people["customer_speakers"], network.people["other_speakers"])
    return talking < threshold or any(0 < people < threshold for people in (border.people, border.other_people))


def _row(
    period: str,
    figure: str,
    value: float | None,
    ends: tuple[float | None, float | None],
    n: str,
    chance: Chance,
    others: float | None,
) -> dict[str, Any]:
    numbers = {"value": value, "low": ends[0], "high": ends[1], "others": others, "chance": chance.mean}
    rounded = {name: None if number is None else round(number, _DIGITS) for name, number in numbers.items()}
    tested = {"z": None if chance.z is None else round(chance.z, 1), "p": chance.p}
    return {"period": period, "figure": figure, **rounded, **tested, "n": n, "reason": ""}


def _hidden(period: str, figure: str, n: str, reason: str = _TOO_FEW) -> dict[str, Any]:
    return {"period": period, "figure": figure, "n": n, "reason": reason}


def _index(number: float) -> float | None:
    """Never exactly all within or all across; None where there is nothing."""
    most = 1 - 10**-_DIGITS
    return None if isnan(number) else min(max(number, -most), most)


def by_chance(value: float, deals: Floats) -> Chance:
    """Where a value lies among what chance deals: nothing to say where chance always deals the same.

    >>> by_chance(3.0, np.array([1.0, 2.0, 3.0, 2.0]))
    Chance(mean=2.0, z=1.414213562373095, p=0.6)
    """
    dealt = deals[~np.isnan(deals)]
    if dealt.size == 0:
        return Chance(None, None, None)
    mean, spread = float(dealt.mean()), float(dealt.std())
    if spread == 0:
        return Chance(mean, None, None)
    as_far = int((np.abs(dealt - mean) >= abs(value - mean) - 1e-12).sum())
    return Chance(mean, (value - mean) / spread, (as_far + 1) / (dealt.size + 1))


def _by_channel(items: Sequence[Any]) -> list[list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for item in items:
        found[item.channel].append(item)
    return [found[channel] for channel in sorted(found)]


def _dealt_index(alike: Sequence[Alike], border: str, rng: np.random.Generator) -> Floats:
    """The index of customer talk in each deal: threads that are alike at this border need not be told apart."""
    across, within = np.zeros(DEALS), np.zeros(DEALS)
    sides = attrgetter(f"across_{border}", f"within_{border}")
    for rows in _by_channel(alike):
        threads: defaultdict[tuple[int, int], int] = defaultdict(int)
        for row in rows:
            threads[sides(row)] += row.threads
        dealt = _dealt(np.array(list(threads.values())), sum(row.about_customers for row in rows), rng)
        over, inside = (dealt @ np.array(list(threads), np.float64)).T
        across += over
        within += inside
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = (across - within) / (across + within)
    return found


def _dealt(threads: Counts, labels: int, rng: np.random.Generator) -> Counts:
    """How many of the threads of each sort get a label, deal by deal: drawn thread by thread, or sort by sort.

    Both ways deal alike. The first costs a step for each label (or each thread without one, if those are fewer), the
    second a dear one for each sort.
    """
    few = min(labels, int(threads.sum()) - labels) <= _STEPS_OF_A_SORT * len(threads)
    return rng.multivariate_hypergeometric(threads, labels, size=DEALS, method="count" if few else "marginals")


def _reach(
    joint: Sequence[Joint], edges: Sequence[Edge], keys: Sequence[str], hops: int, rng: np.random.Generator
) -> tuple[float, Floats]:
    """The share of units that a customer's words reach within so many hops, and the same in every deal.

    The first hop is to take part in a thread in which they were passed on; each further one is to be spoken to about
    customers by a unit that they reached, on an edge that is shown; what a hidden one would add tells of few people.
    """
    place = {key: number for number, key in enumerate(keys)}
    onward = np.eye(len(keys), dtype=bool)
    for edge in edges:
        if edge.share > 0:
            onward[place[edge.source], place[edge.target]] = True
    heard, dealt = np.zeros(len(keys), bool), np.zeros((DEALS, len(keys)), bool)
    for threads in _by_channel(joint):
        there, counts, voiced = _counted(threads, place)
        heard |= (voiced @ there) > 0
        deals = _dealt(counts, int(voiced.sum()), rng)
        dealt |= (
            (deals > 0).astype(np.float32) @ there.astype(np.float32)
        ) > 0  # many times as fast as with integers
    for _ in range(hops - 1):
        heard, dealt = heard @ onward, dealt @ onward
    return float(heard.mean()), dealt.mean(axis=1)


def _counted(threads: Sequence[Joint], place: Mapping[str, int]) -> tuple[Counts, Counts, Counts]:
    """Threads of one channel by the units in them: a row of 0 and 1 for each such set, its threads, voiced ones."""
    counted: defaultdict[frozenset[str], list[int]] = defaultdict(lambda: [0, 0])
    for thread in threads:
        counted[thread.units][0] += 1
        counted[thread.units][1] += thread.voiced
    there = np.zeros((len(counted), len(place)), np.int64)
    for row, units_of_set in enumerate(counted):
        there[row, [place[unit] for unit in units_of_set]] = 1
    counts = np.array(list(counted.values()))
    return there, counts[:, 0], counts[:, 1]
