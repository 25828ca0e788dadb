"""What somebody does with their own sign-in goes into the access log: the password, passkeys, apps and codes."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver

from lilyroot_web.access.domain import write_down

_VERB: Final = "own account"
_CALLED: Final = {
    Authenticator.Type.TOTP: "an app that shows codes",
    Authenticator.Type.WEBAUTHN: "a passkey or security key",
    Authenticator.Type.RECOVERY_CODES: "codes on paper",
}


@receiver(password_changed)
def _password(user: Any, **_: Any) -> None:
    write_down(user, _VERB, "changed the password", changed=True)


@receiver(authenticator_added)
def _added(user: Any, authenticator: Authenticator, **_: Any) -> None:
    _step(user, "added", authenticator)


@receiver(authenticator_removed)
def _removed(user: Any, authenticator: Authenticator, **_: Any) -> None:
    _step(user, "removed", authenticator)


@receiver(authenticator_reset)
def _renewed(user: Any, authenticator: Authenticator, **_: Any) -> None:
    _step(user, "made anew", authenticator)


def _step(user: Any, did: str, authenticator: Authenticator) -> None:
    write_down(user, _VERB, f"{did}: {_CALLED[Authenticator.Type(authenticator.type)]}", changed=True)
