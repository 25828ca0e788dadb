"""Who may do what with one action, on top of the table of rules: its unit has to be in reach, or it is one's own."""

from __future__ import annotations

from typing import Any

from lilyroot_web.access.queries import scope
from lilyroot_web.actions.models import Action
from lilyroot_web.actions.units import Units

SEE, ACT = "see actions", "act"


def may_see(user: Any, action: Action, units: Units) -> bool:
    """Whoever owns it, and everybody in whose line its unit stands."""
    reach = scope(user, SEE)
    return reach is not None and (action.owner_id == user.pk or units.to_see(reach).holds(action.unit))


def may_plan(user: Any, unit: str, units: Units) -> bool:
    """Whoever leads the unit, or a unit above it."""
    reach = scope(user, ACT)
    return reach is not None and units.to_plan(reach).holds(unit)


def may_say_how(user: Any, action: Action, units: Units) -> bool:
    """Its owner, and whoever may plan for the unit."""
    return may_see(user, action, units) and (action.owner_id == user.pk or may_plan(user, action.unit, units))
