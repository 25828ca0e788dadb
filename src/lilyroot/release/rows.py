"""From figures to the rows that are released: withheld, too little, or shown, rounded and never all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any, Final

import pyarrow as pa

from lilyroot.measure.audit.correction import Verdict
from lilyroot.measure.indicators import Indicator
from lilyroot.measure.streams import Stream
from lilyroot.model.basis import COUNTED
from lilyroot.release.cell import Cell
from lilyroot.release.not_read import NOT_READ, NotRead
from lilyroot.release.pattern import Pattern
from lilyroot.release.released import SCHEMA, SHOWN, TOO_LITTLE, WITHHELD
from lilyroot.release.steps import Chance, in_grains, in_round_steps, in_steps, in_threes, per_head

BANDS: Final = ((5, 9), (10, 19), (20, 49), (50, 99), (100, 249), (250, 499))
CLAMPED_BELOW: Final = 20
CLAMP: Final = 0.005
_DIGITS: Final = 3
_NUMBERS: Final = ("value", "low", "high")

Place = tuple[str, str, str]
"""Of a figure: cut, cell, indicator."""

Base = tuple[int, int]
"""What a figure rests on: how many, and as how many that is told."""

_FEW_CONTRIBUTORS: Final = (
    "Kept private: fewer than {} people who contributed to it could be told apart, or one contributed most of it."
)
# One sentence for nothing, for little and for few people: which of these it is would tell what they did.
_LITTLE: Final = "Fewer than {} people contributed to this, or too little to say how certain it would be."
_SMALL: Final = "Told for groups of {} people or more only: in a smaller one it says what each of them has."


def band(n: int) -> str:
    """The number of people as a band: "5–9", "10–19", ... "500+"."""
    for low, high in BANDS:
        if n <= high:
            return f"{low}–{high}"
    return "500+"


def table_of(
    stream: Stream,
    pattern: Pattern,
    figures: Iterable[Mapping[str, Any]],
    shares: Iterable[NotRead],
    audit: Verdict,
    chance: Chance,
) -> pa.Table:
    """Every figure of the published groups as it may be shown, or why it may not (released.SCHEMA)."""
    cells = {cell.name: cell for cell in pattern.cells}
    known = {indicator.name: indicator for indicator in stream.indicators}
    listed = list(figures)
    bases = {_place(figure): _base(pattern, known[figure["indicator"]], figure, chance) for figure in listed}
    why = {_place(f): _status(pattern, cells[f["cut"], f["cell"]], known[f["indicator"]], f, audit) for f in listed}
    shown = {place: bases[place] for place, (status, _) in why.items() if status == SHOWN}
    told_of = {
        (*place[:2], known[place[2]].contributors): told
        for place, (_, told) in shown.items()
        if known[place[2]].tells_base
    }
    rows = []
    for figure in listed:
        place, indicator = _place(figure), known[figure["indicator"]]
        told = _told(indicator, figure, bases[place], shown) | {"among": told_of.get((*place[:2], indicator.within))}
        rows.append(_row(pattern, cells[figure["cut"], figure["cell"]], indicator, told, why[place], chance))
    rows += [_not_read_row(pattern, share, chance) for share in shares]
    rows.sort(key=lambda row: (row["cut"], row["cell"], row["indicator"]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _place(figure: Mapping[str, Any], indicator: str = "") -> Place:
    return figure["cut"], figure["cell"], indicator or figure["indicator"]


def _base(pattern: Pattern, indicator: Indicator, figure: Mapping[str, Any], chance: Chance) -> Base:
    """What a figure rests on, and how that is told: one lot for all figures that rest on the same contributions."""
    lot = chance(pattern.period, figure["cut"], figure["cell"], indicator.contributors)
    exact = figure["base"]
    return exact, in_threes(exact, min(exact, figure["contributors"]), lot)


def _status(
    pattern: Pattern, cell: Cell, indicator: Indicator, figure: Mapping[str, Any], audit: Verdict
) -> tuple[str, str]:
    """Whether a figure is shown, and why it is not."""
    k = pattern.policy.threshold
    if indicator.contributors not in cell.families:
        return WITHHELD, _FEW_CONTRIBUTORS.format(k)
    if indicator.name in audit.withholds:
        return WITHHELD, audit.withholds[indicator.name]
    reason = figure.get("reason") or too_little(figure, k)
    if not reason and cell.people.n < indicator.fewest:
        reason = _SMALL.format(indicator.fewest)
    return (TOO_LITTLE, reason) if reason else (SHOWN, "")


def _row(
    pattern: Pattern,
    cell: Cell,
    indicator: Indicator,
    told: Mapping[str, Any],
    why: tuple[str, str],
    chance: Chance,
) -> dict[str, Any]:
    status, reason = why
    lot = chance(pattern.period, *cell.name, indicator.told_as)
    shown = status == SHOWN
    return {
        "period": pattern.period,
        "cut": cell.cut,
        "cell": cell.key,
        "label": cell.label,
        "parent": cell.parent,
        "depth": cell.depth,
        "indicator": indicator.name,
        **(numbers(indicator, told, cell.people.n, lot) if shown else dict.fromkeys(_NUMBERS)),
        "persons": band(cell.people.n),
        "base": told["told"] if shown and indicator.tells_base else None,
        "status": status,
        "reason": reason,
        "basis": told["basis"],
    }


def _told(indicator: Indicator, figure: Mapping[str, Any], base: Base, shown: Mapping[Place, Base]) -> dict[str, Any]:
    """The figure with its base as it is told; and with what it counts, if that is the base of a figure that is shown.

    Not of one that is kept private: few people's one message is never told as none, so none would tell of nobody.
    """
    counted, count = shown.get(_place(figure, indicator.counts), (None, None)) if indicator.counts else (None, None)
    same = counted is not None and figure["value"] is not None and round(figure["value"] * figure["base"]) == counted
    return {**figure, "told": base[1], "count": count if same else None}


def _not_read_row(pattern: Pattern, share: NotRead, chance: Chance) -> dict[str, Any]:
    """A complete count has no interval. It is not clamped: to read everything says nothing of anybody."""
    whole = pattern.cells[0]
    names = (pattern.period, *whole.name)
    told = in_threes(share.of, whole.people.n, chance(*names, NOT_READ))
    exact = dict.fromkeys(_NUMBERS, share.messages / share.of)
    value = round(in_steps(exact, share.of, _DIGITS, chance(*names, NOT_READ, "part"), told=told)["value"], _DIGITS)
    return {
        "period": pattern.period,
        "cut": whole.cut,
        "cell": whole.key,
        "label": whole.label,
        "parent": whole.parent,
        "depth": whole.depth,
        "indicator": share.indicator,
        **dict.fromkeys(_NUMBERS, value),
        "persons": band(share.people.n),
        "base": told,
        "status": SHOWN,
        "reason": "",
        "basis": COUNTED,
    }


def too_little(figure: Mapping[str, Any], k: int) -> str:
    """Why a figure is left open, "" if it need not be: the same words for nothing, for little and for few people."""
    little = figure["contributors"] < k or any(figure[name] is None for name in _NUMBERS)
    return _LITTLE.format(k) if little else ""


def numbers(indicator: Indicator, figure: Mapping[str, Any], n: int, lot: float = 0.0) -> dict[str, float]:
    """Value and interval as they are shown. ``lot`` in 0..1 decides how a share is rounded (``steps``).

    A figure may have its base as it is ``told``, and as ``count`` what it counts if that has been told. ``among`` is
    how many there are of what its own lie within, if that is told: a step that said "more than half of these" could
    leave one person's few as the rest.

    Where everyone counts once and the value stands at an end, the interval is as wide as may be shown: a narrower one
    would say whether it was all of them or all but one.
    """
    exact = {name: float(figure[name]) for name in _NUMBERS}
    if indicator.form == "count":
        exact = dict.fromkeys(_NUMBERS, float(figure.get("told") or figure["base"]))
    if indicator.counts_among_base and figure["base"]:
        told, count = figure.get("told") or figure["base"], figure.get("count")
        if indicator.tells_base:
            exact = in_steps(exact, figure["base"], _DIGITS, lot, told=told, count=count)
        else:
            number = min(told, (figure.get("among") or inf) / 2)
            exact = in_round_steps(exact, number, lot, by_number=indicator.certain_by_number)
    if indicator.counts_per_head and figure["base"]:
        exact = per_head(exact, figure["base"], figure.get("contributors", 0), lot)
    if indicator.grain:
        exact = in_grains(exact, indicator.grain)
    shown = {name: published(indicator, exact[name], n) for name in _NUMBERS}
    ends = [published(indicator, end, n) for end in indicator.range] if indicator.one_each else []
    if n < CLAMPED_BELOW and shown["value"] in ends:
        shown["low"], shown["high"] = ends
    return shown


def published(indicator: Indicator, value: float, n: int) -> float:
    """Rounded; and in a small group never exactly all or none, which would say something of everybody in it.

    Where everyone counts once, all but one is as good as all: one person's weight is kept from both ends.
    """
    least, most = indicator.range
    rounded = round(float(value), _DIGITS if most <= 1 or most == inf else _DIGITS - 2)
    if n >= CLAMPED_BELOW or most == inf:
        return rounded
    margin = (most - least) * (1 / int(band(n).split("–")[0]) if indicator.one_each else CLAMP)
    return min(max(rounded, least + margin), most - margin)
