"""The company's chat as Slack exports it: lists of people and channels, one JSON file per channel and day."""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from lilyroot.sample.company import NAME, Team
from lilyroot.sample.people import Organisation, Person
from lilyroot.sample.plan import Month
from lilyroot.sample.talk import Talk, Thread
from lilyroot.sample.truth import TruthLog

SOURCE: Final = "slack"
WORKSPACE: Final = "T0HAZEL01"
BOT: Final = "B0DEPLOY1"
_DAY: Final = 86_400
_PARTS: Final = (0.75, 0.15, 0.10)  # of a team's chat: own channel, the department's, everybody's
_EDITED, _REACTED, _MENTIONED, _BOT_SAYS = 0.02, 0.12, 0.10, 0.02
_REACTIONS: Final = ("+1", "eyes", "white_check_mark", "heart", "raised_hands", "pray")
_BOT_LINES: Final = (
    "Build {} finished.",
    "Backup {} done.",
    "Reminder: stand-up in {} minutes.",
    "Alert {} cleared.",
)
_PRIVATE: Final = ("can we talk about my contract, just between us?", "sure, nobody else needs to know")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel and the teams that talk in it, each with the part of its chat that goes there."""

    id: str
    name: str
    voices: tuple[tuple[Team, float], ...]


def write_slack(path: Path, talk: Talk, log: TruthLog) -> None:
    """Write the export zip. Memory: the messages of one channel and month."""
    organisation = talk.organisation
    ids = {person.employee: _id("U", person.employee) for person in organisation.people}
    channels = _channels(organisation.teams)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "users.json", _users(organisation, ids))
        _write(archive, "channels.json", [_listed(channel, organisation, ids) for channel in channels])
        _write(archive, "groups.json", [])
        _write(archive, "mpims.json", [])
        _write_direct(archive, organisation, ids, talk.plan.calendar[-1])
        for channel in channels:
            desk = _Desk(channel, ids, random.Random(f"{talk.plan.seed}/slack/{channel.name}"), log)
            for month, first in enumerate(talk.plan.calendar):
                desk.greet(_joiners(channel, organisation, month), first)
                for team, part in channel.voices:
                    for thread in talk.threads(team, month, "chat", channel.name, part):
                        desk.post(thread)
                for day, entries in desk.days():
                    _write(archive, f"{channel.name}/{day}.json", entries)


class _Desk:
    """Turns the threads of one channel into entries and hands them out by day."""

    def __init__(self, channel: Channel, ids: dict[str, str], rng: random.Random, log: TruthLog) -> None:
        self._channel = channel
        self._ids = ids
        self._rng = rng
        self._log = log
        self._stamps = 0
        self._days: dict[int, list[dict[str, Any]]] = defaultdict(list)

    def greet(self, joiners: list[Person], first: Month) -> None:
        """Slack's own notices that somebody joined: no message of a person."""
        for person in joiners:
            user = self._ids[person.employee]
            notice = {"subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel"}
            self._put(first.begin + 7 * 3_600, {"type": "message", **notice})

    def post(self, thread: Thread) -> None:
        rng, ids = self._rng, self._ids
        entries: list[dict[str, Any]] = []
        for message in thread.messages:
            user = ids[message.person.employee]
            text = escape(message.text, quote=False)
            if entries and rng.random() < _MENTIONED and (other := entries[-1]["user"]) != user:
                text = f"<@{other}> {text}"
            entry: dict[str, Any] = {"type": "message", "user": user, "text": text, "team": WORKSPACE}
            ts = self._put(message.sent, entry)
            entries.append(entry)
            names = (f"{self._channel.id}:{ts}", self._channel.name, f"{self._channel.id}:{entries[0]['ts']}")
            self._log.note(SOURCE, "chat", names, thread, message, message.sent)
            if rng.random() < _EDITED:
                entry["edited"] = {"user": user, "ts": f"{message.sent + 30}.000000"}
            if rng.random() < _REACTED:
                fan = ids[rng.choice(thread.messages).person.employee]
                entry["reactions"] = [{"name": rng.choice(_REACTIONS), "users": [fan], "count": 1}]
        if len(entries) > 1:
            _link(entries)
        if rng.random() < _BOT_SAYS:
            words = rng.choice(_BOT_LINES).format(rng.randrange(10, 60))
            robot = {"subtype": "bot_message", "username": "deploybot", "bot_id": BOT, "text": words}
            self._put(thread.messages[0].sent + 1, {"type": "message", **robot})

    def days(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each day so far with its entries in order; the desk is empty afterwards."""
        for day in sorted(self._days):
            date = datetime.fromtimestamp(day * _DAY, UTC).date().isoformat()
            yield date, sorted(self._days[day], key=lambda entry: str(entry["ts"]))
        self._days.clear()

    def _put(self, sent: int, entry: dict[str, Any]) -> str:
        # 37 shares no factor with a million: within a channel no two stamps of a second are the same.
        self._stamps += 37
        ts = f"{sent}.{self._stamps % 1_000_000:06d}"
        entry["ts"] = ts
        self._days[sent // _DAY].append(entry)
        return ts


def _link(entries: list[dict[str, Any]]) -> None:
    """What Slack notes on a thread: on the first message its replies, on each reply its parent."""
    root, *replies = entries
    users = list(dict.fromkeys(reply["user"] for reply in replies))
    root["thread_ts"] = root["ts"]
    root["reply_count"] = len(replies)
    root["reply_users_count"] = len(users)
    root["latest_reply"] = replies[-1]["ts"]
    root["reply_users"] = users
    root["replies"] = [{"user": reply["user"], "ts": reply["ts"]} for reply in replies]
    for reply in replies:
        reply["thread_ts"] = root["ts"]
        reply["parent_user_id"] = root["user"]


def _channels(teams: tuple[Team, ...]) -> list[Channel]:
    own, shared, everybody = _PARTS
    departments: dict[str, list[Team]] = defaultdict(list)
    for team in teams:
        departments[team.department].append(team)
    channels = [Channel(_id("C", "general"), "general", tuple((team, everybody) for team in teams))]
    for department, members in departments.items():
        alone = len(members) == 1
        if not alone:
            name = f"all-{_slug(department)}"
            channels.append(Channel(_id("C", name), name, tuple((team, shared) for team in members)))
        for team in members:
            name = f"team-{_slug(team.name)}"
            channels.append(Channel(_id("C", name), name, ((team, own + shared if alone else own),)))
    return channels


def _joiners(channel: Channel, organisation: Organisation, month: int) -> list[Person]:
    if not month:
        return []
    now, before = organisation.rosters[month], organisation.rosters[month - 1]
    return [person for team, _ in channel.voices for person in now[team.name] if person not in before[team.name]]


def _users(organisation: Organisation, ids: dict[str, str]) -> list[dict[str, Any]]:
    here = {person.employee for roster in organisation.rosters[-1].values() for person in roster}
    users = [
        {
            "id": ids[person.employee],
            "team_id": WORKSPACE,
            "name": person.email.partition("@")[0],
            "deleted": person.employee not in here,
            "real_name": person.name,
            "profile": {"real_name": person.name, "display_name": person.first, "email": person.email},
            "is_bot": False,
        }
        for person in organisation.people
    ]
    robot = {"id": "U0DEPLOY1", "name": "deploybot", "real_name": "deploybot", "is_bot": True}
    return [*users, {**robot, "team_id": WORKSPACE, "deleted": False, "profile": {"bot_id": BOT}}]


def _listed(channel: Channel, organisation: Organisation, ids: dict[str, str]) -> dict[str, Any]:
    members = [person for team, _ in channel.voices for person in organisation.rosters[-1][team.name]]
    return {
        "id": channel.id,
        "name": channel.name,
        "created": 1_400_000_000,
        "creator": ids[members[0].employee],
        "is_archived": False,
        "is_general": channel.name == "general",
        "members": [ids[person.employee] for person in members],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": f"{channel.name} at {NAME}", "creator": "", "last_set": 0},
    }


def _write_direct(archive: zipfile.ZipFile, organisation: Organisation, ids: dict[str, str], month: Month) -> None:
    """A direct conversation, as exports of some plans hold it. No connector may read it."""
    one, two = (ids[person.employee] for person in organisation.people[:2])
    folder = _id("D", "direct")
    _write(archive, "dms.json", [{"id": folder, "created": 1_400_000_000, "members": [one, two]}])
    entries = [
        {"type": "message", "user": user, "text": text, "ts": f"{month.begin + 36_000 + i}.000100", "team": WORKSPACE}
        for i, (user, text) in enumerate(zip((one, two), _PRIVATE, strict=True))
    ]
    _write(archive, f"{folder}/{month}-01.json", entries)


def _write(archive: zipfile.ZipFile, name: str, entries: list[dict[str, Any]]) -> None:
    body = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    info = zipfile.ZipInfo(name)  # dated 1980, so that the same plan gives the same bytes
    info.external_attr = 0o644 << 16
    archive.writestr(info, f"[\n{body}\n]\n", zipfile.ZIP_DEFLATED, 4)


def _id(letter: str, name: str) -> str:
    return letter + hashlib.sha256(f"{letter}/{name}".encode()).hexdigest()[:10].upper()


def _slug(name: str) -> str:
    return "-".join(name.lower().split())
