"""Work beside the pages: what people who object wrote is deleted soon after they say so, and no row says whose."""

from __future__ import annotations

from django.conf import settings

from lilyroot_web.jobs.work import every
from lilyroot_web.sources import library


@every(5)
def delete_objected() -> None:
    """Nothing to do most of the time; a job of its own would stand in a list with a time beside it."""
    library.delete_objected(settings.LILYROOT_HOME)
