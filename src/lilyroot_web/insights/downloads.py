"""Figures to take along: a table with what must be known of it, and everything a reader sees as slides."""

from __future__ import annotations

from functools import lru_cache

from lilyroot.draw import OF_ALL_STREAMS, Figure
from lilyroot.draw.numbers import typed
from lilyroot.home import Home
from lilyroot.release.ledger import fewest_people, stream_of
from lilyroot.release.released import TALK
from lilyroot.report import content, slides
from lilyroot.report.about import about
from lilyroot.report.releases import Manifest, made_at, releases_of
from lilyroot_web.access.rules import Scope
from lilyroot_web.insights.ledger import fingerprint, in_reach, language
from lilyroot_web.insights.queries import periods_of
from lilyroot_web.ui.sheets import Table


def behind(key: str, manifests: tuple[Manifest, ...]) -> tuple[Manifest, ...]:
    """Those of an edition's releases that one figure rests on."""
    return tuple(entry for entry in manifests if key in OF_ALL_STREAMS or stream_of(entry) == TALK)


def table_of(figure: Figure, manifests: tuple[Manifest, ...]) -> Table:
    """The table of a figure, and what it rests on."""
    fewest = max(map(fewest_people, manifests), default=fewest_people({}))
    said = about(figure, releases_of(manifests), fewest)
    return Table(figure.title, figure.columns, typed(figure.rows), said, made_at(manifests))


def slides_of(home: Home, scope: Scope, until: str = "") -> bytes | None:
    """Slides of what a reader of this scope sees up to a period ("" the newest); None where there is nothing."""
    return _slides(home, fingerprint(home), scope, until, language())


@lru_cache(maxsize=16)
def _slides(home: Home, state: str, scope: Scope, until: str, language: str) -> bytes | None:
    """``state`` and ``language`` are there to be remembered by: another of either is another kit."""
    sources = in_reach(home, state, scope)
    periods = periods_of(sources.talk)
    if not periods or (until and until not in periods):
        return None
    shown = in_reach(home, state, scope, until or periods[-1])
    return slides(content(shown.talk, sources=shown))
