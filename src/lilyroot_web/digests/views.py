"""One's own digest: how often, one now, and what it would say."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lilyroot_web.access.doors import door
from lilyroot_web.digests import domain, queries
from lilyroot_web.digests.forms import HowOften
from lilyroot_web.mail.domain import is_confirmed, is_on

SAYS = {
    "saved": "Saved.",
    "sent": gettext_lazy("It is on its way to you."),
    "asked": gettext_lazy("A letter with a link is on its way to you. Open the link, and figures may follow."),
    "already": gettext_lazy("One was asked for a moment ago. Wait a minute, then try again."),
}


@door("see figures")
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """How often, one now, and a preview."""
    today = timezone.now().date()
    schedule = queries.arranged(request.user)
    initial = {"rhythm": schedule.rhythm, "also_empty": schedule.also_empty} if schedule else {}
    form = HowOften(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and request.POST.get("wish") == "now":
        return redirect(f"/account/digest?{_now(request)}")
    if form.is_valid():
        if form.cleaned_data["rhythm"]:
            domain.arrange(request.user, **form.cleaned_data, today=today)
        else:
            domain.end(request.user)
        return redirect("/account/digest?saved")
    context = {
        "form": form,
        "schedule": schedule,
        "next": queries.day_in_words(schedule.next_on) if schedule else "",
        "digest": queries.for_user(settings.LILYROOT_HOME, request.user, today),
        "is_on": is_on(),
        "is_confirmed": is_confirmed(request.user),
        "done": next((words for name, words in SAYS.items() if name in request.GET), ""),
        "hour": settings.MAIL_HOUR,
    }
    response = render(request, "digests/mine.html", context, status=422 if form.errors else 200)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _now(request: HttpRequest) -> str:
    if not (is_on() and request.user.email):
        return ""
    confirmed = is_confirmed(request.user)
    if not domain.send_one_now(request.user):
        return "already"
    return "sent" if confirmed else "asked"
