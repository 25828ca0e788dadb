"""Verbs: choose a language, and speak somebody's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils import translation

from lilyroot.tongue import speaking
from lilyroot_web.tongue.models import Choice


def choose(user: Any, code: str) -> None:
    """Somebody reads in this language from now on, in every browser and in mail."""
    Choice.objects.update_or_create(user=user, defaults={"code": code})


def chosen(user: Any) -> str:
    """The code of the language that somebody chose; "" if they never did."""
    return Choice.objects.filter(user=user).values_list("code", flat=True).first() or ""


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Say everything within in this language: our pages and mails, and what the library says on them."""
    with translation.override(code), speaking(code):
        yield


@contextmanager
def in_language_of(user: Any) -> Iterator[None]:
    """The same in the language somebody chose, or else in that of this installation."""
    with in_language((chosen(user) if user is not None else "") or settings.LANGUAGE_CODE):
        yield
