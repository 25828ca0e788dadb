"""Verbs: get a digest so often, no longer, or one now."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from lilyroot_web.access.domain import write_down
from lilyroot_web.digests.models import Schedule
from lilyroot_web.digests.policy import following
from lilyroot_web.jobs.domain import ask
from lilyroot_web.mail.domain import ask_to_confirm, is_confirmed, wish
from lilyroot_web.mail.kinds import DIGEST

WORK = "digest.mail"


def arrange(user: Any, rhythm: str, *, also_empty: bool, today: date) -> None:
    """A digest so often from the next day on that falls in the rhythm."""
    wish(user, DIGEST, wanted=True)
    given = {"rhythm": rhythm, "also_empty": also_empty, "next_on": following(rhythm, today)}
    Schedule.objects.update_or_create(user=user, defaults=given)
    write_down(user, "account", f"gets a digest by mail: {rhythm}", changed=True)
    if not is_confirmed(user):
        ask_to_confirm(user, DIGEST)


def end(user: Any) -> None:
    """No digest any more."""
    if Schedule.objects.filter(user=user).delete()[0]:
        write_down(user, "account", "gets no digest by mail any more", changed=True)


def send_one_now(user: Any) -> bool:
    """One digest now, whether anything is new or not. False where one is on its way already.

    To an address that nobody has confirmed goes the question whose it is.
    """
    if user.declined_mail.filter(kind=DIGEST).exists():  # what they ended by a click stays ended, but for this one
        end(user)
        wish(user, DIGEST, wanted=True)
    if not is_confirmed(user):
        return ask_to_confirm(user, DIGEST)
    key = f"digest:{user.pk}:now:{timezone.now():%Y%m%d%H%M}"
    return ask(WORK, {"user": user.pk, "now": True}, what="Digest by mail", for_user=user, key=key) is not None


def ask_for_due(today: date) -> None:
    """Whose day it is gets one; whatever was missed while nothing ran is made up for by one."""
    for schedule in Schedule.objects.filter(next_on__lte=today).select_related("user"):
        key = f"digest:{schedule.user_id}:{schedule.next_on.isoformat()}"
        schedule.next_on = following(schedule.rhythm, today)
        schedule.save(update_fields=["next_on"])
        ask(WORK, {"user": schedule.user_id}, what="Digest by mail", for_user=schedule.user, key=key)
