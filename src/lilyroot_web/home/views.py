"""Where somebody lands who has signed in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from lilyroot_web.access.domain import write_down
from lilyroot_web.access.doors import ajar
from lilyroot_web.access.queries import may
from lilyroot_web.access.rules import Role
from lilyroot_web.actions.queries import under_way
from lilyroot_web.home import queries
from lilyroot_web.jobs.queries import failed_lately
from lilyroot_web.responses.queries import standing

UPKEEP = (Role.STEWARD, Role.AUDITOR)


@ajar("each part is what its own rule lets this reader see")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page of somebody's first role, or of the one of theirs they ask for; a word of welcome without any."""
    roles = queries.roles_of(request.user)
    if not roles:
        return _unkept(render(request, "home/waiting.html"))
    asked = request.GET.get("as", roles[0].value)
    if asked not in roles:
        raise Http404
    role = Role(asked)
    write_down(request.user, "see figures", request.path, changed=False)
    return _unkept(render(request, "home/home.html", {"role": role.value, "roles": roles, **_parts(request, role)}))


def _parts(request: HttpRequest, role: Role) -> dict[str, Any]:
    """What this role's page is made of, beyond figures and their sentence."""
    reach = queries.reach_as(request.user, role)
    parts: dict[str, Any] = {"opening": queries.opening(settings.LILYROOT_HOME, reach), "units": sorted(reach.units)}
    parts["failed"] = failed_lately(request.user)
    parts["responded"] = standing(settings.LILYROOT_HOME, request.user)
    if may(request.user, "see actions"):
        parts["mine"] = under_way(request.user, queries.today())
    brief = parts["opening"].brief
    if brief is not None and may(request.user, "act"):
        parts["new_action"] = f"{reverse('actions:new')}?{urlencode({'figure': brief.about})}"
    if role in UPKEEP:
        parts["upkeep"] = queries.upkeep(settings.LILYROOT_HOME)
    if role == Role.AUDITOR:
        parts["lines"] = queries.last_lines()
    return parts


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
