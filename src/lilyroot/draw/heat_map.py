"""Teams by indicators in one table: the number in the cell, a fuller field for more, hatched and dotted for hidden.

Rows are departments, the one that speaks most of customers' situations first, each with its teams below it in the
same order. A field is filled within its own column only: numbers of different columns cannot be compared by eye.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lilyroot.draw.definitions import DEFINITIONS, FLAGS
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.orientation import readable
from lilyroot.draw.view import Group, View, surely
from lilyroot.draw.words import ends, groups_of, listed, per_thousand, percent
from lilyroot.release.combine import Combined, difference, largest_band, smallest_band
from lilyroot.release.released import SHOWN, TOO_LITTLE, WITHHELD
from lilyroot.tongue import ENGLISH, Wording, all_translated, number, phrase, phrases, say, say_n, spoken, translated

KEY: Final = "heat-map"
LEVELS: Final = 6  # how full a field can be, 0 to 6
ORDER: Final = "centric_share"
_SHARES: Final = ("salience", ORDER, "customer_threads", "customer_driver")
_RATIOS: Final = ("engagement_replies", "engagement_participants")
COLUMNS: Final = phrases("Group", "Indicator", "Figure", "95 % interval", "Against the whole", "People", "Note")


@dataclass(frozen=True, slots=True)
class Field:
    """One cell: what stands in it, how full it is (0..LEVELS), and what a pointer or a listener is told."""

    told: str
    level: int
    status: str
    mark: str  # "▲" clearly above the whole organisation, "▼" below, "" neither
    aloud: str


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The table: ``rows`` are (label, depth below the organisation, fields in the order of ``columns``)."""

    figure: Figure
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, int, tuple[Field, ...]], ...]


def heat_map(view: View) -> HeatMap:
    """Every team that can be read against every indicator of talk."""
    teams, left_out = readable(view)
    groups = [*view.groups("organisation"), *_ordered(teams)]
    indicators = [name for name in (*_SHARES, *_RATIOS, *FLAGS) if any(name in group.figures for group in groups)]
    z = surely(max(len(teams) * len(indicators), 1))
    clear = {
        (group.cell, name): way
        for group in teams
        for name in indicators
        if (way := _against(view, group.figures.get(name), z))
    }
    tops = {name: _top(groups, name) for name in indicators}
    rows = tuple(
        (
            group.label if group.cut == "organisation" else group.short,
            group.depth,
            tuple(_field(view, group, name, tops[name], clear) for name in indicators),
        )
        for group in groups
    )
    figure = Figure(
        KEY,
        say("Heat map"),
        _sentence(view, teams, clear),
        None,
        None,
        all_translated(COLUMNS),
        tuple(_cells(view, group, name, clear) for group in groups for name in indicators),
        _caption(view, groups, indicators),
        tuple(_notes(view, left_out)),
        say("Start with the row that has the most marks, and open its own page before drawing a conclusion."),
    )
    return HeatMap(figure, tuple(Column(_name(name), _definition(name)) for name in indicators), rows)


def _ordered(teams: Sequence[Group]) -> list[Group]:
    """Departments by their customer-centric share, the highest first; teams below their own, in the same order."""
    known = {group.cell for group in teams}
    below: dict[str, list[Group]] = {}
    for group in teams:
        parent = group.parent
        below.setdefault(parent if parent in known else "", []).append(group)
    ordered: list[Group] = []
    pending = _by_share(below.get("", []))
    while pending:
        group = pending.pop(0)
        ordered.append(group)
        pending = _by_share(below.get(group.cell, [])) + pending
    return ordered


def _by_share(groups: Sequence[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-_value(group, ORDER), group.label.casefold()))


def _value(group: Group, indicator: str) -> float:
    figure = group.figures.get(indicator)
    return figure.value if figure is not None and figure.value is not None else -1.0


def _top(groups: Sequence[Group], indicator: str) -> tuple[float, float]:
    shown = [value for group in groups if (value := _value(group, indicator)) >= 0]
    return (min(shown), max(shown)) if shown else (0.0, 0.0)


def _against(view: View, figure: Combined | None, z: float) -> str:
    """Above or below the whole organisation beyond chance; uncorrected flags single nobody out."""
    if figure is None or (view.uncorrected and figure.indicator in FLAGS):
        return ""
    whole = view.whole(figure.indicator)
    if whole is None:
        return ""
    return {"up": "▲", "down": "▼"}.get(difference(whole, figure, z).direction, "")


def _field(
    view: View, group: Group, indicator: str, ends: tuple[float, float], clear: dict[tuple[str, str], str]
) -> Field:
    figure, name = group.figures.get(indicator), _name(indicator)
    if figure is None or figure.value is None:
        status = figure.status if figure is not None and figure.status in (WITHHELD, TOO_LITTLE) else TOO_LITTLE
        told = say("private") if status == WITHHELD else "…"
        return Field(told, 0, status, "", f"{group.label}, {name}: {view.hidden(status)}")
    low, high = ends
    level = round(LEVELS * (figure.value - low) / (high - low)) if high > low else 0
    mark = clear.get((group.cell, indicator), "") if group.cut != "organisation" else ""
    aloud = f"{group.label}, {name}: {_told(indicator, figure.value)} ({_ends(indicator, figure)})"
    return Field(_told(indicator, figure.value), level, SHOWN, mark, f"{aloud}{_heard(mark)}")


_HEARD: Final = Wording({"▲": ", clearly above the whole", "▼": ", clearly below the whole"})


def _heard(mark: str) -> str:
    return _HEARD.get(mark, "")


def _told(indicator: str, value: float) -> str:
    if indicator in FLAGS:
        return per_thousand(value)
    if indicator in _RATIOS:
        return f"{number(value, '.1f')}×"
    return percent(value)


def _ends(indicator: str, figure: Combined) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return ends(_told(indicator, figure.low), _told(indicator, figure.high))


def _name(indicator: str) -> str:
    return FLAGS[indicator][0] if indicator in FLAGS else DEFINITIONS[indicator].name


def _definition(indicator: str) -> str:
    return "flags" if indicator in FLAGS else indicator


_AGAINST: Final = Wording({"▲": "above", "▼": "below"})


def _cells(view: View, group: Group, indicator: str, clear: dict[tuple[str, str], str]) -> tuple[str, ...]:
    figure, lead = group.figures.get(indicator), (group.label, _name(indicator))
    if figure is None or figure.value is None:
        return (*lead, "–", "", "", "", view.why(figure))
    against = _AGAINST.get(clear.get((group.cell, indicator), ""), "")
    note = say("uncorrected") if view.uncorrected else ""
    told = (
        say("{n} per 1,000", n=per_thousand(figure.value)) if indicator in FLAGS else _told(indicator, figure.value)
    )
    return (*lead, told, _ends(indicator, figure), against, figure.persons, note)


def _caption(view: View, groups: Sequence[Group], indicators: Sequence[str]) -> Caption:
    figures = [group.figures[name] for group in groups for name in indicators if name in group.figures]
    bands = [figure.persons for figure in figures if figure.status == SHOWN]
    plain = view.caption(KEY, figures, say("95 % interval in the download"))
    small, large = smallest_band(bands), largest_band(bands)
    return Caption(groups_of(small, large), plain.interval, plain.period, plain.source, "heat_map")


def _notes(view: View, left_out: int) -> list[str]:
    notes = [
        say(
            "▲ and ▼ mark what is clearly above or below the whole organisation, all cells looked at together. "
            "More is not better: a field is fuller where the number is larger, within its own column."
        )
    ]
    if left_out:
        notes.append(
            say_n("{n} team is in the figures by team only.", "{n} teams are in the figures by team only.", left_out)
        )
    if view.uncorrected:
        notes.append(
            say("Uncorrected: the reader's own figures; {why}. No signal is marked.", why=view.why_uncorrected)
        )
    return notes


def _sentence(view: View, teams: Sequence[Group], clear: dict[tuple[str, str], str]) -> str:
    if not teams:
        return say("No team can be shown yet: a group needs enough people who take part.")
    marks: dict[str, list[tuple[str, str]]] = {}
    departments = {group.cell for group in view.departments()}
    for (cell, indicator), way in clear.items():
        if cell in departments:
            marks.setdefault(cell, []).append((way, _in_a_sentence(indicator)))
    if not marks:
        return say_n(
            "No department stands out from the whole in any of {n} group looked at.",
            "No department stands out from the whole in any of {n} groups looked at.",
            len(teams),
        )
    cell = max(marks, key=lambda one: (len(marks[one]), one))
    label = next(group.label for group in teams if group.cell == cell)
    sides = [
        translated(words, indicators=listed(names[:3]))
        for way, words in (("▲", phrase("above it in {indicators}")), ("▼", phrase("below it in {indicators}")))
        if (names := [name for marked, name in marks[cell] if marked == way])
    ]
    return say("{group} differs most from the whole organisation: {sides}.", group=label, sides="; ".join(sides))


def _in_a_sentence(indicator: str) -> str:
    """English writes names small within a sentence; German keeps them as they are."""
    return _name(indicator).lower() if spoken() == ENGLISH else _name(indicator)
