"""Cues of a WebVTT (or SRT) file, read from lines in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES
from lilyroot.listen.lines import Line

_TIME: Final = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING: Final = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_COMMENTS: Final = (b"NOTE", b"STYLE", b"REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """What was shown from ``start`` to ``end`` (seconds from the start of the recording), markup and all."""

    number: int
    offset: int
    id: str
    start: float
    end: float
    payload: str


@dataclass(frozen=True, slots=True)
class BadCue:
    """A cue that cannot be read: "time" or "too_long", and the number of its line."""

    number: int
    offset: int
    why: str
    raw: bytes


def cues(lines: Iterator[Line]) -> Iterator[Cue | BadCue]:
    """Every cue of a file, with or without its header; comments, styles and regions are left out.

    >>> from lilyroot.listen.lines import bounded_lines
    >>> [cue.payload for cue in cues(bounded_lines(iter([b"WEBVTT\\n\\n00:01.000 --> 00:02.000\\nHello.\\n"])))]
    ['Hello.']
    """
    block = _Block()
    for line in lines:
        if not line.data.strip():
            yield from block.cue()
            block = _Block()
        elif block.timed and b"-->" in line.data:  # the blank line between two cues is missing
            following = _Block(block.take_number())
            yield from block.cue()
            block = following
            block.add(line)
        else:
            block.add(line)
    yield from block.cue()


class _Block:
    """The lines between two blank ones; no more of them than a message may be long."""

    def __init__(self, lines: list[Line] | None = None) -> None:
        self.lines = lines or []
        self.timed = False
        self._size = 0

    def add(self, line: Line) -> None:
        self.timed = self.timed or b"-->" in line.data
        if self._size <= LONGEST_MESSAGE_BYTES:
            self.lines.append(line)
        self._size += line.size

    def take_number(self) -> list[Line]:
        """The last line, if it is a number: the name of the cue that follows."""
        return [self.lines.pop()] if self.lines[-1].data.strip().isdigit() else []

    def cue(self) -> Iterator[Cue | BadCue]:
        """The cue in it, if there is one: a header, a comment, a style are none."""
        if not self.timed or self.lines[0].data.split(maxsplit=1)[0] in _COMMENTS:
            return
        at = next((place for place, line in enumerate(self.lines) if b"-->" in line.data), None)
        if at is None or self._size > LONGEST_MESSAGE_BYTES:
            raw = b"".join(line.data for line in self.lines)
            yield BadCue(self.lines[0].number, self.lines[0].offset, "too_long", raw)
        else:
            name = self.lines[at - 1].data.decode("utf-8", "replace").strip() if at else ""
            yield _cue(self.lines[at:], name)


def _cue(lines: list[Line], name: str) -> Cue | BadCue:
    timing, *payload = lines
    raw = b"".join(line.data for line in lines)
    match = _TIMING.fullmatch(timing.data.decode("utf-8", "replace").strip())
    if match is None:
        return BadCue(timing.number, timing.offset, "time", raw)
    text = "\n".join(line.data.decode("utf-8", "replace").strip() for line in payload)
    start, end = _seconds(*match.group(1, 2, 3, 4)), _seconds(*match.group(5, 6, 7, 8))
    return Cue(timing.number, timing.offset, name, start, max(start, end), text)


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000
