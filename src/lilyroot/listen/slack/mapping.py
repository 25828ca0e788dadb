"""One message of a Slack export turned into a record, or the reason why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lilyroot.listen.connector import Item
from lilyroot.listen.slack.markup import block_text, plain
from lilyroot.listen.soundness import refuse
from lilyroot.model.record import PassedOver, Record

KIND: Final = "chat"
# Subtypes under which people write; every other subtype is the software speaking.
_WRITTEN: Final = frozenset({None, "", "thread_broadcast", "reply_broadcast", "me_message", "file_share"})
_UPLOAD: Final = re.compile(r"<@[^>]*> (?:uploaded|shared) a file: ")
_TIMESTAMP: Final = re.compile(r"(\d{1,11})(?:\.(\d{1,6}))?")
_SUBTYPE: Final = re.compile(r"[a-z_]{1,40}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace: the names to find the person by, and whether it is one."""

    aliases: tuple[str, ...]
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where messages stand: the file, and the channel's id and name."""

    file: str
    channel_id: str
    channel: str


def message(value: object, place: Place, offset: int, raw: bytes, people: dict[str, Person]) -> Item:
    """What one element of a day's file is."""
    if not isinstance(value, dict):
        return refuse(place.file, offset, "slack.shape", "An entry is no message.", _AGAIN, raw)
    return _of_dict(_as_edited(value), place, offset, raw, people)


def _as_edited(value: dict[str, Any]) -> dict[str, Any]:
    """A change event holds the message as it now is."""
    changed = value.get("message") if value.get("subtype") == "message_changed" else None
    return changed if isinstance(changed, dict) else value


def _of_dict(value: dict[str, Any], place: Place, offset: int, raw: bytes, people: dict[str, Person]) -> Item:
    reason = _not_written_by_a_person(value, people)
    if reason:
        return PassedOver(place.file, offset, reason)
    ts = _micros(value.get("ts"))
    if ts is None:
        return refuse(place.file, offset, "slack.ts", "A message has no usable time stamp (ts).", _AGAIN, raw)
    user = value.get("user")
    if not isinstance(user, str) or not user:
        return refuse(place.file, offset, "slack.no_user", "A message names no user.", _AGAIN, raw)
    text = _text(value)
    if not text:
        return PassedOver(place.file, offset, "no text")
    edited = value.get("edited")
    thread = _micros(value.get("thread_ts"))
    thread_id = f"{place.channel_id}:{_written(ts if thread is None else thread)}"
    person = people.get(user)
    return Record(
        place=place.file,
        offset=offset,
        external_id=f"{place.channel_id}:{_written(ts)}",
        revision=(_micros(edited.get("ts")) or 0) if isinstance(edited, dict) else 0,
        kind=KIND,
        channel=place.channel,
        conversation=thread_id,
        thread=thread_id,
        sent=_EPOCH + timedelta(microseconds=ts),
        speaker=user,
        text=text,
        aliases=person.aliases if person else _profile_names(value.get("user_profile")),
    )


_AGAIN: Final = "Make the export again; if the message is the same there, leave it out."


def person(value: object) -> tuple[str, Person] | None:
    """A workspace member of users.json: id, and e-mail and real name as aliases."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    profile = value.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    email = profile.get("email") or value.get("email")
    name = profile.get("real_name") or value.get("real_name")
    names = [email.lower() if isinstance(email, str) else "", name if isinstance(name, str) else ""]
    bot = value.get("is_bot") is True or value["id"] == "USLACKBOT"
    return value["id"], Person(tuple(filter(None, (each.strip() for each in names))), bot)


def _not_written_by_a_person(value: dict[str, Any], people: dict[str, Person]) -> str:
    subtype = value.get("subtype")
    if value.get("type", "message") != "message":
        return "not a message"
    if subtype == "bot_message" or value.get("bot_id") or value.get("user") == "USLACKBOT":
        return "bot_message"
    if isinstance(subtype, str | None) and subtype in _WRITTEN:
        known = people.get(user) if isinstance(user := value.get("user"), str) else None
        return "bot_message" if known and known.bot else ""
    return subtype if isinstance(subtype, str) and _SUBTYPE.fullmatch(subtype) else "unknown subtype"


def _text(value: dict[str, Any]) -> str:
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        return block_text(value.get("blocks")).strip()
    if value.get("subtype") == "file_share" and _UPLOAD.match(text):
        return _comment_on_upload(value.get("file"))
    return plain(text).strip()


def _comment_on_upload(file: object) -> str:
    """Exports until 2018 put words of their own around an upload; only the comment is the person's."""
    comment = file.get("initial_comment") if isinstance(file, dict) else None
    words = comment.get("comment") if isinstance(comment, dict) else None
    return plain(words).strip() if isinstance(words, str) else ""


def _micros(ts: object) -> int | None:
    """A Slack time stamp as microseconds since 1970.

    >>> _micros("1709542800.000200")
    1709542800000200
    """
    if isinstance(ts, int | float) and not isinstance(ts, bool):
        ts = repr(ts)
    match = _TIMESTAMP.fullmatch(ts) if isinstance(ts, str) else None
    if match is None:
        return None
    return int(match[1]) * 1_000_000 + int((match[2] or "0").ljust(6, "0"))


def _written(micros: int) -> str:
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def _profile_names(profile: object) -> tuple[str, ...]:
    name = profile.get("real_name") if isinstance(profile, dict) else None
    return (name,) if isinstance(name, str) and name.strip() else ()
