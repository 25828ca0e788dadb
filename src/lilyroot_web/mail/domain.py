"""Verbs: somebody's address, what they wish to get, and a letter to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string

from lilyroot.draw.palette import LIGHT
from lilyroot_web.access.domain import write_down
from lilyroot_web.jobs.domain import ask
from lilyroot_web.mail.kinds import KINDS
from lilyroot_web.mail.models import Declined

_SALT = "lilyroot.mail.stop"


def is_on() -> bool:
    """Whether this installation sends mail at all."""
    return bool(settings.EMAIL_HOST)


def change_address(user: Any, address: str, *, by: Any) -> None:
    """Where mail to somebody goes; "" for nowhere. It is not verified: whoever sets it should know it."""
    if user.email != address:
        user.email = address
        user.save(update_fields=["email"])
        write_down(by, "account", f"changed the mail address of {user.get_username()}", changed=True)


def wishes(user: Any) -> dict[str, bool]:
    """Each kind of mail, and whether somebody gets it."""
    declined = set(user.declined_mail.values_list("kind", flat=True))
    return {kind: kind not in declined for kind in KINDS}


def wish(user: Any, kind: str, *, wanted: bool) -> None:
    """Get a kind of mail from now on, or no longer."""
    if wanted:
        Declined.objects.filter(user=user, kind=kind).delete()
    elif kind in KINDS:
        Declined.objects.get_or_create(user=user, kind=kind)


def way_out(user: Any, kind: str) -> str:
    """What the address that ends a kind of mail ends with; it needs no sign-in and opens nothing else."""
    return signing.dumps([user.pk, kind], salt=_SALT)


def by_way_out(token: str) -> tuple[int, str] | None:
    """Whom and what such an address is for; None if we did not make it."""
    try:
        pk, kind = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, kind


def gets(user: Any, kind: str) -> bool:
    """Whether somebody is let in, has an address and wishes this kind of mail."""
    return bool(user.is_active and user.email and not user.declined_mail.filter(kind=kind).exists())


def write_to(user: Any, kind: str, subject: str, template: str, context: dict[str, Any], *, key: str) -> bool:
    """A letter, once for each key, from ``template``.txt and .html. False where nothing will be sent."""
    if not is_on() or not gets(user, kind):
        return False
    stop = f"{settings.PUBLIC_ADDRESS}/mail/stop/{way_out(user, kind)}"
    whole = {**context, "colour": LIGHT, "stop": stop, "address": settings.PUBLIC_ADDRESS, "subject": subject}
    given = {
        "user": user.pk,
        "kind": kind,
        "subject": subject,
        "text": render_to_string(f"{template}.txt", whole),
        "html": render_to_string(f"{template}.html", whole),
        "stop": stop,
    }
    return ask("mail.send", given, what=f"Mail: {subject}", for_user=user, key=key) is not None
