"""Our own errors become a page with their sentence and remedy."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from lilyroot.errors import LilyrootError
from lilyroot_web.ui.views import refused

_log = logging.getLogger("django.lilyroot")


class Later(MiddlewareMixin):
    """Whoever is told to wait is told for how long; what counts by the minute and says nothing, a minute."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", "60")
        return response


class OurErrors(MiddlewareMixin):
    """Turn a ``LilyrootError`` that leaves a view into a designed page of status 503."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, LilyrootError):
            return None
        _log.error("%s at %s", exception.code, request.path)
        return refused(request, exception)
