"""One mail turned into a record, or the reason why it is none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from lilyroot.listen.connector import Item
from lilyroot.listen.mail.bodies import TextTooLongError, decoded, is_armoured, is_encrypted, text_of
from lilyroot.listen.mail.mbox import LONGEST_MAIL_BYTES, RawMail
from lilyroot.listen.mail.replies import own_words
from lilyroot.listen.soundness import refuse
from lilyroot.model.record import PassedOver, Record, Refused

KIND: Final = "mail"
_ID: Final = re.compile(r"<([^<>\s]+)>")
_REPLY: Final = re.compile(r"\s*(?:re|aw|antw|antwort|sv|vs|rv|réf|ref|rép|odp|r)\s*(?:\[\d+\])?\s*:\s*", re.I)
_FORWARD: Final = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|i)\s*:\s*", re.I)
_BOUNCER: Final = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|bounces?)@?", re.I)
_SPACES: Final = re.compile(r"\s+")


@dataclass(slots=True)
class Threads:
    """Which thread a mail belongs to, by its references, else by its subject; filled as mails go by."""

    _roots: dict[str, str] = field(default_factory=dict)
    _subjects: dict[str, str] = field(default_factory=dict)

    def of(self, mail: Message, own_id: str) -> str:
        """The id of the thread's first mail as far as it is known."""
        references = _ID.findall(_header(mail, "References")) or _ID.findall(_header(mail, "In-Reply-To"))
        subject = _header(mail, "Subject")
        bare = bare_subject(subject)
        if references:
            first: str = references[0]
            root = self._roots.get(first, first)
            self._roots[own_id] = root
        elif bare and _REPLY.match(subject):
            root = self._subjects.setdefault(bare, f"subject:{bare}")
        else:
            root = own_id
        if bare:
            self._subjects.setdefault(bare, root)
        return root


def bare_subject(subject: str) -> str:
    """A subject without the marks of replies and forwards, in lower case.

    >>> bare_subject("Re: AW:  Delivery dates")
    'delivery dates'
    """
    while match := _REPLY.match(subject) or _FORWARD.match(subject):
        subject = subject[match.end() :]
    return _SPACES.sub(" ", subject).strip().casefold()


def mail_item(raw: RawMail, place: str, mailbox: str, threads: Threads, *, undated: bool = False) -> Item:
    """What one mail is."""
    if not raw.whole:
        sentence = f"A mail is {raw.size:,} bytes long."
        return refuse(place, raw.offset, "mail.too_long", sentence, _TOO_LONG, raw.data)
    try:
        return _parsed_item(raw, place, mailbox, threads, undated=undated)
    except _MALFORMED:
        sentence = "A mail is malformed beyond what can be read."
        return refuse(place, raw.offset, "mail.malformed", sentence, _SHAPE, raw.data)


# What the standard library's parser raises on some malformed mails instead of recording a defect.
_MALFORMED: Final = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def _parsed_item(raw: RawMail, place: str, mailbox: str, threads: Threads, *, undated: bool) -> Item:
    mail = message_from_bytes(raw.data, policy=policy.compat32)
    if not mail.keys():
        sentence = f"Line {raw.number:,}: this is no mail, it has no header lines."
        return refuse(place, raw.offset, "mail.shape", sentence, _SHAPE, raw.data)
    reason = _written_by_a_machine(mail)
    if reason:
        return PassedOver(place, raw.offset, reason)
    return _record(mail, raw, place, mailbox, threads, undated=undated)


_TOO_LONG: Final = f"Remove its attachments; the limit is {LONGEST_MAIL_BYTES:,} bytes."
_SHAPE: Final = "Export the mail as .eml or mbox from the mail programme."
_DECRYPT: Final = "Export it from a mail programme that can decrypt it, or leave it out."
_NO_DATE: Final = (
    "Mend the Date line (Tue, 04 Mar 2025 09:00:00 +0100), or declare the source undated with --undated."
)


def _record(mail: Message, raw: RawMail, place: str, mailbox: str, threads: Threads, *, undated: bool) -> Item:
    if is_encrypted(mail):
        return refuse(place, raw.offset, "mail.encrypted", "A mail is encrypted.", _DECRYPT, raw.data)
    name, address = _sender(mail)
    if not address:
        remedy = "Export the mail with its From line."
        return refuse(place, raw.offset, "mail.no_sender", "A mail has no From address.", remedy, raw.data)
    sent = _date(_header(mail, "Date"))
    if sent is None and not undated:
        why = "an unreadable date" if mail.get("Date") else "no date"
        return refuse(place, raw.offset, "mail.date", f"A mail has {why}.", _NO_DATE, raw.data)
    text = _own_text(mail, raw, place, (name, address.partition("@")[0]))
    if not isinstance(text, str):
        return text
    message_id = _message_id(mail, raw)
    thread = threads.of(mail, message_id)
    return Record(
        place=place,
        offset=raw.offset,
        external_id=message_id,
        revision=0,
        kind=KIND,
        channel=_list_id(mail) or mailbox,
        conversation=thread,
        thread=thread,
        sent=sent,
        speaker=address,
        text=text,
        aliases=(name,) if name else (),
    )


def _own_text(mail: Message, raw: RawMail, place: str, names: tuple[str, ...]) -> str | Refused | PassedOver:
    try:
        whole = text_of(mail)
    except TextTooLongError:
        sentence = "The text of a mail, without attachments, is longer than a million characters."
        return refuse(place, raw.offset, "record.too_long", sentence, "Leave the mail out.", raw.data)
    if is_armoured(whole):
        return refuse(place, raw.offset, "mail.encrypted", "A mail is encrypted.", _DECRYPT, raw.data)
    words = own_words(whole, names)
    if words.text:
        return words.text
    if words.forwarded or _FORWARD.match(_header(mail, "Subject")):
        return PassedOver(place, raw.offset, "only forwarded text")
    return PassedOver(place, raw.offset, "only quoted text or a signature" if whole.strip() else "no text")


def _written_by_a_machine(mail: Message) -> str:
    automatic = _header(mail, "Auto-Submitted").lower().partition(";")[0].strip()
    precedence = _header(mail, "Precedence").lower().strip()
    if mail.get_content_type() == "multipart/report" or _header(mail, "Return-Path").strip() == "<>":
        return "bounce or automatic reply"
    if _BOUNCER.match(_sender(mail)[1]):
        return "bounce or automatic reply"
    discussion = mail.get("List-Post") is not None or mail.get("In-Reply-To") is not None
    if mail.get("List-Unsubscribe") is not None and not discussion and (precedence in _BULK or automatic):
        return "newsletter"
    if automatic not in ("", "no") or mail.get("X-Autoreply") is not None or mail.get("X-Autorespond") is not None:
        return "bounce or automatic reply"
    if precedence in ("auto_reply", "auto-reply"):
        return "bounce or automatic reply"
    return "calendar entry" if mail.get_content_type() == "text/calendar" else ""


_BULK: Final = ("bulk", "junk")


def _header(mail: Message, name: str) -> str:
    """A header's value, decoded, on one line; broken encodings give what can be read."""
    value = mail.get(name)
    if value is None:
        return ""
    text = str(value).replace("\r", "").replace("\n", " ")
    if "=?" in text:
        try:
            pieces = decode_header(text)
            text = "".join(p if isinstance(p, str) else decoded(p, c or "") for p, c in pieces)
        except (MessageError, ValueError, LookupError):
            pass
    return text.strip()


def _sender(mail: Message) -> tuple[str, str]:
    """Display name and address (lower case) of the first author."""
    for name, address in getaddresses([str(mail.get("From", "")).replace("\n", " ").replace("\r", " ")]):
        if "@" in address:
            holder: Message = Message()
            holder["Name"] = name.replace("\n", " ")
            return _header(holder, "Name").strip("'\" "), address.lower().strip()
    return "", ""


def _date(value: str) -> datetime | None:
    """A Date header in UTC: as mail writes it, or ISO 8601."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _message_id(mail: Message, raw: RawMail) -> str:
    found = _ID.search(_header(mail, "Message-ID"))
    if found:
        return found[1]
    return "sha256:" + hashlib.sha256(raw.data).hexdigest()


def _list_id(mail: Message) -> str:
    found = _ID.search(_header(mail, "List-Id"))
    return found[1] if found else ""
