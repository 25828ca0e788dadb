"""What somebody must know who has a figure in hand without the page around it: in a spreadsheet, on a slide."""

from __future__ import annotations

from collections.abc import Iterable

from lilyroot.draw import Figure
from lilyroot.draw.definitions import DEFINITIONS
from lilyroot.draw.how_to_read import BANDS, HIDDEN, INTERVAL, threshold
from lilyroot.report.releases import Release
from lilyroot.tongue import say, say_n, translated

Line = tuple[str, str]


def about(figure: Figure, releases: Iterable[Release], fewest: int) -> tuple[Line, ...]:
    """What a figure says, of when and whom, what it means, what is hidden and why, and what it rests on.

    ``fewest`` is the smallest number of people a figure may stand for.
    """
    caption = figure.caption
    told = (
        (say("Figure"), figure.title),
        (say("What it says"), figure.sentence),
        (say("Period"), caption.period),
        (say("People"), f"{caption.persons}. {translated(BANDS)}" if caption.persons else ""),
        (say("Interval"), f"{caption.interval}. {translated(INTERVAL)}" if caption.interval else ""),
        (say("Source"), caption.source.removeprefix(say("source: {source}", source=""))),
        *definition(figure),
        *((say("Note"), note) for note in figure.notes),
        (say("What is hidden, and why"), hidden(figure, fewest)),
        (say("Next step"), figure.next_step),
        *((say("Release {name}", name=one.name), f"SHA-256 {one.digest}") for one in releases),
    )
    return tuple((name, words) for name, words in told if words)


def definition(figure: Figure) -> tuple[Line, ...]:
    """What the figure means, and how it is counted."""
    found = DEFINITIONS[figure.caption.definition]
    return ((say("Definition"), f"{found.name}: {found.says}"), (say("How it is counted"), found.counted))


def hidden(figure: Figure, fewest: int) -> str:
    """How many lines hold no number, and why that may be."""
    without = sum("–" in row[1:3] for row in figure.rows)
    always = f"{threshold(fewest)} {translated(HIDDEN)}"
    if not without:
        return always
    said = say_n(
        "{n} line holds no number; the line says why.", "{n} lines hold no number; the line says why.", without
    )
    return f"{said} {always}"
