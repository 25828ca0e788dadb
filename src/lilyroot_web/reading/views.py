"""Try a text; say what customers are called here."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from lilyroot.read.customers import (
    CustomerWords,
    join_sections,
    parse_words,
    save_words,
    split_sections,
    words_file,
    words_text,
)
from lilyroot_web.access.doors import door
from lilyroot_web.access.queries import may
from lilyroot_web.reading import queries
from lilyroot_web.reading.forms import CustomerLists, TryText

_MEANWHILE = gettext_lazy(
    "Somebody changed the words while you were writing. What they wrote stands below; save again to replace it."
)


@door("try the reader")
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def try_text(request: HttpRequest) -> HttpResponse:
    """A form; after it was sent, the reading of what was in it. Nothing is kept."""
    form = TryText(request.POST if request.method == "POST" else None)
    shown = queries.read_text(settings.LILYROOT_HOME, **form.cleaned_data) if form.is_valid() else None
    return _unkept(render(request, "reading/try.html", {"form": form, "shown": shown}))


@door("see customer words")
@require_http_methods(["GET", "HEAD", "POST"])
def customers(request: HttpRequest) -> HttpResponse:
    """The words, with sentences read without and with them; looked at first or saved at once."""
    path = words_file(settings.LILYROOT_HOME)
    there = words_text(path)
    if request.method != "POST":
        return _words_page(request, CustomerLists(_fields(there)), saved="saved" in request.GET)
    if not may(request.user, "change customer words"):
        raise Http404
    form = CustomerLists(request.POST)
    if not form.is_valid() or "look" in request.POST:
        return _words_page(request, form, looking=form.is_valid())
    if form.cleaned_data["seen"] != _fingerprint(there):
        form = CustomerLists({**request.POST.dict(), "seen": _fingerprint(there)})
        form.add_error(None, _MEANWHILE)
        return _words_page(request, form, theirs=there)
    save_words(settings.LILYROOT_HOME, _text(form))
    return redirect("/customers?saved")


def _words_page(request: HttpRequest, form: CustomerLists, **more: object) -> HttpResponse:
    words = parse_words(_text(form)) if form.is_valid() else CustomerWords()
    examples = queries.examples(settings.LILYROOT_HOME, words)
    context = {"form": form, "examples": examples, "count": len(words.customers) + len(words.others)}
    context |= {"may_change": may(request.user, "change customer words"), **more}
    return _unkept(render(request, "reading/customers.html", context))


def _fields(text: str) -> dict[str, str]:
    first, others = split_sections(text)
    return {"customers": first, "others": others, "seen": _fingerprint(text)}


def _text(form: CustomerLists) -> str:
    lines = ("\n".join(form.cleaned_data[name].splitlines()) for name in ("customers", "others"))
    return join_sections(*lines)


def _fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
