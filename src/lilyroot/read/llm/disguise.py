"""What a text becomes before it is sent: as long as it was, without what identifies and what commands a model.

Character for character, so that a place in the one is a place in the other. Names stay: nothing finds them reliably,
and a text without its names is not anonymous.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

BLANK: Final = "□"
_TEXT_CHARACTERS: Final = 8_000
_CONTEXT_CHARACTERS: Final = 1_000
EDITION: Final = 1  # part of the reader's version

_IDENTIFIERS: Final = re.compile(
    r"""
      \b(?:https?://|www\.)\S+                              # web addresses
    | [\w.+-]{1,64}\s?(?:@|[\[(]at[\])])\s?[\w-]{1,64}(?:\.[\w-]+)+   # mail
    | (?<!\w)@[\w.-]+                                       # handles
    | \b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,8}\b           # bank accounts (IBAN)
    | \+?\d(?:[ ().\/-]{0,2}\d){6,}                         # telephones, cards, ids: seven digits or more
    """,
    re.VERBOSE,
)
# Servers may take these for the borders of roles: <|im_start|>, [INST], <start_of_turn>.
_BORDERS: Final = str.maketrans("<>|[]{}", "‹›¦()()")
_LONGEST_IDENTIFIER: Final = 300
_LAYOUT: Final = "\n\t\u200c\u200d"  # the last two join and part letters in scripts and emoji
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}


def disguised(text: str) -> str:
    """The text as it is sent: without addresses, handles, long numbers, unseen characters and signs of roles.

    Of a longer one the first 8,000 characters.

    >>> disguised("Mail ann@example.org <|system|>")
    'Mail □□□□□□□□□□□□□□□ ‹¦system¦›'
    """
    hidden = _IDENTIFIERS.sub(
        lambda found: BLANK * len(found.group()), text[: _TEXT_CHARACTERS + _LONGEST_IDENTIFIER]
    )
    return "".join(map(_seen, hidden[:_TEXT_CHARACTERS])).translate(_BORDERS)


def disguised_context(context: str) -> str:
    """The last 1,000 characters of the context, disguised: what stands nearest to the message."""
    return disguised(context[-_TEXT_CHARACTERS:])[-_CONTEXT_CHARACTERS:]


def _seen(character: str) -> str:
    if " " <= character <= "~" or character in _LAYOUT:
        return character
    unseen = unicodedata.category(character) in _UNSEEN or _is_selector(character)
    return " " if unseen else character


def _is_selector(character: str) -> bool:
    """Variation selectors show nothing of their own and can carry any bytes."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
