"""Post what was asked for, try it again where that helps, and say so where it does not."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from lilyroot.errors import OutletRefused
from lilyroot_web.access.domain import write_down
from lilyroot_web.actions.units import units
from lilyroot_web.config.sealing import unsealed
from lilyroot_web.jobs.work import GiveUp, TryAgain, every, work
from lilyroot_web.mail.domain import write_to
from lilyroot_web.mail.kinds import FAILURES
from lilyroot_web.outlets import domain
from lilyroot_web.outlets.address import parsed
from lilyroot_web.outlets.models import Outlet
from lilyroot_web.outlets.policy import GONE, TRIED_AGAIN, Kind
from lilyroot_web.outlets.rules import why_not
from lilyroot_web.outlets.sending import Answer, NotReached, post
from lilyroot_web.outlets.signing import signed
from lilyroot_web.tongue.domain import in_language_of


@every(10)
def look() -> None:
    """Ask for what is due, from the hour that the settings say."""
    now = timezone.now()
    if now.hour >= settings.MAIL_HOUR:
        domain.ask_for_due(now.date())


def tell(given: dict[str, Any], said: str) -> None:
    """Whoever answers for an outlet reads by mail that something did not arrive, once a day."""
    outlet = Outlet.objects.select_related("owner").filter(pk=given.get("outlet")).first()
    if outlet is not None:
        context = {"name": outlet.name, "pk": outlet.pk, "said": said}
        key = f"{outlet.about}:failed:{timezone.now().date()}"
        write_to(outlet.owner, FAILURES, _got_nothing(outlet), "outlets/failed", context, key=key)


@work(domain.WORK, keeps=True, failed=tell)
def send(given: dict[str, Any]) -> str:
    """One message to one outlet, if whoever answers for it still may send it there."""
    outlet = Outlet.objects.select_related("owner").filter(pk=given["outlet"]).first()
    if outlet is None:
        raise GiveUp("It was removed.")
    why = why_not(outlet, units(settings.LILYROOT_HOME))
    if why:
        if outlet.paused_at is None:
            domain.stop(outlet, why)
        raise GiveUp(why)
    body = json.dumps(given["body"], ensure_ascii=False).encode()
    try:
        address = parsed(unsealed(outlet.sealed_address, domain.SEALED_FOR), settings.OUTLET_HOSTS)
        answer = post(address, body, _headers(outlet, given, body), settings.OUTLET_HOSTS)
    except OutletRefused as fault:
        raise GiveUp(str(fault)) from None
    except NotReached as fault:
        raise TryAgain(str(fault)) from None
    if answer.status >= 300:
        _refused(outlet, answer)
    _arrived(outlet, given)
    return f"{outlet.host} took it ({answer.status})."


def _headers(outlet: Outlet, given: dict[str, Any], body: bytes) -> dict[str, str]:
    if outlet.kind != Kind.WEBHOOK:
        return {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Lilyroot"}
    signs = signed(domain.secrets_of(outlet), given["event"], int(timezone.now().timestamp()), body)
    return {"Content-Type": "application/cloudevents+json; charset=utf-8", "User-Agent": "Lilyroot", **signs}


def _refused(outlet: Outlet, answer: Answer) -> None:
    """Raise: for good where trying again would not help."""
    word = f": {answer.word}" if answer.word else ""
    if answer.status in TRIED_AGAIN or answer.status >= 500:
        raise TryAgain(f"{outlet.host} could not take it now ({answer.status}{word}).")
    if answer.status == GONE:
        domain.stop(outlet, f"{outlet.host} says that it is gone for good ({answer.status}{word}).")
    if answer.status < 400:
        raise GiveUp(f"{outlet.host} points elsewhere ({answer.status}), which is not followed.")
    raise GiveUp(f"{outlet.host} refused it ({answer.status}{word}).")


def _arrived(outlet: Outlet, given: dict[str, Any]) -> None:
    if given["mark"]:
        Outlet.objects.filter(pk=outlet.pk).update(last_at=timezone.now(), last_mark=given["mark"])
        write_down(outlet.owner, "see figures", f"digest to {outlet.name}", changed=False)


def _got_nothing(outlet: Outlet) -> str:
    with in_language_of(outlet.owner):
        return gettext("%(name)s got nothing") % {"name": outlet.name}
