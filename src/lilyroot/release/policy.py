"""Which policy a window is released under, and what the ledger says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from lilyroot.measure.streams import Stream
from lilyroot.store.policy import Policy, in_force
from lilyroot.store.store import Store

__all__ = ["Policy", "policies_told", "policy_for"]


def policy_for(stream: Stream, store: Store, window: str, today: date) -> Policy:
    """The policy that was in force when the window began; never fewer people than the window itself has promised."""
    policy = in_force(store.catalogue, stream.begins(store, window), today)
    return replace(policy, k=max(policy.k, stream.promised(store, window)))


def policies_told(manifests: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every policy that releases were made under, in order, with the first and the last release of each.

    From manifests alone: whoever reads the ledger sees the policy change, and in which release it did.
    """
    told: list[dict[str, Any]] = []
    for manifest in manifests:
        policy = manifest.get("policy") or {"k": manifest.get("k"), "version": 0}
        if not told or told[-1]["policy"] != policy:
            told.append({"policy": policy, "first": manifest["number"], "last": manifest["number"]})
        told[-1]["last"] = manifest["number"]
    return told
