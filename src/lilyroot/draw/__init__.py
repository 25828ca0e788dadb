"""From released tables to figures: a computed sentence, a picture, and the table behind it.

    released = Ledger(home.releases).released()
    headline(released)                       one sentence
    not_read(released)                       what the reader could not read, in words
    for figure in figures(released, sources=Sources.of(ledger)):  in reading order
        figure.sentence, figure.spec, figure.narrow, figure.columns, figure.rows, figure.caption.line()
    svg(figure, theme="dark", narrow=True)   without a browser
    themed(figure.spec, "dark")              for a browser

Only released tables come in, so nothing can be drawn that was not published.
"""

from __future__ import annotations

from altair.utils.schemapi import debug_mode

from lilyroot.draw.checked import why_uncorrected
from lilyroot.draw.dimension_changes import dimension_changes
from lilyroot.draw.dimensions import eight_dimensions
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.headline import headline as _headline
from lilyroot.draw.heat_map import HeatMap
from lilyroot.draw.heat_map import heat_map as _heat_map
from lilyroot.draw.missing import missing
from lilyroot.draw.network import network
from lilyroot.draw.not_read import not_read as _not_read
from lilyroot.draw.orientation import by_function, by_segment, by_team
from lilyroot.draw.palette import css, themed
from lilyroot.draw.render import svg
from lilyroot.draw.say_do import say_and_do
from lilyroot.draw.signals import signals
from lilyroot.draw.talk import engagement, salience
from lilyroot.draw.trend import trend
from lilyroot.draw.view import SEGMENT, View
from lilyroot.draw.vocabulary import vocabulary
from lilyroot.release.released import Released
from lilyroot.score import Sources

__all__ = [
    "OF_ALL_STREAMS",
    "Caption",
    "Figure",
    "HeatMap",
    "css",
    "figures",
    "headline",
    "heat_map",
    "not_read",
    "svg",
    "themed",
    "why_uncorrected",
]

OF_ALL_STREAMS = ("dimensions", "dimension-changes", "say-and-do")
"""The figures that answers and records are in beside talk."""

_BESIDE = {"network_units": network, "words": vocabulary}  # table -> figure, drawn once a release has the table


def headline(released: Released, *, last: int = 12) -> str:
    """What is the one thing to know? One sentence over the last periods; a teaching one for an empty ledger."""
    return _headline(View.of(released, last))


def not_read(released: Released, *, last: int = 12) -> str:
    """How much was said in languages the reader does not know? Words without a full stop; "" when nothing was."""
    return _not_read(View.of(released, last))


def heat_map(released: Released, *, last: int = 12) -> HeatMap:
    """Teams by indicators over the last periods, as a table whose fields say how full they are."""
    return _heat_map(View.of(released, last))


def figures(released: Released, *, last: int = 12, sources: Sources | None = None) -> list[Figure]:
    """Every figure of a report, in reading order; empty for an empty ledger.

    ``released`` is talk; ``sources`` adds what was answered and recorded. Months are combined over the ``last``
    released periods. Keys: team-orientation, function-orientation, customer-talk, trend, engagement, signals,
    dimensions, dimension-changes, say-and-do, network, words, missing; dimensions, their changes and say-and-do come
    first once there are answers or records. Where segments were released, segment-orientation follows
    function-orientation.
    """
    view = View.of(released, last)
    if not view.periods:
        return []
    sources = sources or Sources.of_talk(released)
    with debug_mode(False):  # checking every part of every chart against the schema takes longer than all the rest
        by = (by_team, by_function, by_segment) if view.groups(SEGMENT) else (by_team, by_function)
        talk = [draw(view) for draw in (*by, salience, trend, engagement, signals)]
        more = bool(sources.answers.periods or sources.records.periods)
        about = (eight_dimensions, dimension_changes, say_and_do) if more else (eight_dimensions, say_and_do)
        culture = [draw(view, sources) for draw in about]
        first, then = (culture, talk) if more else (talk, culture)
        beside = [draw(view) for name, draw in _BESIDE.items() if released.extra(name).num_rows]  # noqa: S610
        return [*first, *then, *beside, missing(view)]
