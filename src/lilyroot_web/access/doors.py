"""The one door every page stands behind: ``@door("see figures")`` lets in whom the rules name, and writes it down.

Who may not gets "there is no such page", as if there were none. What the view is handed is ``request.scope``: how far
this reader reaches. A page without a door does not get past the tests; ``ajar`` says why a page needs none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from lilyroot_web.access import domain, queries
from lilyroot_web.access.rules import RULES

View = Callable[..., HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")


def door(verb: str) -> Callable[[View], View]:
    """Open a view to whoever may do this, everyone else finds nothing."""
    rule = RULES[verb]

    def behind(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
            scope = queries.scope(request.user, verb)
            if scope is None:
                raise Http404
            request.scope = scope
            response = view(request, *given, **named)
            changed = rule.changes and request.method not in SAFE
            if (changed and not hasattr(request.user, "has_written")) or (rule.logged and not changed):
                domain.write_down(request.user, verb, request.path, changed=changed, outcome=response.status_code)
            return response

        opened.door = verb
        return opened

    return behind


def ajar(why: str) -> Callable[[View], View]:
    """A view without a rule: it is public, or shows only what is somebody's own. ``why`` says which."""

    def said(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
            return view(request, *given, **named)

        opened.ajar = why
        return opened

    return said
