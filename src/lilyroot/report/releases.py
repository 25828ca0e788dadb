"""The releases that something rests on, each with the hash by which anyone can check it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lilyroot.draw.words import month
from lilyroot.release.ledger import canonical, stream_of
from lilyroot.score import Sources, Window
from lilyroot.tongue import Wording, say

Manifest = Mapping[str, Any]
_STREAMS: Final = Wording({"talk": "talk", "answers": "answers", "records": "records"})


@dataclass(frozen=True, slots=True)
class Release:
    """One line of the ledger as a reader sees it; ``digest`` is the SHA-256 of the manifest."""

    number: int
    stream: str
    window: str
    made: str
    reader: str
    digest: str

    @property
    def name(self) -> str:
        """What it is called among all releases. Example: "talk 2025-03"."""
        return say("{stream} {window}", stream=_STREAMS.get(self.stream, self.stream), window=self.window)


def releases_of(manifests: Iterable[Manifest]) -> tuple[Release, ...]:
    """Manifests as readers see them, in the order given."""
    return tuple(_release(entry) for entry in manifests)


def rest_on(sources: Sources, periods: Sequence[str]) -> tuple[Manifest, ...]:
    """The manifests behind figures of these months of talk, with the answers and records of their time."""
    return (*_of(sources.talk.manifests, periods), *beside_talk(sources, periods))


def beside_talk(sources: Sources, periods: Sequence[str], quarters: Sequence[str] = ()) -> tuple[Manifest, ...]:
    """The manifests of answers and records in the time of these months, and of these quarters of records."""
    window = Window.over(periods)
    return (
        *_of(sources.answers.manifests, window.answers(sources.answers)),
        *_of(sources.records.manifests, (*window.records(sources.records), *quarters)),
    )


def made_at(manifests: Sequence[Manifest]) -> datetime | None:
    """When the last of them was made."""
    return _instant(manifests[-1]) if manifests else None


def day(instant: datetime | None) -> str:
    """Example: "28 December 2025"."""
    if instant is None:
        return ""
    return say("{day} {month}", day=instant.day, month=month(f"{instant.year:04d}-{instant.month:02d}"))


def _of(manifests: Iterable[Manifest], periods: Sequence[str]) -> list[Manifest]:
    return [entry for entry in manifests if entry["period"] in periods]


def _release(entry: Manifest) -> Release:
    return Release(
        int(entry.get("number") or 0),
        stream_of(entry),
        str(entry["period"]),
        day(_instant(entry)),
        str(entry.get("reader") or ""),
        hashlib.sha256(canonical(dict(entry))).hexdigest(),
    )


def _instant(entry: Manifest) -> datetime | None:
    made = entry.get("made_at")
    return datetime.fromisoformat(str(made)) if made else None
