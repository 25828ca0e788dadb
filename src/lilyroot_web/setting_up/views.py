"""The first day in the browser: one question at a time, left and taken up again at will."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from lilyroot.errors import AccessRefused, SourceRefused
from lilyroot.read.customers import join_sections, save_words, split_sections, words_file, words_text
from lilyroot.release.policy_book import policy_book
from lilyroot_web.access.doors import ajar, door
from lilyroot_web.access.queries import anyone_can_sign_in
from lilyroot_web.reading.forms import CustomerLists
from lilyroot_web.setting_up import domain
from lilyroot_web.setting_up import token as tokens
from lilyroot_web.setting_up.domain import STEPS
from lilyroot_web.setting_up.forms import First, Organisation
from lilyroot_web.sources import domain as sources
from lilyroot_web.sources import library, queries
from lilyroot_web.sources.forms import Export, Name, Why
from lilyroot_web.sources.kinds import KINDS
from lilyroot_web.sources.models import DONE, DRAFT, OPEN, REFUSED, TakingIn
from lilyroot_web.sources.views import looked_at
from lilyroot_web.trust.queries import in_words

_GET_OR_POST: Final = ["GET", "HEAD", "POST"]
_TITLES: Final = {
    "organisation": gettext_lazy("The organisation"),
    "people": gettext_lazy("People and teams"),
    "customers": gettext_lazy("Your customers"),
    "thresholds": gettext_lazy("Thresholds"),
    "source": gettext_lazy("A first source"),
    "notice": gettext_lazy("The notice"),
}
Answered = HttpResponse | dict[str, Any]
"""What a question gives: where to go on, or what its page shows."""


@ajar("the way in on the first day: only while nobody can sign in, with a token that works once")
@sensitive_variables()
@sensitive_post_parameters()
@login_not_required
@require_http_methods(_GET_OR_POST)
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """The first person gives a name and a password. Never an error status: the log would name the address."""
    home = settings.LILYROOT_HOME
    if anyone_can_sign_in() or not tokens.is_right(home, token):
        raise Http404
    form = First(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = domain.come_in(home, token, form.cleaned_data["name"], form.cleaned_data["password"])
        except AccessRefused as fault:
            form.add_error("name", f"{fault.sentence} {fault.remedy}")
        else:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("setting_up:resume")
    return _unkept(render(request, "setting_up/come_in.html", {"form": form}))


@door("keep people")
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """Where it was left; the end, when everything is answered."""
    step = domain.open_step()
    if step:
        return redirect("setting_up:ask", step=step)
    found = [one for one in queries.sources(settings.LILYROOT_HOME) if one.kind.is_talk]
    context = {"answers": domain.Answer.objects.all(), "source": found[0] if found else None, "titles": _TITLES}
    return _unkept(render(request, "setting_up/done.html", context))


@door("keep people")
@require_http_methods(_GET_OR_POST)
def ask(request: HttpRequest, step: str) -> HttpResponse:
    """One question: answered, left for later, or shown with what is wrong at the field."""
    if step not in STEPS:
        raise Http404
    if request.method == "POST" and "later" in request.POST:
        return _next(request, step, later=True)
    given = _QUESTIONS[step](request)
    if isinstance(given, HttpResponse):
        return given
    number = STEPS.index(step)
    before = STEPS[number - 1] if number else ""
    context = {"step": step, "number": number + 1, "of": len(STEPS), "title": _TITLES[step], "before": before}
    wrong = any(form.errors for form in given.values() if hasattr(form, "errors"))
    page = render(request, f"setting_up/{step}.html", {**context, **given}, status=422 if wrong else 200)
    return _unkept(page)


def _next(request: HttpRequest, step: str, *, later: bool = False) -> HttpResponse:
    """On to what comes after this question, wherever one came from."""
    domain.answer(step, by=request.user, later=later)
    number = STEPS.index(step) + 1
    return redirect("setting_up:ask", step=STEPS[number]) if number < len(STEPS) else redirect("setting_up:resume")


def _organisation(request: HttpRequest) -> Answered:
    home = settings.LILYROOT_HOME
    if request.method != "POST":
        is_empty = library.is_empty(home) and not library.said(home)
        return {"form": Organisation(initial={"name": library.organisation(home)}), "is_empty": is_empty}
    form = Organisation(request.POST)
    if not form.is_valid():
        return {"form": form}
    sources.name_organisation(home, form.cleaned_data["name"], by=request.user)
    return _next(request, "organisation")


def _people(request: HttpRequest) -> Answered:
    """Why, then the file, then a look at it, then it is taken in: each a page of this one address."""
    home, kind = settings.LILYROOT_HOME, KINDS["people"]
    said = library.said(home).get(kind.only)
    if said is None or not said.is_on:
        return _why(request, "people") or redirect("setting_up:ask", step="people")
    taking = TakingIn.objects.filter(source=kind.only).order_by("-asked_at").first()
    if request.method == "POST" and "on" in request.POST:
        return _next(request, "people")
    if request.method == "POST" and "anew" in request.POST and taking and taking.state == DRAFT:
        sources.give_up(home, taking, by=request.user)
        return redirect("setting_up:ask", step="people")
    if taking and taking.state == DRAFT:
        return _look(request, taking)
    if taking and taking.state in OPEN:
        return {"standing": queries.standing(home, taking), "taking": taking}
    refused = getattr(request, "upload_refused", "")
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Export(*given, kind=kind, waves=[], refused=refused)
    if form.is_valid():
        sources.put_aside(home, kind.only, kind.key, form.cleaned_data["export"], by=request.user)
        return redirect("setting_up:ask", step="people")
    done = taking if taking and taking.state == DONE else None
    failed = taking if taking and taking.state == REFUSED and taking.ended_at and taking.begun_at else None
    return {"upload": form, "done": done, "failed": failed, "has_people": library.has_people(home)}


def _look(request: HttpRequest, taking: TakingIn) -> Answered:
    seen = looked_at(taking, request.POST if request.method == "POST" else None)
    if request.method == "POST" and "take" in request.POST and seen["look"]:
        wish = {"columns": seen["form"].columns()}
        sources.set_going(settings.LILYROOT_HOME, taking, wish, by=request.user)
        return redirect("setting_up:ask", step="people")
    return {"taking": taking, **seen}


def _customers(request: HttpRequest) -> Answered:
    home = settings.LILYROOT_HOME
    if request.method != "POST":
        first, others = split_sections(words_text(words_file(home)))
        return {"form": CustomerLists({"customers": first, "others": others})}
    form = CustomerLists(request.POST)
    if not form.is_valid():
        return {"form": form}
    lines = ("\n".join(form.cleaned_data[name].splitlines()) for name in ("customers", "others"))
    save_words(home, join_sections(*lines))
    return _next(request, "customers")


def _thresholds(request: HttpRequest) -> Answered:
    if request.method == "POST":
        return _next(request, "thresholds")
    book = policy_book(settings.LILYROOT_HOME, datetime.now(UTC).date())
    return {"terms": in_words(book.now), "threshold": book.now.threshold}


def _source(request: HttpRequest) -> Answered:
    found = [one for one in queries.sources(settings.LILYROOT_HOME) if one.kind.is_talk and one.state != "undeclared"]
    if request.method == "POST" and "on" in request.POST:
        return _next(request, "source")
    key = request.GET.get("kind", "")
    if found and key not in KINDS:
        return {"found": found}
    if key not in KINDS or not KINDS[key].is_talk:
        return {"kinds": [kind for kind in KINDS.values() if kind.is_talk]}
    return _why(request, key) or _next(request, "source")


def _why(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """Why a source is read: None once that is said and it is switched on."""
    home, kind = settings.LILYROOT_HOME, KINDS[key]
    there = library.said(home)
    name = None if kind.only else Name(request.POST or None, taken=set(there), initial={"name": _USUAL.get(key, "")})
    if request.method != "POST":
        contact = next((one.contact for one in reversed(there.values())), "")
        return {"form": Why.proposed(kind, there.get(kind.only), contact=contact), "name": name, "kind": kind}
    form = Why(request.POST, kind=kind)
    if form.is_valid() and (name is None or name.is_valid()):
        called = kind.only if name is None else name.cleaned_data["name"]
        try:
            sources.declare(home, form.said(called, is_on=True), by=request.user)
        except SourceRefused as fault:
            form.take(fault)
        else:
            return None
    return {"form": form, "name": name, "kind": kind}


_USUAL: Final = {"slack": "chat", "vtt": "meetings", "mail": "mail", "table": "notes"}


def _notice(request: HttpRequest) -> Answered:
    if request.method == "POST":
        return _next(request, "notice")
    found = queries.sources(settings.LILYROOT_HOME)
    return {"sources": [one for one in found if one.said], "opening": queries.opening(found)}


_QUESTIONS: Final[dict[str, Callable[[HttpRequest], Answered]]] = {
    "organisation": _organisation,
    "people": _people,
    "customers": _customers,
    "thresholds": _thresholds,
    "source": _source,
    "notice": _notice,
}


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
