"""Who may do what, beyond seeing what was released: stewards change the policy, two of them at a time."""

from __future__ import annotations

from typing import Any

STEWARDS = "stewards"


def is_steward(user: Any) -> bool:
    """Whether somebody may propose a change of the policy, or approve one that another steward proposed."""
    return bool(user.is_active and user.groups.filter(name=STEWARDS).exists())
