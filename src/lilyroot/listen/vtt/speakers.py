"""Who speaks in a cue: voice tags, or a name before a colon; and cues joined to utterances.

The rule of joining: consecutive cues of one speaker, at most two seconds apart, make one utterance, until a cue
ends a sentence and the next would take the utterance beyond 300 characters, or any cue beyond 600. Cues are
never cut, so that every utterance has the time of a cue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import chain, islice
from typing import Final

from lilyroot.listen.vtt.cues import BadCue, Cue

LONGEST_PAUSE_S: Final = 2.0
SENTENCES_CHARACTERS: Final = 300
MOST_CHARACTERS: Final = 600
_LEAD_CUES: Final = 200  # enough of a file to see how it names speakers

_VOICE: Final = re.compile(r"<v(?:\.[^ \t>]*)*[ \t]+([^>]*)>")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|</>|<\d[\d:.]*>")
_PREFIX: Final = re.compile(r"([^\s:<>-][^:<>\n]{0,79}?):\s+(?=\S)")
_SENTENCE_END: Final = re.compile(r"[.?!…][\"'”’)\]]*$")
_INNER_STOP: Final = re.compile(r"[?!…;]|[^.\s]{4,}\.\s|\.\.")
_FULL_NAME: Final = re.compile(
    r"[^\W\d_a-z][\w.'’-]*(?: (?:\([^)]*\)|[^\W\d_a-z][\w.'’-]*|von|van|de|der|den|la|le|bin|al)){1,4}"
)
_SPACES: Final = re.compile(r"\s+")
_ASIDE: Final = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\]|\|.*)\s*$")
_FAMILY: Final = re.compile(r"(.+)[-/]\d+")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker said in one go; ``ordinal`` tells apart utterances with the same start."""

    number: int
    offset: int
    start: float
    ordinal: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Unspoken:
    """A cue of which nobody can be said to have spoken it."""

    offset: int
    reason: str


@dataclass(slots=True)
class _Part:
    cue: Cue
    speaker: str
    text: str


def utterances(found: Iterable[Cue | BadCue]) -> Iterator[Utterance | Unspoken | BadCue]:
    """The cues of one file as utterances, in order; bad cues pass through."""
    joined: list[_Part] = []
    ordinals: dict[float, int] = {}
    for part in _parts(found):
        if isinstance(part, _Part) and joined and _belongs(joined, part):
            joined.append(part)
            continue
        if joined:
            yield _utterance(joined, ordinals)
            joined = []
        if isinstance(part, _Part):
            joined = [part]
        else:
            yield part
    if joined:
        yield _utterance(joined, ordinals)


def normalised(name: str) -> str:
    """A name as written, in one Unicode form and with single blanks.

    >>> normalised("  Ben   Adams ")
    'Ben Adams'
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", unescape(name))).strip()


def aliases(name: str) -> tuple[str, ...]:
    """The name without what people add to it in meetings.

    >>> aliases("Ada King (she/her)"), aliases("Ada King")
    (('Ada King',), ())
    """
    bare = _ASIDE.sub("", name)
    return (bare,) if bare and bare != name else ()


def _belongs(joined: list[_Part], part: _Part) -> bool:
    last = joined[-1]
    if part.speaker != last.speaker or part.cue.start - last.cue.end > LONGEST_PAUSE_S:
        return False
    length = sum(len(each.text) + 1 for each in joined) + len(part.text)
    ended = bool(_SENTENCE_END.search(last.text))
    return length <= (SENTENCES_CHARACTERS if ended else MOST_CHARACTERS)


def _utterance(parts: list[_Part], ordinals: dict[float, int]) -> Utterance:
    cue = parts[0].cue
    ordinal = ordinals.get(cue.start, 0)
    ordinals[cue.start] = ordinal + 1
    text = " ".join(part.text for part in parts)
    return Utterance(cue.number, cue.offset, cue.start, ordinal, parts[0].speaker, text)


def _parts(found: Iterable[Cue | BadCue]) -> Iterator[_Part | Unspoken | BadCue]:
    stream = iter(found)
    lead = list(islice(stream, _LEAD_CUES))
    style = _style(lead)
    last: _Part | None = None
    for cue in chain(lead, stream):
        if isinstance(cue, BadCue):
            yield cue
            continue
        for speaker, text in _spoken(cue.payload, style):
            if not text:
                continue
            name = speaker or (last.speaker if last and _goes_on(last, cue) else "")
            if name:
                last = _Part(cue, name, text)
                yield last
            else:
                last = None
                yield Unspoken(cue.offset, "no speaker")


def _style(lead: list[Cue | BadCue]) -> str:
    """How the file names speakers: "voice" tags, a "prefix" as a rule, or only "now and then"."""
    payloads = [cue.payload for cue in lead if isinstance(cue, Cue) and cue.payload]
    if any(_VOICE.search(payload) for payload in payloads):
        return "voice"
    prefixed = sum(1 for payload in payloads if _prefix(payload))
    return "prefix" if payloads and prefixed * 2 >= len(payloads) else "now and then"


def _prefix(payload: str) -> re.Match[str] | None:
    match = _PREFIX.match(payload)
    return match if match and not _INNER_STOP.search(match[1]) and len(match[1].split()) <= 8 else None


def _spoken(payload: str, style: str) -> Iterator[tuple[str, str]]:
    """Who (or "") and what, for each stretch of a cue."""
    if style == "voice":
        before, *rest = _VOICE.split(payload)
        yield "", _words(before)
        for name, text in zip(rest[::2], rest[1::2], strict=True):
            yield normalised(name), _words(text)
        return
    speaker = ""
    stretch: list[str] = []
    for line in payload.split("\n"):
        match = _prefix(line)
        if match and (style == "prefix" or _FULL_NAME.fullmatch(match[1])):
            yield speaker, _words("\n".join(stretch))
            speaker, stretch = normalised(match[1]), [line[match.end() :]]
        else:
            stretch.append(line)
    yield speaker, _words("\n".join(stretch))


def _words(text: str) -> str:
    return _SPACES.sub(" ", unescape(_TAG.sub("", text))).strip()


def _goes_on(last: _Part, cue: Cue) -> bool:
    """Whether a cue without a speaker plainly continues what was said before it."""
    if cue is last.cue:
        return True
    family, before = _FAMILY.fullmatch(cue.id), _FAMILY.fullmatch(last.cue.id)
    if family and before:
        return family[1] == before[1]
    unfinished = not _SENTENCE_END.search(last.text)
    return unfinished and cue.start - last.cue.end <= LONGEST_PAUSE_S
