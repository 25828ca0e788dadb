"""One's own mail: the address, the kinds, and the way out that every letter carries."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lilyroot_web.access.doors import ajar
from lilyroot_web.jobs.queries import failed_for
from lilyroot_web.mail import domain
from lilyroot_web.mail.forms import Mine
from lilyroot_web.mail.kinds import CHOSEN_BY_BOX, KINDS


@ajar("one's own account")
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The address and what goes there."""
    wished = [kind for kind, wanted in domain.wishes(request.user).items() if wanted]
    initial = {"email": request.user.email, "kinds": wished}
    form = Mine(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        domain.change_address(request.user, form.cleaned_data["email"], by=request.user)
        for kind in CHOSEN_BY_BOX:
            domain.wish(request.user, kind, wanted=kind in form.cleaned_data["kinds"])
        return redirect("/account/mail?saved")
    context = {
        "form": form,
        "is_on": domain.is_on(),
        "is_confirmed": domain.is_confirmed(request.user),
        "failed": failed_for(request.user),
        "saved": "saved" in request.GET,
    }
    response = render(request, "mail/mine.html", context, status=422 if form.errors else 200)
    patch_cache_control(response, private=True, no_store=True)
    return response


@ajar("one's own account")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody says that a letter reached them. The address in the letter opens nothing without their sign-in."""
    address = domain.confirms(request.user, token)
    if address is None:
        raise Http404
    if request.method == "POST":
        domain.confirm(request.user, address)
        return redirect("mail:mine")
    response = render(request, "mail/confirm_page.html", {"given": address})
    patch_cache_control(response, private=True, no_store=True)
    return response


@ajar("the address is the key, and it only ends mail")
@csrf_exempt  # mail programs send it with one click, without a page before it
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more mail of this kind. Looking at the page ends nothing: mail scanners open every address."""
    found = domain.by_way_out(token)
    if found is None or found[1] not in KINDS:
        raise Http404
    user = get_user_model().objects.filter(pk=found[0]).first()
    if request.method == "POST" and user is not None:
        domain.wish(user, found[1], wanted=False)
    context = {"kind": KINDS[found[1]], "done": request.method == "POST"}
    response = render(request, "mail/stop.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response
