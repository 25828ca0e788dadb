"""What a file name says of a meeting: its day, its start, and the series it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

_ENDINGS: Final = re.compile(r"(?:\.(?:vtt|srt|txt|transcript|cc|captions|[a-z]{2}(?:-[A-Za-z]{2})?))+$", re.I)
_MOMENT: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<s>[-_.]?)(?P<m>\d{2})(?P=s)(?P<d>\d{2})(?!\d)"
    r"(?:[-_T ]+(?P<H>\d{2})[-_.:]?(?P<M>\d{2})(?:[-_.:]?(?P<S>\d{2}))?(?!\d))?"
)
_NOISE: Final = re.compile(
    r"GMT(?=[-_ ]|$)|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<!\d)\d{6,}(?!\d)"
    r"|(?<!\d)\d{2}[.:_-]\d{2}(?:[.:_-]\d{2})?(?!\d)"
    r"|\b\d+x\d+\b",
    re.I,
)
# What programs write behind a meeting's name. Inside it such words are the people's own: "Mail and Chat Desk".
_TAIL: Final = re.compile(
    r"(?:\b(?:meeting[- ]?)?(?:audio|closed|captions?|transcript|recording)\b[-_. \d()]*)+$",
    re.I,
)
_CHAT_TAIL: Final = re.compile(
    r"\b(?:meeting[- ]?)?(?:(?:recording)?newchat|(?:saved[- ]?)?(?:new[- ]?)?chat)$", re.I
)
_EDGES: Final = " \t-_.()[],"
_EARLIEST_YEAR: Final = 1995
# No file system allows longer names; a zip does, and patterns would take minutes over 60,000 characters.
_LONGEST_NAME: Final = 255


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: the name of its transcript, its series, and when its recording began (UTC), if known."""

    name: str
    series: str
    began: datetime | None


def meeting(name: str, declared: date | None = None, *, fallback: str = "meetings") -> Meeting:
    """What the member's name says; ``declared`` counts where it says no day.

    >>> found = meeting("Weekly sync/GMT20250304-090000_Recording.transcript.vtt")
    >>> found.series, found.began.isoformat()
    ('Weekly sync', '2025-03-04T09:00:00+00:00')
    """
    parts = [part[-_LONGEST_NAME:] for part in reversed(name.split("/"))]
    began = next((moment for part in parts if (moment := _moment(part))), None)
    if began is None and declared is not None:
        began = datetime.combine(declared, time(), UTC)
    series = next((found for part in parts if (found := _series(part))), fallback)
    return Meeting(name, series, began)


def _moment(part: str) -> datetime | None:
    for match in _MOMENT.finditer(part):
        if int(match["y"]) < _EARLIEST_YEAR:
            continue
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        try:
            at = time(int(match["H"] or 0), int(match["M"] or 0), int(match["S"] or 0))
        except ValueError:
            at = time()
        return datetime.combine(day, at, UTC)
    return None


def _series(part: str) -> str:
    bare = _ENDINGS.sub("", part)
    bare = _NOISE.sub(" ", _MOMENT.sub(" ", bare).replace("_", " "))
    bare = " ".join(bare.split()).strip(_EDGES)
    if part.lower().endswith(".txt"):  # Zoom's chat beside the recording
        bare = _CHAT_TAIL.sub("", bare)
    return _TAIL.sub("", bare).strip(_EDGES)
