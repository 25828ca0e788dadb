"""Who may let what out, and whether whoever set an outlet up still may. A unit is what every member of it may see."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext

from lilyroot_web.access.queries import may, scope
from lilyroot_web.actions.units import Units
from lilyroot_web.outlets.models import Outlet

SEND: Final = "send elsewhere"


def units_for(user: Any, known: Units) -> list[tuple[str, str]]:
    """The units somebody may let out, with what they are called; the organisation as a whole first."""
    sees = scope(user, "see figures")
    if sees is None:
        return []
    return [("", gettext("the organisation as a whole")), *known.within(known.to_plan(sees))]


def may_let_out(user: Any, unit: str, known: Units) -> bool:
    """Whether somebody is let in, may send elsewhere, and sees this unit, now."""
    sees = scope(user, "see figures")
    return may(user, SEND) and sees is not None and (not unit or known.to_plan(sees).holds(unit))


def why_not(outlet: Outlet, known: Units) -> str:
    """Why nothing goes there any more, in a sentence; "" where it may."""
    if outlet.paused_at is not None:
        return outlet.why_paused or gettext("It is paused.")
    if not may_let_out(outlet.owner, outlet.unit, known):
        return gettext("%(owner)s, who answers for it, may no longer send %(unit)s elsewhere.") % {
            "owner": outlet.owner,
            "unit": known.called(outlet.unit),
        }
    return ""
