"""What the writer of a mail wrote: without quoted replies, forwarded mails, signatures and disclaimers.

Works line by line. Marked quotes ("> ") go wherever they stand, so that answers between them stay; everything
below an unmarked quote (Outlook's block of headers, "Original Message", "On ... wrote:" without marks) goes.
Known in English, German, French and Spanish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lilyroot.listen.mail import marks

# "On Tue, 2011-03-01 at 18:02 +0530, Ada wrote:" may be broken into lines by the mail programme
_MOST_WROTE_LINES: Final = 4
_LONGEST_WROTE: Final = 300
_MOST_SIGNATURE_LINES: Final = 8
_LONGEST_SIGNATURE_LINE: Final = 70


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What is left of a mail's text, and whether a forwarded mail was among what was taken away."""

    text: str
    forwarded: bool


def own_words(text: str, names: tuple[str, ...] = ()) -> OwnWords:
    """The writer's own words. ``names`` are the writer's, to find a signature that is only a name.

    >>> own_words("Agreed.\\n\\nOn 3 May 2025, Ada wrote:\\n> Shall we call the customer?").text
    'Agreed.'
    >>> own_words("FYI\\n\\n---------- Forwarded message ---------\\nFrom: Ada").forwarded
    True
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    kept, forwarded = _without_quotes(lines)
    kept = _without_footer(kept)
    kept = _without_signature(kept, names)
    return OwnWords(_tidy(kept), forwarded)


def _without_quotes(lines: list[str]) -> tuple[list[str], bool]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if marks.QUOTE.match(line):
            at += 1
            continue
        if marks.FORWARD.fullmatch(line):
            return kept, True
        if marks.SEPARATOR.fullmatch(line) or _is_header_block(lines, at):
            return _without_trailing_rule(kept), False
        length = _wrote_length(lines, at)
        if length:
            if not _marked_below(lines, at + length):
                return kept, False
            at += length
            continue
        kept.append(line)
        at += 1
    return kept, False


def _is_header_block(lines: list[str], at: int) -> bool:
    if not marks.FROM.fullmatch(lines[at]):
        return False
    below = [line for line in lines[at + 1 : at + 8] if line.strip()]
    return sum(1 for line in below[:4] if marks.OTHER_HEADER.fullmatch(line)) >= 2


def _wrote_length(lines: list[str], at: int) -> int:
    """How many lines "On ... wrote:" takes from here; 0 where none begins."""
    line = lines[at].strip()
    if not line or len(line) > _LONGEST_WROTE:
        return 0
    if _is_wrote(line):
        return 1
    if not marks.WROTE_BEGINS.match(line):
        return 0
    joined = line
    for length in range(2, _MOST_WROTE_LINES + 1):
        following = lines[at + length - 1].strip() if at + length <= len(lines) else ""
        if not following or len(joined) > _LONGEST_WROTE:
            return 0
        joined = f"{joined} {following}"
        if _is_wrote(joined):
            return length
    return 0


def _is_wrote(line: str) -> bool:
    return line.endswith((":", "wrote", "*", "_")) and bool(marks.WROTE.fullmatch(line))


def _marked_below(lines: list[str], at: int) -> bool:
    """Whether the next line with anything on it is marked as a quote, or there is none."""
    following = next((line for line in lines[at:] if line.strip()), None)
    return following is None or bool(marks.QUOTE.match(following))


def _without_trailing_rule(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or marks.RULE.fullmatch(lines[end - 1])):
        end -= 1
    return lines[:end]


def _without_footer(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        stripped = line.strip()
        if marks.DELIMITER.fullmatch(line.rstrip("\n")) or marks.LIST_FOOTER.fullmatch(line):
            return lines[:at]
        if len(stripped) < 80 and marks.DEVICE.fullmatch(stripped):
            return lines[:at]
        if at and marks.DISCLAIMER.match(stripped):
            return lines[:at]
    return lines


def _without_signature(lines: list[str], names: tuple[str, ...]) -> list[str]:
    """Without a closing formula and what follows it, and without a last line that is only the writer's name."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    block = lines[max(0, end - _MOST_SIGNATURE_LINES) : end]
    for at, line in enumerate(block):
        below = [each for each in block[at + 1 :] if each.strip()]
        closes = marks.CLOSING.fullmatch(line.strip()) and all(len(each) <= _LONGEST_SIGNATURE_LINE for each in below)
        if closes and not any(_ends_sentence(each) for each in below):
            above = lines[: end - len(block) + at]
            return above if any(each.strip() for each in above) else lines[:end]
    last = lines[end - 1].strip() if end > 1 else ""
    if marks.DASHED_NAME.fullmatch(last) or _is_own_name(last, names):
        return lines[: end - 1]
    return lines[:end]


def _ends_sentence(line: str) -> bool:
    return line.rstrip().endswith((".", "?", "!")) and len(line.split()) > 3


def _is_own_name(line: str, names: tuple[str, ...]) -> bool:
    if not marks.NAME_LINE.fullmatch(line):
        return False
    known = {word.lower().strip(".,\"'") for name in names for word in re.split(r"[\s.@_,-]+", name)}
    return all(word.lower().strip(".,*-–—~/") in known for word in line.split())


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
