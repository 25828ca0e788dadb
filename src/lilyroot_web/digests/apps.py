"""Listens for who was let go."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from lilyroot_web.access.announced import was_let_go


class Digests(AppConfig):
    name = "lilyroot_web.digests"

    def ready(self) -> None:
        was_let_go.connect(_end, dispatch_uid="digests")


def _end(user: Any, **_: Any) -> None:
    from lilyroot_web.digests.models import Schedule  # models are not there yet when apps are listed

    Schedule.objects.filter(user=user).delete()
