"""Told and drawn before anybody asks, and kept in the home for every process: after a release nobody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from lilyroot.home import Home
from lilyroot.score import Sources
from lilyroot.tongue import LANGUAGES
from lilyroot_web.access.rules import Scope
from lilyroot_web.insights.drawings import Drawings
from lilyroot_web.insights.ledger import EVERYTHING, fingerprint, verified
from lilyroot_web.insights.pages import TELLING
from lilyroot_web.insights.queries import periods_of, told_of
from lilyroot_web.tongue.domain import in_language


def draw_ahead(home: Home, lines: Sequence[Scope] = (), *, earlier: bool = True) -> None:
    """Draw what is not in the home yet: the newest of everything, of these lines, and of each ``earlier`` month.

    Of a line the charts of its overview are drawn; those of its other pages when somebody opens one. Raises
    ``StoreError`` when the ledger does not verify.
    """
    sources = verified(home, fingerprint(home))
    drawings = Drawings(home)
    drawings.clear_outdated()
    *before, newest = periods_of(sources.talk) or [""]
    shown = sources.until(newest)
    for language in LANGUAGES:
        _draw(drawings, shown, EVERYTHING, language)
    for line, language in product(lines, LANGUAGES):
        _draw(drawings, shown.within(line.units), line, language, TELLING)
    for period, language in product(reversed(before) if earlier else (), LANGUAGES):
        _draw(drawings, sources.until(period), EVERYTHING, language)


def _draw(drawings: Drawings, shown: Sources, scope: Scope, language: str, keys: Sequence[str] = ()) -> None:
    with in_language(language):
        for card in told_of(drawings, shown, scope).cards:
            if not keys or card.figure.key in keys:
                _ = card.pictures
