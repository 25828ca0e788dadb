"""Sign in and sign out. What comes after the password, and one's own account, are allauth's views in our clothes."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.views import LoginView
from allauth.socialaccount.providers.openid_connect import views as directory
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from requests import RequestException

from lilyroot_web.access.sign_on import NO_ANSWER, refused


class SignInPage(LoginView):
    """Asks for the name and the password, or for a passkey; leads on to the second step where there is one."""

    template_name = "access/sign_in.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "directories": settings.DIRECTORIES}

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 429 if form.has_error("__all__", "locked") else 200
        return response


sign_in = login_not_required(SignInPage.as_view())


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


def change_password(request: HttpRequest) -> HttpResponse:
    """Another password; whoever comes from the directory has none to change."""
    if not request.user.has_usable_password():
        raise Http404
    return account.password_change(request)
