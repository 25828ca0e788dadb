"""The ledger as a page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from lilyroot_web.trust import queries


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Verified afresh for every reader: this page is the answer to "is it still true"."""
    response = render(request, "trust/ledger.html", {"account": queries.account(settings.LILYROOT_HOME)})
    patch_cache_control(response, private=True, no_store=True)
    return response
