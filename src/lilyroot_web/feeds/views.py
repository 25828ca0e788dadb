"""One's own feed: made, renewed and ended under Account; read by calendars at its secret address."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from lilyroot_web.access.doors import ajar
from lilyroot_web.actions.queries import days_of
from lilyroot_web.feeds import domain
from lilyroot_web.feeds.calendar import calendar_of


@ajar("one's own account")
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Whether one has a feed; its address once, when it is made."""
    address = ""
    if request.method == "POST" and request.POST.get("wish") == "end":
        domain.end(request.user)
        return redirect("feeds:mine")
    if request.method == "POST":
        address = f"{settings.PUBLIC_ADDRESS}/feeds/{domain.make(request.user)}.ics"
    context = {"address": address, "made_at": domain.made_at(request.user)}
    return _unkept(render(request, "feeds/mine.html", context))


@ajar("the secret in the address is the key")
@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The days of the actions that whoever owns this feed owns."""
    user = domain.opened_by(secret)
    if user is None:
        raise Http404
    return _unkept(HttpResponse(calendar_of(days_of(user)), content_type="text/calendar; charset=utf-8"))


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
