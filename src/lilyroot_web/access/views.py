"""Sign in and sign out. What comes after the password, and one's own account, are allauth's views in our clothes."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import views as account
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.providers.openid_connect import views as directory
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from lilyroot_web.access import saml
from lilyroot_web.access.assertions import NotBelieved
from lilyroot_web.access.door import know
from lilyroot_web.access.sign_on import NO_ANSWER, NOT_BELIEVED, refused
from lilyroot_web.config.sign_on import Saml

_log = logging.getLogger("django.lilyroot")


class SignInPage(LoginView):
    """Asks for the name and the password, or for a passkey; leads on to the second step where there is one."""

    template_name = "access/sign_in.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "directories": settings.DIRECTORIES}

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        for fault in form.non_field_errors().as_data():
            if fault.code == "locked":
                response.status_code = 429
                response["Retry-After"] = str(fault.params["seconds"])
        return response

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        know(response, form.user.get_username())
        return response


sign_in = login_not_required(SignInPage.as_view())


class SecondStepPage(AuthenticateView):
    """The second step; who tries codes on and on is told how long to wait."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if form.has_error("code", "too_many_login_attempts"):
            response.status_code = 429
            response["Retry-After"] = "300"  # allauth counts five in five minutes
        return response


second_step = login_not_required(SecondStepPage.as_view())


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("account_login")


@login_not_required
def to_directory(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the organisation's directory, if it answers; to sign in and for nothing else."""
    if request.GET.get("process", "login") != "login":
        raise Http404
    try:
        return directory.login(request, provider_id)
    except (RequestException, ValueError, KeyError):
        return refused(request, NO_ANSWER)


@login_not_required
@require_safe
def to_saml(request: HttpRequest, directory_id: str) -> HttpResponse:
    """To a directory that speaks SAML, with a question only this browser may bring the answer to."""
    place, asked = saml.ask(_saml(directory_id), get_next_redirect_url(request) or "")
    response = redirect(place)
    saml.remember(response, asked)
    return response


@login_not_required
@require_safe
def saml_metadata(request: HttpRequest, directory_id: str) -> HttpResponse:
    """Our description for the directory's administrator; it holds addresses and nothing else."""
    return HttpResponse(saml.description(_saml(directory_id)), content_type="application/samlmetadata+xml")


@csrf_exempt  # a page of the directory posts it; the cookie and the signed answer say that it was asked for
@login_not_required
@require_POST
def back_from_saml(request: HttpRequest, directory_id: str) -> HttpResponse:
    """The directory's answer: whoever it vouches for is let in, as from any directory."""
    one = _saml(directory_id)
    try:
        response: HttpResponse = complete_social_login(request, saml.believed(request, one))
    except NotBelieved as fault:
        _log.warning("sign-in with %s was not believed: %s", one.id, fault)
        response = refused(request, NOT_BELIEVED)
    saml.forget(response)
    return response


def _saml(directory_id: str) -> Saml:
    found = (one for one in settings.DIRECTORIES if isinstance(one, Saml) and one.id == directory_id)
    directory = next(found, None)
    if directory is None:
        raise Http404
    return directory


def change_password(request: HttpRequest) -> HttpResponse:
    """Another password; whoever comes from the directory has none to change."""
    if not request.user.has_usable_password():
        raise Http404
    return account.password_change(request)
