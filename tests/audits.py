"""Open audits of invented messages, for everything that labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lilyroot.audit.box import AuditBox, Sampled
from lilyroot.home import Home
from lilyroot.model.labels import FLAGS, ORIENTATIONS

PERIOD = "2025-03"
AUDITORS = ("ines", "tomas")
SAID = (
    ("The skippers on pier two cannot read the tide board at night.", "Who asked for lamps?", "centric"),
    ("Forty berths are let for the summer.", "", "focused"),
    ("The crane is inspected on Thursday.", "When is the crane back?", "none"),
    ("[name] told them again to ask the harbour office, as always.", "They want to know about fuel.", "focused"),
)


def reading(orientation: str, **more: Any) -> Mapping[str, Any]:
    return {"sets": ["base"], "orientation": orientation, "flags": [], "function": "", "kind": "chat", **more}


def sampled(number: int, *, wanted: int = 1, purpose: str = "correct") -> Sampled:
    text, context, orientation = SAID[number % len(SAID)]
    sets = ["base"] if purpose == "correct" else []
    return Sampled(f"ITEM{number:04d}", "slack", purpose, wanted, text, context, reading(orientation, sets=sets))


def population(**of: int) -> dict[str, Any]:
    counts = {name: of.get(name, 100) for name in ORIENTATIONS}
    return {"orientation": counts, "flags": {flag: dict.fromkeys(ORIENTATIONS, 0) for flag in FLAGS}}


def open_audit(
    home: Home,
    sample: Iterable[Sampled] | None = None,
    *,
    period: str = PERIOD,
    auditors: Iterable[str] = AUDITORS,
    days: int = 30,
    drawn_from: dict[str, Any] | None = None,
) -> AuditBox:
    """An audit of twelve messages, every fourth for two people, whose texts last ``days`` more days."""
    today = datetime.now(UTC).date()
    meta = {
        "period": period,
        "drawn": today.isoformat(),
        "delete_after": (today + timedelta(days=days)).isoformat(),
        "readers": json.dumps(["fast-0123456789ab"]),
        "population": json.dumps(drawn_from or population()),
    }
    chosen = sample or [sampled(number, wanted=2 if number % 4 == 0 else 1) for number in range(12)]
    return AuditBox.create(home, period, auditors, chosen, meta)
