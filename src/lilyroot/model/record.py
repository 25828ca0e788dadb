"""What a connector hands to intake: one message as the source tells it, before any pseudonym is made.

A ``Record`` lives in memory only. Intake turns its speaker into a keyed pseudonym before anything is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One message. ``place`` and ``offset`` say where in the export it stood.

    ``external_id`` is the source's own key; with ``revision`` (higher wins) it makes a message unique, so that
    an overlapping export is counted once and an edit replaces what it edits.
    ``thread`` is the unit of engagement (a chat thread, a mail thread, a ticket, a five-minute stretch of a
    meeting); ``conversation`` is what people would call the conversation (the same, but the whole meeting).
    ``sent`` is UTC, or None where the source declares that it keeps no dates.
    ``aliases`` are further names of the same speaker in this source (e-mail, display name), used to find the
    person in the organisation. ``team`` and ``function`` are filled only by sources that state them themselves.
    """

    place: str
    offset: int
    external_id: str
    revision: int
    kind: str
    channel: str
    conversation: str
    thread: str
    sent: datetime | None
    speaker: str
    text: str
    aliases: tuple[str, ...] = ()
    team: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that could not be read: where it stood, a stable code, what is wrong, how to mend it.

    The sentence must not repeat message text or a speaker's identity. ``raw`` is the record's own bytes (cut to
    64 KiB), kept in quarantine, with the retention of raw text, for whoever mends the export.
    """

    place: str
    offset: int
    code: str
    sentence: str
    remedy: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something in the export that is not a message of a person (a join, a bot, a direct message by rule)."""

    place: str
    offset: int
    reason: str
