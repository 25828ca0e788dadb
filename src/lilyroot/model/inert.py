"""Text that leaves in a table stays text, whatever opens the table."""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = "=+\\-@＝＋－＠"  # the wide ones are read as the narrow ones by some spreadsheets
_FORMULA: Final = re.compile(rf"\s*[{_SIGNS}]|[\t\r]")
_FURTHER_ON: Final = re.compile(rf'([;\t\r\n])(?=[\s"]*[{_SIGNS}])')


def inert(cell: str) -> str:
    r"""A cell that begins like a formula, with an apostrophe, which spreadsheets read as "this is text".

    Also what follows a semicolon, a tab or a new line, quoted or not: where these part columns, a cell begins there.

    >>> inert("=1+1"), inert("Sales"), inert("a; =1+1"), inert('a;"=1+1')
    ("'=1+1", 'Sales', "a;' =1+1", 'a;\'"=1+1')
    """
    lead = cell[: len(cell) - len(cell.lstrip())]
    body = _FURTHER_ON.sub(r"\1'", cell[len(lead) :])
    return f"'{lead}{body}" if _FORMULA.match(cell) else lead + body
