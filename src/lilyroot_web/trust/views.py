"""The ledger as a page, and the policy that two people change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lilyroot.draw.words import month
from lilyroot.errors import PolicyRefused
from lilyroot.release.policy_book import PolicyBook, approve_change, policy_book, propose_change
from lilyroot_web.access.confirming import confirmed_change
from lilyroot_web.access.doors import door
from lilyroot_web.access.queries import access_log, in_words, may
from lilyroot_web.trust import downloads, queries
from lilyroot_web.trust.forms import ProposeChange

LINES: Final = 100
"""Lines of the access log on a page."""


@door("read the ledger")
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Verified afresh for every reader: this page is the answer to "is it still true"."""
    return _unkept(render(request, "trust/ledger.html", {"account": queries.account(settings.LILYROOT_HOME)}))


@door("read the ledger")
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """What holds, what will and what waits, for everybody; stewards propose a change here."""
    if request.method != "POST":
        book = policy_book(settings.LILYROOT_HOME, _today())
        return _policy_page(request, book, ProposeChange.filled(book.latest))
    if not may(request.user, "change the policy"):
        raise Http404
    return _propose(request)


@confirmed_change
def _propose(request: HttpRequest) -> HttpResponse:
    book = policy_book(settings.LILYROOT_HOME, _today())
    form = ProposeChange(request.POST)
    if form.is_valid():
        try:
            propose_change(
                settings.LILYROOT_HOME,
                form.wanted(book.latest),
                by=request.user.get_username(),
                reason=form.cleaned_data["reason"],
                today=_today(),
            )
        except PolicyRefused as fault:
            form.add_error(None, f"{fault.sentence} {fault.remedy}")
        else:
            return redirect("/trust/policy?proposed")
    return _policy_page(request, book, form)


@door("change the policy")
@confirmed_change
@require_POST
def approve(request: HttpRequest, version: int) -> HttpResponse:
    """Approve what another steward has proposed."""
    try:
        approve_change(settings.LILYROOT_HOME, version, by=request.user.get_username(), today=_today())
    except PolicyRefused as fault:
        book = policy_book(settings.LILYROOT_HOME, _today())
        refused = f"Nothing was approved. {fault.sentence} {fault.remedy}"
        return _policy_page(request, book, ProposeChange.filled(book.latest), refused=refused)
    return redirect("/trust/policy?approved")


@door("read the access log")
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """Who looked at what, and who changed what, newest first."""
    who, changes = request.GET.get("who", "").strip(), "changes" in request.GET
    pages = Paginator(access_log(who, changes=changes), LINES)
    page = pages.get_page(request.GET.get("page"))
    context = {"lines": [in_words(entry) for entry in page], "page": page, "who": who, "changes": changes}
    return _unkept(render(request, "trust/access.html", context))


@door("read the access log")
@require_safe
def access_table(request: HttpRequest) -> HttpResponse:
    """The whole log as CSV, sent as it is read."""
    response = StreamingHttpResponse(downloads.access_lines(access_log()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="lilyroot-access.csv"'
    return _unkept(response)


def _policy_page(request: HttpRequest, book: PolicyBook, form: ProposeChange, *, refused: str = "") -> HttpResponse:
    name, may_change = request.user.get_username(), may(request.user, "change the policy")
    context = {
        "opening": queries.opening(book),
        "terms": queries.in_words(book.now),
        "coming": queries.proposals(book, book.coming, name, may_change),
        "waiting": queries.proposals(book, book.waiting, name, may_change),
        "history": queries.proposals(book, book.changes, name, may_change),
        "may_change": may_change,
        "next_month": month(book.next_month),
        "form": form,
        "refused": refused,
        "done": next((word for word in ("proposed", "approved") if word in request.GET), ""),
    }
    return _unkept(render(request, "trust/policy.html", context, status=422 if refused or form.errors else 200))


def _today() -> date:
    return datetime.now(UTC).date()


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
