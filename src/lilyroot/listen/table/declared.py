"""The declared mapping of a table's columns: a small TOML file.

encoding = "latin-1"        # only where the file is neither UTF-8 nor marked as UTF-16
delimiter = ";"             # only where it cannot be seen from the header
thread_seconds = 300        # threads are stretches of a conversation, by offset_s

[columns]                   # ours = theirs
text = "body"
speaker = "author"
sent = "created"
thread = ["shop", "ticket"] # several columns that only together name the thing, joined as "shop / ticket": for
                            # speaker, conversation, thread, id; an empty part keeps its place
aliases = ["email", "name"]

[constants]                 # for columns the table does not have
channel = "support"

[kind]                      # the kind of conversation, read out of a column
column = "meeting_id"
pattern = "([a-d])$"
labels = { a = "kick-off" }

[time]
format = "%d.%m.%Y %H:%M"   # or "iso", "epoch", "epoch_ms"
timezone = "Europe/Berlin"
undated = true              # the table has no dates
"""

from __future__ import annotations

import codecs
import difflib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lilyroot.errors import ExportError

COLUMNS: Final = (
    *("id", "text", "speaker", "sent", "conversation", "thread", "channel", "kind", "team", "function"),
    *("revision", "offset_s"),
)
TOGETHER: Final = ("id", "speaker", "conversation", "thread")  # may be named by several columns
BETWEEN: Final = " / "
CONSTANTS: Final = ("kind", "channel", "team", "function")
_SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "columns": (*COLUMNS, "aliases"),
    "constants": CONSTANTS,
    "kind": ("column", "pattern", "labels"),
    "time": ("format", "timezone", "undated", "thread_seconds"),
}
_TOP: Final = ("encoding", "delimiter", "markup", "thread_seconds", *_SECTIONS)
EXAMPLE: Final = 'columns = { text = "body", speaker = "author", sent = "created" }'


@dataclass(frozen=True, slots=True)
class KindRule:
    """Reads the kind of conversation out of a column: by a pattern's group, and labels for what it finds."""

    column: str
    pattern: re.Pattern[str] | None = None
    labels: dict[str, str] = field(default_factory=dict)

    def of(self, value: str) -> str:
        """The kind, or "" where the pattern does not fit."""
        match = self.pattern.search(value) if self.pattern else None
        found = value if self.pattern is None else (match[1] or "" if match else "")
        return self.labels.get(found, found)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a person declared about a table. Without a file every column is expected under our own name."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    constants: dict[str, str] = field(default_factory=dict)
    kind: KindRule | None = None
    time_format: str = "iso"
    timezone: ZoneInfo | None = None
    undated: bool = False
    thread_seconds: float = 0.0
    html: bool = False
    encoding: str = ""
    delimiter: str = ""

    def named(self, ours: str) -> tuple[str, ...]:
        """The table's columns for one of ours: one, or several that belong together."""
        return self.columns.get(ours, (ours,))

    def declared(self) -> dict[str, str]:
        """Every column of the table that the file of the mapping names, with what it is for."""
        purposes = {theirs: ours for ours in self.columns for theirs in self.named(ours)}
        purposes |= dict.fromkeys(self.aliases, "aliases")
        return purposes | {self.kind.column: "kind"} if self.kind else purposes

    def wanted(self) -> set[str]:
        """Every column of the table that could be read."""
        return {theirs for ours in COLUMNS for theirs in self.named(ours)} | set(self.declared())


def load(path: Path | None) -> Mapping:
    """The mapping in that file. Raises ``ExportError`` with the key that is wrong and the nearest right one."""
    if path is None:
        return Mapping()
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise _wrong(path, f"The mapping cannot be opened: {error.strerror}.", "Check the path.") from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise _wrong(path, f"The mapping is not valid TOML: {error}.", f"For example: {EXAMPLE}") from error
    return _checked(document, path)


def _checked(document: dict[str, Any], path: Path) -> Mapping:
    _know(document, _TOP, "", path)
    for section, keys in _SECTIONS.items():
        if not isinstance(document.get(section, {}), dict):
            raise _wrong(path, f"[{section}] is not a section.", f"For example: {EXAMPLE}")
        _know(document.get(section, {}), keys, section, path)
    columns = dict(document.get("columns", {}))
    time = document.get("time", {})
    seconds = document.get("thread_seconds", time.get("thread_seconds", 0))
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise _wrong(path, "thread_seconds is not a number of seconds.", "For example: thread_seconds = 300")
    return Mapping(
        aliases=_aliases(columns.pop("aliases", []), path),
        columns={ours: _named(ours, theirs, path) for ours, theirs in columns.items()},
        constants=_texts(document.get("constants", {}), "constants", path),
        kind=_kind(document["kind"], path) if "kind" in document else None,
        time_format=_text(time.get("format", "iso"), "time.format", path),
        timezone=_zone(time.get("timezone"), path),
        undated=time.get("undated") is True,
        thread_seconds=float(seconds),
        html=_is_html(document.get("markup"), path),
        encoding=_encoding(document.get("encoding"), path),
        delimiter=_delimiter(document.get("delimiter"), path),
    )


def _wrong(path: Path, sentence: str, remedy: str) -> ExportError:
    return ExportError("table.mapping", sentence, remedy=remedy, file=path.name)


def _know(given: dict[str, Any], known: tuple[str, ...], section: str, path: Path) -> None:
    for key in given:
        if key not in known:
            nearest = difflib.get_close_matches(key, known, 1, 0.0)[0]
            where = f" in [{section}]" if section else ""
            remedy = f"Did you mean {nearest!r}? Known{where}: {', '.join(known)}."
            raise _wrong(path, f"There is no key {key!r}{where}.", remedy)


def _text(value: object, key: str, path: Path) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(path, f"{key} is not a text.", "Put it between quotation marks.")
    return value


def _texts(values: dict[str, Any], section: str, path: Path) -> dict[str, str]:
    return {key: _text(value, f"{section}.{key}", path) for key, value in values.items()}


def _named(ours: str, value: object, path: Path) -> tuple[str, ...]:
    """One column, or a list of them where several may name the thing together."""
    if not isinstance(value, list):
        return (_text(value, f"columns.{ours}", path),)
    if ours not in TOGETHER:
        remedy = f"Name one; a list is for {', '.join(TOGETHER)}."
        raise _wrong(path, f"columns.{ours} is a list of columns.", remedy)
    if not value:
        raise _wrong(path, f"columns.{ours} is an empty list.", f'For example: {ours} = ["team", "role"]')
    return tuple(_text(each, f"columns.{ours}", path) for each in value)


def _aliases(value: object, path: Path) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list):
        raise _wrong(path, "columns.aliases is not a list.", 'For example: aliases = ["email", "name"]')
    return tuple(_text(each, "columns.aliases", path) for each in listed)


def _kind(section: dict[str, Any], path: Path) -> KindRule:
    column = _text(section.get("column"), "kind.column", path)
    labels = section.get("labels", {})
    if not isinstance(labels, dict):
        raise _wrong(path, "kind.labels is not a table.", 'For example: labels = { a = "kick-off" }')
    pattern = None
    if "pattern" in section:
        try:
            pattern = re.compile(_text(section["pattern"], "kind.pattern", path))
        except re.error as error:
            raise _wrong(path, f"kind.pattern is no regular expression: {error}.", 'Such as "([a-d])$".') from error
        if pattern.groups != 1:
            raise _wrong(path, f"kind.pattern has {pattern.groups} groups.", 'Give it one, such as "([a-d])$".')
    return KindRule(column, pattern, _texts(labels, "kind.labels", path))


def _zone(value: object, path: Path) -> ZoneInfo | None:
    if value is None:
        return None
    try:
        return ZoneInfo(_text(value, "time.timezone", path))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _wrong(path, f"There is no time zone {value!r}.", 'Such as "Europe/Berlin" or "UTC".') from error


def _is_html(value: object, path: Path) -> bool:
    if value not in (None, "html", "plain"):
        raise _wrong(path, f"There is no markup {value!r}.", 'Known: "html", "plain".')
    return value == "html"


def _encoding(value: object, path: Path) -> str:
    if value is None:
        return ""
    name = _text(value, "encoding", path)
    try:
        if codecs.lookup(name)._is_text_encoding:
            return name
    except LookupError:
        pass
    raise _wrong(path, f"There is no encoding {name!r}.", 'Such as "latin-1" or "cp1252"; UTF-8 needs no mention.')


def _delimiter(value: object, path: Path) -> str:
    if value is not None and (not isinstance(value, str) or len(value) != 1 or value in '"\r\n'):
        raise _wrong(path, "delimiter is not one character.", 'For example: delimiter = ";"')
    return value or ""
