"""Reading transcripts: each member is one meeting, its chat file belongs to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Export, Item, ListenOptions, Member
from lilyroot.listen.lines import bounded_lines, utf8_chunks
from lilyroot.listen.members import base_name, each, is_litter
from lilyroot.listen.soundness import refuse, sound, utc_now
from lilyroot.listen.vtt.chat import Entry, entries
from lilyroot.listen.vtt.cues import BadCue, cues
from lilyroot.listen.vtt.meeting import Meeting, meeting
from lilyroot.listen.vtt.speakers import Unspoken, Utterance, aliases, utterances
from lilyroot.model.record import PassedOver, Record

STRETCH_S: Final = 300
_TRANSCRIPT: Final = re.compile(r".*\.(?:vtt|srt)", re.I)
_CHAT: Final = re.compile(r".*chat.*\.txt", re.I)
_MACHINE: Final = re.compile(r"note ?taker|meeting notes|\b(?:read|otter|fireflies|fathom)\.ai\b", re.I)


@dataclass(frozen=True, slots=True)
class TranscriptConnector:
    """Turns transcripts into one record per utterance."""

    name: ClassVar[str] = "vtt"
    default_kind: ClassVar[str] = "meeting"
    now: Callable[[], datetime] = utc_now

    def records(self, export: Export, options: ListenOptions) -> Iterator[Item]:
        """Every utterance of every transcript and every message of the chats beside them.

        Raises ``ExportError`` when there is no transcript and no chat.
        """
        return sound(_items(export, options), options, self.now())


def _items(export: Export, options: ListenOptions) -> Iterator[Item]:
    if not any(_is_transcript(member) or _is_chat(member) for member in export.members):
        raise ExportError(
            "vtt.nothing",
            "There is no transcript in it: no file that ends in .vtt.",
            remedy="Download the transcript of the meeting as WebVTT (.vtt).",
            file=export.name,
        )

    def read(member: Member) -> Iterator[Item]:
        return _read(member, export, options)

    yield from each(export.members, read)


def _is_transcript(member: Member) -> bool:
    return bool(_TRANSCRIPT.fullmatch(base_name(member.name))) and not is_litter(member.name)


def _is_chat(member: Member) -> bool:
    return bool(_CHAT.fullmatch(base_name(member.name))) and not is_litter(member.name)


def _read(member: Member, export: Export, options: ListenOptions) -> Iterator[Item]:
    if is_litter(member.name):
        return
    if not _is_transcript(member) and not _is_chat(member):
        yield PassedOver(member.name, 0, "not a transcript")
        return
    held = meeting(_meeting_name(member, export), options.date)
    if held.began is None and not options.undated:
        sentence = "Neither the file's name nor an option says on which day the meeting was."
        remedy = "Give the day with --date 2025-03-04, put it into the file's name, or say --undated."
        yield refuse(member.name, 0, "vtt.date", sentence, remedy)
        return
    empty = True
    for item in _chat(member, held) if _is_chat(member) else _transcript(member, held):
        empty = False
        yield item
    if empty:
        sentence = "The file is empty." if not member.size else "There are no times and no words in the file."
        yield refuse(member.name, 0, "vtt.empty", sentence, "Download the transcript or chat of the meeting again.")


def _meeting_name(member: Member, export: Export) -> str:
    """The transcript a chat belongs to, where there is exactly one in its folder; else the member itself."""
    if _is_transcript(member):
        return member.name
    folder = member.name.rpartition("/")[0]
    beside = [m.name for m in export.members if _is_transcript(m) and m.name.rpartition("/")[0] == folder]
    return beside[0] if len(beside) == 1 else member.name


def _transcript(member: Member, held: Meeting) -> Iterator[Item]:
    with member.open() as stream:
        for found in utterances(cues(bounded_lines(utf8_chunks(stream)))):
            if isinstance(found, Unspoken):
                yield PassedOver(member.name, found.offset, found.reason)
            elif isinstance(found, BadCue):
                sentence, remedy = _BAD[found.why]
                sentence = f"Line {found.number:,}: {sentence}"
                yield refuse(member.name, found.offset, f"vtt.{found.why}", sentence, remedy, found.raw)
            else:
                yield _record(member, held, found, "meeting")


_BAD: Final = {
    "time": ("the times of a cue cannot be read.", "Write them as 00:01:02.500 --> 00:01:04.000."),
    "too_long": ("a cue is longer than a million bytes.", "Download the transcript of the meeting again."),
}


def _chat(member: Member, held: Meeting) -> Iterator[Item]:
    ordinals: dict[float, int] = {}
    with member.open() as stream:
        for entry in entries(bounded_lines(utf8_chunks(stream))):
            ordinal = ordinals.get(entry.start, 0)
            ordinals[entry.start] = ordinal + 1
            if entry.reason:
                yield PassedOver(member.name, entry.offset, entry.reason)
            else:
                yield _record(member, held, _as_utterance(entry, ordinal), "chat")


def _as_utterance(entry: Entry, ordinal: int) -> Utterance:
    return Utterance(entry.number, entry.offset, entry.start, ordinal, entry.speaker, entry.text)


def _record(member: Member, held: Meeting, said: Utterance, kind: str) -> Item:
    if _MACHINE.search(said.speaker):
        return PassedOver(member.name, said.offset, "note-taking software")
    return Record(
        place=member.name,
        offset=said.offset,
        external_id=f"{member.name}#{said.start:.3f}#{said.ordinal}",
        revision=0,
        kind=kind,
        channel=held.series,
        conversation=held.name,
        thread=f"{held.name}#{int(said.start // STRETCH_S)}",
        sent=held.began + timedelta(seconds=said.start) if held.began else None,
        speaker=said.speaker,
        text=said.text,
        aliases=aliases(said.speaker),
    )
