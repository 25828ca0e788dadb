"""The page that a program reads."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lilyroot_web.access.doors import ajar
from lilyroot_web.metrics.queries import metrics
from lilyroot_web.metrics.text import written


@ajar("a word of its own opens it, and it says nothing of people or their culture")
@login_not_required
@never_cache
@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """How the installation is doing; 404 without the word, and where there is none."""
    word = settings.METRICS_TOKEN
    if not word or not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {word}"):
        raise Http404
    return HttpResponse(written(metrics(settings.LILYROOT_HOME)), content_type="text/plain; version=0.0.4")
