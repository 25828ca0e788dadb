"""Where somebody lands who has signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from lilyroot_web.access.doors import ajar
from lilyroot_web.access.queries import held, may
from lilyroot_web.insights import views as insights


@ajar("each part is what its own rule lets this reader see")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest figures for whoever may see any; a word of welcome for who holds no role yet."""
    if may(request.user, "see figures"):
        return insights.home(request)
    response = render(request, "home/waiting.html", {"roles": held(request.user)})
    patch_cache_control(response, private=True, no_store=True)
    return response
