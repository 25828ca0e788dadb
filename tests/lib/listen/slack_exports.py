"""Small Slack exports, made for tests that are about what happens to them, not about Slack."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

USERS = [
    {"id": f"U{i}", "name": f"user{i}", "profile": {"email": f"user{i}@example.org", "real_name": f"Person {i}"}}
    for i in range(12)
]
FIRST_TS = 1_740_000_000  # 2025-02-19


def message(i: int, text: str | None = None, **more: object) -> dict[str, object]:
    said = text if text is not None else f"the customer needs number {i} by noon"
    return {"type": "message", "user": f"U{i % 12}", "ts": f"{FIRST_TS + i}.000100", "text": said, **more}


def write_zip(path: Path, days: Mapping[str, Iterable[object]], users: list[dict[str, object]] = USERS) -> Path:
    """A zip whose members are ``channel/day.json`` with the given entries, beside users and channels."""
    channels = sorted({name.split("/")[0] for name in days})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", json.dumps(users))
        archive.writestr("channels.json", json.dumps([{"id": f"C{c}", "name": c} for c in channels]))
        for name, entries in days.items():
            archive.writestr(name, json.dumps(list(entries)))
    return path
