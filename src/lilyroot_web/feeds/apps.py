"""Listens for who was let go."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from lilyroot_web.access.announced import was_let_go


class Feeds(AppConfig):
    name = "lilyroot_web.feeds"

    def ready(self) -> None:
        was_let_go.connect(_end, dispatch_uid="feeds")


def _end(user: Any, **_: Any) -> None:
    from lilyroot_web.feeds.models import Feed  # models are not there yet when apps are listed

    Feed.objects.filter(user=user).delete()
