"""What is collected, for everybody; and, for those who keep sources, taking in and deleting."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lilyroot.errors import InputError, LilyrootError, SourceRefused, SurveyError
from lilyroot_web.access.doors import ajar, door
from lilyroot_web.access.queries import may
from lilyroot_web.sources import domain, downloads, library, own_words, queries, tree
from lilyroot_web.sources.forms import Columns, Export, Name, Why
from lilyroot_web.sources.kinds import KINDS, NEVER, Kind
from lilyroot_web.sources.models import DONE, DRAFT, TakingIn

REASONS: Final = 200
"""Reasons on a page; all of them are in the download."""
_GET_OR_POST: Final = ["GET", "HEAD", "POST"]


@door("see sources")
@require_safe
def listen(request: HttpRequest) -> HttpResponse:
    """The notice: what is collected, why, on which ground, until when, and who sees what of it."""
    found = queries.sources(settings.LILYROOT_HOME)
    context = {
        "sources": found,
        "undeclared": [one for one in found if one.said is None],
        "opening": queries.opening(found),
        "never": NEVER,
        "seen": queries.who_sees_what(settings.LILYROOT_HOME),
        "may_keep": may(request.user, "keep sources"),
        "objecting": library.objecting(settings.LILYROOT_HOME) if may(request.user, "keep sources") else "",
        "is_sample": library.is_sample(settings.LILYROOT_HOME),
        "is_empty": not found and library.is_empty(settings.LILYROOT_HOME),
    }
    return _unkept(render(request, "sources/listen.html", context))


@door("keep sources")
@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Take the sample organisation in, or remove it again."""
    home = settings.LILYROOT_HOME
    try:
        if request.POST.get("wish") == "remove":
            domain.remove_sample(home, by=request.user)
            return redirect("sources:listen")
        return redirect("sources:taken", key=domain.begin_sample(home, by=request.user).pk)
    except SourceRefused as fault:
        context = {"title": "Nothing was done", "sentence": fault.sentence, "remedy": fault.remedy, "status": ""}
        return _unkept(render(request, "ui/error.html", context, status=422))


@door("keep sources")
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which kind of source is to be added."""
    there = {one.name for one in queries.sources(settings.LILYROOT_HOME)}
    kinds = [kind for kind in KINDS.values() if kind.only not in there]
    return _unkept(render(request, "sources/choose.html", {"kinds": kinds}))


@door("keep sources")
@require_http_methods(_GET_OR_POST)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Say why a new source is read, and what people are told."""
    if kind not in KINDS:
        raise Http404
    chosen = KINDS[kind]
    there = {one.name for one in queries.sources(settings.LILYROOT_HOME)}
    if chosen.only in there:
        return redirect("sources:source", key=queries.key_of(chosen.only))
    if request.method != "POST":
        name = Name(taken=there, initial={"name": "" if chosen.key in there else _usual(chosen)})
        return _why_page(request, chosen, Why.proposed(chosen, contact=_contact()), name=name)
    name, form = Name(request.POST, taken=there), Why(request.POST, kind=chosen)
    if (chosen.only or name.is_valid()) and form.is_valid():
        called = chosen.only or name.cleaned_data["name"]
        if _declare(request, form, called, is_on="on" in request.POST):
            return redirect("sources:source", key=queries.key_of(called))
    return _why_page(request, chosen, form, name=name)


@door("keep sources")
@require_http_methods(_GET_OR_POST)
def why(request: HttpRequest, key: str) -> HttpResponse:
    """Say anew why a source is read; what was said before stays written down."""
    one = _source(key)
    if request.method != "POST":
        return _why_page(request, one.kind, Why.proposed(one.kind, one.said, contact=_contact()), one=one)
    form = Why(request.POST, kind=one.kind)
    is_on = bool(one.said and one.said.is_on) or "on" in request.POST
    if form.is_valid() and _declare(request, form, one.name, is_on=is_on):
        return redirect("sources:source", key=key)
    return _why_page(request, one.kind, form, one=one)


@door("keep sources")
@require_POST
def switch(request: HttpRequest, key: str) -> HttpResponse:
    """On or off."""
    one = _source(key)
    if one.said is None:
        return redirect("sources:why", key=key)
    domain.switch(settings.LILYROOT_HOME, one.name, on=request.POST.get("to") == "on", by=request.user)
    return redirect("sources:source", key=key)


@door("keep sources")
@require_http_methods(_GET_OR_POST)
def source(request: HttpRequest, key: str) -> HttpResponse:
    """One source: what was said of it, what came in, what is held; an export is given here."""
    one = _source(key)
    if request.method != "POST":
        return _source_page(request, one, _export(request, one))
    form = _export(request, one)
    if one.state != "on":
        raise Http404
    if form.is_valid() and one.kind.key == "survey":
        _refuse_while_owed(form)
    if form.is_valid():
        try:
            taking = _taken_or_aside(request, one, form)
        except SourceRefused as fault:
            form.add_error(None, f"{fault.sentence} {fault.remedy}")
        else:
            return redirect("sources:look" if taking.state == DRAFT else "sources:taken", key=taking.pk)
    return _source_page(request, one, form)


@door("keep sources")
@require_http_methods(_GET_OR_POST)
def taken(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far a take-in is; its receipt once it has ended."""
    taking = get_object_or_404(TakingIn, pk=key)
    if taking.state == DRAFT:
        return redirect("sources:look", key=key)
    standing = queries.standing(settings.LILYROOT_HOME, taking)
    if request.method == "POST" and standing.state == "interrupted":
        verb = domain.give_up if request.POST.get("wish") == "give up" else domain.go_on
        verb(settings.LILYROOT_HOME, taking, by=request.user)
    if request.method == "POST":
        return redirect("sources:taken", key=key)
    one = queries.source(settings.LILYROOT_HOME, queries.key_of(taking.source))
    context = {"standing": standing, "taking": taking, "source": one, "is_done": taking.state == DONE}
    return _unkept(render(request, "sources/taken.html", context))


@door("keep sources")
@require_http_methods(_GET_OR_POST)
def look(request: HttpRequest, key: UUID) -> HttpResponse:
    """Look at people and teams before they are taken in: columns, tree, faults by line."""
    taking = get_object_or_404(TakingIn, pk=key)
    if taking.state != DRAFT:
        return redirect("sources:taken", key=key)
    seen = looked_at(taking, request.POST if request.method == "POST" else None)
    if request.method == "POST" and "take" in request.POST and seen["look"]:
        try:
            domain.set_going(settings.LILYROOT_HOME, taking, {"columns": seen["form"].columns()}, by=request.user)
        except SourceRefused as fault:
            seen["fault"] = f"{fault.sentence} {fault.remedy}"
        else:
            return redirect("sources:taken", key=key)
    status = 200 if seen["look"] or request.method != "POST" else 422
    return _unkept(render(request, "sources/look.html", {"taking": taking, **seen}, status=status))


def looked_at(taking: TakingIn, given: Any) -> dict[str, Any]:
    """A people file as it would be taken in: the form of its columns, the tree, or what is wrong with it."""
    home = settings.LILYROOT_HOME
    file = domain.file_of(home, taking)
    if not file.exists():
        raise Http404
    try:
        header = library.hris_header(file)
    except InputError as fault:
        return {"form": None, "look": None, "fault": f"{fault.sentence} {fault.remedy}"}
    form = Columns(given, header=header)
    if given is not None and not form.is_valid():
        return {"form": form, "look": None, "fault": ""}
    columns = form.columns()
    if given is None and any(not columns.get(name) for name in library.HRIS_REQUIRED):
        return {"form": form, "look": None, "fault": ""}
    try:
        look = library.look_at_people(home, file, columns)
    except LilyrootError as fault:
        return {"form": form, "look": None, "fault": f"{fault.sentence} {fault.remedy}"}
    return {"form": form, "look": look, "tree": tree.of(look), "fault": ""}


@door("keep sources")
@require_safe
def quarantine(request: HttpRequest, key: str) -> HttpResponse:
    """What could not be read, and why; never what it says."""
    one = _source(key)
    entries = list(islice(library.quarantine(settings.LILYROOT_HOME, one.name), REASONS + 1))
    context = {"source": one, "entries": entries[:REASONS], "more": len(entries) > REASONS, "most": REASONS}
    return _unkept(render(request, "sources/quarantine.html", context))


@door("keep sources")
@require_safe
def quarantine_table(request: HttpRequest, key: str) -> HttpResponse:
    """All of it as CSV, sent as it is read."""
    lines = downloads.quarantine_lines(library.quarantine(settings.LILYROOT_HOME, _source(key).name))
    return _csv(lines, f"lilyroot-quarantine-{key}.csv")


@door("keep sources")
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete the raw text of a source now."""
    one = _source(key)
    try:
        deleted = domain.delete_texts(settings.LILYROOT_HOME, one.name, by=request.user)
    except LilyrootError as fault:
        return _source_page(request, one, _export(request, one, bound=False), refused=fault)
    done = gettext(
        "Deleted: the text of %(messages)s messages and %(quarantined)s records in quarantine. "
        "Readings, receipts and what was published stay."
    ) % {"messages": f"{deleted.messages:,}", "quarantined": f"{deleted.quarantined:,}"}
    return _source_page(request, one, _export(request, one, bound=False), done=done)


@door("keep sources")
@require_http_methods(_GET_OR_POST)
def forget(request: HttpRequest, key: str) -> HttpResponse:
    """Forget a source; asked for by writing its name, for it cannot be undone."""
    one = _source(key)
    wrong = ""
    if request.method == "POST":
        wrong = (
            ""
            if request.POST.get("name", "").strip() == one.name
            else (gettext("Write %(name)s, exactly.") % {"name": one.name})
        )
        if not wrong:
            try:
                gone = domain.forget(settings.LILYROOT_HOME, one.name, by=request.user)
            except LilyrootError as fault:
                wrong = f"{fault.sentence} {fault.remedy}"
            else:
                done = gettext("Forgotten: %(messages)s messages of %(exports)s exports from %(name)s.") % {
                    "messages": f"{gone.messages:,}",
                    "exports": f"{gone.exports:,}",
                    "name": one.name,
                }
                return _unkept(render(request, "sources/forgotten.html", {"done": done, "source": one}))
    status = 422 if wrong else 200
    return _unkept(render(request, "sources/forget.html", {"source": one, "wrong": wrong}, status=status))


@door("see sources")
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The header of an empty table of records."""
    if kind not in library.KINDS:
        raise Http404
    return _csv(iter([library.records_template(kind) + "\r\n"]), f"{kind}.csv")


@ajar("only one's own words; a rule would write down who")
@require_http_methods(_GET_OR_POST)
def my_words(request: HttpRequest) -> HttpResponse:
    """Say that what one writes is not read, or is again. A page either way: counts of answers tell nothing."""
    home, refused, said = settings.LILYROOT_HOME, "", request.POST.get("read", "")
    if request.method == "POST" and said in ("yes", "no"):
        try:
            own_words.say(home, request.user, read=said == "yes")
        except LilyrootError as fault:
            refused = f"{fault.sentence} {fault.remedy}"
    contacts = {one.contact for one in library.said(home).values() if one.is_on}
    context = {
        "read": own_words.are_read(home, request.user),
        "said": said in ("yes", "no") and not refused,
        "refused": refused,
        "contacts": sorted(contacts),
    }
    return _unkept(render(request, "sources/my_words.html", context))


def _taken_or_aside(request: HttpRequest, one: queries.Source, form: Export) -> TakingIn:
    home, file = settings.LILYROOT_HOME, form.cleaned_data["export"]
    assert one.said
    if one.kind.key == "people":
        return domain.put_aside(home, one.name, one.kind.key, file, by=request.user)
    return domain.begin(home, one.said, file, form.wish(), by=request.user)


def _refuse_while_owed(form: Export) -> None:
    """Before the file is put aside: whoever gives it should not learn it from a receipt."""
    try:
        library.refuse_while_owed(settings.LILYROOT_HOME, form.cleaned_data["wave"])
    except SurveyError as fault:
        form.add_error(None, f"{fault.sentence} {fault.remedy}")


def _declare(request: HttpRequest, form: Why, name: str, *, is_on: bool) -> bool:
    try:
        domain.declare(settings.LILYROOT_HOME, form.said(name, is_on=is_on), by=request.user)
    except SourceRefused as fault:
        form.take(fault)
        return False
    return True


def _source(key: str) -> queries.Source:
    found = queries.source(settings.LILYROOT_HOME, key)
    if found is None:
        raise Http404
    return found


def _export(request: HttpRequest, one: queries.Source, *, bound: bool = True) -> Export:
    waves = library.open_waves(settings.LILYROOT_HOME) if one.kind.key == "survey" else []
    posted = bound and request.method == "POST"
    given = (request.POST, request.FILES) if posted else ()
    return Export(*given, kind=one.kind, waves=waves, refused=getattr(request, "upload_refused", ""))


def _source_page(
    request: HttpRequest, one: queries.Source, form: Export, *, done: str = "", refused: LilyrootError | None = None
) -> HttpResponse:
    home = settings.LILYROOT_HOME
    receipts = queries.receipts(home, one)
    context = {
        "source": one,
        "form": form,
        "waves": one.kind.key != "survey" or library.open_waves(home),
        "owed": library.owed(home) if one.kind.key == "survey" else "",
        "open": queries.open_takings(home, one),
        "receipts": receipts,
        "quarantined": sum(receipt.quarantined for receipt in receipts) if not one.kind.only else 0,
        "held": library.held(home, one.name),
        "history": library.history(home, one.name),
        "kinds_of_records": [(kind, library.column_lines(kind)) for kind in library.KINDS],
        "done": done,
        "refused": f"{refused.sentence} {refused.remedy}" if refused else "",
    }
    status = 413 if getattr(request, "upload_refused", "") else 422 if form.errors or refused else 200
    return _unkept(render(request, "sources/source.html", context, status=status))


def _why_page(
    request: HttpRequest, kind: Kind, form: Why, *, name: Name | None = None, one: queries.Source | None = None
) -> HttpResponse:
    asked = None if kind.only or one else name
    wrong = bool(form.errors or (asked and asked.errors))
    context = {"kind": kind, "form": form, "name": asked, "source": one, "never": NEVER, "wrong": wrong}
    return _unkept(render(request, "sources/why.html", context, status=422 if wrong else 200))


def _usual(kind: Kind) -> str:
    return {"slack": "chat", "vtt": "meetings", "mail": "mail", "table": "notes", "records": "records"}[kind.key]


def _contact() -> str:
    """Whom people could ask of the last source that was declared."""
    said = library.said(settings.LILYROOT_HOME)
    return next((one.contact for one in reversed(said.values())), "")


def _csv(lines: Iterator[str], name: str) -> HttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _unkept(response)


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
