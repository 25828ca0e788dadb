"""What was answered to the results of the survey, and answering them."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from lilyroot.errors import SurveyError
from lilyroot_web.access.doors import door
from lilyroot_web.responses import domain, queries
from lilyroot_web.responses.forms import Answer


@door("see responses")
@require_safe
def responses(request: HttpRequest) -> HttpResponse:
    """Every wave whose results were published, and what was answered to it."""
    home = settings.LILYROOT_HOME
    context = {
        "waves": queries.answered(home, request.user),
        "standing": queries.standing(home, request.user),
        "done": "published" in request.GET,
    }
    return _unkept(render(request, "responses/responses.html", context))


@door(domain.VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, wave: str) -> HttpResponse:
    """Say what was heard in the results of a wave and what will be done; said anew, the last one counts."""
    home = settings.LILYROOT_HOME
    one = next((one for one in queries.answered(home, request.user) if one.wave == wave), None)
    if one is None:
        raise Http404
    form = Answer(
        request.POST if request.method == "POST" else None,
        offered=queries.linkable(home, request.user),
        initial={
            "heard": one.said.heard if one.said else "",
            "will": one.said.will if one.said else "",
            "due": one.said.due if one.said else None,
            "actions": [str(key) for key in queries.pointed_keys(one.said)],
        },
    )
    if form.is_valid():
        try:
            domain.respond(home, wave, **form.said(), by=request.user)
        except SurveyError as fault:
            form.take(fault)
        else:
            return redirect("/responses?published")
    context = {"form": form, "one": one, "standing": queries.standing(home, request.user)}
    return _unkept(render(request, "responses/answer.html", context, status=422 if form.errors else 200))


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
