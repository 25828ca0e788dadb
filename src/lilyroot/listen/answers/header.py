"""The header of a file of answers: the items of the wave, the team, and nothing that tells who or when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lilyroot.errors import ExportError, columns_missing
from lilyroot.store.keys import normalised

TEAM, FUNCTION, SHEET = "team", "function", "sheet"
_REQUIRED: Final = (TEAM,)
_OPTIONAL: Final = (FUNCTION, SHEET)


@dataclass(frozen=True, slots=True)
class Header:
    """By our name of a column, the name it has in the file."""

    column: Mapping[str, str]

    @property
    def named(self) -> bool:
        """Whether every sheet has an id of its own, so that one in two files is noticed."""
        return SHEET in self.column


def columns(items: Iterable[str]) -> tuple[str, ...]:
    """The columns of a file of answers, in the order of the template."""
    return (SHEET, TEAM, FUNCTION, *items)


def read_header(found: Iterable[str], items: Iterable[str]) -> Header:
    """Match the columns of a file with the items of the wave. Raises ``ExportError``.

    >>> read_header(["Team", "CP1"], ["cp1"]).column
    {'team': 'Team', 'cp1': 'CP1'}
    """
    names = list(found)
    known = {normalised(name).replace(" ", "_"): name for name in names}
    if len(known) < len(names):
        raise _refused("Two columns have the same name.", "Give each column a name of its own.")
    asked = tuple(items)
    strange = [repr(known[name]) for name in known if name not in columns(asked)]
    if strange:
        more = len(strange) > 1
        raise _refused(
            f"The {'columns' if more else 'column'} {', '.join(strange)} {'are' if more else 'is'} "
            "neither an item of this wave nor team, function or sheet.",
            f"Leave {'them' if more else 'it'} out: a sheet says a team and answers, never who filled it in or when. "
            "lilyroot survey template writes the header.",
        )
    absent = [name for name in (*_REQUIRED, *asked) if name not in known]
    if absent:
        raise _refused(f"{columns_missing(absent)}.", "lilyroot survey template writes the header of a wave.")
    return Header(known)


def _refused(sentence: str, remedy: str) -> ExportError:
    return ExportError("answers.columns", sentence, remedy=remedy, place="line 1")
