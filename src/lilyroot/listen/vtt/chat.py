"""Zoom's chat beside a transcript: one entry per time stamp, the lines below belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES
from lilyroot.listen.lines import Line
from lilyroot.listen.vtt.speakers import normalised

# "00:07:00<TAB>Ada King:<TAB>text" (cloud) and "09:07:00 From Ada King to Everyone:" with the text below (desktop)
_CLOUD: Final = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})\t(.{1,200}?):(?:\t|$)(.*)", re.S)
_DESKTOP: Final = re.compile(
    r"(\d{1,3}):(\d{2}):(\d{2})\s+From\s+(.{1,200}?)(?:\s+to\s+(.{1,200}?))?\s*:(?:\s+|$)(.*)", re.S | re.I
)
_PRIVATE: Final = re.compile(r"\((?:privately|direct message)\)", re.I)
_REACTION: Final = re.compile(r"(?:Reacted to|Removed a[n]? .* reaction from) \"", re.I)
_REPLY: Final = re.compile(r"Replying to \"[^\n]*\"\s*", re.I)

DIRECT: Final = "direct message: never read"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chat, ``start`` seconds after the time stamps' zero; ``reason`` why it is no message."""

    number: int
    offset: int
    start: float
    speaker: str
    text: str
    reason: str = ""


def entries(lines: Iterator[Line]) -> Iterator[Entry]:
    """Every entry of a chat file; lines before the first entry are left out.

    >>> from lilyroot.listen.lines import bounded_lines
    >>> [entry.text for entry in entries(bounded_lines(iter([b"00:01:00\\tAda:\\tHello\\nall\\n"])))]
    ['Hello\\nall']
    """
    head: tuple[Line, re.Match[str]] | None = None
    text: list[str] = []
    size = 0
    for line in lines:
        decoded = line.data.decode("utf-8", "replace").rstrip("\r\n")
        match = _CLOUD.fullmatch(decoded) or _DESKTOP.fullmatch(decoded)
        if match:
            if head:
                yield _entry(*head, text)
            head, text, size = (line, match), [match[match.re.groups]], len(line.data)
        elif head and size <= LONGEST_MESSAGE_BYTES:
            text.append(decoded.strip())
            size += len(line.data) + 1
    if head:
        yield _entry(*head, text)


def _entry(line: Line, match: re.Match[str], lines: list[str]) -> Entry:
    hours, minutes, seconds, name = match.group(1, 2, 3, 4)
    to = match[5] if match.re is _DESKTOP else ""
    text = "\n".join(lines).strip()
    reason = ""
    if _PRIVATE.search(to or "") or _PRIVATE.search(name) or (to and to.strip().lower() != "everyone"):
        reason = DIRECT
    elif _REACTION.match(text):
        reason = "reaction"
    start = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return Entry(line.number, line.offset, float(start), normalised(name), _REPLY.sub("", text, count=1), reason)
