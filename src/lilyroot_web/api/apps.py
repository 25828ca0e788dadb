"""Listens for who was let go."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from lilyroot_web.access.announced import was_let_go


class Programs(AppConfig):
    name = "lilyroot_web.api"

    def ready(self) -> None:
        was_let_go.connect(_end, dispatch_uid="api")


def _end(user: Any, **_: Any) -> None:
    from lilyroot_web.api.models import Token  # models are not there yet when apps are listed

    Token.objects.filter(user=user).delete()
