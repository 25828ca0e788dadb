"""The pages of See: which cards stand on which, and what a page says while it has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from lilyroot_web.insights.queries import Card, Edition
from lilyroot_web.ui.context import Place


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the keys of its cards, and the teaching words of an empty one."""

    key: str
    name: str
    cards: tuple[str, ...]
    awaits: str
    needs: str
    tells_survey: bool = False  # whether figures of the survey stand here


CARD_PAGES: Final = (
    Page(
        "dimensions",
        gettext_lazy("Dimensions"),
        ("dimensions", "dimension-changes", "say-and-do"),
        gettext_lazy("Here you will read eight sides of the culture, each with how sure it is and what it rests on."),
        gettext_lazy("Release one closed month of talk, a wave of the survey, or a quarter of records."),
        tells_survey=True,
    ),
    Page(
        "orientation",
        gettext_lazy("Orientation"),
        ("team-orientation", "function-orientation", "segment-orientation", "customer-talk"),
        gettext_lazy("Here you will read whether talk of customers is about their situation or about our numbers."),
        gettext_lazy(
            "Release one closed month of talk; declare segments in the policy to see it by level, site or tenure."
        ),
    ),
    Page(
        "conversations",
        gettext_lazy("Conversations"),
        ("engagement", "words"),
        gettext_lazy(
            "Here you will read which conversations people join, and in which words they speak of customers."
        ),
        gettext_lazy("Release one closed month of talk with threads in it: chat, mail or meetings."),
    ),
    Page(
        "network",
        gettext_lazy("Network"),
        ("network",),
        gettext_lazy(
            "Here you will see which departments answer one another, and how much of it is about customers."
        ),
        gettext_lazy(
            "It needs three departments of at least 20 people in a closed month: take in a channel that several use."
        ),
    ),
    Page(
        "flags",
        gettext_lazy("Flags"),
        ("signals",),
        gettext_lazy("Here you will read how often people blame, brush off, praise or pass on what a customer said."),
        gettext_lazy(
            "Release one closed month of talk; have a sample labelled (audit) before singling out a department."
        ),
    ),
    Page(
        "trend",
        gettext_lazy("Trend"),
        ("trend",),
        gettext_lazy("Here you will see whether anything changed beyond noise, and after which month."),
        gettext_lazy("Release two closed months; a change shows once three months stand on either side of it."),
    ),
    Page(
        "hidden",
        gettext_lazy("Hidden"),
        ("missing",),
        gettext_lazy("Here you will read what is kept private or left open, and why."),
        gettext_lazy("Nothing is hidden while nothing is released."),
    ),
)
TELLING: Final = ("dimensions", "team-orientation", "trend")  # what the overview shows whole
POND: Final = "insights:pond"
_TABS: Final = (
    ("insights:home", "", gettext_lazy("Overview")),
    (POND, "", gettext_lazy("Pond")),
    *(("insights:page", page.key, page.name) for page in CARD_PAGES[:5]),
    ("insights:heat-map", "", gettext_lazy("Heat map")),
    *(("insights:page", page.key, page.name) for page in CARD_PAGES[5:]),
)


def page_of(key: str) -> Page | None:
    """The page of that name, if there is one."""
    return next((page for page in CARD_PAGES if page.key == key), None)


def tabs(path: str, until: str = "") -> list[Place]:
    """The second line of tabs, with the one that is open; a month that was chosen stays chosen."""
    found = []
    for view, key, name in _TABS:
        address = reverse(view, args=[key] if key else [])
        months = until and view != POND  # the pond has quarters of its own
        found.append(Place(name, f"{address}?{urlencode({'until': until})}" if months else address, path == address))
    return found


def cards_of(edition: Edition, keys: Iterable[str]) -> list[Card]:
    """The cards an edition has of these, in this order."""
    return [card for key in keys if (card := edition.card(key)) is not None]


@dataclass(frozen=True, slots=True)
class Line:
    """A page in the list of the overview: what its first card says."""

    name: str
    address: str
    sentence: str


def lines(edition: Edition) -> list[Line]:
    """What the other pages say, one sentence each; pages whose first card stands on the overview are left out."""
    found = []
    for page in CARD_PAGES:
        cards = cards_of(edition, page.cards)
        if cards and cards[0].figure.key not in TELLING:
            found.append(Line(page.name, reverse("insights:page", args=[page.key]), cards[0].figure.sentence))
    return found
