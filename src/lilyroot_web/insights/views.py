"""The first page, what its charts are drawn from, its downloads and its definitions."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from lilyroot import __version__
from lilyroot.draw.definitions import DEFINITIONS, FLAGS
from lilyroot_web.access.doors import door
from lilyroot_web.insights import downloads, queries
from lilyroot_web.ui.context import theme_of


def _etag(request: HttpRequest, **address: Any) -> str:
    """Same reader, same ledger, same theme, same code: the browser may show what it has."""
    session = request.session.session_key or ""
    seen = (__version__, queries.fingerprint(settings.LILYROOT_HOME), request.scope)
    state = (*seen, session, theme_of(request))
    templates = Path(__file__).stat().st_mtime_ns
    return f'W/"{sha256(repr((state, templates)).encode()).hexdigest()[:32]}"'


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _wanted(request: HttpRequest) -> queries.Edition | None:
    """The edition this address asks for; 404 for a period the ledger does not hold."""
    until = request.GET.get("until", "")
    edition = queries.edition(settings.LILYROOT_HOME, request.scope, until)
    if until and edition is None:
        raise Http404
    return edition


def _card(request: HttpRequest, key: str) -> tuple[queries.Edition, queries.Card]:
    edition = _wanted(request)
    card = edition.card(key) if edition else None
    if edition is None or card is None:
        raise Http404
    return edition, card


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def home(request: HttpRequest) -> HttpResponse:
    edition = _wanted(request)
    if edition is None:
        return _private(render(request, "insights/empty.html", {"home": settings.LILYROOT_HOME.root.name}))
    return _private(render(request, "insights/home.html", {"edition": edition, "definitions": DEFINITIONS}))


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def specification(request: HttpRequest, key: str) -> HttpResponse:
    _, card = _card(request, key)
    return _private(JsonResponse(card.specifications()))


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def download(request: HttpRequest, key: str) -> HttpResponse:
    edition, card = _card(request, key)
    response = HttpResponse(downloads.csv_of(card.figure), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lilyroot-{key}-{edition.until}.csv"'
    return _private(response)


@door("see definitions")
@require_safe
def definition(request: HttpRequest, key: str) -> HttpResponse:
    if key not in DEFINITIONS:
        raise Http404
    flags = list(FLAGS.values()) if key == "flags" else []
    return _private(render(request, "insights/definition.html", {"definition": DEFINITIONS[key], "flags": flags}))
