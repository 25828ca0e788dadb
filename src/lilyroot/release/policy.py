"""Which policy a window is released under."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lilyroot.measure.streams import Stream
from lilyroot.store.policy import Policy, in_force
from lilyroot.store.store import Store

__all__ = ["Policy", "policy_for"]


def policy_for(stream: Stream, store: Store, window: str, today: date) -> Policy:
    """The policy that was in force when the window began; never fewer people than the window itself has promised."""
    policy = in_force(store.catalogue, stream.begins(store, window), today)
    return replace(policy, k=max(policy.k, stream.promised(store, window)))
