"""Our manners at allauth's door: nobody signs up, a name is locked after five wrong tries, nothing is given away."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from lilyroot_web.access import domain

WRONG = "This name and password do not belong together. Check both and try again."
LOCKED = "Too many wrong tries for this name. Wait 15 minutes, then try again."


class Door(DefaultAccountAdapter):
    """Wrong tries are counted by name in the database, so that no restart and no second process forgets them."""

    error_messages = {  # noqa: RUF012 - as allauth has it
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Known and unknown names are treated exactly alike."""
        name = credentials.get("username", "")
        if domain.is_locked(name):
            raise ValidationError(LOCKED, code="locked")
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is None or not user.is_active:
            domain.remember_failure(name)
            return None
        domain.forget_failures(name)
        return user

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponseRedirect:
        """Also somebody with a passkey is not told that they are no longer let in."""
        return HttpResponseRedirect(reverse("account_login"))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own count lives in one process's memory; ours stands in ``authenticate``."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was counted."""
