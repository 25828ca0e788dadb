"""What a report says, before it is a page or a document: both say exactly the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lilyroot.draw import Figure, figures, headline
from lilyroot.draw.definitions import DEFINITIONS, FLAGS, Definition
from lilyroot.draw.how_to_read import BAND_OF_A_MARK, BANDS, HATCHED, OUTLINED, threshold
from lilyroot.draw.not_read import not_read
from lilyroot.draw.pond import STRAND_NAMES, figure_of
from lilyroot.draw.view import View
from lilyroot.draw.words import kinds, listed, span
from lilyroot.errors import InputError
from lilyroot.release.released import Released
from lilyroot.report.releases import Release, beside_talk, day, made_at, releases_of
from lilyroot.score import Sources, Window
from lilyroot.score.pond import ALL_STRANDS, Pond, pond
from lilyroot.tongue import number, say, say_n, spoken, translated


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a report shows, in reading order and one ``language``.

    ``fewest`` is how few people a figure may stand for.
    """

    language: str
    headline: str
    period: str
    made: str
    made_at: datetime | None
    lead: str
    uncorrected: bool
    why_uncorrected: str
    figures: tuple[Figure, ...]
    definitions: dict[str, Definition]
    flags: tuple[tuple[str, str], ...]
    reading: tuple[str, ...]
    releases: tuple[Release, ...]
    fewest: int
    pond: Pond | None = None


def content(released: Released, *, last: int = 12, sources: Sources | None = None) -> Content:
    """The report over the last released periods of talk; ``sources`` adds what was answered and recorded.

    Raises ``InputError`` when nothing has been released.
    """
    if not released.periods:
        raise InputError(
            "report.empty",
            "Nothing has been released yet, so there is nothing to report.",
            remedy="Take in an export and run `lilyroot release`, or invent an organisation with `lilyroot sample`.",
        )
    view = View(released, last)
    sources = sources or Sources.of_talk(released)
    released_at = made_at(released.manifests)
    drawn = newest_pond(sources, view.periods)
    quarters = drawn.quarters if drawn is not None else ()
    return Content(
        language=spoken(),
        headline=headline(released, last=last),
        period=span(view.periods),
        made=day(released_at),
        made_at=released_at,
        lead=_lead(view),
        uncorrected=view.uncorrected,
        why_uncorrected=view.why_uncorrected,
        figures=(*_pond_figure(drawn), *figures(released, last=last, sources=sources)),
        definitions=dict(DEFINITIONS),
        flags=tuple(FLAGS.values()),
        reading=_reading(view),
        releases=releases_of((*released.manifests, *beside_talk(sources, view.periods, quarters))),
        fewest=view.threshold,
        pond=drawn,
    )


def newest_pond(sources: Sources, periods: Sequence[str]) -> Pond | None:
    """The pond of the last quarter of records that ends by the last of these months; None where there is none.

    Of the highest group there is in these sources. A lily without a single share is no pond yet.
    """
    quarters = [one for one in sorted(sources.records.periods) if Window.of(one).months[-1] <= max(periods)]
    found = pond(sources, Window.of(quarters[-1])) if quarters else None
    return found if found is not None and found.shown else None


def _pond_figure(drawn: Pond | None) -> tuple[Figure, ...]:
    """The pond as the report's first figure, with what one must know to read the picture where nothing is hovered."""
    if drawn is None:
        return ()
    figure = figure_of(drawn)
    order = listed([STRAND_NAMES[name] for name in ALL_STRANDS])
    how = say(
        "A lily is as wide as its share of what is said, a root as deep as its share of what is done; the dashed "
        "line is as deep as the lily is wide. Roots from left to right: {order}.",
        order=order,
    )
    return (replace(figure, notes=(how, *figure.notes)),)


def _lead(view: View) -> str:
    messages = view.whole("messages")
    known = messages is not None and messages.value is not None
    read = say("{n} messages", n=number(messages.value or 0)) if messages is not None and known else say("messages")
    if view.kinds:
        read = say("{messages} from {kinds}", messages=read, kinds=kinds(view.kinds))
    releases = say_n("{n} release", "{n} releases", len(view.periods))
    unread = not_read(view)
    parts = [
        say("Read from {messages}, in {releases}.", messages=read, releases=releases),
        f"{unread}." if unread else "",
        say("Every figure stands for a group, never for a person."),
    ]
    return " ".join(filter(None, parts))


def _reading(view: View) -> tuple[str, ...]:
    """How to read the figures: bands, words, thresholds, what is not corrected."""
    said = [
        translated(BAND_OF_A_MARK),
        say(
            "Up and down are said only where chance is an unlikely explanation, also of the best of all comparisons "
            "made; everything else is “cannot tell”."
        ),
        say("Months are combined by their number of messages from released months alone; nothing is computed anew."),
        f"{threshold(view.threshold)} {translated(BANDS)}",
        translated(HATCHED),
    ]
    if view.uncorrected:
        reader = say("the reader ({names})", names=listed(view.readers)) if view.readers else say("the reader")
        why = say(
            "Uncorrected: figures on language come from {reader}, and {why}. It may err otherwise here; until people "
            "have checked a random sample of every month, compare groups and months rather than trusting the level.",
            reader=reader,
            why=view.why_uncorrected,
        )
        said.append(f"{why} {translated(OUTLINED)}")
    return tuple(said)
