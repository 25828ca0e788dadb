"""The queue: Huey on a file in the home, or in the PostgreSQL. Loaded when something is asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from lilyroot_web.config.databases import connect


def enqueue(pk: int, delay: timedelta = timedelta(0)) -> None:
    """Have a job looked at, now or after a while."""
    look = _queue(str(settings.LILYROOT_HOME.data), settings.JOBS_AT_ONCE)[1]
    if delay:
        look.schedule(args=(pk,), delay=delay.total_seconds())
    else:
        look(pk)


def queue() -> Any:
    """The queue of this home, for the worker."""
    return _queue(str(settings.LILYROOT_HOME.data), settings.JOBS_AT_ONCE)[0]


@cache
def _queue(folder: str, at_once: bool) -> tuple[Any, Any]:
    from huey import crontab

    held = _held(folder, at_once)

    @held.task(name="look")
    def look(pk: int) -> None:
        from lilyroot_web.jobs.domain import run

        if not at_once:
            close_old_connections()
        run(pk)

    @held.periodic_task(crontab(), name="tick")
    def tick() -> None:
        from lilyroot_web.jobs.domain import tick

        close_old_connections()
        tick(timezone.now())

    return held, look


def _held(folder: str, at_once: bool) -> Any:
    from huey import PostgresHuey, SqliteHuey

    if connection.vendor == "postgresql":
        return PostgresHuey("lilyroot", connection=connect, results=False, immediate=at_once)
    return SqliteHuey("lilyroot", filename=f"{folder}/jobs.sqlite", results=False, immediate=at_once)
