"""Where it is written down that text left the organisation: beside the policy that allows it. Never any text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from lilyroot.errors import SettingsError
from lilyroot.read.llm.settings import Settings


def write_down(settings: Settings, version: str, messages: int) -> None:
    """Add a line before ``messages`` messages are sent under a policy. No line, no sending: raises ``SettingsError``.

    Without a policy nothing leaves the organisation, and nothing is written.
    """
    if settings.policy is None:
        return
    path = log_of(settings.policy)
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": settings.address.host,
        "reader": version,
        "policy": settings.policy_hash,
        "messages": messages,
    }
    try:
        with path.open("a", encoding="ascii") as log:
            log.write(json.dumps(line) + "\n")
    except OSError:
        remedy = "Make its folder one you may write to, or put the policy into another."
        raise SettingsError("llm.log", "What is sent cannot be logged.", remedy=remedy, file=path.name) from None


def log_of(policy: Path) -> Path:
    """The log of a policy: the same name with .log behind it."""
    return policy.with_name(f"{policy.name}.log")
