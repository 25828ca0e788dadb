"""The pages of See, what their charts are drawn from, their downloads and the definitions."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from lilyroot import __version__
from lilyroot.draw import Figure, HeatMap
from lilyroot.draw.definitions import DEFINITIONS, FLAGS
from lilyroot.report.releases import Manifest
from lilyroot_web.access.doors import door
from lilyroot_web.insights import downloads, queries
from lilyroot_web.insights.heat import heat_page
from lilyroot_web.insights.ledger import fingerprint, language
from lilyroot_web.insights.pages import TELLING, cards_of, lines, page_of, tabs
from lilyroot_web.insights.pond import PondPage, pond_page
from lilyroot_web.responses import queries as responses
from lilyroot_web.ui.context import theme_of
from lilyroot_web.ui.sheets import answer

SLIDES: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def _etag(request: HttpRequest, **address: Any) -> str:
    """Same reader, same ledger, same language, same theme, same code: the browser may show what it has."""
    session = request.session.session_key or ""
    home = settings.LILYROOT_HOME
    seen = (__version__, fingerprint(home), responses.state(home), request.scope)
    state = (*seen, session, language(), theme_of(request))
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


def _see(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    found = tabs(request.path, request.GET.get("until", ""))
    return _private(render(request, f"insights/{template}.html", {"tabs": found, **context}))


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def overview(request: HttpRequest) -> HttpResponse:
    """The one thing to know, the pond, the most telling cards, and what the other pages say."""
    edition = _wanted(request)
    if edition is None:
        return _see(request, "empty", {"home": settings.LILYROOT_HOME.root.name})
    pond = pond_page(settings.LILYROOT_HOME, request.scope)
    cards = cards_of(edition, TELLING)
    return _see(request, "overview", {"edition": edition, "pond": pond, "cards": cards, "lines": lines(edition)})


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One page of See: its cards, or what it is waiting for."""
    wanted, edition = page_of(key), _wanted(request)
    if wanted is None:
        raise Http404
    cards = cards_of(edition, wanted.cards) if edition is not None else []
    told = {"page": wanted, "edition": edition, "cards": cards}
    if wanted.tells_survey:
        told["responded"] = responses.standing(settings.LILYROOT_HOME, request.user)
    return _see(request, "page", told)


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def heat_map(request: HttpRequest) -> HttpResponse:
    return _see(request, "heat_map", {"heat": _heat(request), "edition": _wanted(request)})


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def heat_map_download(request: HttpRequest, form: str) -> HttpResponse:
    heat, edition = _heat(request), _wanted(request)
    if heat is None or edition is None:
        raise Http404
    return _of_edition(heat.figure, edition, form)


def _heat(request: HttpRequest) -> HeatMap | None:
    return heat_page(settings.LILYROOT_HOME, request.scope, request.GET.get("until", ""))


def _of_edition(figure: Figure, edition: queries.Edition, form: str) -> HttpResponse:
    return _sheet(figure, downloads.behind(figure.key, edition.manifests), edition.until, form)


def _sheet(figure: Figure, manifests: tuple[Manifest, ...], period: str, form: str) -> HttpResponse:
    return _private(answer(downloads.table_of(figure, manifests), form, f"{figure.key}-{period or 'empty'}"))


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def specification(request: HttpRequest, key: str) -> HttpResponse:
    _, card = _card(request, key)
    return _private(JsonResponse(card.specifications()))


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def download(request: HttpRequest, key: str, form: str) -> HttpResponse:
    edition, card = _card(request, key)
    return _of_edition(card.figure, edition, form)


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def slides(request: HttpRequest) -> HttpResponse:
    """Everything this reader sees up to the period they chose, as slides."""
    edition = _wanted(request)
    made = downloads.slides_of(settings.LILYROOT_HOME, request.scope, edition.until) if edition is not None else None
    if edition is None or made is None:
        raise Http404
    response = HttpResponse(made, content_type=SLIDES)
    response["Content-Disposition"] = f'attachment; filename="lilyroot-{edition.until}.pptx"'
    return _private(response)


def _pond(request: HttpRequest) -> PondPage:
    """The pond this address asks for; 404 for a period or a group that was not released, or is out of reach."""
    period, group = (request.GET.get(name, "") for name in ("period", "group"))
    page = pond_page(settings.LILYROOT_HOME, request.scope, period, group)
    if page is None:
        raise Http404
    return page


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def pond(request: HttpRequest) -> HttpResponse:
    return _see(request, "pond", {"pond": _pond(request)})


@door("see figures")
@require_safe
@condition(etag_func=_etag)
def pond_download(request: HttpRequest, form: str) -> HttpResponse:
    page = _pond(request)
    return _sheet(page.figure, page.manifests, page.period, form)


@door("see definitions")
@require_safe
def definition(request: HttpRequest, key: str) -> HttpResponse:
    if key not in DEFINITIONS:
        raise Http404
    flags = list(FLAGS.values()) if key == "flags" else []
    return _private(render(request, "insights/definition.html", {"definition": DEFINITIONS[key], "flags": flags}))
