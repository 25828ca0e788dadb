"""Verbs: let figures out somewhere, change the secret, pause, resume, remove, send a test, a digest, what is due."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from lilyroot.errors import OutletRefused
from lilyroot_web.access.domain import write_down
from lilyroot_web.actions.units import units
from lilyroot_web.config.sealing import sealed, unsealed
from lilyroot_web.digests.policy import following
from lilyroot_web.digests.queries import Digest, for_unit
from lilyroot_web.jobs.domain import ask
from lilyroot_web.outlets import messages, signing
from lilyroot_web.outlets.address import numbers_of, parsed
from lilyroot_web.outlets.models import Outlet
from lilyroot_web.outlets.policy import LONGEST_WHY, MOST, RELEASE, STILL_SIGNS, Kind
from lilyroot_web.outlets.rules import SEND, may_let_out, why_not
from lilyroot_web.tongue.domain import in_language_of

WORK: Final = "outlet.post"
SEALED_FOR: Final = "lilyroot/outlet/1"
DIGEST, TEST = "org.lilyroot.digest.v1", "org.lilyroot.test.v1"


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything that is said when an outlet is added."""

    name: str
    kind: str
    address: str
    unit: str
    rhythm: str


def add(wish: Wish, *, by: Any) -> tuple[Outlet, str]:
    """A new outlet, and the secret it signs with, shown this once ("" where it signs nothing).

    Raises ``OutletRefused`` for an address that may not be reached, and where there are too many.
    """
    address = parsed(wish.address, settings.OUTLET_HOSTS)
    numbers_of(address, settings.OUTLET_HOSTS)
    _refuse_unless(may_let_out(by, wish.unit, units(settings.LILYROOT_HOME)), gettext("You do not see that unit."))
    _refuse_unless(Outlet.objects.count() < MOST, (gettext("There are %(most)s outlets already.") % {"most": MOST}))
    secret = signing.new_secret() if wish.kind == Kind.WEBHOOK else ""
    outlet = Outlet.objects.create(
        name=wish.name,
        kind=wish.kind,
        host=address.host,
        sealed_address=sealed(wish.address.strip(), SEALED_FOR),
        sealed_secret=sealed(secret, SEALED_FOR),
        unit=wish.unit,
        rhythm=wish.rhythm,
        next_on=_next(wish.rhythm, timezone.now().date()),
        owner=by,
        made_at=timezone.now(),
    )
    write_down(by, SEND, f"sends digests to {wish.name} at {address.host}", changed=True)
    return outlet, secret


def rotate(outlet: Outlet, *, by: Any) -> str:
    """A new secret, shown this once; the former one signs beside it for a day."""
    secret = signing.new_secret()
    outlet.sealed_former, outlet.former_until = outlet.sealed_secret, timezone.now() + STILL_SIGNS
    outlet.sealed_secret = sealed(secret, SEALED_FOR)
    outlet.save(update_fields=["sealed_secret", "sealed_former", "former_until"])
    write_down(by, SEND, f"changed the secret of {outlet.name}", changed=True)
    return secret


def secrets_of(outlet: Outlet) -> list[str]:
    """What it signs with now."""
    both = [outlet.sealed_secret]
    if outlet.former_until is not None and outlet.former_until > timezone.now():
        both.append(outlet.sealed_former)
    return [unsealed(one, SEALED_FOR) for one in both if one]


def pause(outlet: Outlet, *, by: Any) -> None:
    """Nothing goes there until somebody resumes it."""
    stop(outlet, f"{by} paused it.")
    write_down(by, SEND, f"paused {outlet.name}", changed=True)


def stop(outlet: Outlet, why: str) -> None:
    """Nothing goes there any more, for a reason that those who may send elsewhere read on its page."""
    Outlet.objects.filter(pk=outlet.pk).update(paused_at=timezone.now(), why_paused=why[:LONGEST_WHY])


def resume(outlet: Outlet, *, by: Any) -> None:
    """It goes on; whoever says so answers for it now. Raises ``OutletRefused`` if they do not see its unit."""
    _refuse_unless(
        may_let_out(by, outlet.unit, units(settings.LILYROOT_HOME)), gettext("You do not see its unit yourself.")
    )
    outlet.owner, outlet.paused_at, outlet.why_paused = by, None, ""
    outlet.next_on = _next(outlet.rhythm, timezone.now().date())
    outlet.save(update_fields=["owner", "paused_at", "why_paused", "next_on"])
    write_down(by, SEND, f"resumed {outlet.name} and answers for it", changed=True)


def remove(outlet: Outlet, *, by: Any) -> None:
    """Forget where it is. What was sent there stays among the deliveries for a while."""
    write_down(by, SEND, f"removed {outlet.name}", changed=True)
    outlet.delete()


def send_test(outlet: Outlet) -> None:
    """A message without a figure."""
    _ask(outlet, TEST, messages.test(outlet.name, settings.PUBLIC_ADDRESS), f"Test to {outlet.name}")


def send_now(outlet: Outlet) -> None:
    """A digest, whether anything is new or not. Raises ``OutletRefused`` where there is nothing yet to be sent."""
    digest = _digest(outlet)
    if digest is None:
        raise OutletRefused(
            "outlet.nothing", gettext("Nothing has been released yet."), remedy=gettext("Send a test instead.")
        )
    _ask_for(outlet, digest, key=None)


def ask_for_due(today: date) -> None:
    """Whatever is due and new goes out; an outlet that nobody may answer for stops."""
    known = units(settings.LILYROOT_HOME)
    for outlet in Outlet.objects.filter(paused_at=None, next_on__lte=today).select_related("owner"):
        why = why_not(outlet, known)
        if why:
            stop(outlet, why)
            continue
        _ask_if_new(outlet, today)


def _ask_if_new(outlet: Outlet, today: date) -> None:
    digest, day = _digest(outlet), outlet.next_on
    outlet.next_on = _next(outlet.rhythm, today)
    if outlet.next_on != day:
        outlet.save(update_fields=["next_on"])
    if digest is not None and digest.mark != outlet.last_mark:
        told = digest.mark[:32] if outlet.rhythm == RELEASE else day.isoformat()
        _ask_for(outlet, digest, key=f"{outlet.about}:{told}")


def _ask_for(outlet: Outlet, digest: Digest, *, key: str | None) -> None:
    with in_language_of(None):
        said = messages.of_digest(digest, settings.PUBLIC_ADDRESS)
    _ask(outlet, DIGEST, said, f"Digest to {outlet.name}", key=key, mark=digest.mark)


def _ask(
    outlet: Outlet, kind: str, said: messages.Said, what: str, *, key: str | None = None, mark: str = ""
) -> None:
    """The body is made now and stays as it is, so that what is sent twice is the same; the address is not in it."""
    event = str(uuid.uuid4())
    given = {
        "outlet": outlet.pk,
        "event": event,
        "mark": mark,
        "body": _body(outlet, kind, said, event),
    }
    ask(WORK, given, what=what, for_user=outlet.owner, key=key, about=outlet.about)


def _body(outlet: Outlet, kind: str, said: messages.Said, event: str) -> dict[str, Any]:
    if outlet.kind == Kind.SLACK:
        return messages.slack(said)
    if outlet.kind == Kind.TEAMS:
        return messages.teams(said)
    source, subject = settings.PUBLIC_ADDRESS or "/lilyroot", outlet.unit or "organisation"
    return messages.event(said, id=event, kind=kind, time=timezone.now(), source=source, subject=subject)


def _digest(outlet: Outlet) -> Digest | None:
    with in_language_of(None):
        return for_unit(settings.LILYROOT_HOME, outlet.unit, timezone.now().date())


def _next(rhythm: str, today: date) -> date:
    """With each release: it is looked for every day, all day."""
    return today if rhythm == RELEASE else following(rhythm, today)


def _refuse_unless(holds: bool, sentence: str) -> None:
    if not holds:
        raise OutletRefused("outlet.refused", sentence, remedy=gettext("Choose another, or ask an admin."))
