"""Label one message after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from lilyroot.audit.box import AuditBox, Label
from lilyroot.audit.codebook import codebook
from lilyroot.errors import AuditError, InputError
from lilyroot_web.access.doors import ajar
from lilyroot_web.auditing import queries


@ajar("only the audits that one was asked to label")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Which audits wait for whoever asks."""
    found = queries.waiting_for(settings.LILYROOT_HOME, request.user.get_username())
    return _unkept(render(request, "auditing/waiting.html", {"waiting": found}))


@ajar("the codebook is public")
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """The codebook by itself."""
    return render(request, "auditing/codebook.html", {"book": codebook()})


@ajar("the box lets in the auditors it names and writes down every look")
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def label(request: HttpRequest, period: str) -> HttpResponse:
    """The message this auditor has before them; what they say of it is kept and the next one comes."""
    auditor = request.user.get_username()
    with _box(period, auditor) as box:
        wrong = _keep(request, box, auditor) if request.method == "POST" else ""
        if request.method == "POST" and not wrong:
            return _unkept(redirect("auditing:label", period=period))
        item = None if request.method == "HEAD" else box.next(auditor, "page")
        context = {
            "item": item,
            "wrong": wrong,
            "book": codebook(),
            "waiting": queries.waiting_in(box, auditor),
            "has_texts": box.has_texts,
        }
    return _unkept(render(request, "auditing/label.html", context))


@contextmanager
def _box(period: str, auditor: str) -> Iterator[AuditBox]:
    """The open audit, for its auditors; for everybody else there is nothing, whether one is open or not."""
    try:
        box = AuditBox.open(settings.LILYROOT_HOME, period)
    except (AuditError, InputError) as error:
        raise Http404 from error
    with box:
        if auditor not in box.auditors:
            raise Http404
        yield box


def _keep(request: HttpRequest, box: AuditBox, auditor: str) -> str:
    """Do what the form says; what could not be done, in words."""
    item, wish = request.POST.get("item", ""), request.POST.get("wish", "")
    try:
        if wish == "undo":
            return "" if box.undo(auditor) else gettext("There is no label of yours to take back.")
        if wish == "skip":
            box.skip(auditor, item)
        else:
            box.label(auditor, item, Label(wish, frozenset(request.POST.getlist("flag"))))
    except (AuditError, InputError) as error:
        return f"Nothing was kept. {error.sentence} {error.remedy}"
    return ""


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
