"""Where digests are sent beside mail: add, test, pause, remove, and what became of each delivery."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lilyroot.errors import OutletRefused
from lilyroot_web.access.confirming import confirmed
from lilyroot_web.access.doors import door
from lilyroot_web.actions.units import units
from lilyroot_web.digests.queries import day_in_words
from lilyroot_web.jobs.domain import send_again
from lilyroot_web.jobs.models import Job
from lilyroot_web.jobs.queries import about
from lilyroot_web.outlets import domain
from lilyroot_web.outlets.forms import Add
from lilyroot_web.outlets.models import Outlet
from lilyroot_web.outlets.policy import BRIEFLY, RELEASE, RHYTHMS, Kind
from lilyroot_web.outlets.rules import SEND, units_for, why_not

SAYS = {
    "test": gettext_lazy("A test is on its way. Look below how it went."),
    "now": gettext_lazy("A digest is on its way. Look below how it went."),
    "again": gettext_lazy("It is on its way once more."),
}


@door(SEND)
@require_safe
def all_of_them(request: HttpRequest) -> HttpResponse:
    """Every outlet and how it stands."""
    known = units(settings.LILYROOT_HOME)
    found = [
        {
            "outlet": one,
            "unit": known.called(one.unit),
            "rhythm": RHYTHMS[one.rhythm],
            "kind": BRIEFLY[Kind(one.kind)],
            "why_not": why_not(one, known),
            "failed": about(one.about).filter(state=Job.FAILED).count(),
        }
        for one in Outlet.objects.select_related("owner").order_by("name", "pk")
    ]
    return _unkept(render(request, "outlets/all.html", {"found": found, "removed": "removed" in request.GET}))


@door(SEND)
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add one; the secret it signs with is shown once."""
    offered = units_for(request.user, units(settings.LILYROOT_HOME))
    form = Add(request.POST if request.method == "POST" else None, units=offered)
    if form.is_valid():
        try:
            outlet, secret = domain.add(domain.Wish(**form.cleaned_data), by=request.user)
        except OutletRefused as fault:
            form.add_error(None if fault.code == "outlet.refused" else "address", f"{fault.sentence} {fault.remedy}")
        else:
            return _page(request, outlet, secret=secret, done=gettext("Added. Send a test before you rely on it."))
    return _unkept(render(request, "outlets/new.html", {"form": form}, status=422 if form.errors else 200))


@door(SEND)
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One outlet, its deliveries, and the verbs there are."""
    outlet = get_object_or_404(Outlet.objects.select_related("owner"), pk=pk)
    if request.method != "POST":
        return _page(request, outlet, done=next((words for name, words in SAYS.items() if name in request.GET), ""))
    wish = request.POST.get("wish", "")
    if wish == "rotate" and outlet.kind == Kind.WEBHOOK:
        return _page(request, outlet, secret=domain.rotate(outlet, by=request.user))
    if wish == "remove":
        domain.remove(outlet, by=request.user)
        return redirect("/trust/outlets?removed")
    try:
        _do(wish, outlet, request)
    except OutletRefused as fault:
        return _page(request, outlet, refused=f"{fault.sentence} {fault.remedy}")
    return redirect(f"/trust/outlets/{pk}?{wish if wish in SAYS else ''}")


def _do(wish: str, outlet: Outlet, request: HttpRequest) -> None:
    if wish == "test":
        domain.send_test(outlet)
    elif wish == "now":
        domain.send_now(outlet)
    elif wish == "pause":
        domain.pause(outlet, by=request.user)
    elif wish == "resume":
        domain.resume(outlet, by=request.user)
    elif wish == "again":
        given = request.POST.get("job", "")
        send_again(
            get_object_or_404(about(outlet.about), pk=int(given) if given.isascii() and given.isdigit() else 0)
        )


def _page(
    request: HttpRequest, outlet: Outlet, *, secret: str = "", done: str = "", refused: str = ""
) -> HttpResponse:
    known = units(settings.LILYROOT_HOME)
    context = {
        "outlet": outlet,
        "unit": known.called(outlet.unit),
        "rhythm": RHYTHMS[outlet.rhythm],
        "kind": BRIEFLY[Kind(outlet.kind)],
        "next": "" if outlet.rhythm == RELEASE else day_in_words(outlet.next_on),
        "why_not": why_not(outlet, known),
        "page": Paginator(about(outlet.about), 20).get_page(request.GET.get("page")),
        "secret": secret,
        "done": done,
        "refused": refused,
    }
    return _unkept(render(request, "outlets/one.html", context, status=422 if refused else 200))


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
