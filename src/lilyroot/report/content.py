"""What a report says, before it is a page or a document: both say exactly the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lilyroot.draw import Figure, figures, headline
from lilyroot.draw.definitions import DEFINITIONS, FLAGS, Definition
from lilyroot.draw.not_read import not_read
from lilyroot.draw.view import View
from lilyroot.draw.words import counted, kinds, listed, month, span
from lilyroot.errors import InputError
from lilyroot.release.ledger import canonical
from lilyroot.release.released import Released
from lilyroot.score import Sources


@dataclass(frozen=True, slots=True)
class Release:
    """One line of the ledger as the report shows it; ``digest`` is the SHA-256 of the manifest."""

    number: int
    period: str
    made: str
    reader: str
    digest: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a report shows, in reading order."""

    headline: str
    period: str
    made: str
    made_at: datetime | None
    lead: str
    uncorrected: bool
    why_uncorrected: str
    figures: tuple[Figure, ...]
    definitions: dict[str, Definition]
    flags: tuple[tuple[str, str], ...]
    reading: tuple[str, ...]
    releases: tuple[Release, ...]


def content(released: Released, *, last: int = 12, sources: Sources | None = None) -> Content:
    """The report over the last released periods of talk; ``sources`` adds what was answered and recorded.

    Raises ``InputError`` when nothing has been released.
    """
    if not released.periods:
        raise InputError(
            "report.empty",
            "Nothing has been released yet, so there is nothing to report.",
            remedy="Take in an export and run `lilyroot release`, or invent an organisation with `lilyroot sample`.",
        )
    view = View(released, last)
    made_at = _made_at(released.manifests)
    return Content(
        headline=headline(released, last=last),
        period=span(view.periods),
        made=_day(made_at),
        made_at=made_at,
        lead=_lead(view),
        uncorrected=view.uncorrected,
        why_uncorrected=view.why_uncorrected,
        figures=tuple(figures(released, last=last, sources=sources)),
        definitions=DEFINITIONS,
        flags=tuple(FLAGS.values()),
        reading=_reading(view),
        releases=tuple(_release(entry) for entry in released.manifests),
    )


def _lead(view: View) -> str:
    messages = view.whole("messages")
    read = f"{messages.value:,.0f} messages" if messages is not None and messages.value is not None else "messages"
    of = f" from {kinds(view.kinds)}" if view.kinds else ""
    releases = counted(len(view.periods), "release", "releases")
    unread = not_read(view)
    missed = f" {unread}." if unread else ""
    return f"Read from {read}{of}, in {releases}.{missed} Every figure stands for a group, never for a person."


def _reading(view: View) -> tuple[str, ...]:
    """How to read the figures: bands, words, thresholds, what is not corrected."""
    said = [
        "The mark is the estimate; the soft band around it is its 95 % interval: how far chance alone may have moved "
        "it in 19 of 20 cases. Where two bands overlap much, do not compare the marks.",
        "Up and down are said only where chance is an unlikely explanation, also of the best of all comparisons "
        "made; everything else is “cannot tell”.",
        "Months are combined by their number of messages from released months alone; nothing is computed anew.",
        f"No figure stands for fewer than {view.threshold} people, and none can be worked out from the others. "
        "How many people a group has is given as a band (5–9, 10–19, 20–49 …), never as a number.",
        "Hatched means kept private. Dotted means too little talk to say anything. Neither is zero.",
    ]
    if view.uncorrected:
        readers = f" ({listed(view.readers)})" if view.readers else ""
        said.append(
            f"Uncorrected: figures on language come from the reader{readers}, and {view.why_uncorrected}. It may err "
            "otherwise here; until people have checked a random sample of every month, compare groups and months "
            "rather than trusting the level. Marks with a thin outline are uncorrected."
        )
    return tuple(said)


def _release(entry: dict[str, Any]) -> Release:
    digest = hashlib.sha256(canonical(entry)).hexdigest()
    made = _day(_instant(entry))
    return Release(
        int(entry.get("number") or 0), month(str(entry["period"])), made, str(entry.get("reader") or ""), digest
    )


def _instant(entry: dict[str, Any]) -> datetime | None:
    made_at = entry.get("made_at")
    return datetime.fromisoformat(str(made_at)) if made_at else None


def _made_at(manifests: tuple[dict[str, Any], ...]) -> datetime | None:
    return _instant(manifests[-1]) if manifests else None


def _day(instant: datetime | None) -> str:
    if instant is None:
        return ""
    return f"{instant.day} {month(f'{instant.year:04d}-{instant.month:02d}')}"
