"""The ledger as a page, and the policy that two people change."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lilyroot.draw.words import month
from lilyroot.errors import PolicyRefused
from lilyroot.release.policy_book import PolicyBook, approve_change, policy_book, propose_change
from lilyroot_web.access.rules import is_steward
from lilyroot_web.trust import queries
from lilyroot_web.trust.forms import ProposeChange


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Verified afresh for every reader: this page is the answer to "is it still true"."""
    return _unkept(render(request, "trust/ledger.html", {"account": queries.account(settings.LILYROOT_HOME)}))


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """What holds, what will and what waits, for everybody; stewards propose a change here."""
    book = policy_book(settings.LILYROOT_HOME, _today())
    if request.method != "POST":
        return _policy_page(request, book, ProposeChange.filled(book.latest))
    if not is_steward(request.user):
        raise Http404
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


@require_POST
def approve(request: HttpRequest, version: int) -> HttpResponse:
    """Approve what another steward has proposed."""
    if not is_steward(request.user):
        raise Http404
    try:
        approve_change(settings.LILYROOT_HOME, version, by=request.user.get_username(), today=_today())
    except PolicyRefused as fault:
        book = policy_book(settings.LILYROOT_HOME, _today())
        refused = f"Nothing was approved. {fault.sentence} {fault.remedy}"
        return _policy_page(request, book, ProposeChange.filled(book.latest), refused=refused)
    return redirect("/trust/policy?approved")


def _policy_page(request: HttpRequest, book: PolicyBook, form: ProposeChange, *, refused: str = "") -> HttpResponse:
    name, may_change = request.user.get_username(), is_steward(request.user)
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
