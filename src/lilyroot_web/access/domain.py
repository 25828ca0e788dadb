"""Verbs of the door: count wrong tries, let people in and go, give and take roles, write down who did what."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from lilyroot.errors import AccessRefused
from lilyroot.home import Home
from lilyroot_web.access.announced import was_let_go
from lilyroot_web.access.models import Entry, FailedSignIn, Grant
from lilyroot_web.access.policy import WINDOW, left_without, name_or_refusal, shut_until, unit_for
from lilyroot_web.access.rules import Role
from lilyroot_web.access.turns import NAMES, wait_for
from lilyroot_web.config.keys import write_secret

DEMO_USER = "demo"
_BROWSER: Final = "lilyroot.access.browser"
KNOWN_FOR: Final = timedelta(days=180)
"""How long a browser is known after the right password was given in it."""
KEPT: Final = timedelta(days=2 * 365)
"""How long the access log is kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a try comes from: a network address, or a browser from which this name has signed in before."""

    number: str
    known: bool = False


def seconds_shut(name: str, place: Place) -> int:
    """How long the door stays shut for this name, known or not, tried from this place; 0 if it is open."""
    now = timezone.now()
    FailedSignIn.objects.filter(at__lt=now - WINDOW).delete()
    tries = FailedSignIn.objects.filter(name_hash=_hashed(name)).order_by("at")
    of_place = tries.filter(place_hash=_hashed(place.number)).values_list("at", flat=True)
    of_strangers = [] if place.known else tries.filter(strange=True).values_list("at", flat=True)
    until = shut_until(list(of_place), list(of_strangers))
    return 0 if until is None else max(1, math.ceil((until - now).total_seconds()))


def remember_failure(name: str, place: Place) -> None:
    """A wrong try. Name and place are kept as keyed hashes only."""
    FailedSignIn.objects.create(
        name_hash=_hashed(name), place_hash=_hashed(place.number), strange=not place.known, at=timezone.now()
    )


def forget_failures(name: str, place: Place) -> None:
    """The right password was given here; what others try elsewhere still counts."""
    FailedSignIn.objects.filter(name_hash=_hashed(name), place_hash=_hashed(place.number)).delete()


def browser_of(name: str) -> str:
    """What a browser is given to be known again for this name, and for no other."""
    return signing.dumps([_hashed(name), secrets.token_hex(16)], salt=_BROWSER)


def place_of(name: str, address: str, browser: str) -> Place:
    """Where a try comes from: the browser, if it shows that it knows this name; else the network address."""
    try:
        whose, number = signing.loads(browser, salt=_BROWSER, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return Place(address)
    return Place(number, known=True) if whose == _hashed(name) else Place(address)


def _hashed(text: str) -> str:
    return salted_hmac("lilyroot.access", text.strip().casefold(), algorithm="sha256").hexdigest()


def write_down(user: Any, verb: str, what: str, *, changed: bool, outcome: int = 200) -> None:
    """A line in the access log; lines older than two years go when a change is written down."""
    now = timezone.now()
    who = str(user)
    if changed and not isinstance(user, str):
        user.has_written = True  # in better words than the door would
    Entry.objects.create(at=now, who=who[:150], verb=verb, what=what[:300], changed=changed, outcome=outcome)
    if changed:
        Entry.objects.filter(at__lt=now - KEPT).delete()


def let_in(name: str, roles: Iterable[tuple[Role, str]] = (), *, by: Any) -> tuple[Any, str]:
    """A new person under this name with these roles, each with its unit, and their first password, kept nowhere."""
    name = name_or_refusal(name)
    users = get_user_model().objects
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        wait_for(NAMES)
        if users.filter(username__iexact=name).exists():
            raise AccessRefused(
                "access.name_taken",
                (gettext("There is already somebody called %(name)s.") % {"name": name}),
                remedy=gettext("Choose another name."),
            )
        user = users.create_user(username=name, password=password)
        write_down(by, "keep people", f"let in {name}", changed=True)
        for role, unit in roles:
            give_role(user, role, unit, by=by)
    return user, password


@transaction.atomic
def let_first_in(name: str, password: str) -> Any:
    """The first person of an installation, an admin and steward; nobody else can sign in yet."""
    wait_for(NAMES)
    users = get_user_model().objects
    if users.filter(is_active=True).exists():
        raise AccessRefused(
            "access.not_first", gettext("Somebody is in already."), remedy=gettext("Ask them to let you in.")
        )
    name = name_or_refusal(name)
    if users.filter(username__iexact=name).exists():
        raise AccessRefused(
            "access.name_taken",
            (gettext("There was somebody called %(name)s.") % {"name": name}),
            remedy=gettext("Choose another name."),
        )
    user = users.create_user(username=name, password=password)
    write_down(user, "keep people", f"came in as the first: {name}", changed=True)
    for role in (Role.ADMIN, Role.STEWARD):
        give_role(user, role, by=user)
    return user


def known(name: str) -> Any:
    """The person of this name."""
    user = get_user_model().objects.filter(username__iexact=name.strip()).first()
    if user is None:
        raise AccessRefused(
            "access.nobody",
            (gettext("Nobody here is called %(name)s.") % {"name": name}),
            remedy="lilyroot people list shows the names.",
        )
    return user


def give_role(user: Any, role: Role, unit: str = "", *, by: Any) -> None:
    """Somebody holds a role from now on, over the line of a unit where the role is one for a line."""
    unit = unit_for(role, unit)
    _, is_new = Grant.objects.get_or_create(user=user, role=role.value, unit=unit)
    if is_new:
        write_down(by, "keep people", f"gave {user.get_username()} {_role(role, unit)}", changed=True)


def take_role(user: Any, role: Role, unit: str = "", *, by: Any) -> None:
    """Somebody no longer holds a role; the last admin keeps theirs."""
    with transaction.atomic():
        if role == Role.ADMIN:
            _keep_an_admin(user)
        gone, _ = Grant.objects.filter(user=user, role=role.value, unit=unit).delete()
        if gone:
            write_down(by, "keep people", f"took {_role(role, unit)} from {user.get_username()}", changed=True)


def let_go(user: Any, *, by: Any) -> None:
    """Somebody may no longer sign in: sessions, feeds and tokens end for good, also should they be let back."""
    with transaction.atomic():
        _keep_an_admin(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        _end_sessions(user)
        was_let_go.send(let_go, user=user)
        write_down(by, "keep people", f"let {user.get_username()} go", changed=True)


def _end_sessions(user: Any) -> None:
    """Whose a session is stands sealed inside it, so all that live are looked into: half a day of them."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def let_back(user: Any, *, by: Any) -> None:
    """Somebody who was let go may sign in again, with the roles and the password they had."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    write_down(by, "keep people", f"let {user.get_username()} back in", changed=True)


def _keep_an_admin(user: Any) -> None:
    """Two admins who take the role from each other at once: the second waits, and finds themselves the last."""
    grants = Grant.objects.filter(role=Role.ADMIN.value, user__is_active=True)
    admins = set(grants.select_for_update().order_by("pk").values_list("user_id", flat=True))
    if left_without(admins, user.pk):
        raise AccessRefused(
            "access.last_admin",
            (
                gettext("%(get_username)s is the only one who can let people in.")
                % {"get_username": user.get_username()}
            ),
            remedy=gettext("Make somebody else an admin first."),
        )


def _role(role: Role, unit: str) -> str:
    return f"{role.value} of {unit}" if unit else role.value


_DEMO_UNITS: Final = {
    Role.LEADER: "Customer Service",
    Role.MANAGER: "Phone Desk",
    Role.EMPLOYEE: "Phone Desk",
}
DEMO_PEOPLE: Final[tuple[tuple[str, tuple[tuple[Role, str], ...]], ...]] = (
    (DEMO_USER, tuple((role, _DEMO_UNITS.get(role, "")) for role in Role)),
    ("demo-leader", ((Role.LEADER, "Customer Service"),)),
    ("demo-manager", ((Role.MANAGER, "Phone Desk"),)),
    ("demo-employee", ((Role.EMPLOYEE, "Phone Desk"),)),
    ("demo-people-lead", ((Role.PEOPLE_LEAD, ""),)),
    ("demo-auditor", ((Role.AUDITOR, ""),)),
    ("demo-analyst", ((Role.ANALYST, ""),)),
    ("demo-steward", ((Role.STEWARD, ""),)),
    ("demo-admin", ((Role.ADMIN, ""),)),
)
"""Who can be signed in as in the sample organisation: ``demo`` holds every role, the others one each."""


def ensure_demo_user(home: Home) -> tuple[str, str]:
    """The demo user's name and password, which all demo people share.

    The password is random, made once, and readable by the owner only.
    """
    path = home.keys / "demo-password"
    password = path.read_text() if path.exists() else write_secret(path, secrets.token_urlsafe(9), mode=0o600)
    for name, roles in DEMO_PEOPLE:
        user, _ = get_user_model().objects.get_or_create(username=name)
        if not user.check_password(password):
            user.set_password(password)
            user.save()
        for role, unit in roles:
            Grant.objects.get_or_create(user=user, role=role.value, unit=unit)
    return DEMO_USER, password


@transaction.atomic
def new_password(
    name: str, *, steward: bool = False, forget_second_step: bool = False, by: Any = "command line"
) -> str:
    """A user of this name with a new random password, which is kept nowhere; their sessions end.

    ``steward``: they may change the policy together with another steward; nobody stops being one by it.
    ``forget_second_step``: for somebody who lost the phone and the codes on paper; the password alone opens again.
    """
    password = secrets.token_urlsafe(12)
    wait_for(NAMES)
    user, _ = get_user_model().objects.get_or_create(username=name_or_refusal(name))
    user.set_password(password)
    user.save()
    forgotten = " and forgot the second step" if forget_second_step else ""
    write_down(by, "keep people", f"new password for {user.get_username()}{forgotten}", changed=True)
    if forget_second_step:
        Authenticator.objects.filter(user=user).delete()
    if steward:
        give_role(user, Role.STEWARD, by=by)
    return password
