"""The report as slides: a sentence for a title, a chart that PowerPoint itself draws, notes to speak from.

Nothing on a slide is a picture of numbers: charts are native, made from the same figures as the page, and carry their
own small workbook. The same ledger always gives the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeVar

from lilyroot.draw import Figure
from lilyroot.draw.charts import Dots
from lilyroot.draw.how_to_read import BAND_OF_A_MARK, BANDS, HATCHED, HIDDEN, INTERVAL, OUTLINED
from lilyroot.draw.pond import KEY as POND
from lilyroot.draw.pond import STRAND_NAMES, figure_of, matrix
from lilyroot.draw.series import Grid, Strips
from lilyroot.draw.words import sentence
from lilyroot.errors import SettingsError
from lilyroot.report.about import definition, hidden
from lilyroot.report.content import Content
from lilyroot.report.slide_pages import evenly
from lilyroot.score.pond import ALL_STRANDS, SAID
from lilyroot.tongue import phrase, say, say_n, speaking, translated

if TYPE_CHECKING:
    from lilyroot.report.slide_deck import Deck

MOST_GROUPS: Final = 12  # of a grid on one slide
MOST_SLIDES: Final = 3  # that one long table may take
_BAR: Final = phrase("The bar ends at the estimate; the whisker is its 95 % interval.")
_OF_A_CHART: Final = (  # what notes say of the picture on a page -> of a chart
    (phrase(" (hatched)"), ""),
    (phrase(" (dotted)"), ""),
    (phrase("Dotted, because nothing says it"), phrase("Nothing says it")),
    (phrase("Circles: "), phrase("The first bar: ")),
    (phrase("Squares: "), phrase("The second bar: ")),
    (
        phrase("A triangle marks a change beyond chance, all of them looked at together; a circle marks none."),
        phrase("Up and down are said of a change beyond chance, all of them looked at together."),
    ),
    (phrase("; the dotted line is the whole organisation over the period"), ""),
)
Part = TypeVar("Part")
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def slides(report: Content) -> bytes:
    """The report as the bytes of a 16:9 presentation.

    Raises ``SettingsError`` where the package that writes presentations is not installed.
    """
    try:
        from lilyroot.report.slide_deck import Deck  # loads python-pptx
    except ModuleNotFoundError as error:
        raise SettingsError(
            "report.no_slides",
            "Slides are written by a package that is not installed.",
            remedy="Install it with: pip install 'lilyroot[slides]'",
        ) from error
    with speaking(report.language):
        return _made(Deck(report.headline, report.made_at or _EPOCH), report)


def _made(deck: Deck, report: Content) -> bytes:
    _opening(deck, report)
    for figure in report.figures:
        told = figure_of(report.pond) if figure.key == POND and report.pond is not None else figure
        _figure(deck, report, replace(told, notes=tuple(map(_of_a_chart, told.notes))))
    _reading(deck, report)
    return _still(deck.saved())


def _opening(deck: Deck, report: Content) -> None:
    when = f"{report.period} · {say('released {day}', day=report.made)}" if report.made else report.period
    said = [report.lead]
    if report.uncorrected:
        said.append(say("Uncorrected, reader only: {why}.", why=report.why_uncorrected))
    deck.opening(report.headline, when, said, _spoken([(say("In short"), one.sentence) for one in report.figures]))


def _reading(deck: Deck, report: Content) -> None:
    releases = [(say("Release {name}", name=one.name), f"SHA-256 {one.digest}") for one in report.releases]
    title = say("What the figures mean, and how far they can be trusted")
    deck.words(
        say("How to read this"),
        title,
        [_of_a_chart(said) for said in report.reading],
        report.period,
        _spoken(releases),
    )


# --- one figure ---------------------------------------------------------------------------------------------------


def _figure(deck: Deck, report: Content, figure: Figure) -> None:
    """A slide, or several where a figure has more lines than one can be read from."""
    notes = _notes(report, figure)
    plot = figure.plot
    if isinstance(plot, Dots):
        for page, rows in _numbered(deck.readable(plot.rows)):
            deck.dots(figure, rows, plot.scale, page, notes)
    elif isinstance(plot, Strips):
        deck.strips(figure, plot, notes)
    elif isinstance(plot, Grid):
        columns = ("", *map(sentence, plot.columns))
        for page, grid in _numbered(evenly(plot.rows, MOST_GROUPS)):
            deck.grid(figure, columns, grid, page, notes)
    if figure.key == POND and report.pond is not None:
        names = [sentence(STRAND_NAMES[name]) for name in (SAID, *ALL_STRANDS)]
        cells = [
            (value, *(f"{one.share} ({one.interval})" if one.interval else one.share for one in told))
            for value, told in matrix(report.pond)
        ]
        deck.table(figure, (say("Value"), *names), cells, say("all values"), notes)
    elif plot is None:
        _table(deck, figure, notes)


def _table(deck: Deck, figure: Figure, notes: str) -> None:
    pages = deck.fitting(figure.columns, figure.rows)
    left = sum(map(len, pages[MOST_SLIDES:]))
    more = ""
    if left:
        more = say_n("{n} more line stands in the report.", "{n} more lines stand in the report.", left) + " "
    for page, rows in _numbered(pages[:MOST_SLIDES]):
        deck.table(figure, figure.columns, rows, page, more + notes, more)


def _numbered(pages: Sequence[Part]) -> list[tuple[str, Part]]:
    """Each page with its number, where there are several."""
    return [
        (say("{shown} of {all}", shown=at, all=len(pages)) if len(pages) > 1 else "", page)
        for at, page in enumerate(pages, 1)
    ]


def _of_a_chart(note: str) -> str:
    """A note as it is true of the chart on a slide, which has no hatching and other marks."""
    for words, instead in (
        (translated(BAND_OF_A_MARK), f"{translated(_BAR)} {translated(INTERVAL)}"),
        (translated(HATCHED), translated(HIDDEN)),
        (f" {translated(OUTLINED)}", ""),
        *((translated(on_a_page), translated(on_a_slide)) for on_a_page, on_a_slide in _OF_A_CHART),
    ):
        note = note.replace(words, instead)
    return note


def _notes(report: Content, figure: Figure) -> str:
    """What to say and to know beside a figure."""
    return _spoken(
        [
            ("", figure.sentence),
            *definition(figure),
            (say("How to read it"), translated(INTERVAL) if figure.caption.interval else ""),
            (say("People"), f"{figure.caption.persons}. {translated(BANDS)}" if figure.caption.persons else ""),
            *((say("Note"), note) for note in figure.notes),
            (say("What is hidden, and why"), hidden(figure, report.fewest)),
            (say("Next step"), figure.next_step),
        ]
    )


def _spoken(lines: list[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {words}" if name else words for name, words in lines if words)


def _still(saved: bytes) -> bytes:
    """The same file without the hour it was written at."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(saved)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
