"""Send digests by mail: made at the moment they are sent, for the reach their reader has then."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext

from lilyroot_web.access.domain import write_down
from lilyroot_web.digests import domain
from lilyroot_web.digests.models import Schedule
from lilyroot_web.digests.policy import IN_WORDS
from lilyroot_web.digests.queries import Digest, day_in_words, for_user
from lilyroot_web.jobs.work import every, work
from lilyroot_web.mail.domain import deliver, gets, is_confirmed, is_on, letter
from lilyroot_web.mail.kinds import DIGEST
from lilyroot_web.tongue.domain import in_language_of

NOT_WANTED = "Not sent: not wanted any more."


@every(10)
def look() -> None:
    """Ask for what is due, from the hour that the settings say."""
    now = timezone.now()
    if is_on() and now.hour >= settings.MAIL_HOUR:
        domain.ask_for_due(now.date())


@work(domain.WORK)
def send(given: dict[str, Any]) -> str:
    """One digest to one reader, in their language."""
    user = get_user_model().objects.filter(pk=given["user"]).first()
    with in_language_of(user):
        return _send(user, is_asked="now" in given)


def _send(user: Any, *, is_asked: bool) -> str:
    if user is None or not gets(user, DIGEST):
        return NOT_WANTED
    if not is_confirmed(user):
        return "Not sent: nobody has confirmed the address yet."
    schedule = Schedule.objects.filter(user=user).first()
    if schedule is None and not is_asked:
        return NOT_WANTED
    digest = for_user(settings.LILYROOT_HOME, user, timezone.now().date())
    if digest is None:
        return "Not sent: there is no figure you may see."
    if schedule and not is_asked and not schedule.also_empty and schedule.last_mark == digest.mark:
        return "Not sent: nothing is new since the last one."
    context = {"digest": digest, "next": _next(schedule)}
    said = deliver(letter(user, DIGEST, f"{digest.who}: {digest.opening}"[:180], "digests/mail", context))
    write_down(user, "see figures", "digest by mail", changed=False)
    _remember(schedule, digest)
    return said


def _next(schedule: Schedule | None) -> str:
    if schedule is None:
        return gettext("None is arranged; you asked for this one.")
    day, rhythm = day_in_words(schedule.next_on), IN_WORDS[schedule.rhythm]
    if schedule.also_empty:
        return gettext("The next one: %(day)s. You get them %(rhythm)s.") % {"day": day, "rhythm": rhythm}
    return gettext("The next one: %(day)s, if anything is new by then. You get them %(rhythm)s.") % {
        "day": day,
        "rhythm": rhythm,
    }


def _remember(schedule: Schedule | None, digest: Digest) -> None:
    if schedule:
        schedule.last_at, schedule.last_mark = timezone.now(), digest.mark
        schedule.save(update_fields=["last_at", "last_mark"])
