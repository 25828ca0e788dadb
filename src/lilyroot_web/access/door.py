"""Our manners at allauth's door: nobody signs up, wrong tries shut it for a while, nothing is given away.

Five wrong tries for a name shut the door to it for whoever made them: for the network address they came from, or for
the browser, if somebody signed in from it under this name before. Strangers together have twenty. So nobody is kept
out of a browser they use by what others try, and guessing from many places at once is as slow as from four.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from lilyroot_web.access import domain

WRONG = gettext_lazy("This name and password do not belong together. Check both and try again.")
LOCKED = gettext_lazy("Too many wrong tries for this name. Wait 15 minutes, then try again.")
BROWSER: Final = "lilyroot_browser"


class Door(DefaultAccountAdapter):
    """Wrong tries are counted by name and place in the database: no restart and no second process forgets them."""

    error_messages = {  # noqa: RUF012 - as allauth has it
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Known and unknown names are treated exactly alike."""
        name = credentials.get("username", "")
        place = domain.place_of(name, self.get_client_ip(request), request.COOKIES.get(BROWSER, ""))
        seconds = domain.seconds_shut(name, place)
        if seconds:
            raise ValidationError(LOCKED, code="locked", params={"seconds": seconds})
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is None or not user.is_active:
            domain.remember_failure(name, place)
            return None
        domain.forget_failures(name, place)
        return user

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponseRedirect:
        """Also somebody with a passkey is not told that they are no longer let in."""
        return HttpResponseRedirect(reverse("account_login"))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own count lives in one process's memory; ours stands in ``authenticate``."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was counted."""


def know(response: HttpResponse, name: str) -> None:
    """This browser is known for this name from now on: the right password was given in it."""
    response.set_cookie(
        BROWSER,
        domain.browser_of(name),
        max_age=domain.KNOWN_FOR,
        path=reverse("account_login"),
        secure=settings.BEHIND_HTTPS,
        httponly=True,
        samesite="Lax",
    )
