"""Plan an action from a figure, say how it goes, look at what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lilyroot.draw.measures import first_of
from lilyroot.errors import ActionRefused
from lilyroot_web.access.doors import door
from lilyroot_web.access.queries import scope
from lilyroot_web.actions import domain, downloads, queries, rules
from lilyroot_web.actions.forms import Days, Learned, Plan, SayHow
from lilyroot_web.actions.models import Action
from lilyroot_web.actions.policy import Status
from lilyroot_web.actions.units import Units, units
from lilyroot_web.ui.sheets import answer

ON_A_PAGE: Final = 50
DONE: Final = {
    "planned": gettext_lazy("Planned. Its owner finds it under Mine."),
    "saved": "Saved.",
    "back": gettext_lazy("Taken back."),
    "reviewed": gettext_lazy("Written down."),
}


@door(rules.SEE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything in reach, what is overdue first, and a roll-up by unit and status."""
    known = units(settings.LILYROOT_HOME)
    everything, today, chosen = _in_reach(request, known), queries.today(), _chosen(request)
    shown = queries.chosen(everything, chosen, request.user, today)
    rolled, choices = queries.roll_up(shown, known, today), queries.units_of(everything, known)
    page = Paginator(queries.by_urgency(shown, today), ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [queries.row(one, known, today) for one in page.object_list]
    context = {
        "headline": queries.headline_of(rolled) if rolled else "",
        "page": page,
        "any": bool(choices),
        "chosen": chosen,
        "roll_up": rolled,
        "statuses": [one.value for one in Status],
        "choices": choices,
        "query": "&".join(f"{name}={value}" for name, value in request.GET.items() if name != "page"),
    }
    return _unkept(render(request, "actions/overview.html", context))


@door(rules.SEE)
@require_safe
def table(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a table to take along."""
    known, chosen, today = units(settings.LILYROOT_HOME), _chosen(request), queries.today()
    shown = queries.chosen(_in_reach(request, known), chosen, request.user, today)
    found = queries.rows(shown, known, today)
    return _unkept(answer(downloads.table_of(found, chosen, today), form, "actions"))


@door(rules.ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan an action about a figure."""
    known = units(settings.LILYROOT_HOME)
    reach = known.to_plan(request.scope)
    offered = [*([("-", "The organisation")] if reach.everything else []), *known.within(reach)]
    form = Plan(
        request.POST if request.method == "POST" else None,
        initial=_first(request, offered),
        units=offered,
        released=queries.released_indicators(settings.LILYROOT_HOME),
        owners=queries.owners(known, reach),
        today=queries.today(),
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        given["unit"] = "" if given["unit"] == "-" else given["unit"]
        if not _sees(given["owner"], given["unit"], known):
            form.add_error("owner", gettext("They do not see this unit's actions. Choose somebody who does."))
        else:
            made = domain.plan(domain.Plan(**given, **_came_from(request)), by=request.user)
            return redirect(f"/act/{made.pk}?planned")
    context = {"form": form, "offered": bool(offered), "figure": request.GET.get("figure", "")}
    return _unkept(render(request, "actions/new.html", context, status=422 if form.errors else 200))


@door(rules.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: how it stands, what was changed; whoever may says how it goes."""
    known = units(settings.LILYROOT_HOME)
    held = _held(request, pk, known)
    if request.method != "POST":
        return _page(request, held, known)
    if not rules.may_say_how(request.user, held, known):
        raise Http404
    wish = request.POST.get("wish", "")
    if wish == "back":
        return _take_back(request, held, known)
    if wish == "withdraw":
        return _withdraw(request, held, known)
    form = SayHow(request.POST)
    if form.is_valid():
        given = {"status": form.cleaned_data["status"]}
        try:
            domain.change(held, given, by=request.user, note=form.cleaned_data["note"], version=_version(request))
        except ActionRefused as fault:
            return _page(request, held, known, form=form, refused=fault)
        return redirect(f"/act/{pk}?saved")
    return _page(request, held, known, form=form)


@door(rules.ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title, owner or day. What was expected stays as it was written."""
    known = units(settings.LILYROOT_HOME)
    held = _held(request, pk, known)
    if not rules.may_plan(request.user, held.unit, known):
        raise Http404
    today = queries.today()
    form = Days(
        request.POST if request.method == "POST" else None,
        initial={"title": held.title, "owner": held.owner_id, "due": held.due, "review": held.review},
        owners={**queries.owners(known, known.to_plan(request.scope)), held.owner_id: held.owner.get_username()},
        today=today,
        earliest=min(today, held.due),
    )
    refused = ""
    if form.is_valid():
        try:
            if form.cleaned_data["owner"] != held.owner and not _sees(form.cleaned_data["owner"], held.unit, known):
                form.add_error("owner", gettext("They do not see this unit's actions. Choose somebody who does."))
            else:
                domain.change(held, form.cleaned_data, by=request.user, version=_version(request))
                return redirect(f"/act/{pk}?saved")
        except ActionRefused as fault:
            refused = f"{fault.sentence} {fault.remedy}"
    context = {"row": queries.row(held, known, today), "form": form, "refused": refused}
    return _unkept(render(request, "actions/change.html", context, status=422 if form.errors or refused else 200))


@door(rules.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The figure before and after, side by side, and what was learned."""
    known = units(settings.LILYROOT_HOME)
    held = _held(request, pk, known)
    may_say = rules.may_say_how(request.user, held, known)
    form = Learned(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not may_say:
        raise Http404
    if form.is_valid():
        domain.review(held, form.cleaned_data["note"], by=request.user)
        return redirect(f"/act/{pk}?reviewed")
    seen = scope(request.user, "see figures")
    context = {
        "row": queries.row(held, known, queries.today()),
        "told": queries.what_came_of_it(settings.LILYROOT_HOME, held, seen, queries.today()),
        "may_say": may_say,
        "form": form,
        "is_early": held.review > queries.today(),
    }
    return _unkept(render(request, "actions/review.html", context, status=422 if form.errors else 200))


def _take_back(request: HttpRequest, held: Action, known: Units) -> HttpResponse:
    try:
        domain.take_back(held, _number(request.POST.get("change")), by=request.user)
    except ActionRefused as fault:
        return _page(request, held, known, refused=fault)
    return redirect(f"/act/{held.pk}?back")


def _withdraw(request: HttpRequest, held: Action, known: Units) -> HttpResponse:
    try:
        domain.withdraw(held, by=request.user)
    except ActionRefused as fault:
        return _page(request, held, known, refused=fault)
    return redirect("actions:overview")


def _page(
    request: HttpRequest,
    held: Action,
    known: Units,
    *,
    form: SayHow | None = None,
    refused: ActionRefused | None = None,
) -> HttpResponse:
    held = Action.objects.select_related("owner", "made_by").get(pk=held.pk)
    may_say = rules.may_say_how(request.user, held, known)
    context = {
        "row": queries.row(held, known, queries.today()),
        "history": queries.history(held, request.user),
        "form": form or SayHow(initial={"status": held.status}),
        "refused": f"{refused.sentence} {refused.remedy}" if refused else "",
        "done": next((words for name, words in DONE.items() if name in request.GET), ""),
        "may_say": may_say,
        "may_change": rules.may_plan(request.user, held.unit, known),
        "may_withdraw": may_say and domain.may_withdraw(held, request.user),
    }
    status = 422 if refused or (form and form.errors) else 200
    return _unkept(render(request, "actions/action.html", context, status=status))


def _held(request: HttpRequest, pk: int, known: Units) -> Action:
    """The action, for whoever may see it; for everybody else there is none."""
    held = get_object_or_404(Action.objects.select_related("owner", "made_by"), pk=pk)
    if not rules.may_see(request.user, held, known):
        raise Http404
    return held


def _in_reach(request: HttpRequest, known: Units) -> Any:
    return queries.in_reach(request.user, known.to_see(request.scope))


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("whose", "unit", "status")}


def _first(request: HttpRequest, offered: list[tuple[str, str]]) -> dict[str, Any]:
    """What the form suggests: the figure somebody came from, their only unit, themselves, a quarter, another."""
    today = queries.today()
    return {
        "indicator": first_of(request.GET.get("figure", "")),
        "unit": request.GET.get("unit") or (offered[0][0] if len(offered) == 1 else ""),
        "owner": request.user.pk,
        "due": today + timedelta(days=91),
        "review": today + timedelta(days=182),
    }


def _came_from(request: HttpRequest) -> dict[str, str]:
    return {"figure": request.GET.get("figure", "")[:60], "until": request.GET.get("until", "")[:40]}


def _sees(user: Any, unit: str, known: Units) -> bool:
    sees = scope(user, rules.SEE)
    return sees is not None and known.to_see(sees).holds(unit)


def _version(request: HttpRequest) -> int | None:
    return _number(request.POST.get("version"))


def _number(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 10 else -1


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
