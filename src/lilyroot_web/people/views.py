"""Let people in, give them roles, let them go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lilyroot.errors import AccessRefused
from lilyroot_web.access import domain
from lilyroot_web.access.confirming import confirmed
from lilyroot_web.access.doors import door
from lilyroot_web.access.rules import RULES, Reach, Role, Rule
from lilyroot_web.mail.domain import change_address
from lilyroot_web.mail.forms import Address
from lilyroot_web.people import queries
from lilyroot_web.people.forms import GiveRole, Newcomer


@door("keep people")
@require_safe
def everyone(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, and what each role may do."""
    return _unkept(render(request, "people/everyone.html", {"people": queries.everyone(), "roles": _roles()}))


@door("keep people")
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def newcomer(request: HttpRequest) -> HttpResponse:
    """Let somebody in with a first role; their password is shown once."""
    units = queries.units(settings.LILYROOT_HOME)
    form = Newcomer(request.POST if request.method == "POST" else None, units=units)
    if form.is_valid():
        role = (Role(form.cleaned_data["role"]), form.cleaned_data["unit"])
        try:
            user, password = domain.let_in(form.cleaned_data["name"], [role], by=request.user)
        except AccessRefused as fault:
            form.add_error("unit" if "unit" in fault.code else "name", f"{fault.sentence} {fault.remedy}")
        else:
            return _person_page(request, user, password=password)
    status = 422 if form.errors else 200
    return _unkept(render(request, "people/newcomer.html", {"form": form, "units": units}, status=status))


@door("keep people")
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what they hold, and the verbs there are."""
    user = get_object_or_404(get_user_model(), pk=pk)
    if request.method != "POST":
        return _person_page(request, user)
    wish = request.POST.get("wish", "")
    if wish == "give":
        return _give(request, user)
    if wish == "address":
        return _address(request, user)
    if wish == "password":
        password = domain.new_password(
            user.get_username(), forget_second_step="forget" in request.POST, by=request.user
        )
        return _person_page(request, user, password=password)
    try:
        _do(wish, user, request)
    except AccessRefused as fault:
        return _person_page(
            request, user, refused=f"{gettext('Nothing was changed.')} {fault.sentence} {fault.remedy}"
        )
    return redirect("people:person", pk=pk)


def _address(request: HttpRequest, user: Any) -> HttpResponse:
    form = Address(request.POST)
    if not form.is_valid():
        return _person_page(request, user, address=form)
    change_address(user, form.cleaned_data["email"], by=request.user)
    return redirect("people:person", pk=user.pk)


def _do(wish: str, user: Any, request: HttpRequest) -> None:
    if wish == "take":
        role, _, unit = request.POST.get("held", "").partition("|")
        if role in set(Role):
            domain.take_role(user, Role(role), unit, by=request.user)
    elif wish == "go":
        domain.let_go(user, by=request.user)
    elif wish == "back":
        domain.let_back(user, by=request.user)


def _give(request: HttpRequest, user: Any) -> HttpResponse:
    form = GiveRole(request.POST, units=queries.units(settings.LILYROOT_HOME))
    if form.is_valid():
        try:
            domain.give_role(user, Role(form.cleaned_data["role"]), form.cleaned_data["unit"], by=request.user)
        except AccessRefused as fault:
            form.add_error("unit", f"{fault.sentence} {fault.remedy}")
        else:
            return redirect("people:person", pk=user.pk)
    return _person_page(request, user, form=form)


def _person_page(
    request: HttpRequest,
    user: Any,
    *,
    form: GiveRole | None = None,
    address: Address | None = None,
    password: str = "",
    refused: str = "",
) -> HttpResponse:
    units = queries.units(settings.LILYROOT_HOME)
    context = {
        "person": queries.person(get_user_model().objects.get(pk=user.pk)),
        "form": form or GiveRole(units=units),
        "units": units,
        "address": address or Address(initial={"email": user.email}),
        "password": password,
        "refused": refused,
        "is_self": user.pk == request.user.pk,
    }
    status = 422 if refused or any(one and one.errors for one in (form, address)) else 200
    return _unkept(render(request, "people/person.html", context, status=status))


def _roles() -> list[tuple[str, list[str]]]:
    """Each role with what it may do, as the rule table has it."""
    return [
        (
            gettext(role.value),
            [
                gettext("%(allowed)s Their own line only.") % {"allowed": gettext(rule.says)}
                if rule.reach[role] == Reach.LINE
                else gettext(rule.says)
                for rule in _of(role)
            ],
        )
        for role in Role
    ]


def _of(role: Role) -> list[Rule]:
    """What this role may do and not everybody alike may."""
    everybody = dict.fromkeys(Role, Reach.ALL)
    return [rule for rule in RULES.values() if role in rule.reach and rule.reach != everybody]


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
