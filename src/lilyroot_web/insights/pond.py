"""The page of the pond, made from the verified ledger: pictures, sentence, table and the evidence of every strand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from lilyroot.draw import Figure
from lilyroot.draw.pond import (
    STRAND_NAMES,
    Evidence,
    Told,
    evidence,
    figure_of,
    headline,
    key_of,
    matrix,
    undercurrent,
)
from lilyroot.draw.pond_layout import MIDDLE, SIZES
from lilyroot.draw.pond_svg import mark_svg, pond_svg
from lilyroot.draw.words import span
from lilyroot.home import Home
from lilyroot.report.releases import Manifest, beside_talk
from lilyroot.score import Sources, Window
from lilyroot.score.pond import ALL_STRANDS, SAID, Pond, pond, ponds, unknown
from lilyroot_web.access.rules import Scope
from lilyroot_web.insights.ledger import EVERYTHING, Choice, fingerprint, in_reach, language


@dataclass(frozen=True, slots=True)
class PondPage:
    """Everything the page says of one group in one window."""

    period: str
    group: str
    label: str
    periods: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    figure: Figure
    headline: str
    undercurrent: str
    drawings: tuple[tuple[str, SafeString], ...]  # by size: wide, middle, narrow
    still: SafeString  # the picture without its links
    legend: tuple[tuple[SafeString, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Told, ...]], ...]
    evidence: tuple[Evidence, ...]
    first: str  # the strand whose evidence is open when nobody has chosen one
    manifests: tuple[Manifest, ...]  # of the releases it rests on
    known: bool


def pond_page(home: Home, scope: Scope = EVERYTHING, period: str = "", group: str = "") -> PondPage | None:
    """The pond of a period and group ("" the newest, and the highest); None where there is no such pond.

    Without any records it is a pond of which nothing is known. Raises ``StoreError`` when the ledger does not verify.
    """
    return _page(home, fingerprint(home), scope, period, group, language())


@lru_cache(maxsize=128)
def _page(home: Home, state: str, scope: Scope, period: str, group: str, language: str) -> PondPage | None:
    sources = in_reach(home, state, scope)
    periods = record_periods(sources)
    if not periods:
        return None if period or group else _nothing_yet()
    chosen = period or periods[0].key
    if chosen not in {one.key for one in periods}:
        return None
    window = Window.of(chosen)
    groups = tuple(Choice(one.cell, one.label) for one in ponds(sources, window))
    if group and group not in {one.key for one in groups}:
        return None
    found = pond(sources, window, group)
    manifests = beside_talk(sources, window.months, found.quarters) if found is not None else ()
    return _told(found, chosen, periods, groups, manifests) if found is not None else None


def record_periods(sources: Sources) -> tuple[Choice, ...]:
    """The released quarters of records, newest first, then the years with more than one of them."""
    quarters = sorted(sources.records.periods, reverse=True)
    years = sorted({quarter[:4] for quarter in quarters}, reverse=True)
    whole = [year for year in years if sum(quarter.startswith(year) for quarter in quarters) > 1]
    return (
        *(Choice(quarter, span(Window.of(quarter).months)) for quarter in quarters),
        *(Choice(year, f"the year {year}") for year in whole),
    )


def _nothing_yet() -> PondPage:
    return _drawn(unknown(), figure_of(None), "", (), (), (), known=False)


def _told(
    found: Pond,
    period: str,
    periods: tuple[Choice, ...],
    groups: tuple[Choice, ...],
    manifests: tuple[Manifest, ...],
) -> PondPage:
    return _drawn(found, figure_of(found), period, periods, groups, manifests, known=True)


def _drawn(
    found: Pond,
    figure: Figure,
    period: str,
    periods: tuple[Choice, ...],
    groups: tuple[Choice, ...],
    manifests: tuple[Manifest, ...],
    *,
    known: bool,
) -> PondPage:
    panels = tuple(evidence(found))
    return PondPage(
        period,
        found.cell,
        found.label,
        periods,
        groups,
        figure,
        headline(found) if known else figure.sentence,
        undercurrent(found),
        # Safe to set as they are: every word in them was escaped by the one that drew them.
        tuple((size.name, SafeString(pond_svg(found, size, linked=known))) for size in SIZES),
        SafeString(pond_svg(found, MIDDLE, linked=False)),
        tuple((SafeString(mark_svg(name)), STRAND_NAMES[name]) for name in ALL_STRANDS),
        tuple(STRAND_NAMES[name] for name in (SAID, *ALL_STRANDS)),
        tuple(matrix(found)),
        panels,
        _first(found),
        manifests,
        known,
    )


def _first(found: Pond) -> str:
    """What the sentence begins with: the customer's root that ends furthest above what is said, else what is said."""
    customer = found.lilies[0]
    less = [one for one in customer.strands if one.against == "less" and one.share is not None]
    return key_of(min(less, key=lambda one: one.share.value if one.share else 1.0) if less else customer.said)
