"""Listens for who was let go."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from lilyroot_web.access.announced import was_let_go


class Mail(AppConfig):
    name = "lilyroot_web.mail"

    def ready(self) -> None:
        was_let_go.connect(_end, dispatch_uid="mail")


def _end(user: Any, **_: Any) -> None:
    from lilyroot_web.mail.models import Confirmed  # models are not there yet when apps are listed

    Confirmed.objects.filter(user=user).delete()  # a mailbox may be somebody else's when they come back
