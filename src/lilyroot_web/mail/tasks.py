"""Send one letter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from lilyroot_web.jobs.work import GiveUp, work
from lilyroot_web.mail.domain import gets, is_on


@work("mail.send")
def send(given: dict[str, Any]) -> str:
    """Whoever was let go, or does not wish it any more, gets nothing, also when it was on its way already."""
    user = get_user_model().objects.filter(pk=given["user"]).first()
    if user is None or not gets(user, given["kind"]):
        return "Not sent: not wanted any more."
    if not is_on():
        raise GiveUp("This installation sends no mail: nobody has set a mail server.")
    letter = EmailMultiAlternatives(given["subject"], given["text"], to=[user.email], headers=_headers(given))
    letter.attach_alternative(given["html"], "text/html")
    letter.send()
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
