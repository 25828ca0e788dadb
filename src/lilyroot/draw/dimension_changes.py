"""What changed in the eight dimensions: the last quarter against the one before, or that nobody can tell.

Source by source: where sources contradict one another a dimension has no single number, but each of them can still be
held against itself. Answers count only where another wave was asked in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, hypot
from statistics import NormalDist
from typing import Final, Literal

from lilyroot.draw.charts import Dot, Dots, Row, Scale, dots
from lilyroot.draw.dimensions import IN_SENTENCES, NARROW, SOURCES
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.view import View
from lilyroot.draw.words import UNDATED, ends, listed, sentence, span
from lilyroot.release.combine import smallest_band
from lilyroot.score import Score, Sources, SourceScore, Window, anchors, dimensions
from lilyroot.score.points import Z95
from lilyroot.score.window import months_of, quarter_of
from lilyroot.tongue import Wording, all_translated, phrase, phrases, say, translated

COLUMNS: Final = phrases(
    "Dimension", "Source", "Before", "Now", "Change", "95 % interval", "In words", "People", "Note"
)
IN_WORDS: Final = Wording({"up": "up", "down": "down", "cannot tell": "cannot tell"})
PITCH: Final = 26
_FAMILY_ERROR: Final = 0.05

Direction = Literal["up", "down", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One source of one dimension, then and now: the difference in points (95 %), and whether it is beyond chance."""

    score: Score
    before: SourceScore
    now: SourceScore
    by: float
    low: float
    high: float
    direction: Direction


def dimension_changes(view: View, sources: Sources) -> Figure:
    """Every source of every dimension of the organisation, the last quarter less the one before."""
    earlier, later = _quarters(view)
    found = _changes(sources, earlier, later) if earlier and later else []
    rows = [row for dimension, some in groupby(found, _dimension) for row in _rows(dimension, list(some))]
    scale = _scale(found)
    outlined = any(one.now.uncorrected for one in found)
    return Figure(
        "dimension-changes",
        say("What changed"),
        _sentence(found, earlier, later),
        dots(rows, scale, pitch=PITCH, outlined=outlined) if found else None,
        dots(rows, scale, narrow=True, pitch=NARROW, outlined=outlined) if found else None,
        all_translated(COLUMNS),
        tuple(_cells(one) for one in found),
        Caption(
            _people(found),
            say("95 % interval") if found else "",
            _against(earlier, later) if earlier and later else span(view.periods),
            "",
            "dimensions",
        ),
        tuple(_notes(found)),
        _next_step(found),
        Dots(tuple(rows), scale) if found else None,
    )


def _dimension(one: Changed) -> str:
    return one.score.dimension


def _quarters(view: View) -> tuple[str, str]:
    """The last two whole quarters of the released months; "" where there are not two."""
    dated = [period for period in view.periods if period != UNDATED]
    quarters = sorted({quarter_of(month) for month in dated})
    whole = [quarter for quarter in quarters if set(months_of(quarter)) <= set(dated)]
    return (whole[-2], whole[-1]) if len(whole) > 1 else ("", "")


def _changes(sources: Sources, earlier: str, later: str) -> list[Changed]:
    """All that is in both quarters and says something new; all looks share one 5 % (Bonferroni)."""
    windows = Window.of(earlier), Window.of(later)
    one_wave = windows[0].answers(sources.answers) == windows[1].answers(sources.answers)
    then, now = (_of_organisation(sources, window) for window in windows)
    pairs = [
        (score, before, after)
        for dimension, score in now.items()
        for before in (then[dimension].sources if dimension in then else ())
        for after in score.sources
        if before.source == after.source
        and before.indicators == after.indicators
        and not (one_wave and after.source == "survey")
    ]
    wider = NormalDist().inv_cdf(1 - _FAMILY_ERROR / (2 * max(len(pairs), 1))) / Z95
    return [_changed(*pair, wider) for pair in pairs]


def _of_organisation(sources: Sources, window: Window) -> dict[str, Score]:
    scores = dimensions(sources, window, deepest=0)
    return {score.dimension: score for score in scores if score.cut == "organisation"}


def _changed(score: Score, before: SourceScore, now: SourceScore, wider: float) -> Changed:
    """The arms of both intervals put together (MOVER)."""
    by = now.points - before.points
    down = hypot(now.points - now.low, before.high - before.points)
    up = hypot(now.high - now.points, before.points - before.low)
    direction: Direction = "up" if by - wider * down > 0 else "down" if by + wider * up < 0 else "cannot tell"
    return Changed(score, before, now, by, by - down, by + up, direction)


def _rows(dimension: str, some: Sequence[Changed]) -> Iterator[Row]:
    yield Row(anchors().dimensions[dimension], "strong")
    for one in some:
        by = say("{n} points", n=_signed(one.by))
        told = f"{by} ({ends(_signed(one.low), _signed(one.high))}): {IN_WORDS[one.direction]}"
        shape = {"up": "triangle-up", "down": "triangle-down"}.get(one.direction, "circle")
        words, dot = (
            translated(SOURCES[one.now.source][0]),
            Dot(say("change"), one.by, one.low, one.high, told, "water", shape),
        )
        yield Row(words, "plain", (dot,), name=f"{anchors().dimensions[dimension]}: {words}")


def _scale(found: Sequence[Changed]) -> Scale:
    reach = max([10.0, *(abs(end) for one in found for end in (one.low, one.high))])
    pace = next((pace for pace in (5, 10, 20, 25) if reach / pace <= 4), 50)
    last = ceil(reach / pace)
    ticks = tuple((float(at * pace), _signed(at * pace)) for at in range(-last, last + 1))
    return Scale(-last * pace, last * pace, ticks, 0.0, say("as before"), form="+0;−0;0")


def _cells(one: Changed) -> tuple[str, ...]:
    return (
        anchors().dimensions[one.score.dimension],
        translated(SOURCES[one.now.source][0]),
        f"{one.before.points:.0f}",
        f"{one.now.points:.0f}",
        _signed(one.by),
        ends(_signed(one.low), _signed(one.high)),
        IN_WORDS[one.direction],
        one.score.persons,
        say("uncorrected") if one.now.uncorrected else "",
    )


def _signed(number: float) -> str:
    return f"{number:+.0f}".replace("-", "\u2212") if round(number) else "0"


def _against(earlier: str, later: str) -> str:
    return say("{later} against {earlier}", later=_words(later), earlier=_words(earlier))


def _words(quarter: str) -> str:
    return span(months_of(quarter))


def _sentence(found: Sequence[Changed], earlier: str, later: str) -> str:
    if not earlier or not later:
        return say("What changed can be said once two whole quarters have been released.")
    since = _against(earlier, later)
    if not found:
        return say("Nothing new was released of any dimension ({since}).", since=since)
    told = [
        translated(words, dimensions=listed(names))
        for way, words in (("up", phrase("{dimensions} went up")), ("down", phrase("{dimensions} went down")))
        if (names := _names(found, way))
    ]
    if not told:
        return say("Nobody can tell a change in any dimension ({since}).", since=since)
    return sentence(
        say("{changes}; elsewhere nobody can tell a change ({since}).", changes=listed(told), since=since)
    )


def _names(found: Sequence[Changed], way: str) -> list[str]:
    moved = [one for one in found if one.direction == way]
    return [
        say(
            "{dimension} in {source}",
            dimension=IN_SENTENCES[one.score.dimension],
            source=translated(SOURCES[one.now.source][0]),
        )
        for one in moved
    ]


def _notes(found: Sequence[Changed]) -> Iterator[str]:
    if found:
        yield say("A triangle marks a change beyond chance, all of them looked at together; a circle marks none.")
    if any(one.now.uncorrected for one in found):
        yield say("Uncorrected: what the reader gets wrong, it gets wrong in both quarters.")


def _people(found: Sequence[Changed]) -> str:
    band = smallest_band(one.score.persons for one in found if one.score.persons)
    return say("{band} people", band=band) if band else ""


def _next_step(found: Sequence[Changed]) -> str:
    moved = [one for one in found if one.direction != "cannot tell"]
    if moved:
        furthest = max(moved, key=lambda one: abs(one.by))
        name = IN_SENTENCES[furthest.score.dimension]
        return say(
            "Ask what was different in {dimension}: a decision, a leader, a habit? Write it down while it is known.",
            dimension=name,
        )
    return say("Choose one dimension and one action for the next quarter; a change shows where something was done.")
