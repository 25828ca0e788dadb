"""Verbs of the door: sign in, and make the demo user."""

from __future__ import annotations

import secrets
from enum import Enum

from django.contrib.auth import authenticate, get_user_model, login
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lilyroot.home import Home
from lilyroot_web.access.models import FailedSignIn
from lilyroot_web.access.policy import WINDOW, is_locked
from lilyroot_web.access.rules import STEWARDS
from lilyroot_web.config.keys import write_secret

DEMO_USER = "demo"


class Outcome(Enum):
    IN = "in"
    WRONG = "wrong"
    LOCKED = "locked"


def sign_in(request: HttpRequest, name: str, password: str) -> Outcome:
    """Try a name and a password; remember a wrong try. Known and unknown names are treated exactly alike."""
    name_hash = salted_hmac("lilyroot.access", name.strip().casefold(), algorithm="sha256").hexdigest()
    now = timezone.now()
    FailedSignIn.objects.filter(at__lt=now - WINDOW).delete()
    if is_locked(FailedSignIn.objects.filter(name_hash=name_hash).count()):
        return Outcome.LOCKED
    user = authenticate(request, username=name.strip(), password=password)
    if user is None:
        FailedSignIn.objects.create(name_hash=name_hash, at=now)
        return Outcome.WRONG
    FailedSignIn.objects.filter(name_hash=name_hash).delete()
    login(request, user)
    return Outcome.IN


def ensure_demo_user(home: Home) -> tuple[str, str]:
    """The demo user's name and password. The password is random, made once, and readable by the owner only."""
    path = home.keys / "demo-password"
    password = path.read_text() if path.exists() else write_secret(path, secrets.token_urlsafe(9), mode=0o600)
    user, _ = get_user_model().objects.get_or_create(username=DEMO_USER)
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    return DEMO_USER, password


def new_password(name: str, *, steward: bool = False) -> str:
    """A user of this name with a new random password, which is kept nowhere; their sessions end.

    ``steward``: they may change the policy together with another steward; nobody stops being one by it.
    """
    password = secrets.token_urlsafe(12)
    user, _ = get_user_model().objects.get_or_create(username=name.strip())
    user.set_password(password)
    user.save()
    if steward:
        user.groups.add(Group.objects.get_or_create(name=STEWARDS)[0])
    return password
