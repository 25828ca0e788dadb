"""What we say and what we do: which values are named officially, and which prevail in what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final

from lilyroot.draw.charts import Dot, Dots, Row, Scale, dots
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.view import View
from lilyroot.draw.words import listed, percent, sentence, span
from lilyroot.model.survey import questionnaire
from lilyroot.release.combine import smallest_band
from lilyroot.score import Gap, Sources, Window, gap, headline
from lilyroot.score.gap import FEWEST_CODED, Allocation, Part, Perceived

COLUMNS: Final = (
    *("Group", "What", "Said", "95 % interval", "Done", "95 % interval"),
    *("Done less said", "95 % interval", "People"),
)
NAMES: Final = {
    "customer": "the customer",
    "revenue": "revenue",
    "cost": "cost",
    "speed": "speed",
    "risk": "risk and compliance",
    "people": "the people here",
    "standing": "standing inside",
}
WIDE, NARROW = 30, 54  # pixels from row to row, each with two marks
# What would stand here, what it needs, the command that takes it in: the empty table that teaches.
NEEDED: Final = (
    (
        "Values named and values that prevail",
        "statements, and decisions with the values in tension",
        "lilyroot records",
    ),
    ("Done less said, as people see it", "a closed wave of the survey with its say and do pairs", "lilyroot survey"),
    ("Promises to customers kept by their day", "promises with the day they fall due", "lilyroot records"),
)


def say_and_do(view: View, sources: Sources) -> Figure:
    """The gap between saying and doing of the organisation, in its three measures; departments in the table."""
    departments = {group.cell for group in view.departments()}
    deepest = max((group.depth for group in view.departments()), default=0)
    found = [
        one
        for one in gap(sources, Window.over(view.periods), deepest=deepest)
        if one.cut == "organisation" or (one.cut == "team" and one.cell in departments)
    ]
    whole = next((one for one in found if one.cut == "organisation"), None)
    if whole is None or not _measured(whole):
        return _nothing_yet(view)
    allocation = whole.allocation
    spec = narrow = plot = None
    if allocation is not None:
        rows, scale = _rows(allocation), _scale(allocation)
        plot = Dots(tuple(rows), scale)
        spec = dots(rows, scale, outlined=False, pitch=WIDE)
        narrow = dots(rows, scale, narrow=True, outlined=False, pitch=NARROW)
    return Figure(
        "say-and-do",
        "What we say and what we do",
        _sentence(whole),
        spec,
        narrow,
        COLUMNS,
        tuple(cells for one in found for cells in _cells(one)),
        _caption(view, sources, whole),
        tuple(_notes(whole)),
        _next_step(whole),
        plot,
    )


def _measured(found: Gap) -> bool:
    return any(part is not None for part in (found.perceived, found.allocation, found.promises))


def _nothing_yet(view: View) -> Figure:
    return Figure(
        "say-and-do",
        "What we say and what we do",
        "Here you will see which values are named, which ones prevail, and how far the two lie apart.",
        None,
        None,
        ("What will be here", "What it needs", "What takes it in"),
        NEEDED,
        Caption("", "", span(view.periods), "", "say_do"),
        ("Talk says how people speak of customers; only decisions, pay and promises say what that is worth.",),
        "Begin with the decision log: for each decision, which values stood against each other and which prevailed.",
    )


def _rows(allocation: Allocation) -> list[Row]:
    return [
        Row(
            sentence(NAMES[said.name]),
            "strong" if said.name == "customer" else "plain",
            (
                Dot("said", said.value, said.low, said.high, _share(said), "water", "circle"),
                Dot("done", done.value, done.low, done.high, _share(done), "root", "square"),
            ),
        )
        for said, done in zip(allocation.said, allocation.done, strict=True)
    ]


def _scale(allocation: Allocation) -> Scale:
    top = max(part.high for part in (*allocation.said, *allocation.done))
    pace = 0.1 if top <= 0.5 else 0.2
    last = min(ceil(top / pace), round(1 / pace))
    ticks = tuple((round(at * pace, 4), percent(at * pace)) for at in range(last + 1))
    return Scale(0, last * pace, ticks, form="0%")


def _sentence(whole: Gap) -> str:
    found = headline(whole)
    if found:
        return found.replace(" %", "\u00a0%")
    if whole.perceived is not None:
        return f"{_as_seen(whole.perceived)}."
    if whole.promises is not None:
        return f"Promises to customers are kept by their day in {_share(whole.promises)} of cases."
    customer = whole.allocation.customer if whole.allocation is not None else None
    return f"What is done for the customer lies {_points(customer)} from what is said." if customer else ""


def _as_seen(perceived: Perceived) -> str:
    low, high = sorted((abs(perceived.low), abs(perceived.high)))
    by = f"{abs(perceived.points):.0f} points ({low:.0f} to {high:.0f}, of 100)"
    if perceived.high < 0:
        return f"People see {by} less done than leaders say"
    if perceived.low > 0:
        return f"People see {by} more done than leaders say"
    ends = f"{_signed(perceived.low)} to {_signed(perceived.high)} points of 100"
    return f"People see no clear difference between what leaders say and what is done ({ends})"


def _notes(whole: Gap) -> Iterator[str]:
    allocation = whole.allocation
    if allocation is not None:
        yield (
            "Circles: the share of official statements that name the value. Squares: its share of what prevails in "
            "trade-offs, is praised and takes time in meetings."
        )
        if allocation.apart is None:
            yield f"How far all values lie apart is shown from {FEWEST_CODED} coded items on each side."
        else:
            apart = allocation.apart
            ends = f"{percent(apart.low)} to {percent(apart.high)}"
            yield f"All values together: {percent(apart.distance)} of the weight lies elsewhere than said ({ends})."
    if whole.perceived is not None and headline(whole):  # else it is the sentence above
        yield f"{_as_seen(whole.perceived)}; {whole.perceived.persons} people."
    if whole.promises is not None:
        yield f"Promises to customers kept by their day: {_share(whole.promises)}."
    yield from whole.reasons


def _next_step(whole: Gap) -> str:
    allocation = whole.allocation
    if allocation is None:
        return "Take in statements and decisions (lilyroot records): then the values can be held against each other."
    if allocation.customer.high < 0:
        return "Take the last three trade-offs the customer lost and ask what would have had to be different."
    return "Pick the value that lies furthest apart and look at the decisions behind it, one by one."


def _cells(found: Gap) -> Iterator[tuple[str, ...]]:
    allocation = found.allocation
    if allocation is not None:
        for said, done in zip(allocation.said, allocation.done, strict=True):
            less = allocation.customer if said.name == "customer" else None
            yield (
                found.label,
                NAMES[said.name],
                *_share_cells(said),
                *_share_cells(done),
                *_point_cells(less),
                said.persons,
            )
    if found.perceived is not None:
        perceived = found.perceived
        whole = Part("", perceived.points, perceived.low, perceived.high, perceived.persons, 0)
        titles = {pair.name: pair.title for pair in questionnaire().pairs}
        for name, part in (("as people see it", whole), *((titles.get(i.name, i.name), i) for i in perceived.items)):
            yield (found.label, name, "", "", "", "", *_point_cells(part), part.persons)
    if found.promises is not None:
        kept = found.promises
        yield (found.label, "promises kept", "", "", *_share_cells(kept), "", "", kept.persons)
    if not _measured(found):
        yield (found.label, "–", "", "", "", "", "", "", " ".join(found.reasons))


def _share_cells(part: Part) -> tuple[str, str]:
    return percent(part.value), f"{percent(part.low)} to {percent(part.high)}"


def _point_cells(part: Part | None) -> tuple[str, str]:
    return (_signed(part.value), f"{_signed(part.low)} to {_signed(part.high)}") if part is not None else ("", "")


def _points(part: Part) -> str:
    return f"{_signed(part.value)} points ({_signed(part.low)} to {_signed(part.high)})"


def _signed(number: float) -> str:
    """Whole points with a sign; the minus is the typographic one, which no spreadsheet takes for a formula."""
    return f"{number:+.0f}".replace("-", "\u2212") if round(number) else "0"


def _share(part: Part) -> str:
    return f"{percent(part.value)} ({percent(part.low)} to {percent(part.high)})"


def _caption(view: View, sources: Sources, whole: Gap) -> Caption:
    window = Window.over(view.periods)
    parts = [*(f"answers of {wave}" for wave in window.answers(sources.answers))]
    parts += ["records"] if window.records(sources.records) else []
    people = f"{_band(whole)} people"
    return Caption(people, "95 % interval", span(view.periods), f"source: {listed(parts)}", "say_do")


def _band(whole: Gap) -> str:
    parts: Sequence[Part | Perceived | None] = (
        whole.perceived,
        whole.allocation.customer if whole.allocation is not None else None,
        whole.promises,
    )
    return smallest_band(part.persons for part in parts if part is not None)
