"""What was sent and what failed, with a way to try it again."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from lilyroot_web.access.doors import ajar, door
from lilyroot_web.access.queries import may
from lilyroot_web.jobs import domain, queries
from lilyroot_web.jobs.models import Job


@ajar("only one's own deliveries")
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """What was sent to whoever asks."""
    return _page(request, queries.of(request.user), everybody=False)


@door("see deliveries")
@require_http_methods(["GET", "HEAD", "POST"])
def everybodys(request: HttpRequest) -> HttpResponse:
    """What was sent to anybody, for whoever looks after it."""
    return _page(request, queries.of_everybody(), everybody=True)


def _page(request: HttpRequest, jobs: QuerySet[Job], *, everybody: bool) -> HttpResponse:
    if request.method == "POST":
        given = request.POST.get("job", "")
        domain.try_again(get_object_or_404(jobs, pk=int(given) if given.isascii() and given.isdigit() else 0))
        return redirect(request.path)
    context = {
        "page": Paginator(jobs, 50).get_page(request.GET.get("page")),
        "failed": jobs.filter(state=Job.FAILED).count(),
        "everybody": everybody,
        "may_see_all": may(request.user, "see deliveries"),
    }
    response = render(request, "jobs/deliveries.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response
