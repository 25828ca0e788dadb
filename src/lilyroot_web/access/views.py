"""Sign in and sign out. What comes after the password, and one's own account, are allauth's views in our clothes."""

from __future__ import annotations

from allauth.account.views import LoginView
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


class SignInPage(LoginView):
    """Asks for the name and the password, or for a passkey; leads on to the second step where there is one."""

    template_name = "access/sign_in.html"

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
