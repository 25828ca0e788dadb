"""What somebody must know who has a figure in hand without the page around it: in a spreadsheet, on a slide."""

from __future__ import annotations

from collections.abc import Iterable

from lilyroot.draw import Figure
from lilyroot.draw.definitions import DEFINITIONS
from lilyroot.draw.how_to_read import BANDS, HIDDEN, INTERVAL, threshold
from lilyroot.draw.words import counted
from lilyroot.report.releases import Release

Line = tuple[str, str]


def about(figure: Figure, releases: Iterable[Release], fewest: int) -> tuple[Line, ...]:
    """What a figure says, of when and whom, what it means, what is hidden and why, and what it rests on.

    ``fewest`` is the smallest number of people a figure may stand for.
    """
    caption = figure.caption
    told = (
        ("Figure", figure.title),
        ("What it says", figure.sentence),
        ("Period", caption.period),
        ("People", f"{caption.persons}. {BANDS}" if caption.persons else ""),
        ("Interval", f"{caption.interval}. {INTERVAL}" if caption.interval else ""),
        ("Source", caption.source.removeprefix("source: ")),
        *definition(figure),
        *(("Note", note) for note in figure.notes),
        ("What is hidden, and why", hidden(figure, fewest)),
        ("Next step", figure.next_step),
        *((f"Release {one.name}", f"SHA-256 {one.digest}") for one in releases),
    )
    return tuple((name, words) for name, words in told if words)


def definition(figure: Figure) -> tuple[Line, ...]:
    """What the figure means, and how it is counted."""
    found = DEFINITIONS[figure.caption.definition]
    return (("Definition", f"{found.name}: {found.says}"), ("How it is counted", found.counted))


def hidden(figure: Figure, fewest: int) -> str:
    """How many lines hold no number, and why that may be."""
    without = sum("–" in row[1:3] for row in figure.rows)
    said = f"{counted(without, 'line holds', 'lines hold')} no number; the line says why. " if without else ""
    return f"{said}{threshold(fewest)} {HIDDEN}"
