"""The pond in words: its sentence, the table beside it, and the evidence behind each strand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from lilyroot.draw.charts import Dot, Dots, Level, Row, Scale
from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.say_do import NAMES
from lilyroot.draw.words import ends, listed, percent, sentence, span
from lilyroot.release.combine import largest_band, smallest_band
from lilyroot.release.reasons import REASONS
from lilyroot.release.released import TOO_LITTLE, WITHHELD
from lilyroot.score import Window
from lilyroot.score.gap import Part
from lilyroot.score.pond import ALL_STRANDS, FELT, SAID, UNKNOWN, Lily, Pond, Strand
from lilyroot.tongue import Wording, all_translated, phrase, phrases, retold, say, say_n, translated

KEY: Final = "pond"
TITLE: Final = phrase("The pond")
STRAND_NAMES: Final = Wording(
    {
        SAID: "said",
        "paid": "paid",
        "measured": "measured",
        "decided": "decided",
        "praised": "praised",
        "discussed": "talked about",
        FELT: "felt",
    }
)
# What a strand is a share of, after a number: "28 % of what we pay for".
OF_WHAT: Final = Wording(
    {
        SAID: "of what we say",
        "paid": "of what we pay for",
        "measured": "of what we measure",
        "decided": "of what we decide for",
        "praised": "of what we praise",
        "discussed": "of the time in meetings",
        FELT: "of what people feel",
    }
)
_SOURCES: Final = Wording(
    {
        SAID: "statements of leaders and official texts",
        "paid": "incentive rules",
        "measured": "the list of metrics in use",
        "decided": "the decision log",
        "praised": "recognitions",
        "discussed": "agendas of meetings",
    }
)
_NEEDS: Final = Wording(
    {
        SAID: "Take in what leaders and official texts say (lilyroot records, statements).",
        "paid": "Take in the incentive rules (lilyroot records, incentives).",
        "measured": "Take in the list of metrics in use (lilyroot records, metrics).",
        "decided": "Take in the decision log: for each decision the values in tension and the one that prevailed.",
        "praised": "Take in recognitions with the value each was given for.",
        "discussed": "Take in agendas: which value an item was about, and how many minutes it had.",
        FELT: "A question to people which value wins when two collide would give it.",
    }
)
_WHOLE_ONLY: Final = ("paid", "measured", "discussed")
_AGAINST: Final = Wording({"less": "less than said", "more": "more than said", "cannot tell": "cannot tell", "": ""})
COLUMNS: Final = phrases(
    "Value", "Root", "Share", "95 % interval", "Against what is said", "Rests on", "People", "Note"
)

# What would stand here, what it needs, the command that takes it in: the empty table that teaches.
NEEDED: Final = Wording(
    {
        SAID: ("The lilies: what is said", "statements of leaders and official texts, with the values they name"),
        "paid": ("Roots: paid", "incentive rules, with the value each serves"),
        "measured": ("Roots: measured", "the list of metrics in use, with the value each serves"),
        "decided": ("Roots: decided", "decisions, with the values in tension and the one that prevailed"),
        "praised": ("Roots: praised", "recognitions, with the value each was given for"),
        "discussed": ("Roots: talked about", "agendas of meetings, with minutes by value"),
    }
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
        translated(TITLE),
        f"{headline(pond)} {undercurrent(pond)}".strip(),
        None,
        None,
        all_translated(COLUMNS),
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
    return Row(name, level, (Dot(say("share"), share.value, share.low, share.high, told, hue),))


def _nothing_yet() -> Figure:
    return Figure(
        KEY,
        translated(TITLE),
        say("Here you will see what we say on the water, and under it what we pay for, measure, decide and praise."),
        None,
        None,
        all_translated(phrases("What will be here", "What it needs")),
        tuple(NEEDED.values()),
        Caption("", "", "", "", KEY),
        (),
        say("Begin with two tables: what leaders say, and the decision log."),
    )


# --- the sentence ------------------------------------------------------------------------------------------------


def headline(pond: Pond) -> str:
    """The one thing to know of a pond: where the customer's roots end, against what is said."""
    customer = pond.lilies[0]
    said = customer.said.share
    if said is None:
        return say(
            "What is said was not released for {period}: the roots are there, the lilies are missing.",
            period=period_of(pond),
        )
    share = percent(said.value)
    told = [one for one in customer.strands if one.share is not None]
    if not told:
        return say("The customer is {share} of what we say; nothing tells yet what is done.", share=share)
    less = _clear(customer, "less")
    more = _clear(customer, "more")
    if less:
        return say("The customer is {share} of what we say, but {ends}.", share=share, ends=_ends(less[:2]))
    if more:
        return say(
            "The customer is {share} of what we say, and more is done than said: {ends}.",
            share=share,
            ends=_ends(more[:2]),
        )
    return say("The customer is {share} of what we say, and none of its roots clearly ends elsewhere.", share=share)


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
    return say(
        "{value} runs deeper than it shows: {done}, {said} of the words.",
        value=name,
        done=f"{percent(share.value)} {OF_WHAT[strand.name]}",
        said=percent(said.value),
    )


def next_step(pond: Pond) -> str:
    """What to do about it, one thing."""
    missing = [one.name for one in pond.lilies[0].strands if one.status == UNKNOWN and one.name != FELT]
    less = _clear(pond.lilies[0], "less")
    if less:
        return _ASKS[less[0].name if less[0].name in _ASKS else "decided"]
    if missing:
        return _NEEDS[missing[0]]
    return say("Take the widest lily with the thinnest root to the next council, and ask what feeds it.")


_ASKS: Final = Wording(
    {
        "paid": "Ask who could change one incentive rule so that it pays for what is said.",
        "measured": "Look at the figures on the wall: which one would a customer have put there? Replace one.",
        "decided": "Take the last three trade-offs the customer lost and ask what would have had to be different.",
        "praised": "Praise one thing done for a customer this week, by name and with what it changed.",
        "discussed": "Put one customer's case first on the agenda of the next meeting.",
    }
)


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
            say("{band} people", band=share.persons) if share is not None else "",
            say("95 % interval {ends}", ends=_interval(share)) if share is not None else "",
            period_of(pond),
            say("source: {source}", source=_SOURCES[strand.name]) if strand.name in _SOURCES else "",
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
    told = {"value": sentence(name), "done": f"{percent(share.value)} {OF_WHAT[strand.name]}"}
    if strand.name == SAID or said is None:
        return say("{value} is {done}.", **told)
    return translated(_HELD_AGAINST.english[strand.against], **told, said=percent(said.value))


_HELD_AGAINST: Final = Wording(
    {
        "less": "{value} is {done}: clearly less than the {said} of what we say.",
        "more": "{value} is {done}: clearly more than the {said} of what we say.",
        "cannot tell": "{value} is {done}: nobody can tell it from the {said} of what we say.",
        "": "{value} is {done}: .",
    }
)


def why_not(pond: Pond, strand: Strand) -> str:
    """Why a strand has no share, in a sentence."""
    if strand.reason:
        return retold(strand.reason, REASONS)
    if strand.name == FELT:
        return _why_not_felt(pond, strand)
    if pond.cut != "organisation" and strand.name in _WHOLE_ONLY:
        return say(
            "Rules, metrics and agendas are of the organisation as a whole: no group below has a share of its own."
        )
    return say("Nothing was released for {period} that says it.", period=period_of(pond))


def _why_not_felt(pond: Pond, strand: Strand) -> str:
    said = say("No question asks people which of the seven values wins here, so nobody can say how deep it is felt.")
    near = pond.nearest
    if strand.value != "customer" or near is None or near.value is None or near.low is None or near.high is None:
        return said
    nearest = say(
        "Nearest to it: asked whether the customer comes first, people agree with {n} of 100 points ({ends}, {band} "
        "people, {waves}), another scale.",
        n=f"{near.value:.0f}",
        ends=ends(f"{near.low:.0f}", f"{near.high:.0f}"),
        band=near.persons,
        waves=listed(pond.waves),
    )
    return f"{said} {nearest}"


def _needs(pond: Pond, strand: Strand) -> str:
    if strand.status != UNKNOWN or (pond.cut != "organisation" and strand.name in _WHOLE_ONLY):
        return ""
    return _NEEDS[strand.name]


def _rests_on(strand: Strand) -> str:
    n = strand.share.base if strand.share is not None else 0
    if not n:
        return ""
    if strand.name == SAID:
        return say_n("{n} statement", "{n} statements", n)
    if strand.name == "measured":
        return say_n("{n} metric", "{n} metrics", n)
    if strand.name == "decided":
        return say_n("{n} trade-off", "{n} trade-offs", n)
    if strand.name == "praised":
        return say_n("{n} recognition", "{n} recognitions", n)
    if strand.name == "discussed":
        return say_n("{n} item of an agenda", "{n} items of agendas", n)
    return ""


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


_UNKNOWN: Final = Wording({WITHHELD: "private", TOO_LITTLE: "too little", UNKNOWN: "unknown"})


def _told_cell(pond: Pond, strand: Strand) -> Told:
    share, title = strand.share, f"{NAMES[strand.value]}, {STRAND_NAMES[strand.name]}"
    if share is None:
        word = _UNKNOWN[strand.status if strand.status in _UNKNOWN else UNKNOWN]
        return Told(key_of(strand), word, "", "", strand.status, title)
    against = strand.against if strand.against in ("less", "more") else ""
    both = f"{100 * share.low:.0f}–{100 * share.high:.0f}\u00a0%"
    return Told(key_of(strand), percent(share.value), both, against, strand.status, title)


# --- table and small print ---------------------------------------------------------------------------------------


def _cells(pond: Pond, strand: Strand) -> tuple[str, ...]:
    lead = (sentence(NAMES[strand.value]), STRAND_NAMES[strand.name])
    share = strand.share
    if share is None:
        return (*lead, "–", "", "", "", "", why_not(pond, strand))
    against = _AGAINST[strand.against] if strand.name != SAID else ""
    return (*lead, percent(share.value), _interval(share), against, _rests_on(strand), share.persons, "")


def _interval(share: Part) -> str:
    return ends(percent(share.low), percent(share.high))


def _caption(pond: Pond) -> Caption:
    bands = [one.share.persons for one in pond.shown if one.share is not None and one.share.persons]
    small, large = smallest_band(bands), largest_band(bands)
    band = small if small == large else ends(small, large)
    return Caption(
        say("{band} people", band=band) if small else "",
        say("95 % interval"),
        period_of(pond),
        say("source: {source}", source=say("records")),
        KEY,
    )


def period_of(pond: Pond) -> str:
    """The time of a pond in words, e.g. "July to September 2026"."""
    return span([month for quarter in pond.quarters for month in Window.of(quarter).months])


def _notes(pond: Pond) -> list[str]:
    private = sum(one.status == WITHHELD for lily in pond.lilies for one in (lily.said, *lily.strands))
    notes = []
    if private:
        notes.append(
            say_n("{n} strand is kept private (hatched).", "{n} strands are kept private (hatched).", private)
        )
    unknown = [STRAND_NAMES[name] for name in ALL_STRANDS if _all_unknown(pond, name)]
    if unknown:
        notes.append(say("Dotted, because nothing says it: {strands}.", strands=listed(unknown)))
    return notes


def _all_unknown(pond: Pond, name: str) -> bool:
    return all(one.status == UNKNOWN for lily in pond.lilies for one in lily.strands if one.name == name)
