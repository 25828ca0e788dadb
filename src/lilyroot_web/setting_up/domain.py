"""Verbs of the first day: the first person comes in, questions are answered or left for later."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext

from lilyroot.errors import AccessRefused
from lilyroot.home import Home
from lilyroot_web.access.domain import let_first_in
from lilyroot_web.setting_up import token
from lilyroot_web.setting_up.models import Answer

STEPS: Final = ("organisation", "people", "customers", "thresholds", "source", "notice")
"""The questions, in the order in which they are asked."""


def come_in(home: Home, given: str, name: str, password: str) -> Any:
    """The first person, an admin and steward; the token is used up. Raises ``AccessRefused``."""
    with transaction.atomic():  # whoever comes second waits, and finds that somebody is in
        if not token.is_right(home, given):
            raise AccessRefused(
                "access.token", gettext("This address leads nowhere any more."), remedy=gettext("Sign in instead.")
            )
        user = let_first_in(name, password)
        token.use_up(home)
    return user


def answer(step: str, *, by: Any, later: bool = False) -> None:
    """A question is answered, or left for later."""
    Answer.objects.update_or_create(step=step, defaults={"is_later": later, "answered_by": str(by)})


def open_step() -> str:
    """The first question that nobody has answered; "" when all are."""
    answered = set(Answer.objects.values_list("step", flat=True))
    return next((step for step in STEPS if step not in answered), "")
