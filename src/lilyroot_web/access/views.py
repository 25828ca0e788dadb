"""Sign in and sign out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lilyroot_web.access.domain import Outcome, sign_in
from lilyroot_web.access.forms import SignIn

_SENTENCES = {
    Outcome.WRONG: "This name and password do not belong together. Check both and try again.",
    Outcome.LOCKED: "Too many wrong tries for this name. Wait 15 minutes, then try again.",
}


def _onward(request: HttpRequest) -> str:
    """The page asked for before sign-in, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else resolve_url("insights:home")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    onward = _onward(request)
    form = SignIn(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        outcome = sign_in(request, **form.cleaned_data)
        if outcome is Outcome.IN:
            return redirect(onward)
        form.add_error(None, _SENTENCES[outcome])
        status = 429 if outcome is Outcome.LOCKED else 200
    return render(request, "access/sign_in.html", {"form": form, "next": onward}, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("access:sign-in")
