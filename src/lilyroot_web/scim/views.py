"""SCIM 2.0 for users, for a directory that signs in with an admin's token."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lilyroot_web.access.domain import write_down
from lilyroot_web.access.doors import SAFE, ajar
from lilyroot_web.access.queries import may
from lilyroot_web.api.domain import holder, seconds_to_wait
from lilyroot_web.api.policy import TOO_MANY
from lilyroot_web.scim import domain
from lilyroot_web.scim.models import Provisioned
from lilyroot_web.scim.policy import ERROR, LIST, USER, Described, Misunderstood, asked, described, patched

VERB: Final = "keep people"
MOST: Final = 200
"""Users in one answer."""
LARGEST: Final = 1 << 20
Answer = Callable[..., HttpResponse]


def by_directory(view: Answer) -> Answer:
    """Open to a token made for keeping people, as long as its maker is an admin; refusals speak SCIM."""

    @ajar("the token of an admin is its own door")
    @csrf_exempt
    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        word = request.headers.get("Authorization", "")
        token = holder(word.removeprefix("Bearer ")) if word.startswith("Bearer ") else None
        if token is None or VERB not in token.allows or not may(token.user, VERB):
            return _refused("There is no such token, or it may not keep people.", 401)
        wait = seconds_to_wait(token)
        if wait:
            answer = _refused(TOO_MANY, 429)
            answer["Retry-After"] = str(wait)
            return answer
        try:
            answer = view(request, token.user, *given, **named)
        except Misunderstood as fault:
            answer = _refused(str(fault), fault.status, fault.kind)
        if request.method in SAFE:  # changes are written down in words of their own
            what = f"{request.path} with the token {token.name}"
            write_down(token.user, VERB, what, changed=False, outcome=answer.status_code)
        return answer

    return opened


@by_directory
@require_http_methods(["GET", "POST"])
def users(request: HttpRequest, by: Any) -> HttpResponse:
    """Look for users, or put one here."""
    if request.method == "POST":
        one = domain.put_here(described(_body(request)), by)
        answer = _user(request, one, status=201)
        answer["Location"] = _place(request, one)
        return answer
    start, count = (_number(request, name, usual) for name, usual in (("startIndex", 1), ("count", MOST)))
    found = Provisioned.objects.select_related("user").order_by("pk")
    wanted = asked(request.GET.get("filter", ""))
    if wanted:
        found = found.filter(**_where(*wanted))
    start, count = max(start, 1), min(max(count, 0), MOST)
    page = list(found[start - 1 : start - 1 + count])
    return _answer(
        {
            "schemas": [LIST],
            "totalResults": found.count(),
            "startIndex": start,
            "itemsPerPage": len(page),
            "Resources": [_words(request, one) for one in page],
        }
    )


@by_directory
@require_http_methods(["GET", "PUT", "PATCH", "DELETE"])
def user(request: HttpRequest, by: Any, pk: int) -> HttpResponse:
    """One user: as they are, replaced, changed, or let go."""
    one = Provisioned.objects.select_related("user").filter(pk=pk).first()
    if one is None:
        raise Misunderstood(f"There is no user {pk}.", status=404, kind="")
    now = Described(one.user.get_username(), one.external, one.user.is_active)
    if request.method == "DELETE":
        domain.bring_up_to_date(one, Described(now.name, now.external, active=False), by)
        return HttpResponse(status=204)
    if request.method != "GET":
        wanted = described(_body(request), now.active) if request.method == "PUT" else patched(now, _body(request))
        one = domain.bring_up_to_date(one, wanted, by)
    return _user(request, one)


@by_directory
@require_safe
def abilities(request: HttpRequest, by: Any) -> HttpResponse:
    """What of SCIM there is here."""
    no, yes = {"supported": False}, {"supported": True}
    return _answer(
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": yes,
            "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {**yes, "maxResults": MOST},
            "changePassword": no,
            "sort": no,
            "etag": no,
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "Token",
                    "description": "A token an admin made for keeping people",
                }
            ],
        }
    )


@by_directory
@require_safe
def kinds(request: HttpRequest, by: Any) -> HttpResponse:
    """There are users, and nothing else."""
    kind = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "schema": USER,
    }
    return _answer({"schemas": [LIST], "totalResults": 1, "startIndex": 1, "itemsPerPage": 1, "Resources": [kind]})


def _body(request: HttpRequest) -> Any:
    if len(request.body) > LARGEST:
        raise Misunderstood("That is too long.", status=413, kind="tooMany")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Misunderstood("That is no JSON.", kind="invalidSyntax") from error


def _where(attribute: str, value: str) -> dict[str, Any]:
    if attribute == "id":
        return {"pk": int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0}
    return {"user__username__iexact": value} if attribute == "username" else {"external": value}


def _number(request: HttpRequest, name: str, usual: int) -> int:
    try:
        return min(int(request.GET.get(name, usual)), 1_000_000_000)
    except ValueError as error:
        raise Misunderstood(f"{name} is a whole number.") from error


def _place(request: HttpRequest, one: Provisioned) -> str:
    return request.build_absolute_uri(reverse("scim:user", args=[one.pk]))


def _words(request: HttpRequest, one: Provisioned) -> dict[str, Any]:
    return {
        "schemas": [USER],
        "id": str(one.pk),
        **({"externalId": one.external} if one.external else {}),
        "userName": one.user.get_username(),
        "active": one.user.is_active,
        "meta": {
            "resourceType": "User",
            "created": one.made_at.isoformat(),
            "lastModified": one.changed_at.isoformat(),
            "location": _place(request, one),
        },
    }


def _user(request: HttpRequest, one: Provisioned, status: int = 200) -> HttpResponse:
    return _answer(_words(request, one), status)


def _refused(detail: str, status: int, kind: str = "") -> HttpResponse:
    said = {"schemas": [ERROR], "status": str(status), "detail": detail, **({"scimType": kind} if kind else {})}
    return _answer(said, status)


def _answer(content: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = JsonResponse(content, status=status, content_type="application/scim+json")
    answer["Cache-Control"] = "private, no-store"
    return answer
