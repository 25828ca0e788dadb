"""The platform part that knows who comes in; it listens to sign-ins from a directory."""

from __future__ import annotations

from django.apps import AppConfig


class Access(AppConfig):
    name = "lilyroot_web.access"

    def ready(self) -> None:
        from lilyroot_web.access import sign_on  # noqa: F401 - connects its receiver
