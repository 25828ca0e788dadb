"""Listens for who was let go."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from lilyroot_web.access.announced import was_let_go


class Outlets(AppConfig):
    name = "lilyroot_web.outlets"

    def ready(self) -> None:
        was_let_go.connect(_stop, dispatch_uid="outlets")


def _stop(user: Any, **_: Any) -> None:
    from lilyroot_web.outlets.domain import stop  # models are not there yet when apps are listed
    from lilyroot_web.outlets.models import Outlet

    for outlet in Outlet.objects.filter(owner=user, paused_at=None):
        stop(outlet, f"{user}, who answered for it, was let go.")
