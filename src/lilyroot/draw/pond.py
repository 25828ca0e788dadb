"""The pond in words: its sentence, the table beside it, and the evidence behind each strand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from lilyroot.draw.charts import Dot, Dots, Level, Row, Scale
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.say_do import NAMES
from lilyroot.draw.words import counted, listed, percent, sentence, span
from lilyroot.release.combine import largest_band, smallest_band
from lilyroot.release.released import TOO_LITTLE, WITHHELD
from lilyroot.score import Window
from lilyroot.score.gap import Part
from lilyroot.score.pond import ALL_STRANDS, FELT, SAID, UNKNOWN, Lily, Pond, Strand

KEY: Final = "pond"
TITLE: Final = "The pond"
STRAND_NAMES: Final = {
    SAID: "said",
    "paid": "paid",
    "measured": "measured",
    "decided": "decided",
    "praised": "praised",
    "discussed": "talked about",
    FELT: "felt",
}
# What a strand is a share of, after a number: "28 % of what we pay for".
OF_WHAT: Final = {
    SAID: "of what we say",
    "paid": "of what we pay for",
    "measured": "of what we measure",
    "decided": "of what we decide for",
    "praised": "of what we praise",
    "discussed": "of the time in meetings",
    FELT: "of what people feel",
}
_COUNTED: Final = {
    SAID: ("statement", "statements"),
    "measured": ("metric", "metrics"),
    "decided": ("trade-off", "trade-offs"),
    "praised": ("recognition", "recognitions"),
    "discussed": ("item of an agenda", "items of agendas"),
}
_SOURCES: Final = {
    SAID: "statements of leaders and official texts",
    "paid": "incentive rules",
    "measured": "the list of metrics in use",
    "decided": "the decision log",
    "praised": "recognitions",
    "discussed": "agendas of meetings",
}
_NEEDS: Final = {
    SAID: "Take in what leaders and official texts say (lilyroot records, statements).",
    "paid": "Take in the incentive rules (lilyroot records, incentives).",
    "measured": "Take in the list of metrics in use (lilyroot records, metrics).",
    "decided": "Take in the decision log: for each decision the values in tension and the one that prevailed.",
    "praised": "Take in recognitions with the value each was given for.",
    "discussed": "Take in agendas: which value an item was about, and how many minutes it had.",
    FELT: "A question to people which value wins when two collide would give it.",
}
_WHOLE_ONLY: Final = ("paid", "measured", "discussed")
_AGAINST: Final = {"less": "less than said", "more": "more than said", "cannot tell": "cannot tell", "": ""}
COLUMNS: Final = ("Value", "Root", "Share", "95 % interval", "Against what is said", "Rests on", "People", "Note")

# What would stand here, what it needs, the command that takes it in: the empty table that teaches.
NEEDED: Final = (
    ("The lilies: what is said", "statements of leaders and official texts, with the values they name"),
    ("Roots: paid", "incentive rules, with the value each serves"),
    ("Roots: measured", "the list of metrics in use, with the value each serves"),
    ("Roots: decided", "decisions, with the values in tension and the one that prevailed"),
    ("Roots: praised", "recognitions, with the value each was given for"),
    ("Roots: talked about", "agendas of meetings, with minutes by value"),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind one strand, in words: the panel that it opens."""

    key: str
    value: str
    strand: str
    title: str
    sentence: str
    caption: Caption
    rests_on: str
    note: str
    shown: bool


def key_of(strand: Strand) -> str:
    """The name of a strand on a page. Example: "customer-paid"."""
    return f"{strand.value}-{strand.name}"


def figure_of(pond: Pond | None) -> Figure:
    """The pond as a figure: its sentence and the table that says what the picture says."""
    if pond is None:
        return _nothing_yet()
    strands = [one for lily in pond.lilies for one in (lily.said, *lily.strands)]
    return Figure(
        KEY,
        TITLE,
        f"{headline(pond)} {undercurrent(pond)}".strip(),
        None,
        None,
        COLUMNS,
        tuple(_cells(pond, one) for one in strands),
        _caption(pond),
        tuple(_notes(pond)),
        next_step(pond),
        _as_dots(pond, pond.lilies[0]),
    )


def _as_dots(pond: Pond, lily: Lily) -> Dots | None:
    """What is said of one value, and each thing that is done, one below the other."""
    if lily.deepest <= 0:
        return None
    last = ceil(10 * lily.deepest)
    ticks = tuple((at / 10, percent(at / 10)) for at in range(last + 1))
    return Dots(tuple(_row(pond, one) for one in (lily.said, *lily.strands)), Scale(0, last / 10, ticks, form="0%"))


def _row(pond: Pond, strand: Strand) -> Row:
    """A strand as a line of a chart, or the reason that stands in its place."""
    name, share = sentence(STRAND_NAMES[strand.name]), strand.share
    level: Level = "strong" if strand.name == SAID else "plain"
    if share is None:
        return Row(name, level, (), strand.status, why_not(pond, strand))
    told = f"{percent(share.value)} ({_interval(share)})"
    hue = "lily" if strand.name == SAID else "root"
    return Row(name, level, (Dot("share", share.value, share.low, share.high, told, hue),))


def _nothing_yet() -> Figure:
    return Figure(
        KEY,
        TITLE,
        "Here you will see what we say on the water, and under it what we pay for, measure, decide and praise.",
        None,
        None,
        ("What will be here", "What it needs"),
        NEEDED,
        Caption("", "", "", "", KEY),
        (),
        "Begin with two tables: what leaders say, and the decision log.",
    )


# --- the sentence ------------------------------------------------------------------------------------------------


def headline(pond: Pond) -> str:
    """The one thing to know of a pond: where the customer's roots end, against what is said."""
    customer = pond.lilies[0]
    said = customer.said.share
    if said is None:
        return f"What is said was not released for {period_of(pond)}: the roots are there, the lilies are missing."
    lead = f"The customer is {percent(said.value)} {OF_WHAT[SAID]}"
    told = [one for one in customer.strands if one.share is not None]
    if not told:
        return f"{lead}; nothing tells yet what is done."
    less = _clear(customer, "less")
    more = _clear(customer, "more")
    if less:
        return f"{lead}, but {_ends(less[:2])}."
    if more:
        return f"{lead}, and more is done than said: {_ends(more[:2])}."
    return f"{lead}, and none of its roots clearly ends elsewhere."


def _clear(lily: Lily, against: str) -> list[Strand]:
    """The strands that clearly are less (or more) than said, the furthest first."""
    found = [one for one in lily.strands if one.against == against]
    return sorted(found, key=lambda one: _by(lily, one))


def _by(lily: Lily, strand: Strand) -> float:
    said, share = lily.said.share, strand.share
    return -abs(share.value - said.value) if said is not None and share is not None else 0.0


def _ends(strands: Sequence[Strand]) -> str:
    return listed([f"{percent(one.share.value)} {OF_WHAT[one.name]}" for one in strands if one.share is not None])


def undercurrent(pond: Pond) -> str:
    """What is done far more than it is said, of the other values: the clearest of them, "" if none is clear."""
    found = [(lily, one) for lily in pond.lilies[1:] for one in _clear(lily, "more")[:1]]
    if not found:
        return ""
    lily, strand = min(found, key=lambda pair: _by(*pair))
    said, share = lily.said.share, strand.share
    if said is None or share is None:
        return ""
    name = sentence(NAMES[lily.value])
    return f"{name} runs deeper than it shows: {percent(share.value)} {OF_WHAT[strand.name]}, {_words(said)}."


def _words(said: Part) -> str:
    return f"{percent(said.value)} of the words"


def next_step(pond: Pond) -> str:
    """What to do about it, one thing."""
    missing = [one.name for one in pond.lilies[0].strands if one.status == UNKNOWN and one.name != FELT]
    less = _clear(pond.lilies[0], "less")
    if less:
        return _ASKS.get(less[0].name, _ASKS["decided"])
    if missing:
        return _NEEDS[missing[0]]
    return "Take the widest lily with the thinnest root to the next council, and ask what feeds it."


_ASKS: Final = {
    "paid": "Ask who could change one incentive rule so that it pays for what is said.",
    "measured": "Look at the figures on the wall: which one would a customer have put there? Replace one.",
    "decided": "Take the last three trade-offs the customer lost and ask what would have had to be different.",
    "praised": "Praise one thing done for a customer this week, by name and with what it changed.",
    "discussed": "Put one customer's case first on the agenda of the next meeting.",
}


# --- the evidence ------------------------------------------------------------------------------------------------


def evidence(pond: Pond) -> list[Evidence]:
    """The panel of every strand, and of what is said, in the order of the picture."""
    return [_evidence(pond, lily, one) for lily in pond.lilies for one in (lily.said, *lily.strands)]


def _evidence(pond: Pond, lily: Lily, strand: Strand) -> Evidence:
    share = strand.share
    return Evidence(
        key_of(strand),
        lily.value,
        strand.name,
        f"{sentence(NAMES[lily.value])}, {STRAND_NAMES[strand.name]}",
        _told(pond, lily, strand),
        Caption(
            f"{share.persons} people" if share is not None else "",
            f"95 % interval {_interval(share)}" if share is not None else "",
            period_of(pond),
            f"source: {_SOURCES[strand.name]}" if strand.name in _SOURCES else "",
            f"pond_{strand.name}",
        ),
        _rests_on(strand),
        "" if share is not None else _needs(pond, strand),
        share is not None,
    )


def _told(pond: Pond, lily: Lily, strand: Strand) -> str:
    name, share, said = NAMES[lily.value], strand.share, lily.said.share
    if share is None:
        return why_not(pond, strand)
    of = f"{sentence(name)} is {percent(share.value)} {OF_WHAT[strand.name]}"
    if strand.name == SAID or said is None:
        return f"{of}."
    against = {
        "less": f"clearly less than the {percent(said.value)} of what we say",
        "more": f"clearly more than the {percent(said.value)} of what we say",
        "cannot tell": f"nobody can tell it from the {percent(said.value)} of what we say",
        "": "",
    }[strand.against]
    return f"{of}: {against}."


def why_not(pond: Pond, strand: Strand) -> str:
    """Why a strand has no share, in a sentence."""
    if strand.reason:
        return strand.reason
    if strand.name == FELT:
        return _why_not_felt(pond, strand)
    if pond.cut != "organisation" and strand.name in _WHOLE_ONLY:
        return "Rules, metrics and agendas are of the organisation as a whole: no group below has a share of its own."
    return f"Nothing was released for {period_of(pond)} that says it."


def _why_not_felt(pond: Pond, strand: Strand) -> str:
    said = "No question asks people which of the seven values wins here, so nobody can say how deep it is felt."
    near = pond.nearest
    if strand.value != "customer" or near is None or near.value is None or near.low is None or near.high is None:
        return said
    ends = f"{near.low:.0f} to {near.high:.0f}"
    return (
        f"{said} Nearest to it: asked whether the customer comes first, people agree with {near.value:.0f} of 100 "
        f"points ({ends}, {near.persons} people, {listed(pond.waves)}), another scale."
    )


def _needs(pond: Pond, strand: Strand) -> str:
    if strand.status != UNKNOWN or (pond.cut != "organisation" and strand.name in _WHOLE_ONLY):
        return ""
    return _NEEDS[strand.name]


def _rests_on(strand: Strand) -> str:
    words = _COUNTED.get(strand.name)
    if strand.share is None or words is None or not strand.share.base:
        return ""
    return counted(strand.share.base, *words)


# --- the table beside the picture --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One cell of the table: the share and its interval in words, or the word that stands in their place."""

    key: str
    share: str
    interval: str
    against: str
    status: str
    aloud: str


def matrix(pond: Pond) -> list[tuple[str, tuple[Told, ...]]]:
    """Values down, what is said and the strands across: the picture as a table."""
    return [
        (sentence(NAMES[lily.value]), tuple(_told_cell(pond, one) for one in (lily.said, *lily.strands)))
        for lily in pond.lilies
    ]


def _told_cell(pond: Pond, strand: Strand) -> Told:
    share, title = strand.share, f"{NAMES[strand.value]}, {STRAND_NAMES[strand.name]}"
    if share is None:
        word = "private" if strand.status == WITHHELD else "too little" if strand.status == TOO_LITTLE else "unknown"
        return Told(key_of(strand), word, "", "", strand.status, title)
    against = strand.against if strand.against in ("less", "more") else ""
    ends = f"{100 * share.low:.0f}–{100 * share.high:.0f}\u00a0%"
    return Told(key_of(strand), percent(share.value), ends, against, strand.status, title)


# --- table and small print ---------------------------------------------------------------------------------------


def _cells(pond: Pond, strand: Strand) -> tuple[str, ...]:
    lead = (sentence(NAMES[strand.value]), STRAND_NAMES[strand.name])
    share = strand.share
    if share is None:
        return (*lead, "–", "", "", "", "", why_not(pond, strand))
    against = _AGAINST[strand.against] if strand.name != SAID else ""
    return (*lead, percent(share.value), _interval(share), against, _rests_on(strand), share.persons, "")


def _interval(share: Part) -> str:
    return f"{percent(share.low)} to {percent(share.high)}"


def _caption(pond: Pond) -> Caption:
    bands = [one.share.persons for one in pond.shown if one.share is not None and one.share.persons]
    small, large = smallest_band(bands), largest_band(bands)
    people = f"{small} people" if small == large else f"{small} to {large} people"
    return Caption(people if small else "", "95 % interval", period_of(pond), "source: records", KEY)


def period_of(pond: Pond) -> str:
    """The time of a pond in words, e.g. "July to September 2026"."""
    return span([month for quarter in pond.quarters for month in Window.of(quarter).months])


def _notes(pond: Pond) -> list[str]:
    private = sum(one.status == WITHHELD for lily in pond.lilies for one in (lily.said, *lily.strands))
    notes = []
    if private:
        notes.append(f"{counted(private, 'strand is', 'strands are')} kept private (hatched).")
    unknown = [STRAND_NAMES[name] for name in ALL_STRANDS if _all_unknown(pond, name)]
    if unknown:
        notes.append(f"Dotted, because nothing says it: {listed(unknown)}.")
    return notes


def _all_unknown(pond: Pond, name: str) -> bool:
    return all(one.status == UNKNOWN for lily in pond.lilies for one in lily.strands if one.name == name)
