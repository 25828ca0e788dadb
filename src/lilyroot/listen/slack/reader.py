"""Reading a Slack export: its lists first, then every day of every channel that may be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final

from lilyroot.errors import ExportError
from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES, Export, Item, ListenOptions, Member
from lilyroot.listen.json_stream import Broken, elements
from lilyroot.listen.members import base_name, each, folder_name, is_litter
from lilyroot.listen.slack import mapping
from lilyroot.listen.slack.conversations import Directory, conversations
from lilyroot.listen.soundness import refuse, sound, utc_now
from lilyroot.model.record import PassedOver, Refused

USERS: Final = "users.json"
LISTS: Final = ("channels.json", "groups.json", "dms.json", "mpims.json")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\.json")


@dataclass(frozen=True, slots=True)
class SlackConnector:
    """Turns a Slack export into records, without direct messages and protected private channels."""

    name: ClassVar[str] = "slack"
    default_kind: ClassVar[str] = mapping.KIND
    now: Callable[[], datetime] = utc_now

    def records(self, export: Export, options: ListenOptions) -> Iterator[Item]:
        """Every message, in the order of the members' names and of the messages within each.

        Raises ``ExportError`` when there are neither days of messages nor Slack's lists.
        """
        return sound(_Reading(export).items(), options, self.now())


@dataclass(slots=True)
class _Reading:
    """One export while it is read: who is who, and which conversations were met already."""

    export: Export
    people: dict[str, mapping.Person] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)
    _closed: set[str] = field(default_factory=set)

    def items(self) -> Iterator[Item]:
        days = [member for member in self.export.members if self._is_day(member)]
        lists = [member for member in self.export.members if self._is_list(member)]
        if not days and not lists:
            raise ExportError(
                "slack.nothing",
                "There is nothing of a Slack export in it: no channel folders with files such as 2025-03-04.json.",
                remedy="Give the zip that Slack made, or the folder it unpacks to.",
                file=self.export.name,
            )
        yield from each(lists, self._read_list)
        if not days:
            sentence = "The export has lists of channels and people but no messages."
            remedy = "Give the whole export: the zip, or the folder with one folder per channel."
            yield refuse(self.export.name, 0, "slack.no_messages", sentence, remedy)
        for member in self.export.members:
            if not self._is_day(member) and not self._is_list(member) and not is_litter(member.name):
                yield PassedOver(member.name, 0, "not a file of messages")
        yield from each(days, self._read_day)

    def _is_day(self, member: Member) -> bool:
        return bool(_DAY.fullmatch(base_name(member.name))) and not is_litter(member.name)

    def _is_list(self, member: Member) -> bool:
        return base_name(member.name) in (USERS, *LISTS) and not is_litter(member.name)

    def _read_list(self, member: Member) -> Iterator[Item]:
        name = base_name(member.name)
        with member.open() as stream:
            for found in elements(stream, member.size):
                if isinstance(found, Broken):
                    yield _refusal(member.name, found)
                elif name == USERS:
                    known = mapping.person(found.value)
                    if known:
                        self.people[known[0]] = known[1]
                else:
                    for conversation in conversations([found.value], name):
                        self.directory.add(conversation)

    def _read_day(self, member: Member) -> Iterator[Item]:
        folder = folder_name(member.name) or self.export.name.removesuffix(".zip")
        obstacle = self.directory.obstacle(folder)
        if obstacle:
            if folder not in self._closed:
                self._closed.add(folder)
                yield PassedOver(folder, 0, obstacle)
            return
        channel = self.directory.find(folder)
        place = mapping.Place(member.name, channel.id or folder, channel.name or folder)
        with member.open() as stream:
            for found in elements(stream, member.size, looks_whole=_is_message):
                if isinstance(found, Broken):
                    yield _refusal(member.name, found)
                else:
                    yield mapping.message(found.value, place, found.offset, found.raw, self.people)


def _is_message(value: object) -> bool:
    return isinstance(value, dict) and "ts" in value and "type" in value


_REFUSALS: Final = {
    "broken": ("An entry is not valid JSON.", "Make the export again, or mend the entry."),
    "too_long": (
        f"An entry is longer than {LONGEST_MESSAGE_BYTES:,} bytes.",
        "Leave it out: it is no message that people read.",
    ),
    "cut_off": ("The file ends before its list does.", "Make the export again; what came before was read."),
    "not_an_array": ("The file is no JSON list.", "Give the files as Slack's own export writes them."),
    "utf16": ("The file is written in UTF-16.", "Save it as UTF-8, as Slack's own export does."),
}


def _refusal(file: str, broken: Broken) -> Refused:
    sentence, remedy = _REFUSALS[broken.why]
    return refuse(file, broken.offset, f"slack.{broken.why}", sentence, remedy, broken.raw)
