"""The page of the heat map, made from the verified ledger and kept in memory."""

from __future__ import annotations

from functools import lru_cache

from lilyroot.draw import HeatMap, heat_map
from lilyroot.home import Home
from lilyroot_web.access.rules import Scope
from lilyroot_web.insights.ledger import EVERYTHING, fingerprint, in_reach, language
from lilyroot_web.insights.queries import periods_of


def heat_page(home: Home, scope: Scope = EVERYTHING, until: str = "") -> HeatMap | None:
    """The heat map up to a period ("" the newest); None when nothing was released or the period is not there."""
    return _page(home, fingerprint(home), scope, until, language())


@lru_cache(maxsize=128)
def _page(home: Home, state: str, scope: Scope, until: str, language: str) -> HeatMap | None:
    talk = in_reach(home, state, scope).talk
    periods = periods_of(talk)
    if not periods or (until and until not in periods):
        return None
    return heat_map(talk.until(until or periods[-1]))
