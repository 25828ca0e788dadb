"""What holds for every record, whatever its source: a channel that may be read, a date, sound text, a speaker.

Connectors map; this module judges, so that the judgement is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from lilyroot.listen.connector import LONGEST_MESSAGE_BYTES, Item, ListenOptions
from lilyroot.listen.protected import PROTECTED, is_protected
from lilyroot.model.record import PassedOver, Record, Refused

# Nobody's export is older; a clock that starts in 1970 or 1980 says that the date is missing.
EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
TOLERANCE: Final = timedelta(days=1)
RAW_KEPT_BYTES: Final = 64 << 10
_LARGEST: Final = 2**63 - 1  # what the store can hold as a number


def utc_now() -> datetime:
    """The clock. Connectors take it as a field, so that a test can set it."""
    return datetime.now(UTC)


def sound(items: Iterator[Item], options: ListenOptions, now: datetime) -> Iterator[Item]:
    """The same items in the same order, each record cleaned, or refused or passed over instead.

    ``now`` decides what lies in the future: more than one day later is refused, as is anything before 1995.
    """
    latest = now + TOLERANCE
    for item in items:
        yield _judged(item, options, latest) if isinstance(item, Record) else item


def clean(text: str) -> str:
    """Text without NUL characters and lone surrogates, so that it can be stored as UTF-8; trimmed.

    >>> clean(" caf\\u00e9\\x00 \\ud800 ") == "café \\ufffd"
    True
    """
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.strip()


def refuse(place: str, offset: int, code: str, sentence: str, remedy: str, raw: bytes = b"") -> Refused:
    """A refusal whose raw bytes are cut to what quarantine keeps."""
    return Refused(clean(place), offset, code, sentence, remedy, raw[:RAW_KEPT_BYTES])


def _judged(record: Record, options: ListenOptions, latest: datetime) -> Item:
    if is_protected(record.channel):
        return PassedOver(clean(record.place), record.offset, PROTECTED)
    text = clean(record.text)
    if not text:
        return PassedOver(clean(record.place), record.offset, "empty")
    size = len(text) if text.isascii() else len(text.encode())
    if size > LONGEST_MESSAGE_BYTES:
        return _refused(record, "record.too_long", f"The message is {size:,} bytes long.", _SHORTEN)
    if options.undated and record.sent is not None:
        record = replace(record, sent=None)
    if record.sent is not None and not EARLIEST <= record.sent <= latest:
        when = f"{record.sent:%Y-%m-%d}"
        return _refused(record, "record.date", f"The message is dated {when}, which cannot be.", _DATE)
    if abs(record.revision) > _LARGEST:
        return _refused(record, "record.revision", "The revision is not a 64-bit number.", _REVISION)
    record = _with_clean_names(record)
    if not record.speaker:
        return _refused(record, "record.no_speaker", "The message names nobody who wrote or said it.", _SPEAKER)
    return record if text == record.text else replace(record, text=text)


_SHORTEN: Final = f"Leave out what is no message; the limit is {LONGEST_MESSAGE_BYTES:,} bytes."
_DATE: Final = "Correct the date in the source, or declare the source undated with --undated."
_REVISION: Final = "Give revisions as whole numbers that grow with each edit."
_SPEAKER: Final = "Export the messages with their authors."


def _refused(record: Record, code: str, sentence: str, remedy: str) -> Refused:
    return refuse(record.place, record.offset, code, sentence, remedy, record.text.encode("utf-8", "replace"))


def _with_clean_names(record: Record) -> Record:
    places = (record.place, record.external_id, record.kind, record.channel, record.conversation, record.thread)
    names = (*places, record.speaker, record.team, record.function, *record.aliases)
    joined = "\n".join(names)
    if joined.isascii() and "\0" not in joined and joined == "\n".join([name.strip() for name in names]):
        return record
    place, external_id, kind, channel, conversation, thread, speaker, team, function, *aliases = map(clean, names)
    return replace(
        record,
        place=place,
        external_id=external_id,
        kind=kind,
        channel=channel,
        conversation=conversation,
        thread=thread,
        speaker=speaker,
        team=team,
        function=function,
        aliases=tuple(aliases),
    )
