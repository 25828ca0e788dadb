"""What we say and what we do: which values are named officially, and which prevail in what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final

from lilyroot.draw.charts import Dot, Dots, Row, Scale, dots
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.view import View
from lilyroot.draw.words import ends, listed, named, percent, sentence, span
from lilyroot.model.survey import questionnaire
from lilyroot.release.combine import smallest_band
from lilyroot.release.reasons import REASONS
from lilyroot.score import Gap, Sources, Window, gap, headline
from lilyroot.score.gap import FEWEST_CODED, Allocation, Part, Perceived
from lilyroot.tongue import Wording, all_translated, phrases, retold, say, translated

COLUMNS: Final = phrases(
    "Group", "What", "Said", "95 % interval", "Done", "95 % interval", "Done less said", "95 % interval", "People"
)
NOTHING_COLUMNS: Final = phrases("What will be here", "What it needs", "What takes it in")
NAMES: Final = Wording(
    {
        "customer": "the customer",
        "revenue": "revenue",
        "cost": "cost",
        "speed": "speed",
        "risk": "risk and compliance",
        "people": "the people here",
        "standing": "standing inside",
    }
)
WIDE, NARROW = 30, 54  # pixels from row to row, each with two marks
# What would stand here, what it needs, the command that takes it in: the empty table that teaches.
NEEDED: Final = Wording(
    {
        "values": (
            "Values named and values that prevail",
            "statements, and decisions with the values in tension",
            "lilyroot records",
        ),
        "answers": (
            "Done less said, as people see it",
            "a closed wave of the survey with its say and do pairs",
            "lilyroot survey",
        ),
        "promises": (
            "Promises to customers kept by their day",
            "promises with the day they fall due",
            "lilyroot records",
        ),
    }
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
        say("What we say and what we do"),
        _sentence(whole),
        spec,
        narrow,
        all_translated(COLUMNS),
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
        say("What we say and what we do"),
        say("Here you will see which values are named, which ones prevail, and how far the two lie apart."),
        None,
        None,
        all_translated(NOTHING_COLUMNS),
        tuple(NEEDED.values()),
        Caption("", "", span(view.periods), "", "say_do"),
        (say("Talk says how people speak of customers; only decisions, pay and promises say what that is worth."),),
        say(
            "Begin with the decision log: for each decision, which values stood against each other and which "
            "prevailed."
        ),
    )


def _rows(allocation: Allocation) -> list[Row]:
    return [
        Row(
            sentence(NAMES[said.name]),
            "strong" if said.name == "customer" else "plain",
            (
                Dot(say("said"), said.value, said.low, said.high, _share(said), "water", "circle"),
                Dot(say("done"), done.value, done.low, done.high, _share(done), "root", "square"),
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
        return say("Promises to customers are kept by their day in {share} of cases.", share=_share(whole.promises))
    customer = whole.allocation.customer if whole.allocation is not None else None
    if customer is None:
        return ""
    return say("What is done for the customer lies {points} from what is said.", points=_points(customer))


def _as_seen(perceived: Perceived) -> str:
    low, high = sorted((abs(perceived.low), abs(perceived.high)))
    told = {"n": f"{abs(perceived.points):.0f}", "low": f"{low:.0f}", "high": f"{high:.0f}"}
    if perceived.high < 0:
        return say("People see {n} points ({low} to {high}, of 100) less done than leaders say", **told)
    if perceived.low > 0:
        return say("People see {n} points ({low} to {high}, of 100) more done than leaders say", **told)
    return say(
        "People see no clear difference between what leaders say and what is done ({low} to {high} points of 100)",
        low=_signed(perceived.low),
        high=_signed(perceived.high),
    )


def _notes(whole: Gap) -> Iterator[str]:
    allocation = whole.allocation
    if allocation is not None:
        yield say(
            "Circles: the share of official statements that name the value. Squares: its share of what prevails in "
            "trade-offs, is praised and takes time in meetings."
        )
        if allocation.apart is None:
            yield say("How far all values lie apart is shown from {n} coded items on each side.", n=FEWEST_CODED)
        else:
            apart = allocation.apart
            yield say(
                "All values together: {share} of the weight lies elsewhere than said ({ends}).",
                share=percent(apart.distance),
                ends=ends(percent(apart.low), percent(apart.high)),
            )
    if whole.perceived is not None and headline(whole):  # else it is the sentence above
        yield say("{seen}; {band} people.", seen=_as_seen(whole.perceived), band=whole.perceived.persons)
    if whole.promises is not None:
        yield say("Promises to customers kept by their day: {share}.", share=_share(whole.promises))
    yield from (retold(reason, REASONS) for reason in whole.reasons)


def _next_step(whole: Gap) -> str:
    allocation = whole.allocation
    if allocation is None:
        return say(
            "Take in statements and decisions (lilyroot records): then the values can be held against each other."
        )
    if allocation.customer.high < 0:
        return say("Take the last three trade-offs the customer lost and ask what would have had to be different.")
    return say("Pick the value that lies furthest apart and look at the decisions behind it, one by one.")


def _cells(found: Gap) -> Iterator[tuple[str, ...]]:
    allocation = found.allocation
    if allocation is not None:
        for said, done in zip(allocation.said, allocation.done, strict=True):
            less = allocation.customer if said.name == "customer" else None
            yield (
                named(found.label),
                NAMES[said.name],
                *_share_cells(said),
                *_share_cells(done),
                *_point_cells(less),
                said.persons,
            )
    if found.perceived is not None:
        perceived = found.perceived
        whole = Part("", perceived.points, perceived.low, perceived.high, perceived.persons, 0)
        titles = {pair.name: translated(pair.title) for pair in questionnaire().pairs}
        for name, part in (
            (say("as people see it"), whole),
            *((titles.get(i.name, i.name), i) for i in perceived.items),
        ):
            yield (named(found.label), name, "", "", "", "", *_point_cells(part), part.persons)
    if found.promises is not None:
        kept = found.promises
        yield (named(found.label), say("promises kept"), "", "", *_share_cells(kept), "", "", kept.persons)
    if not _measured(found):
        yield (
            named(found.label),
            "–",
            "",
            "",
            "",
            "",
            "",
            "",
            " ".join(retold(one, REASONS) for one in found.reasons),
        )


def _share_cells(part: Part) -> tuple[str, str]:
    return percent(part.value), ends(percent(part.low), percent(part.high))


def _point_cells(part: Part | None) -> tuple[str, str]:
    return (_signed(part.value), ends(_signed(part.low), _signed(part.high))) if part is not None else ("", "")


def _points(part: Part) -> str:
    return say("{n} points", n=_signed(part.value)) + f" ({ends(_signed(part.low), _signed(part.high))})"


def _signed(number: float) -> str:
    """Whole points with a sign; the minus is the typographic one, which no spreadsheet takes for a formula."""
    return f"{number:+.0f}".replace("-", "\u2212") if round(number) else "0"


def _share(part: Part) -> str:
    return f"{percent(part.value)} ({ends(percent(part.low), percent(part.high))})"


def _caption(view: View, sources: Sources, whole: Gap) -> Caption:
    window = Window.over(view.periods)
    parts = [*(say("answers of {wave}", wave=wave) for wave in window.answers(sources.answers))]
    parts += [say("records")] if window.records(sources.records) else []
    people = say("{band} people", band=_band(whole))
    return Caption(
        people, say("95 % interval"), span(view.periods), say("source: {source}", source=listed(parts)), "say_do"
    )


def _band(whole: Gap) -> str:
    parts: Sequence[Part | Perceived | None] = (
        whole.perceived,
        whole.allocation.customer if whole.allocation is not None else None,
        whole.promises,
    )
    return smallest_band(part.persons for part in parts if part is not None)
