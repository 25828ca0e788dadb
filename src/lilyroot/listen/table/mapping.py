"""One row turned into a record, by the declared mapping."""

from __future__ import annotations

import hashlib
import math
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from lilyroot.listen.connector import Item
from lilyroot.listen.plain_text import html_to_text
from lilyroot.listen.soundness import refuse
from lilyroot.listen.table.declared import BETWEEN, Mapping
from lilyroot.listen.table.rows import Row
from lilyroot.model.record import PassedOver, Record

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Cells:
    """The cells of a row under our own names."""

    def __init__(self, row: Row, mapping: Mapping) -> None:
        self._cells = row.cells
        self._mapping = mapping

    def value(self, ours: str) -> object:
        """The cell of a column that is one column in the table, too."""
        return self.named(self._mapping.named(ours)[0])

    def named(self, theirs: str) -> object:
        """A cell by the table's own name; "a.b" also means b inside a."""
        if theirs in self._cells:
            return self._cells[theirs]
        value: object = self._cells
        for key in theirs.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def text(self, ours: str) -> str:
        """A cell as text, several that belong together as one; the declared constant where all are empty."""
        parts = [as_text(self.named(theirs)) for theirs in self._mapping.named(ours)]
        return BETWEEN.join(parts) if any(parts) else self._mapping.constants.get(ours, "")


def as_text(value: object) -> str:
    """A cell as text: nothing for an empty one, whole numbers without a fraction.

    >>> as_text(None), as_text(7.0), as_text(" x ")
    ('', '7', 'x')
    """
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    return str(value).strip()


def record(row: Row, place: str, mapping: Mapping, source: str, default_kind: str, *, undated: bool) -> Item:
    """What one row is: a message, or the reason why not."""
    cells = Cells(row, mapping)
    text = as_text(cells.value("text"))
    if mapping.html:
        text = html_to_text(text)
    if not text.strip("\0"):
        return PassedOver(place, row.offset, "empty")
    where = f"{row.unit} {row.number:,}"
    speaker = cells.text("speaker")
    if not speaker:
        sentence = f"{where}: the speaker is empty."
        return refuse(place, row.offset, "table.no_speaker", sentence, "Fill it, or leave the row out.", row.raw)
    try:
        sent = None if undated else moment(cells.value("sent"), mapping)
        offset_s = _number(cells.value("offset_s"))
        revision = int(_number(cells.value("revision")) or 0)
    except (ValueError, OverflowError, TypeError) as error:
        what = error.args[0] if isinstance(error, _UnreadableError) else "a date or number cannot be read."
        return refuse(place, row.offset, "table.value", f"{where}: {what}", _VALUE, row.raw)
    conversation = cells.text("conversation")
    thread = cells.text("thread") or _stretch(conversation, offset_s, mapping.thread_seconds) or conversation
    external_id = cells.text("id") or derived_id(conversation, row.number, speaker, text, cells)
    return Record(
        place=place,
        offset=row.offset,
        external_id=external_id,
        revision=revision,
        kind=_kind(cells, mapping) or default_kind,
        channel=cells.text("channel") or source,
        conversation=conversation or thread or external_id,
        thread=thread or external_id,
        sent=sent,
        speaker=speaker,
        text=text,
        aliases=tuple(filter(None, (as_text(cells.named(column)) for column in mapping.aliases))),
        team=cells.text("team"),
        function=cells.text("function"),
    )


_VALUE: Final = 'Mend the cell, or declare how dates are written: [time] format = "%d.%m.%Y %H:%M"'


class _UnreadableError(ValueError):
    """A cell whose content is not what its column holds; never with the content."""


def derived_id(conversation: str, number: int, speaker: str, text: str, cells: Cells) -> str:
    """An id for a row that has none: its conversation, its number and a hash of what it says.

    The same file taken in twice gives the same ids; a file with rows added in front does not.
    """
    content = "\n".join((speaker, as_text(cells.value("sent")), as_text(cells.value("offset_s")), text))
    digest = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{conversation}#{number}#{digest}"


def moment(value: object, mapping: Mapping) -> datetime:
    """A cell as a moment in UTC, by the declared format and time zone (UTC where none is declared)."""
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime.combine(value, time())
    else:
        found = _parsed(value, mapping.time_format)
    if found.tzinfo is None:
        found = found.replace(tzinfo=mapping.timezone or UTC)
    return found.astimezone(UTC)


def _parsed(value: object, time_format: str) -> datetime:
    text = as_text(value)
    if not text:
        raise _UnreadableError("the date is empty.")
    if time_format in ("epoch", "epoch_ms") or (time_format == "iso" and _is_number(text)):
        return _since_1970(float(text), time_format)
    try:
        if time_format == "iso":
            return datetime.fromisoformat(text)
        return datetime.strptime(text, time_format)  # noqa: DTZ007 (the zone is added where there is none)
    except (ValueError, OverflowError) as error:
        known = "ISO 8601 (2025-03-04T09:00:00)" if time_format == "iso" else f"written as {time_format}"
        raise _UnreadableError(f"the date is not {known}.") from error


def _is_number(text: str) -> bool:
    # eight digits are a day, as in 20250304
    return text.replace(".", "", 1).isdecimal() and len(text.partition(".")[0]) >= 9


def _since_1970(number: float, time_format: str) -> datetime:
    """Seconds; milliseconds or microseconds where seconds would be thousands of years."""
    if time_format == "epoch_ms":
        number /= 1_000
    elif time_format == "iso":
        number /= 1_000_000 if number > 1e14 else 1_000 if number > 1e11 else 1
    return _EPOCH + timedelta(seconds=number)


def _number(value: object) -> float | None:
    text = as_text(value)
    if not text:
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise _UnreadableError("a number cannot be read.") from error
    if not math.isfinite(number):
        raise _UnreadableError("a number is not finite.")
    return number


def _stretch(conversation: str, offset_s: float | None, seconds: float) -> str:
    if not seconds or offset_s is None:
        return ""
    return f"{conversation}#{int(offset_s // seconds)}"


def _kind(cells: Cells, mapping: Mapping) -> str:
    if mapping.kind:
        found = mapping.kind.of(as_text(cells.named(mapping.kind.column)))
        if found:
            return found
    return cells.text("kind")
