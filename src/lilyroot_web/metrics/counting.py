"""Counts requests and how long they took, by route, in the memory of this process."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Final

from django.http import HttpRequest, HttpResponse

from lilyroot_web.metrics.text import Sample

BOUNDS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NOWHERE: Final = "nowhere"
"""The route of an address that leads nowhere: what strangers make up is not repeated."""


class Counts:
    """How often each route was asked for, with which kind of answer, and within which time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: Counter[str] = Counter()

    def add(self, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self._answers[route, f"{status // 100}xx"] += 1
            self._seconds[route] += seconds
            for bound in BOUNDS:
                self._within[route, bound] += seconds <= bound

    def answers(self) -> Iterator[Sample]:
        with self._lock:
            found = sorted(self._answers.items())
        yield from (Sample("", {"route": route, "status": status}, count) for (route, status), count in found)

    def durations(self) -> Iterator[Sample]:
        """A histogram as Prometheus has them: so many within each bound, the sum, the count."""
        with self._lock:
            within, seconds = dict(self._within), dict(self._seconds)
            asked: Counter[str] = Counter()
            for (route, _), count in self._answers.items():
                asked[route] += count
        for route in sorted(asked):
            yield from (
                Sample("_bucket", {"route": route, "le": str(bound)}, within[route, bound]) for bound in BOUNDS
            )
            yield Sample("_bucket", {"route": route, "le": "+Inf"}, asked[route])
            yield Sample("_sum", {"route": route}, round(seconds[route], 6))
            yield Sample("_count", {"route": route}, asked[route])


COUNTS: Final = Counts()


class Counting:
    """The middleware that stands before all others."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self._answer(request)
        matched = request.resolver_match
        route = f"/{matched.route}" if matched is not None else NOWHERE
        COUNTS.add(route, response.status_code, time.perf_counter() - began)
        return response
