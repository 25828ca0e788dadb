"""Whoever changes who gets in, or what leaves, has shown in the last ten minutes that it is they who sit there.

Signing in shows it, and so does the password or the second step once more. Who has neither, because they come from a
directory, goes there once more; whether it asks them for anything is its own business.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows, suspend_request
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lilyroot_web.access.doors import SAFE

View = Callable[..., HttpResponse]
CONFIRMED_FOR: Final = timedelta(minutes=10)
_SHOWN_HERE: Final = ("password", "mfa")
_SHOWN_THERE: Final = "socialaccount"


def confirmed(view: View) -> View:
    """A page that opens only for whoever has just shown who they are. What is sent to it too late is lost."""

    @wraps(view)
    def opened(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        return view(request, *given, **named) if _lately(request) else _ask(request)

    return opened


def confirmed_change(view: View) -> View:
    """A page that everybody may look at; a change waits in the session until its sender has shown who they are.

    For forms without secrets: what waits stands in the database.
    """

    @wraps(view)
    def opened(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if request.method in SAFE or _lately(request):
            return view(request, *given, **named)
        if get_reauthentication_flows(request.user):
            return suspend_request(request, reverse("account_reauthenticate"))
        return _ask(request)

    return opened


def _lately(request: HttpRequest) -> bool:
    """Whether they have shown who they are; a directory counts for those only who have no other way."""
    ways = _SHOWN_HERE if get_reauthentication_flows(request.user) else (*_SHOWN_HERE, _SHOWN_THERE)
    records = get_authentication_records(request, request.user)
    since = time.time() - CONFIRMED_FOR.total_seconds()
    return any(record["method"] in ways and record["at"] > since for record in records)


def _ask(request: HttpRequest) -> HttpResponse:
    then = urlencode({"next": request.path})
    if get_reauthentication_flows(request.user):
        return redirect(f"{reverse('account_reauthenticate')}?{then}")
    known = set(request.user.socialaccount_set.values_list("provider", flat=True))
    directory = next((one for one in settings.DIRECTORIES if one.id in known), None)
    if directory is None:
        logout(request)
        return redirect(f"{reverse('account_login')}?{then}")
    return redirect(f"{reverse(directory.way_in, args=[directory.id])}?{then}")
