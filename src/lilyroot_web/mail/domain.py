"""Verbs: somebody's address, what they wish to get, and a letter to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from lilyroot.draw.palette import DARK, LIGHT
from lilyroot_web.access.domain import write_down
from lilyroot_web.jobs.domain import ask
from lilyroot_web.jobs.work import GiveUp
from lilyroot_web.mail.kinds import BECAUSE, KINDS
from lilyroot_web.mail.models import Confirmed, Declined
from lilyroot_web.tongue.domain import in_language_of

_SALT = "lilyroot.mail.stop"
_CONFIRMS = "lilyroot.mail.confirm"
_CONFIRM_WITHIN = 7 * 24 * 60 * 60


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


def is_confirmed(user: Any) -> bool:
    """Whether a letter to the address somebody has now is known to reach them. Figures go nowhere else."""
    return bool(user.email) and Confirmed.objects.filter(user=user, address=user.email).exists()


def ask_to_confirm(user: Any, kind: str) -> bool:
    """A letter to somebody's address that asks whether it reached them; once in an hour."""
    token = signing.dumps([user.pk, user.email], salt=_CONFIRMS)
    key = f"confirm:{user.pk}:{salted_hmac(_CONFIRMS, user.email).hexdigest()[:16]}:{timezone.now():%Y%m%d%H}"
    return write_to(user, kind, gettext("Is this your address?"), "mail/confirm", {"token": token}, key=key)


def confirms(user: Any, token: str) -> str | None:
    """The address that this token of a letter is for; None if it is somebody else's, too old or not ours."""
    try:
        pk, address = signing.loads(token, salt=_CONFIRMS, max_age=_CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return address if pk == user.pk and address == user.email else None


def confirm(user: Any, address: str) -> None:
    """The letter reached them."""
    Confirmed.objects.update_or_create(user=user, defaults={"address": address})
    write_down(user, "account", "confirmed the mail address", changed=True)


def write_to(user: Any, kind: str, subject: str, template: str, context: dict[str, Any], *, key: str) -> bool:
    """A letter, once for each key, from ``template``.txt and .html. False where nothing will be sent."""
    if not is_on() or not gets(user, kind):
        return False
    given = letter(user, kind, subject, template, context)
    return ask("mail.send", given, what=f"Mail: {given['subject']}", for_user=user, key=key) is not None


def letter(user: Any, kind: str, subject: str, template: str, context: dict[str, Any]) -> dict[str, Any]:
    """A letter to somebody as ``deliver`` takes it, in their language, with both its parts and its way out."""
    with in_language_of(user):
        return _written(user, kind, " ".join(subject.split()), template, context)  # a header is one line


def _written(user: Any, kind: str, subject: str, template: str, context: dict[str, Any]) -> dict[str, Any]:
    stop = f"{settings.PUBLIC_ADDRESS}/mail/stop/{way_out(user, kind)}"
    whole = {
        **context,
        "colour": LIGHT,
        "dark": DARK,
        "because": BECAUSE[kind],
        "stop": stop,
        "address": settings.PUBLIC_ADDRESS,
        "subject": subject,
    }
    return {
        "user": user.pk,
        "kind": kind,
        "subject": subject,
        "text": render_to_string(f"{template}.txt", whole),
        "html": render_to_string(f"{template}.html", whole),
        "stop": stop,
    }


def deliver(given: dict[str, Any]) -> str:
    """Hand a letter to the mail server now.

    Whoever was let go, or does not wish it any more, gets nothing, also when it was on its way already.
    """
    user = get_user_model().objects.filter(pk=given["user"]).first()
    if user is None or not gets(user, given["kind"]):
        return "Not sent: not wanted any more."
    if not is_on():
        raise GiveUp("This installation sends no mail: nobody has set a mail server.")
    sent = EmailMultiAlternatives(given["subject"], given["text"], to=[user.email], headers=_headers(given))
    sent.attach_alternative(given["html"], "text/html")
    sent.send()
    return "Handed to the mail server."


def _headers(given: dict[str, Any]) -> dict[str, str]:
    """The same letter has the same id, so that a mail program shows one that was sent twice once."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    name = salted_hmac("lilyroot.mail.id", f"{given['user']} {given['subject']} {given['text']}").hexdigest()[:32]
    return {
        "Message-ID": f"<{name}@{host}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{given['stop']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
