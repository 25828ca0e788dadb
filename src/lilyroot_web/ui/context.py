"""What every page's frame needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

THEME_COOKIE = "lilyroot_theme"
_PLACES = (("insights:home", "Home"), ("reading:try", "Try"), ("trust:ledger", "Trust"))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the rail."""

    name: str
    address: str
    current: bool


def theme_of(request: HttpRequest) -> str:
    """The theme this browser chose, or "" to follow its system."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in ("light", "dark") else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The rail and the theme. Only places that exist are listed."""
    addresses = [(name, reverse(view)) for view, name in _PLACES]
    places = [Place(name, address, request.path == address) for name, address in addresses]
    return {"places": places, "theme": theme_of(request)}
