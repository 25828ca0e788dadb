"""A digest as chats and programs take it: Slack blocks, an adaptive card for Teams, a CloudEvents envelope.

Names of units are people's own words: they are never read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext

from lilyroot_web.digests.queries import Digest, Group

SLACK_TEXT: Final = 3000
SLACK_HEADER: Final = 150
SLACK_BLOCKS: Final = 50
TEAMS_BYTES: Final = 28 * 1024
_ROOM: Final = 1024
"""Bytes left free in a card, for what Teams adds to it."""
_SHORT: Final = 200
"""Letters of a text in a card that would be too large otherwise; 12 bytes are the most a letter takes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is posted: a digest, or a test without any figure."""

    title: str
    opening: str
    digest: Digest | None
    link: str

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Headings with what stands below them, without the groups."""
        if self.digest is None:
            return []
        nothing = (
            gettext("Nothing. Every movement lies within what chance does.")
            if self.digest.before
            else gettext("Too few months yet.")
        )
        found = [
            (gettext("What changed beyond noise"), "\n".join(f"• {one}" for one in self.digest.moved) or nothing),
            (gettext("One thing to do"), self.digest.to_do),
        ]
        return [*found, (gettext("Actions"), self.digest.actions)] if self.digest.actions else found

    @property
    def way(self) -> str:
        """What the link to the page says."""
        return gettext("See all figures") if self.digest else gettext("Open Lilyroot")

    @property
    def groups(self) -> tuple[Group, ...]:
        return self.digest.groups if self.digest else ()


def of_digest(digest: Digest, address: str) -> Said:
    """A digest, with the way to its page."""
    return Said(f"{digest.who}, {digest.period}", digest.opening, digest, f"{address}/see")


def test(name: str, address: str) -> Said:
    """A message without a figure that shows that the way is open."""
    return Said(
        "Lilyroot",
        (
            gettext("This is a test of %(name)s. Digests will come this way; no figure is in this one.")
            % {"name": name}
        ),
        None,
        address,
    )


def slack(said: Said) -> dict[str, Any]:
    """Blocks within Slack's limits: 50 of them, 3,000 characters each; ``text`` is what a notification shows."""
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": _cut(said.title, SLACK_HEADER)}},
        _section(_escaped(said.opening)),
        *(_section(_escaped(f"{heading}\n{words}")) for heading, words in said.parts),
        *(_section(_of_group(group)) for group in said.groups),
    ]
    if said.digest:
        blocks.append({"type": "context", "elements": [_plain(_escaped(said.digest.basis))]})
    way = {"type": "section", "text": {"type": "mrkdwn", "text": f"<{said.link}|{said.way}>"}}
    text = _cut(_escaped(said.opening), SLACK_TEXT)
    return {"text": text, "mrkdwn": False, "blocks": [*blocks[: SLACK_BLOCKS - 1], way]}


def teams(said: Said) -> dict[str, Any]:
    """A message with one adaptive card within 28 KB: groups are left out from the end, then texts are cut."""
    less = [(said.groups[:shown], SLACK_TEXT) for shown in range(len(said.groups), -1, -1)]
    cards = (_card(said, groups, most) for groups, most in [*less, ((), _SHORT)])
    return next(card for card in cards if size_of(card) <= TEAMS_BYTES - _ROOM)


def size_of(message: dict[str, Any]) -> int:
    """How large a message is, however its letters are written."""
    return len(json.dumps(message).encode())


def event(said: Said, *, id: str, kind: str, time: datetime, source: str, subject: str) -> dict[str, Any]:
    """A CloudEvents 1.0 envelope in structured mode."""
    digest = said.digest
    data: dict[str, Any] = {"opening": said.opening, "link": said.link}
    if digest:
        data |= {
            "period": digest.period,
            "before": digest.before,
            "moved": list(digest.moved),
            "to_do": digest.to_do,
            "groups": [_as_data(group) for group in digest.groups],
            "actions": digest.actions,
            "basis": digest.basis,
        }
    return {
        "specversion": "1.0",
        "id": id,
        "source": source,
        "type": kind,
        "subject": subject,
        "time": time.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }


def _as_data(group: Group) -> dict[str, Any]:
    figures = [
        {"indicator": one.key, "name": one.name, "value": one.value, "interval": one.interval, "said": one.said}
        for one in group.figures
    ]
    return {"label": group.label, "persons": group.persons, "figures": figures}


def _lines(group: Group) -> list[str]:
    return [f"{figure.name}: {figure.said}" for figure in group.figures]


def _heading(group: Group) -> str:
    return f"{group.label} ({group.persons} people)" if group.persons else group.label


def _of_group(group: Group) -> str:
    return _escaped("\n".join([_heading(group), *_lines(group)]))


def _section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain(words)}


def _plain(words: str) -> dict[str, Any]:
    """Nothing in it becomes bold, a link or a mention, whatever a unit is called."""
    return {"type": "plain_text", "text": _cut(words, SLACK_TEXT), "emoji": False}


def _escaped(words: str) -> str:
    """Slack's own three: without them nothing is read as a mention or a link."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _card(said: Said, groups: Iterable[Group], most: int) -> dict[str, Any]:
    def text(words: str, *, subtle: bool = False, size: str = "Default", weight: str = "Default") -> dict[str, Any]:
        """A run of plain text: other blocks of a card would read it as Markdown."""
        run = {"type": "TextRun", "text": _cut(words, most), "size": size, "weight": weight, "isSubtle": subtle}
        return {"type": "RichTextBlock", "inlines": [run]}

    told = [*said.parts, *((_heading(group), "\n".join(_lines(group))) for group in groups)]
    body = [
        text(said.title, subtle=True),
        text(said.opening, size="Large", weight="Bolder"),
        *(one for heading, words in told for one in (text(heading, weight="Bolder"), text(words))),
    ]
    if said.digest:
        body.append(text(said.digest.basis, subtle=True, size="Small"))
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": said.way, "url": said.link}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}
