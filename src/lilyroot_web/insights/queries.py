"""What the first page shows, made from the verified ledger; drawings are kept in memory and in the home."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lilyroot.draw import Caption, Figure, figures, headline, not_read, svg, themed, why_uncorrected
from lilyroot.draw.render import NARROW, WIDE
from lilyroot.draw.words import UNDATED, counted, span
from lilyroot.home import Home
from lilyroot.release.ledger import canonical, fewest_people
from lilyroot.release.released import Released
from lilyroot.report.releases import Manifest, rest_on
from lilyroot.score import Sources
from lilyroot_web.access.rules import Scope
from lilyroot_web.insights.drawings import Drawings
from lilyroot_web.insights.ledger import EVERYTHING, fingerprint, in_reach, language

MONTHS: Final = 12  # that a figure is drawn over


@dataclass(frozen=True)
class Card:
    """A figure with its pictures: SVG for wide and narrow screens, colours left to the page.

    They are drawn when a page first shows them, and kept: a page of one card does not wait for all.
    """

    figure: Figure
    drawings: Drawings = field(repr=False, compare=False)
    key: str = field(repr=False)

    @property
    def wide(self) -> SafeString:
        return self.pictures[0]

    @property
    def narrow(self) -> SafeString:
        return self.pictures[1]

    @cached_property
    def table(self) -> SafeString:
        """The table behind it. Of 500 teams it has thousands of cells, the same for every look."""
        return SafeString(render_to_string("insights/table.html", {"figure": self.figure, "card": self}))

    @cached_property
    def pictures(self) -> tuple[SafeString, SafeString]:
        """Both pictures, from the home where they were drawn before."""
        if self.figure.spec is None:
            return SafeString(), SafeString()
        key = f"{self.key}-{self.figure.key}"
        drawn = self.drawings.read(key)
        if drawn is None:
            with _drawing:  # one at a time: two readers of a new page do not draw it twice
                drawn = self.drawings.read(key)
                if drawn is None:
                    drawn = [svg(self.figure, "page", narrow=narrow) for narrow in (False, True)]
                    self.drawings.write(key, drawn)
        # Safe to set as it is: the drawing comes from Vega's own SVG writer, which escapes every label.
        return SafeString(drawn[0]), SafeString(drawn[1])

    def specifications(self) -> dict[str, Any]:
        """What the chart engine draws: the same two pictures at the same size, so that nothing moves."""
        return {
            name: themed({**spec, "width": width}, "page")
            for name, spec, width in (("wide", self.figure.spec, WIDE), ("narrow", self.figure.narrow, NARROW))
            if spec is not None
        }


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything the page says about the releases up to one period."""

    until: str
    choices: tuple[tuple[str, str], ...]  # periods a reader may choose, newest first, with their words
    headline: str
    cards: tuple[Card, ...]
    rests_on: tuple[str, ...]  # what a reader must know before any figure
    uncorrected: str  # why figures are the reader's alone, which no audit has checked; "" when all were
    manifests: tuple[Manifest, ...]  # of the releases that its figures rest on

    def card(self, key: str) -> Card | None:
        """The card of that key, if this edition has it."""
        return next((card for card in self.cards if card.figure.key == key), None)


_drawing = Lock()
_making: dict[tuple[object, ...], Lock] = {}
"""A lock for each edition that is being made: who waits, waits for their own."""


def edition(home: Home, scope: Scope = EVERYTHING, until: str = "") -> Edition | None:
    """What a reader of this scope sees of the releases up to a period ("" is the newest).

    None when nothing was released or the period is not there.

    Raises ``StoreError`` when the ledger does not verify.
    """
    key = (home, fingerprint(home), scope, until, language())
    lock = _making.setdefault(key, Lock())
    try:
        with (
            lock
        ):  # the first reader after a release waits for the drawing; the others of the same wait for the first
            return _edition(*key)
    finally:
        _making.pop(key, None)


@lru_cache(maxsize=256)
def _edition(home: Home, state: str, scope: Scope, until: str, language: str) -> Edition | None:
    """``state`` and ``language`` are there to be remembered by: another state of the ledger is another edition."""
    sources = in_reach(home, state, scope)
    periods = periods_of(sources.talk)
    if not periods or (until and until not in periods):
        return None
    newest = until in ("", periods[-1])
    shown = (
        sources if newest and sources.talk.periods == periods else in_reach(home, state, scope, until or periods[-1])
    )
    told = told_of(Drawings(home), shown, scope)
    return Edition(
        until=until or periods[-1],
        choices=tuple((period, span([period])) for period in reversed(periods)),
        headline=told.headline,
        cards=told.cards,
        rests_on=_rests_on(shown.talk),
        uncorrected=why_uncorrected(shown.talk.manifests),
        manifests=rest_on(shown, periods_of(shown.talk)[-MONTHS:]),
    )


def periods_of(released: Released) -> list[str]:
    """The months a reader may choose; undated talk where there is nothing else."""
    return [period for period in released.periods if period != UNDATED] or released.periods


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of some releases: the sentence above all, and the cards."""

    headline: str
    cards: tuple[Card, ...]


def told_of(drawings: Drawings, shown: Sources, scope: Scope) -> Told:
    """From the home where it was told before from exactly these releases, else told and kept there.

    Never across reaches or languages: both are in the name it is kept under.
    """
    reach = "" if scope.everything else json.dumps(sorted(scope.units))
    releases = b"".join(canonical(manifest) for manifest in shown.manifests)
    key = sha256(releases + f"{reach} {language()}".encode()).hexdigest()
    kept = drawings.read(key)
    if kept is None:
        told = headline(shown.talk), figures(shown.talk, sources=shown)
        kept = {"headline": told[0], "figures": [asdict(replace(figure, plot=None)) for figure in told[1]]}
        drawings.write(key, kept)
    return Told(kept["headline"], tuple(Card(_figure(words), drawings, key) for words in kept["figures"]))


def _figure(words: dict[str, Any]) -> Figure:
    """The figure that ``asdict`` wrote down."""
    lists = {name: tuple(words[name]) for name in ("columns", "notes")}
    rows = tuple(tuple(row) for row in words["rows"])
    return Figure(**{**words, **lists, "rows": rows, "caption": Caption(**words["caption"])})


def _rests_on(released: Released) -> tuple[str, ...]:
    manifests = released.manifests
    smallest = max(map(fewest_people, manifests), default=0)
    parts = (
        counted(len(manifests), "release", "releases"),
        f"groups of at least {smallest} people" if smallest else "",
        not_read(released),
    )
    return tuple(part for part in parts if part)
