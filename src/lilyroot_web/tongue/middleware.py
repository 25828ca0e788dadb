"""In which language is this request answered?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import check_for_language, get_language_from_request

from lilyroot_web.tongue.domain import in_language

KEPT: Final = "language"
"""Where a session holds what its account says, so that no page has to ask the database."""
_FOR_PROGRAMS: Final = ("/api/", "/scim/", "/metrics", "/health", "/static/")


class Spoken:
    """Answer each request in its reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_FOR_PROGRAMS):
            with in_language("en"):
                return self.get_response(request)
        code = language_of(request)
        with in_language(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """What the account says, then the cookie, then the browser, then the installation."""
    kept = request.session.get(KEPT, "")
    return kept if kept and check_for_language(kept) else get_language_from_request(request)
