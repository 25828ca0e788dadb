"""What a language model may answer: a closed set of labels. Anything else is not an answer, and is never shown."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any, Final, NamedTuple

from lilyroot.model.labels import FLAGS, ORIENTATIONS

LONGEST_QUOTATION: Final = 400
_MOST_QUOTATIONS: Final = 3
_FENCED: Final = re.compile(r"\s*```(?:json)?[ \t]*\n(.*?)\n?```\s*", re.DOTALL)


class Unread(StrEnum):
    """Why a message has no label. The values are what ``lilyroot read`` says of them."""

    REFUSED = "the model refused"
    MALFORMED = "the answer had another form"
    OUTSIDE = "the answer was none of the labels"
    TIMEOUT = "no answer in time"
    UNREACHED = "the server did not answer"
    NOT_SENT = "not sent any more"


class Answer(NamedTuple):
    """One vote: a label, flags, and the words that decided as the model quotes them."""

    orientation: str
    flags: tuple[str, ...]
    quotations: tuple[str, ...]


def answer_of(reply: bytes) -> Answer | Unread:
    """The answer in the body of a chat completion, or why there is none.

    >>> content = '{"orientation": "none", "flags": [], "words": []}'
    >>> answer_of(json.dumps({"choices": [{"message": {"content": content}}]}).encode())
    Answer(orientation='none', flags=(), quotations=())
    """
    content = _content(reply)
    return content if isinstance(content, Unread) else _checked(content)


def _content(reply: bytes) -> str | Unread:
    try:
        (choice,) = _object(_json(reply.decode("utf-8")))["choices"]
        message = _object(_object(choice)["message"])
        if message.get("refusal") or choice.get("finish_reason") == "content_filter":
            return Unread.REFUSED
        if message.get("tool_calls") or message.get("function_call"):
            return Unread.MALFORMED  # it has no tools; what it wants done is not done
        content = message["content"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Unread.MALFORMED
    return content if isinstance(content, str) else Unread.MALFORMED


def _checked(content: str) -> Answer | Unread:
    fenced = _FENCED.fullmatch(content)
    try:
        said = _object(_json(fenced.group(1) if fenced else content))
    except (ValueError, TypeError, RecursionError):
        return Unread.MALFORMED
    if set(said) != {"orientation", "flags", "words"}:
        return Unread.MALFORMED
    orientation, flags, words = said["orientation"], said["flags"], said["words"]
    if not isinstance(orientation, str) or not _strings(flags) or not _strings(words):
        return Unread.MALFORMED
    if orientation not in ORIENTATIONS or not set(flags) <= set(FLAGS):
        return Unread.OUTSIDE
    too_long = len(words) > _MOST_QUOTATIONS or any(len(each) > LONGEST_QUOTATION for each in words)
    if too_long or len(flags) > len(set(flags)):
        return Unread.MALFORMED
    return Answer(orientation, tuple(flag for flag in FLAGS if flag in flags), tuple(words))


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_without_doubles)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values under one key: nobody can say which one is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
