"""The eight dimensions of the culture: a card for the whole organisation, with its departments in the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lilyroot.draw.charts import Dot, Dots, Row, Scale, dots
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.view import View
from lilyroot.draw.words import ends, groups_of, listed, named, sentence, span
from lilyroot.release.combine import largest_band, smallest_band
from lilyroot.release.reasons import REASONS
from lilyroot.release.released import TOO_LITTLE
from lilyroot.score import Outlier, Score, Sources, SourceScore, Window, anchors, dimensions, standing_out
from lilyroot.score.dimensions import in_words
from lilyroot.score.standing_out import compared
from lilyroot.tongue import Wording, all_translated, phrase, phrases, retold, say, say_n, translated

SCALE: Final = Scale(0, 100, tuple((float(at), str(at)) for at in range(0, 101, 25)))
SOURCES: Final = {  # what each source is in words, and its mark where it stands alone
    "survey": (phrase("what people answer"), "circle"),
    "language": (phrase("what they write and say"), "square"),
    "decisions": (phrase("decisions, pay, praise"), "diamond"),
    "operations": (phrase("goals and operations"), "triangle-up"),
}
IN_SENTENCES: Final = Wording(
    {
        "D1": "customer priority",
        "D2": "customer understanding",
        "D3": "leader signals",
        "D4": "decision rights",
        "D5": "incentives and recognition",
        "D6": "working as one team",
        "D7": "systems and process",
        "D8": "employee experience",
    }
)
WIDE, NARROW = 30, 42  # pixels from row to row; names of dimensions take two lines beside a wide chart
COLUMNS: Final = (
    *phrases("Group", "Dimension", "Score", "95 % interval", "By source", "If sources counted otherwise"),
    *phrases("Own data", "People", "Note"),
)
_NAMED: Final = Wording(
    {"survey": "survey", "language": "language", "decisions": "decisions", "operations": "operations"}
)


def eight_dimensions(view: View, sources: Sources) -> Figure:
    """Every dimension's points for the organisation, and what stands out among its departments."""
    departments = {group.cell for group in view.departments()}
    deepest = max((group.depth for group in view.departments()), default=0)
    scores = [
        score
        for score in dimensions(sources, Window.over(view.periods), deepest=deepest)
        if score.cut == "organisation" or (score.cut == "team" and score.cell in departments)
    ]
    whole = [score for score in scores if score.cut == "organisation"]
    teams = [score for score in scores if score.cut == "team"]
    outliers = standing_out(teams)
    rows = [row for score in whole for row in _rows(score)]
    uncorrected = any(score.uncorrected for score in whole)
    return Figure(
        "dimensions",
        say("The eight dimensions"),
        _sentence(whole, outliers, compared(teams)),
        dots(rows, SCALE, outlined=uncorrected, pitch=WIDE),
        dots(rows, SCALE, narrow=True, outlined=uncorrected, pitch=NARROW),
        all_translated(COLUMNS),
        tuple(_cells(score) for score in scores),
        _caption(view, sources, scores),
        _notes(view, whole),
        _next_step(whole, outliers),
        Dots(tuple(rows), SCALE) if rows else None,
    )


def _rows(score: Score) -> list[Row]:
    """A dimension as one row, or where its sources disagree as a heading with a row for each of them."""
    label = anchors().dimensions[score.dimension]
    if score.status == "no figure":
        return [Row(label, "strong", (), TOO_LITTLE, say("nothing measures it yet"))]
    if score.points is None or score.low is None or score.high is None:
        return [Row(label, "strong"), *(_source_row(label, one) for one in score.sources)]
    told = f"{_ends(score.points, score.low, score.high)}, {in_words(score)}"
    return [Row(label, "strong", (Dot(say("score"), score.points, score.low, score.high, told, "lily"),))]


def _source_row(dimension: str, one: SourceScore) -> Row:
    words, shape = translated(SOURCES[one.source][0]), SOURCES[one.source][1]
    told = _ends(one.points, one.low, one.high)
    dot = Dot(_NAMED[one.source], one.points, one.low, one.high, told, "water", shape)
    return Row(words, "plain", (dot,), name=f"{dimension}: {words}")


def _cells(score: Score) -> tuple[str, ...]:
    lead = (named(score.label), anchors().dimensions[score.dimension])
    by_source = ", ".join(f"{_NAMED[one.source]} {_ends(one.points, one.low, one.high)}" for one in score.sources)
    own = f"{100 * score.own:.0f}\u00a0%" if score.own is not None else ""
    reason = retold(score.reason, REASONS).removesuffix(".")
    note = "; ".join(filter(None, (reason, say("uncorrected") if score.uncorrected else "")))
    if score.points is None or score.low is None or score.high is None:
        return (*lead, "–", "", by_source, "", own, score.persons, note)
    otherwise = ends(f"{score.reweighted[0]:.0f}", f"{score.reweighted[1]:.0f}") if score.reweighted else ""
    both = ends(f"{score.low:.0f}", f"{score.high:.0f}")
    return (*lead, f"{score.points:.0f}", both, by_source, otherwise, own, score.persons, note)


def _ends(points: float, low: float, high: float) -> str:
    return f"{points:.0f} ({ends(f'{low:.0f}', f'{high:.0f}')})"


def _caption(view: View, sources: Sources, scores: Sequence[Score]) -> Caption:
    bands = [score.persons for score in scores if score.persons]
    small, large = smallest_band(bands), largest_band(bands)
    window = Window.over(view.periods)
    parts = (
        say("talk") if window.talk(sources.talk) else "",
        "".join(say("answers of {wave}", wave=wave) for wave in window.answers(sources.answers)),
        say("records") if window.records(sources.records) else "",
    )
    return Caption(
        groups_of(small, large),
        say("95 % interval"),
        span(view.periods),
        say(
            "source: {source} · anchors {version}",
            source=listed([part for part in parts if part]),
            version=anchors().version,
        ),
        "dimensions",
    )


def _sentence(whole: Sequence[Score], outliers: Sequence[Outlier], were_compared: bool) -> str:
    """Which departments stand out, and where sources contradict one another; else how much can be said at all."""
    said = [_standing_out(outliers), _torn([score for score in whole if score.status == "sources disagree"])]
    if any(said):
        return sentence("; ".join(filter(None, said))) + "."
    known = [score for score in whole if score.points is not None]
    if any(score.status == "scored" for score in known):
        if not were_compared:
            return say("No source contradicts another. Departments are not compared: only one is in view, or none.")
        return say("No department stands out on any dimension, and no source contradicts another.")
    if not known:
        return say(
            "Here you will see where your culture stands on eight dimensions, from everything that speaks of them."
        )
    alone = listed(sorted({translated(SOURCES[one.source][0]) for score in known for one in score.sources}))
    return say_n(
        "{n} dimension has a first figure, from {sources} alone.",
        "{n} dimensions have a first figure, from {sources} alone.",
        len(known),
        sources=alone,
    )


def _standing_out(outliers: Sequence[Outlier]) -> str:
    """The clearest department above and below the others, on the dimension where one stands out most."""
    if not outliers:
        return ""
    dimension = outliers[0].score.dimension
    said = []
    for direction in ("above", "below"):
        found = [one for one in outliers if one.score.dimension == dimension and one.direction == direction]
        if found:
            low, high = sorted((abs(found[0].low), abs(found[0].high)))
            told = {
                "group": named(found[0].score.label),
                "n": f"{abs(found[0].difference):.0f}",
                "low": f"{low:.0f}",
                "high": f"{high:.0f}",
            }
            said.append(
                say("{group} stands {n} points ({low}\u00a0to\u00a0{high}) above", **told)
                if direction == "above"
                else say("{group} stands {n} points ({low}\u00a0to\u00a0{high}) below", **told)
            )
    return say(
        "on {dimension}, {stands} the other departments", dimension=IN_SENTENCES[dimension], stands=listed(said)
    )


def _torn(torn: Sequence[Score]) -> str:
    if not torn:
        return ""
    if len(torn) > 1:
        return say("on {n} dimensions, the sources contradict one another", n=len(torn))
    return say("on {dimension}, the sources contradict one another", dimension=IN_SENTENCES[torn[0].dimension])


def _notes(view: View, whole: Sequence[Score]) -> tuple[str, ...]:
    said = [
        say("Points from 0 to 100 by declared anchors, the same for every group; not a comparison with other firms.")
    ]
    if any(score.status == "sources disagree" for score in whole):
        said.append(say("Where sources contradict one another they stand one by one, and there is no single number."))
    alone = sum(score.status == "one source" for score in whole)
    if alone:
        said.append(
            say_n(
                "{n} dimension rests on one source: nothing confirms it yet.",
                "{n} dimensions rest on one source: nothing confirms it yet.",
                alone,
            )
        )
    if any(score.uncorrected for score in whole):
        why = "; ".join(filter(None, (say("talk enters as the reader labels it"), view.why_uncorrected)))
        said.append(say("Uncorrected: {why}.", why=why))
    return tuple(said)


def _next_step(whole: Sequence[Score], outliers: Sequence[Outlier]) -> str:
    torn = [score for score in whole if score.status == "sources disagree"]
    if torn:
        return say(
            "Take {dimension} to the people concerned and ask why what is answered, said and decided differ, before "
            "anybody acts on one of them.",
            dimension=IN_SENTENCES[torn[0].dimension],
        )
    if not any(score.status == "scored" for score in whole):
        return say("Ask people (lilyroot survey) and take in what is decided and paid for (lilyroot records).")
    below = [outlier for outlier in outliers if outlier.direction == "below"]
    if below:
        return say(
            "Visit {group} and ask what stands in the way; then look at the table by source.",
            group=named(below[0].score.label),
        )
    return say("Choose the one dimension that matters most this quarter, and agree on what would move it.")
