"""What every page's frame needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from lilyroot_web.access.queries import verbs

THEME_COOKIE = "lilyroot_theme"
_PLACES = (
    ("home", gettext_lazy("Home"), "", ()),
    ("sources:listen", gettext_lazy("Listen"), "see sources", ("/try", "/customers", "/responses")),
    ("insights:home", gettext_lazy("See"), "see figures", ("/definitions",)),
    ("actions:overview", gettext_lazy("Act"), "see actions", ()),
    ("trust:ledger", gettext_lazy("Trust"), "read the ledger", ()),
)
"""Address, name, the rule that opens it, and what else belongs to the place."""


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
    """The rail, the theme, and what this reader may do. Only places that are open to them are listed."""
    user = getattr(request, "user", None)
    allowed = verbs(user) if user is not None and user.is_authenticated else frozenset()
    places = [
        Place(name, reverse(view), any(_is_at(request.path, one) for one in (reverse(view), *more)))
        for view, name, verb, more in _PLACES
        if not verb or verb in allowed
    ]
    return {"places": places, "theme": theme_of(request), "may": allowed}


def _is_at(path: str, address: str) -> bool:
    """Whether a page belongs to a place: its own address or one below it."""
    return path == address or (address != "/" and path.startswith(f"{address}/"))
