"""The text of a mail: its plain part, else its HTML turned to text; never an attachment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES
from lilyroot.listen.plain_text import html_to_text, without_inline_data

_DEEPEST: Final = 30
_PGP: Final = "-----BEGIN PGP MESSAGE-----"
_META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,30})", re.I)


class TextTooLongError(Exception):
    """The text alone, without attachments, is longer than a message may be."""


def text_of(mail: Message) -> str:
    """What the mail says. Raises ``TextTooLongError``."""
    return "\n\n".join(filter(None, (part.strip() for part in _texts(mail, 0))))


def is_encrypted(mail: Message) -> bool:
    """True for S/MIME envelopes and PGP/MIME; ``is_armoured`` finds PGP within the text."""
    kind = mail.get_content_type()
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return True
    return kind == "multipart/encrypted"


def is_armoured(text: str) -> bool:
    """True where the text itself is encrypted with PGP."""
    return _PGP in text[:2_000]


def _texts(part: Message, depth: int) -> Iterator[str]:
    if depth > _DEEPEST or _is_attachment(part):
        return
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return  # somebody else's mail
    payload = part.get_payload() if part.is_multipart() else None
    if kind == "multipart/alternative" and isinstance(payload, list):
        yield from _best(payload, depth)
    elif isinstance(payload, list):
        for inner in payload:
            if isinstance(inner, Message):
                yield from _texts(inner, depth + 1)
    elif kind == "text/plain":
        yield _decoded(part)
    elif kind == "text/html":
        yield html_to_text(_decoded(part))


def _best(parts: list[Message | str], depth: int) -> Iterator[str]:
    """The plain rendering if it says anything, else the last one that does (the richest, by the standard)."""
    usable = [part for part in parts if isinstance(part, Message)]
    plain = [part for part in usable if part.get_content_type() == "text/plain"]
    others = [part for part in usable if part.get_content_type() != "text/plain"]
    for part in (*plain, *reversed(others)):
        texts = [text for text in _texts(part, depth + 1) if text.strip()]
        if texts:
            yield from texts
            return


def _is_attachment(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    if disposition.startswith("attachment"):
        return True
    return disposition.startswith("inline") and "filename" in disposition


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or ""
    if not charset and (declared := _META_CHARSET.search(data[:4_000])):
        charset = declared[1].decode("ascii", "replace")
    text = decoded(data, charset)
    if part.get_content_type() == "text/html":
        text = without_inline_data(text)
    if len(text) > LONGEST_MESSAGE_BYTES:
        raise TextTooLongError
    return text


def decoded(data: bytes, charset: str) -> str:
    """Bytes as text: by the charset given if it exists and fits, else UTF-8 if it fits, else Windows-1252.

    >>> decoded("Grüße".encode("latin-1"), "no-such-charset")
    'Grüße'
    """
    for candidate in (charset, "utf-8"):
        try:
            return data.decode(candidate)
        except (LookupError, ValueError):  # ValueError: does not fit, or a NUL in the name
            continue
    return data.decode("cp1252", "replace")
