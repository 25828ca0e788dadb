"""Listens for who signs in: from then on their own choice counts."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest


class Tongue(AppConfig):
    name = "lilyroot_web.tongue"

    def ready(self) -> None:
        user_logged_in.connect(_keep, dispatch_uid=self.name)


def _keep(request: HttpRequest | None, user: Any, **_: Any) -> None:
    from lilyroot_web.tongue.domain import chosen
    from lilyroot_web.tongue.middleware import KEPT

    code = chosen(user)
    if code and request is not None:
        request.session[KEPT] = code
