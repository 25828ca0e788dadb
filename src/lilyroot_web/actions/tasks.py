"""Reminders: to an action's owner, before it is due, on the day, and on the day of its review; once each."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from lilyroot_web.actions.models import Action
from lilyroot_web.actions.policy import Hope, Status, reminders
from lilyroot_web.actions.queries import figure_name
from lilyroot_web.actions.rules import may_see
from lilyroot_web.actions.units import Units, units
from lilyroot_web.jobs.work import every
from lilyroot_web.mail.domain import is_on, write_to
from lilyroot_web.mail.kinds import REMINDERS
from lilyroot_web.tongue.domain import in_language_of


@every(10)
def remind() -> None:
    """Write to whom it is time to write to, from the hour that the settings say."""
    now = timezone.now()
    if is_on() and now.hour >= settings.MAIL_HOUR:
        known = units(settings.LILYROOT_HOME)
        for action in Action.objects.exclude(status="cancelled").select_related("owner"):
            if may_see(action.owner, action, known):
                with in_language_of(action.owner):
                    _remind(action, known, now.date())


def _remind(action: Action, known: Units, today: date) -> None:
    for kind, day, says in reminders(action.status, action.due, action.review, action.reviewed, today):
        context = {
            "says": says,
            "pk": action.pk,
            "title": action.title,
            "figure": figure_name(action.indicator),
            "unit": known.called(action.unit),
            "hope": Hope(action.hope).in_words,
            "status": Status(action.status).in_words,
            "due": date_format(action.due),
            "review": date_format(action.review),
            "part": "/review" if kind == "review" else "",
        }
        key = f"remind:{action.pk}:{kind}:{day.isoformat()}"
        write_to(action.owner, REMINDERS, f"{says} {action.title}", "mail/reminder", context, key=key)
