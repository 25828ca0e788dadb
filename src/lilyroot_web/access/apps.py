"""The platform part that knows who comes in; it listens to sign-ins from a directory
and to what people do with their own sign-in."""

from __future__ import annotations

from django.apps import AppConfig


class Access(AppConfig):
    name = "lilyroot_web.access"

    def ready(self) -> None:
        from lilyroot_web.access import noted, sign_on  # noqa: F401 - connect their receivers
