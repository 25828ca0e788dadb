"""The messages of a mailbox file, split as they stream by; one over the limit is never held whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lilyroot.listen.lines import Line

LONGEST_MAIL_BYTES: Final = 25_000_000

_FROM: Final = re.compile(rb"From \S.*\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b.*|From \S+\s+\S.*\b(?:19|20)\d{2}\s*")
_QUOTED_FROM: Final = re.compile(rb">+From ")


@dataclass(frozen=True, slots=True)
class RawMail:
    """One message as it stands in the file. ``size`` is its length; ``data`` is cut where that is over the limit."""

    number: int
    offset: int
    data: bytes
    size: int

    @property
    def whole(self) -> bool:
        return self.size <= LONGEST_MAIL_BYTES


def is_separator(line: bytes) -> bool:
    """True for the line that begins a message in an mbox file.

    >>> is_separator(b"From ada@example.org Mon Jun 01 10:00:00 2009"), is_separator(b"From here on, 2009 was bad")
    (True, False)
    """
    return line.startswith(b"From ") and bool(_FROM.fullmatch(line.rstrip(b"\r\n")))


def split(lines: Iterator[Line]) -> Iterator[RawMail]:
    """The messages of an mbox file, without their "From " lines and with ">From " unescaped."""
    gathered = _Gathered(1, 0)
    blank_before = True
    for line in lines:
        if blank_before and is_separator(line.data):
            yield from gathered.mail()
            gathered = _Gathered(line.number, line.offset)
        else:
            gathered.add(line)
        blank_before = not line.data.strip(b"\r\n")
    yield from gathered.mail()


def single(lines: Iterator[Line]) -> Iterator[RawMail]:
    """The one message of a file, without the "From " line that some programmes put above it."""
    gathered = _Gathered(1, 0)
    for line in lines:
        if not (line.number == 1 and is_separator(line.data)):
            gathered.add(line, unescape=False)
    yield from gathered.mail()


class _Gathered:
    """The lines of one message so far."""

    def __init__(self, number: int, offset: int) -> None:
        self._number = number
        self._offset = offset
        self._lines: list[bytes] = []
        self._size = 0

    def add(self, line: Line, *, unescape: bool = True) -> None:
        data = line.data
        self._size += line.size
        if self._size > LONGEST_MAIL_BYTES:
            self._lines = self._lines[:200]  # enough for whoever looks for the message
            return
        if unescape and data.startswith(b">") and _QUOTED_FROM.match(data):
            data = data[1:]
        self._lines.append(data)

    def mail(self) -> Iterator[RawMail]:
        data = b"".join(self._lines)
        if data.strip() or self._size > LONGEST_MAIL_BYTES:
            yield RawMail(self._number, self._offset, data, self._size)
