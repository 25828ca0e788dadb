"""Lines and chunks of a byte stream in bounded memory, whatever is in it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES

CHUNK_BYTES: Final = 1 << 18
UTF8_MARK: Final = codecs.BOM_UTF8
_UTF16_MARKS: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Line(NamedTuple):
    """One line with its end. ``size`` is its length in the stream; ``data`` is cut where that is over the limit."""

    number: int
    offset: int
    data: bytes
    size: int

    @property
    def whole(self) -> bool:
        return len(self.data) == self.size


def chunks(stream: BinaryIO, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The stream, piece by piece."""
    while chunk := stream.read(size):
        yield chunk


def utf8_chunks(stream: BinaryIO, declared: str = "") -> Iterator[bytes]:
    """The stream as UTF-8 without a byte order mark.

    A mark decides; without one ``declared`` decides, and without that the bytes are given as they are, except
    that every second byte being NUL in the first four gives UTF-16 away. What cannot be decoded from a declared
    encoding or UTF-16 becomes U+FFFD.
    """
    pieces = chunks(stream)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= 4:
            break
    encoding, marked = encoding_of(head, declared)
    head = head[marked:]
    if not encoding:
        yield head
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(head).encode("utf-8", "replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def encoding_of(head: bytes, declared: str = "") -> tuple[str, int]:
    """The encoding to decode from ("" for UTF-8) and the length of the byte order mark.

    >>> encoding_of(b"\\xef\\xbb\\xbfid"), encoding_of(b"\\xff\\xfei\\x00"), encoding_of(b"i\\x00d\\x00")
    (('', 3), ('utf-16-le', 2), ('utf-16-le', 0))
    """
    if head.startswith(UTF8_MARK):
        return "", len(UTF8_MARK)
    if head[:2] in _UTF16_MARKS:
        return _UTF16_MARKS[head[:2]], 2
    if declared:
        return declared, 0
    if len(head) >= 4 and head[1] == head[3] == 0 and head[0] and head[2]:
        return "utf-16-le", 0
    if len(head) >= 4 and head[0] == head[2] == 0 and head[1] and head[3]:
        return "utf-16-be", 0
    return "", 0


def bounded_lines(pieces: Iterator[bytes], limit: int = LONGEST_MESSAGE_BYTES) -> Iterator[Line]:
    """The lines of a stream of pieces; never more than ``limit`` bytes of one line are held.

    >>> [line.data for line in bounded_lines(iter([b"a\\nb", b"c\\n"]))]
    [b'a\\n', b'bc\\n']
    """
    number = offset = size = 0
    kept: list[bytes] = []
    room = limit
    for piece in pieces:
        for part in piece.splitlines(keepends=True) if b"\r" not in piece else _split_at_newlines(piece):
            size += len(part)
            if room:
                kept.append(part[:room])
                room -= len(kept[-1])
            if part.endswith(b"\n"):
                number += 1
                yield Line(number, offset, b"".join(kept), size)
                offset += size
                size, kept, room = 0, [], limit
    if size:
        yield Line(number + 1, offset, b"".join(kept), size)


def _split_at_newlines(piece: bytes) -> list[bytes]:
    """Like ``splitlines``, but a lone carriage return (which may be half of a pair) ends no line."""
    parts = [part + b"\n" for part in piece.split(b"\n")]
    parts[-1] = parts[-1][:-1]
    return parts if parts[-1] else parts[:-1]
