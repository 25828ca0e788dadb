"""Slack's markup turned to plain text; nobody is named."""

from __future__ import annotations

import re
from typing import Final

_LINK: Final = re.compile(r"<([^<>]*)>")
_SKIN_TONE: Final = re.compile(r"::?skin-tone-\d:")
_EMOJI: Final = re.compile(r"(?<![\w:]):([a-z+-][a-z0-9_+'-]*):(?![\w:])")
_THUMBS: Final = {"+1": "thumbs up", "-1": "thumbs down"}

SOMEONE: Final = "@someone"
EVERYONE: Final = "@everyone"


def plain(text: str) -> str:
    """The text of a message as it reads on the screen, with people mentioned as "@someone".

    >>> plain("<@U1|ann>: see <https://x.example|the plan> in <#C1|general> &amp; tell <!here> :tada:")
    '@someone: see the plan in #general & tell @everyone (tada)'
    """
    if "<" in text:
        text = _LINK.sub(_shown, text)
    if ":" in text:
        text = _EMOJI.sub(_emoji, _SKIN_TONE.sub(":", text))
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


def emoji_words(name: str) -> str:
    """An emoji's name as words.

    >>> emoji_words("slightly_smiling_face")
    '(slightly smiling face)'
    """
    return f"({_THUMBS.get(name, name.replace('_', ' ').replace('-', ' '))})"


def _emoji(match: re.Match[str]) -> str:
    return emoji_words(match[1])


def _shown(match: re.Match[str]) -> str:
    target, _, label = match[1].partition("|")
    if target.startswith("@"):
        return SOMEONE
    if target.startswith("#"):
        return f"#{label}" if label else "#channel"
    if target.startswith(("!channel", "!here", "!everyone")):
        return EVERYONE
    if target.startswith("!subteam"):
        return "@team"
    if target.startswith("!"):
        return label
    return label or target.removeprefix("mailto:")


def block_text(blocks: object, depth: int = 0) -> str:
    """The words in a message's blocks (rich text, sections), for messages without a text of their own."""
    if depth > 20:
        return ""
    if isinstance(blocks, list):
        return "".join(block_text(block, depth + 1) for block in blocks)
    if not isinstance(blocks, dict):
        return ""
    kind = blocks.get("type")
    if kind in ("text", "plain_text", "mrkdwn"):
        text = blocks.get("text")
        return plain(text) if isinstance(text, str) else ""
    if kind in _INLINE:
        return _INLINE[kind]
    if kind == "emoji":
        return emoji_words(str(blocks.get("name")))
    if kind == "link":
        return str(blocks.get("text") or blocks.get("url") or "")
    inner = block_text(blocks.get("elements") or blocks.get("text") or blocks.get("fields"), depth + 1)
    return f"{inner}\n" if kind in _LINES and inner else inner


_INLINE: Final = {"user": SOMEONE, "usergroup": "@team", "broadcast": EVERYONE, "channel": "#channel"}
_LINES: Final = frozenset(
    {"rich_text_section", "rich_text_preformatted", "rich_text_quote", "section", "header", "context"}
)
