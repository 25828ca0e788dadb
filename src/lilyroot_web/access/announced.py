"""What the door announces to other slices."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.dispatch import Signal

was_let_go = Signal()
"""Somebody (``user``) may no longer sign in: whatever else opens a door in their name ends."""


class EndsWithThem(AppConfig):
    """A slice whose rows of one model (``ends``) go for good when their user is let go."""

    default = False
    ends: str

    def ready(self) -> None:
        was_let_go.connect(self._end, dispatch_uid=self.name)

    def _end(self, user: Any, **_: Any) -> None:
        self.get_model(self.ends).objects.filter(user=user).delete()
