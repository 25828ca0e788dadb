"""The elements of a JSON array, one by one, in bounded memory, with broken ones told apart from good ones.

Small files take a fast path; it gives exactly what the slow path gives and steps aside at the first doubt.

Where an element is broken, what follows it is recovered: the next place at which a whole element can be read
ends the broken stretch. An element over the limit is skipped without being held.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NamedTuple, cast

from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES
from lilyroot.listen.lines import UTF8_MARK, chunks, encoding_of

FAST_BYTES: Final = 8 << 20
_DEEPEST: Final = 10_000
_RAW_KEPT: Final = 64 << 10
# Recovery tries this often in one stretch before it gives the stretch up.
_MOST_TRIES: Final = 500

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_DECODE: Final = json.JSONDecoder().raw_decode
# Plain classes on purpose: Python 3.11.7 matches too much where a possessively repeated group fails half-way.
_TO_COMMA: Final = re.compile(rb'[^"{}\[\],]*')
_TO_BRACKET: Final = re.compile(rb'[^"{}\[\]]*')
_IN_STRING: Final = re.compile(rb'[^"\\\n]*')
# Where an element may begin. Text inside a string cannot look like this: its quotes are escaped.
_CANDIDATE: Final = re.compile(rb'(?:\A|[,}\]])[ \t\r\n]*(?=\{[ \t\r\n]*["}])')
_CLOSER: Final = {ord("{"): ord("}"), ord("["): ord("]")}
_BLANK: Final = b" \t\r\n"


class Element(NamedTuple):
    """One element, read. ``offset`` is where its first byte stands in the stream."""

    offset: int
    raw: bytes
    value: object


class Broken(NamedTuple):
    """A stretch that is no element, and why: "broken", "too_long", "cut_off", "not_an_array" or "utf16"."""

    offset: int
    raw: bytes
    why: str


Found = Element | Broken


def is_object(value: object) -> bool:
    """The plainest test for a recovered element."""
    return isinstance(value, dict)


def elements(
    stream: BinaryIO,
    size: int,
    *,
    looks_whole: Callable[[object], bool] = is_object,
    limit: int = LONGEST_MESSAGE_BYTES,
) -> Iterator[Found]:
    """Every element of the array in the stream, in order, and every broken stretch.

    ``size`` is what the container says of the stream's length; it only chooses the path. ``looks_whole`` tells
    an element of this array from an object nested in one, where an element is broken and the next must be found.

    >>> found = elements(io.BytesIO(b'[{"a": 1}, {"b": tru}, {"c": 3}]'), 32)
    >>> [item.value if isinstance(item, Element) else item.why for item in found]
    [{'a': 1}, 'broken', {'c': 3}]
    """
    if size > FAST_BYTES:
        yield from _Splitter(stream, limit, looks_whole).found()
        return
    data = stream.read(FAST_BYTES + 1)  # the container may have understated the size
    found = _at_once(data, limit) if len(data) <= FAST_BYTES else None
    if found is not None:
        yield from found
        return
    rejoined = cast(BinaryIO, _Rejoined(data, stream))
    yield from _Splitter(rejoined, limit, looks_whole).found()


class _Rejoined(io.RawIOBase):
    """What was read already, and then the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        return self._head.read(size) or self._rest.read(size)


def _at_once(data: bytes, limit: int) -> list[Found] | None:
    """All elements of a flawless array, or None."""
    mark = len(UTF8_MARK) if data.startswith(UTF8_MARK) else 0
    try:
        text = data[mark:].decode()
        return _decoded(text, data, mark, limit)
    except (ValueError, RecursionError, IndexError):
        return None


def _decoded(text: str, data: bytes, mark: int, limit: int) -> list[Found] | None:
    found: list[Found] = []
    space = _SPACE.match
    ascii_only = text.isascii()
    at = _end(space(text))
    if text[at] != "[":
        return None
    at = _end(space(text, at + 1))
    offset, counted = mark, 0
    while text[at] != "]" or found:
        value, end = _DECODE(text, at)
        offset += at - counted if ascii_only else len(text[counted:at].encode())
        length = end - at if ascii_only else len(text[at:end].encode())
        if length > limit:
            return None
        found.append(Element(offset, data[offset : offset + length], value))
        offset, counted = offset + length, end
        at = _end(space(text, end))
        if text[at] == "]":
            break
        if text[at] != ",":
            return None
        at = _end(space(text, at + 1))
    return found if _end(space(text, at + 1)) == len(text) else None


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _read_whole(data: bytes, offset: int) -> Element | None:
    try:
        return Element(offset, data, json.loads(data.decode()))
    except (ValueError, RecursionError):
        return None


def recovered(data: bytes, offset: int, looks_whole: Callable[[object], bool]) -> list[Found]:
    """What can be saved of a broken stretch: whole elements in it, and the stretches between them."""
    if b"{" not in data:
        return _stretch(data, offset)
    found: list[Found] = []
    text = data.decode("latin-1")  # one character per byte: places in the text are places in the data
    done = at = tries = 0
    while tries < _MOST_TRIES and (candidate := _CANDIDATE.search(data, at)):
        start, tries = candidate.end(), tries + 1
        at = max(start, candidate.start() + 1)
        try:
            end = _DECODE(text, start)[1]
            value = json.loads(data[start:end].decode())
        except (ValueError, RecursionError):
            continue
        if looks_whole(value):
            found.extend(_stretch(data[done:start], offset + done))
            found.append(Element(offset + start, data[start:end], value))
            done, at, tries = end, end - 1, 0
    found.extend(_stretch(data[done:], offset + done))
    return found


def _stretch(data: bytes, offset: int) -> list[Found]:
    """A broken stretch without the blanks and commas around it; nothing when nothing is left."""
    stripped = data.lstrip(_BLANK + b",")
    offset += len(data) - len(stripped)
    stripped = stripped.rstrip(_BLANK + b",")
    return [Broken(offset, stripped[:_RAW_KEPT], "broken")] if stripped else []


class _Splitter:
    """Cuts a byte stream at the commas of its outermost array, and reads the pieces.

    The window is what is held of the stream: the current piece and what was read ahead of it.
    """

    def __init__(self, stream: BinaryIO, limit: int, looks_whole: Callable[[object], bool]) -> None:
        self._chunks = chunks(stream)
        self._limit = limit
        self._looks_whole = looks_whole
        self._window = b""
        self._offset = 0  # where the window stands in the stream
        self._start = 0  # where the current piece begins in the window
        self._at = 0  # how far the window was looked through
        self._open: list[int] = []  # the closing brackets that are due
        self._too_deep = 0
        self._in_string = False
        self._skipping: Broken | None = None  # the piece that is too long to be held
        self._saved = False  # the window begins behind an element that was recovered

    def found(self) -> Iterator[Found]:
        obstacle = self._enter()
        if obstacle is not None:
            yield obstacle
            return
        while True:
            end = self._next_cut()
            if end is not None:
                closing = self._window[end] == ord("]")
                yield from self._cut(end, last=closing)
                if closing:
                    yield from self._behind()
                    return
                continue
            if len(self._window) - self._start > self._limit:
                yield from self._overflow()
            if not self._refill():
                yield from self._cut_off()
                return

    def _refill(self) -> bool:
        """Read on, and let go of what lies before the current piece."""
        chunk = next(self._chunks, b"")
        self._window = self._window[self._start :] + chunk
        self._offset += self._start
        self._at -= self._start
        self._start = 0
        return bool(chunk)

    def _begin_piece(self, at: int) -> None:
        self._start = self._at = at
        self._open.clear()
        self._too_deep = 0
        self._in_string = False

    def _enter(self) -> Broken | None:
        """Go behind the opening bracket, or say why there is none."""
        while len(self._window) < 4 and self._refill():
            pass
        encoding, self._start = encoding_of(self._window)
        if encoding:
            return Broken(0, b"", "utf16")
        self._to_ink()
        if self._window[self._start : self._start + 1] != b"[":
            return Broken(self._offset + self._start, b"", "not_an_array")
        self._begin_piece(self._start + 1)
        return None

    def _to_ink(self) -> None:
        """Move the start of the piece over blanks, to a byte that is none or to the end of the stream."""
        while True:
            rest = self._window[self._start :]
            self._start += len(rest) - len(rest.lstrip(_BLANK))
            self._at = self._start
            if self._start < len(self._window) or not self._refill():
                return

    def _next_cut(self) -> int | None:
        """Where the current piece ends (a comma or the last bracket); None when more bytes are needed."""
        window = self._window
        while True:
            if self._in_string and not self._leave_string():
                return None
            match = (_TO_BRACKET if self._open else _TO_COMMA).match(window, self._at)
            self._at = match.end() if match else self._at
            if self._at >= len(window):
                return None
            byte = window[self._at]
            if byte == ord('"'):
                self._in_string = True
                self._at += 1
            elif byte in _CLOSER:
                self._push(_CLOSER[byte])
            elif byte == ord(",") or (byte == ord("]") and not self._too_deep and byte not in self._open):
                return self._at
            else:
                self._pop(byte)

    def _leave_string(self) -> bool:
        """Go behind the string's end. A newline ends it too: JSON strings have none, so this one is broken."""
        window = self._window
        while True:
            match = _IN_STRING.match(window, self._at)
            self._at = match.end() if match else self._at
            left = len(window) - self._at
            if not left:
                return False
            if window[self._at] != ord("\\"):
                self._at += 1
                self._in_string = False
                return True
            if left == 1:  # what is escaped has not been read yet
                return False
            self._at += 1 if window[self._at + 1] == ord("\n") else 2

    def _push(self, closer: int) -> None:
        if len(self._open) < _DEEPEST:
            self._open.append(closer)
        else:
            self._too_deep += 1
        self._at += 1

    def _pop(self, closer: int) -> None:
        self._at += 1
        if self._too_deep:
            self._too_deep -= 1
        elif closer in self._open:
            while self._open.pop() != closer:
                pass

    def _cut(self, end: int, *, last: bool) -> Iterator[Found]:
        raw, offset = self._piece(end)
        self._begin_piece(end + 1)
        saved, self._saved = self._saved, False
        if self._skipping is not None or len(raw) > self._limit:
            yield from self._end_of_skipping(raw, offset)
        elif raw:
            whole = _read_whole(raw, offset)
            yield from (whole,) if whole else recovered(raw, offset, self._looks_whole)
        elif not last and not saved:
            yield Broken(offset, b",", "broken")

    def _piece(self, end: int) -> tuple[bytes, int]:
        """The current piece up to there, without blanks around it, and its place in the stream."""
        piece = self._window[self._start : end]
        raw = piece.lstrip(_BLANK)
        return raw.rstrip(_BLANK), self._offset + self._start + len(piece) - len(raw)

    def _end_of_skipping(self, raw: bytes, offset: int) -> Iterator[Found]:
        """The element that was too long, and any that it had swallowed because a quote or bracket was missing."""
        yield self._skipping or Broken(offset, raw[:_RAW_KEPT], "too_long")
        self._skipping = None
        rest = recovered(raw, offset, self._looks_whole)
        first = next((place for place, item in enumerate(rest) if isinstance(item, Element)), len(rest))
        yield from rest[first:]

    def _overflow(self) -> Iterator[Found]:
        """More than a whole element is held: a bracket or quote is missing, or the element really is too long."""
        raw, offset = self._piece(len(self._window))
        saved = recovered(raw, offset, self._looks_whole)
        whole = [place for place, item in enumerate(saved) if isinstance(item, Element)]
        if not whole:
            self._skipping = self._skipping or Broken(offset, raw[:_RAW_KEPT], "too_long")
            # hold a tail back: a whole element may have begun in it
            self._start = max(self._start, self._at - self._limit // 2)
            return
        if self._skipping is not None:
            yield self._skipping
            self._skipping = None
            saved = saved[whole[0] :]
        end = 0
        for item in saved:
            if isinstance(item, Element):
                end = item.offset + len(item.raw)
        yield from (item for item in saved if item.offset < end)
        self._begin_piece(end - self._offset)
        self._saved = True

    def _cut_off(self) -> Iterator[Found]:
        """The stream ended before the array did."""
        raw, offset = self._piece(len(self._window))
        whole = _read_whole(raw, offset)
        closed = not whole and raw.endswith(b"]")  # the array's own bracket, taken for another's
        if closed:
            raw = raw[:-1]
        if self._skipping is not None:
            yield from self._end_of_skipping(raw, offset)
        elif raw:
            yield from (whole,) if whole else recovered(raw, offset, self._looks_whole)
        if not closed:
            yield Broken(self._offset + len(self._window), b"", "cut_off")

    def _behind(self) -> Iterator[Broken]:
        """Whatever stands behind the array."""
        self._to_ink()
        if self._start < len(self._window):
            yield Broken(self._offset + self._start, b"", "broken")
