"""Choosing a language, signed in or not."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lilyroot_web.access.doors import ajar
from lilyroot_web.tongue.domain import choose
from lilyroot_web.tongue.forms import Choose
from lilyroot_web.tongue.middleware import KEPT

A_YEAR = 365 * 24 * 60 * 60


@ajar("in which language one reads is one's own")
@login_not_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """From now on in this language; back to the page it was chosen on."""
    form = Choose(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    code, onward = form.cleaned_data["language"], form.cleaned_data["next"]
    if request.user.is_authenticated:
        choose(request.user, code)
        request.session[KEPT] = code
    here = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    response = redirect(onward if here else "home")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response
