"""Told and drawn before anybody asks, and kept in the home for every process: after a release nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product

from django.conf import settings
from django.utils import translation

from lilyroot.home import Home
from lilyroot.score import Sources
from lilyroot.tongue import LANGUAGES, speaking
from lilyroot_web.access.rules import Scope
from lilyroot_web.insights.drawings import Drawings
from lilyroot_web.insights.ledger import EVERYTHING, fingerprint, verified
from lilyroot_web.insights.pages import TELLING
from lilyroot_web.insights.queries import periods_of, told_of


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
    for language in languages():
        _draw(drawings, shown, EVERYTHING, language)
    for line, language in product(lines, languages()):
        _draw(drawings, shown.within(line.units), line, language, TELLING)
    for period, language in product(reversed(before) if earlier else (), languages()):
        _draw(drawings, sources.until(period), EVERYTHING, language)


def languages() -> list[str]:
    """The languages pages are read in."""
    return list(LANGUAGES) if settings.USE_I18N else [settings.LANGUAGE_CODE]


def _draw(drawings: Drawings, shown: Sources, scope: Scope, language: str, keys: Sequence[str] = ()) -> None:
    with speaks(language):
        for card in told_of(drawings, shown, scope).cards:
            if not keys or card.figure.key in keys:
                _ = card.pictures


@contextmanager
def speaks(language: str) -> Iterator[None]:
    """Pages and figures in this language."""
    with translation.override(language), speaking(language):
        yield
