"""Which conversations of a Slack export may be read, decided by name before a message is opened.

Direct messages, of two or more people, are never read. Nor are channels whose name says that they are about people
as employees or patients (``lilyroot.listen.protected``); in private ones a broader list of words is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from lilyroot.listen.protected import PROTECTED, is_protected

DIRECT: Final = "direct message: never read"
UNLISTED: Final = "conversation that no list of channels names, perhaps a direct message: not read"
CANVAS: Final = "comments on a canvas or file: not read"

_DIRECT_ID: Final = re.compile(r"D[A-Z0-9]{6,}")
_OTHER_ID: Final = re.compile(r"[CG][A-Z0-9]{8,}")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation as the export's lists describe it."""

    id: str
    name: str
    private: bool = False
    direct: bool = False


@dataclass(slots=True)
class Directory:
    """The conversations of an export by folder, and the verdict on each."""

    _known: dict[str, Conversation] = field(default_factory=dict)

    def add(self, conversation: Conversation) -> None:
        """Enter it under its id and its name. Who is listed twice keeps the stricter entry."""
        for key in filter(None, (conversation.id, conversation.name)):
            known = self._known.get(key)
            if known is None or (conversation.direct, conversation.private) > (known.direct, known.private):
                self._known[key] = conversation

    def find(self, folder: str) -> Conversation:
        """The conversation of a folder; one that no list names is taken for a channel of that name."""
        return self._known.get(folder) or Conversation(folder, folder)

    def obstacle(self, folder: str) -> str:
        """Why the conversation in this folder is not read, or nothing."""
        known = self._known.get(folder)
        if folder.startswith("mpdm-") or (known and known.direct):
            return DIRECT
        if _DIRECT_ID.fullmatch(folder) and not (known and known.name == folder):
            return DIRECT
        if folder.startswith("FC:") or folder.startswith("FC_"):
            return CANVAS
        if known is None:  # perhaps private: its name alone decides
            return (
                UNLISTED if _OTHER_ID.fullmatch(folder) else PROTECTED if is_protected(folder, private=True) else ""
            )
        return PROTECTED if is_protected(known.name, private=known.private) else ""


def conversations(entries: Iterable[object], list_name: str) -> Iterable[Conversation]:
    """The conversations of one of the export's lists; what is no conversation is left out."""
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        name, id_ = entry.get("name"), entry.get("id")
        flags = entry.get("is_im") is True or entry.get("is_mpim") is True
        yield Conversation(
            id=id_ if isinstance(id_, str) else "",
            name=name if isinstance(name, str) else "",
            private=list_name == "groups.json" or entry.get("is_private") is True,
            direct=flags or list_name in ("dms.json", "mpims.json"),
        )
