"""The API's addresses, and the page on which somebody makes and revokes tokens."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe
from ninja import NinjaAPI, Query
from ninja.errors import HttpError
from ninja.security import HttpBearer

from lilyroot import __version__
from lilyroot.draw.definitions import DEFINITIONS
from lilyroot.errors import AccessRefused, LilyrootError
from lilyroot_web.access import queries as access
from lilyroot_web.access.confirming import confirmed
from lilyroot_web.access.domain import write_down
from lilyroot_web.access.doors import ajar
from lilyroot_web.access.rules import RULES, Scope
from lilyroot_web.api import domain, queries
from lilyroot_web.api.answers import Figures, Me, Meaning, Problem, Release
from lilyroot_web.api.forms import MakeToken
from lilyroot_web.api.models import Token
from lilyroot_web.api.policy import TOO_MANY


class ByToken(HttpBearer):
    """``Authorization: Bearer lily_...``"""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        held = domain.holder(token)
        wait = domain.seconds_to_wait(held) if held else 0
        if wait:
            raise TooMany(wait)
        return held


class TooMany(Exception):
    """More requests in this minute than a token may make; with the seconds until the next."""


api = NinjaAPI(
    title="Lilyroot",
    version=__version__,
    description="What an organisation released about how it talks of its customers. Figures are for groups, "
    "never for persons, and each was proven safe before it was released. A token may make so many requests a "
    "minute as whoever runs this allows (600 where they say nothing); 429 comes with Retry-After, in seconds.",
    auth=ByToken(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)
REFUSED = {401: Problem, 404: Problem, 422: Any, 429: Problem, 503: Problem}


@api.exception_handler(TooMany)
def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """How long to wait, for the program that asks."""
    return JsonResponse({"detail": TOO_MANY}, status=429, headers={"Retry-After": str(error.args[0])})


@api.exception_handler(LilyrootError)
def broken(request: HttpRequest, error: LilyrootError) -> HttpResponse:
    """One of our own errors: its sentence and its remedy, no figure."""
    return JsonResponse({"detail": f"{error.sentence} {error.remedy}"}, status=503)


@api.get("/me", response={200: Me, **REFUSED}, summary="Whose token this is")
def me(request: HttpRequest) -> dict[str, Any]:
    token: Token = request.auth
    reach = access.scope(token.user, "see figures") or Scope()
    return {
        "name": token.user.get_username(),
        "verbs": list(token.allows),
        "everything": reach.everything,
        "units": sorted(reach.units),
    }


@api.get("/releases", response={200: list[Release], **REFUSED}, summary="Every release of the ledger")
def releases(request: HttpRequest) -> list[dict[str, Any]]:
    _reach(request, "read the ledger")
    return queries.releases(settings.LILYROOT_HOME)


@api.get("/figures", response={200: Figures, **REFUSED}, summary="Figures, as they were released")
def figures(
    request: HttpRequest,
    stream: Literal["talk", "answers", "records"] = "talk",
    period: str = "",
    cut: str = "",
    cell: str = "",
    indicator: str = "",
    offset: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=queries.MOST)] = 1_000,
) -> dict[str, Any]:
    reach = _reach(request, "see figures")
    given = {"period": period, "cut": cut, "cell": cell, "indicator": indicator}
    asked = {name: value for name, value in given.items() if value}
    total, rows = queries.figures(settings.LILYROOT_HOME, reach, stream, asked, offset, limit)
    after = offset + len(rows)
    return {"total": total, "offset": offset, "next_offset": after if rows and after < total else None, "rows": rows}


@api.get("/definitions", response={200: list[Meaning], **REFUSED}, summary="What the figures mean")
def definitions(request: HttpRequest) -> list[dict[str, str]]:
    _reach(request, "see definitions")
    return [{"key": key, **meaning._asdict()} for key, meaning in DEFINITIONS.items()]


def _reach(request: HttpRequest, verb: str) -> Scope:
    """How far this token reaches with a verb: not beyond what it was made for, nor beyond its maker."""
    token: Token = request.auth
    reach = access.scope(token.user, verb) if verb in token.allows else None
    if reach is None:
        raise HttpError(404, "There is nothing here for this token.")
    if RULES[verb].logged:
        write_down(token.user, verb, f"{request.path} with the token {token.name}", changed=False)
    return reach


@ajar("what the API can answer says nothing of this organisation")
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The API described for programs (OpenAPI 3.1)."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))


@ajar("one's own tokens")
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Make a token, which is shown once, and revoke one."""
    if request.method != "POST":
        return _tokens_page(request, MakeToken(may=access.verbs(request.user)))
    if "revoke" in request.POST:
        number = request.POST["revoke"]
        if number.isdecimal() and len(number) < 12:
            domain.revoke(request.user, int(number))
        return redirect("api:tokens")
    form = MakeToken(request.POST, may=access.verbs(request.user))
    if form.is_valid():
        try:
            word = domain.make_token(request.user, **form.cleaned_data)
        except AccessRefused as fault:
            form.add_error(None, f"{fault.sentence} {fault.remedy}")
        else:
            return _tokens_page(request, MakeToken(may=access.verbs(request.user)), word=word)
    return _tokens_page(request, form)


def _tokens_page(request: HttpRequest, form: MakeToken, *, word: str = "") -> HttpResponse:
    held = Token.objects.filter(user=request.user, until__gt=timezone.now()).order_by("-made_at", "-pk")
    context = {"form": form, "word": word, "tokens": held, "host": request.get_host()}
    response = render(request, "api/tokens.html", context, status=422 if form.errors else 200)
    patch_cache_control(response, private=True, no_store=True)
    return response
