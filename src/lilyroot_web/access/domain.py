"""Verbs of the door: count wrong tries, make users."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lilyroot.home import Home
from lilyroot_web.access.models import FailedSignIn
from lilyroot_web.access.policy import WINDOW, too_often
from lilyroot_web.access.rules import STEWARDS
from lilyroot_web.config.keys import write_secret

DEMO_USER = "demo"


def is_locked(name: str) -> bool:
    """Whether this name, known or not, was tried wrongly so often that the door stays shut for a while."""
    FailedSignIn.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    return too_often(FailedSignIn.objects.filter(name_hash=_hashed(name)).count())


def remember_failure(name: str) -> None:
    """A wrong try. The name is kept as a keyed hash only."""
    FailedSignIn.objects.create(name_hash=_hashed(name), at=timezone.now())


def forget_failures(name: str) -> None:
    """The right password was given."""
    FailedSignIn.objects.filter(name_hash=_hashed(name)).delete()


def _hashed(name: str) -> str:
    return salted_hmac("lilyroot.access", name.strip().casefold(), algorithm="sha256").hexdigest()


def ensure_demo_user(home: Home) -> tuple[str, str]:
    """The demo user's name and password. The password is random, made once, and readable by the owner only."""
    path = home.keys / "demo-password"
    password = path.read_text() if path.exists() else write_secret(path, secrets.token_urlsafe(9), mode=0o600)
    user, _ = get_user_model().objects.get_or_create(username=DEMO_USER)
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    return DEMO_USER, password


def new_password(name: str, *, steward: bool = False, forget_second_step: bool = False) -> str:
    """A user of this name with a new random password, which is kept nowhere; their sessions end.

    ``steward``: they may change the policy together with another steward; nobody stops being one by it.
    ``forget_second_step``: for somebody who lost the phone and the codes on paper; the password alone opens again.
    """
    password = secrets.token_urlsafe(12)
    user, _ = get_user_model().objects.get_or_create(username=name.strip())
    user.set_password(password)
    user.save()
    if forget_second_step:
        Authenticator.objects.filter(user=user).delete()
    if steward:
        user.groups.add(Group.objects.get_or_create(name=STEWARDS)[0])
    return password
