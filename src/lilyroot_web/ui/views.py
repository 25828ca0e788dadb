"""Pages that belong to no slice: errors and the health check."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lilyroot.errors import LilyrootError
from lilyroot_web.access.doors import ajar


def _page(request: HttpRequest, status: int, title: str, sentence: str, remedy: str) -> HttpResponse:
    context = {"title": title, "sentence": sentence, "remedy": remedy, "status": status}
    return render(request, "ui/error.html", context, status=status)


@ajar("says nothing but that it is there")
@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the process answers. Says nothing else, to anyone."""
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        400,
        gettext("That did not make sense"),
        gettext("The server could not read this request."),
        gettext("Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        403,
        gettext("Not for you"),
        gettext("You are signed in, but this page is not open to you."),
        gettext("Ask whoever runs Lilyroot here."),
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        gettext("This form has expired"),
        gettext("Nothing was sent."),
        gettext("Open the page again and repeat what you did; cookies must be allowed."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        404,
        gettext("There is no such page"),
        gettext("Nothing lives at this address."),
        gettext("Check the address, or start from Home."),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """What allauth shows where somebody tries passwords or codes on and on."""
    return _page(
        request,
        429,
        gettext("Too many tries"),
        gettext("Nothing was looked at any more."),
        gettext("Wait a minute, then try again."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        gettext("Something broke on our side"),
        gettext("The page could not be made; nothing was changed."),
        gettext("The server's log says where. Try again, and tell whoever runs Lilyroot if it stays."),
    )


def refused(request: HttpRequest, error: LilyrootError) -> HttpResponse:
    """One of our own errors reached the door: say its sentence and its remedy, show no figure."""
    titles = {"ledger.broken": gettext("The ledger does not verify, so no figure is shown")}
    title = titles.get(error.code, gettext("The page cannot be shown"))
    place = f" ({error.place})" if error.place else ""
    return _page(request, 503, title, f"{error.sentence}{place}", error.remedy)
