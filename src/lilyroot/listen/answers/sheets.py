"""From a row of the file to a sheet: every answer within its scale, the team one that the wave knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lilyroot.listen.answers.header import FUNCTION, SHEET, TEAM, Header
from lilyroot.listen.table.rows import BadRow, Row
from lilyroot.model.survey import Item
from lilyroot.store.waves import Snapshot

CANNOT_SAY: Final = ("", "cannot say")
FEWEST_ALIKE: Final = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, in memory only. ``named`` is the id that the file gives it, "" without one."""

    named: str
    team: str
    function: str
    answers: Mapping[str, int]
    alike: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is no sheet: its line, what is wrong, how to mend it. It never repeats an answer."""

    line: int
    code: str
    sentence: str
    remedy: str


class Reading:
    """Reads the rows of one file against the items and the organisation of one wave."""

    def __init__(self, header: Header, items: Iterable[Item], places: Snapshot) -> None:
        self._header = header
        self._items = tuple(items)
        self._places = places
        self._functions = frozenset().union(*places.functions_of.values())

    def read(self, row: Row | BadRow) -> Sheet | Fault:
        """The sheet of a row, or the first fault in it."""
        if isinstance(row, BadRow):
            return Fault(row.number, row.code, row.sentence, row.remedy)
        cells = {name: str(row.cells[column]).strip() for name, column in self._header.column.items()}
        answers: dict[str, int] = {}
        for item in self._items:
            if cells[item.id].casefold() not in CANNOT_SAY:
                value = _within(item, cells[item.id])
                if value is None:
                    return _value_fault(row.number, item)
                answers[item.id] = value
        return self._placed(row.number, cells, answers)

    def _placed(self, line: int, cells: Mapping[str, str], answers: Mapping[str, int]) -> Sheet | Fault:
        team, function = cells[TEAM], cells.get(FUNCTION, "")
        if team not in self._places.functions_of:
            return _fault(line, "team", "names a team that the wave does not know.", _TEAM)
        if function and function not in self._functions:
            return _fault(line, "function", "names a function that the wave does not know.", _TEAM)
        if not answers:
            return _fault(line, "nothing", "answers nothing.", "Leave it out.")
        if self._header.named and not cells[SHEET]:
            return _fault(line, "sheet", "has no id in the column sheet.", "Give every sheet an id, or none.")
        named = cells.get(SHEET, "")
        return Sheet(named, team, function or self._only_function(team), answers, alike(self._items, answers))

    def _only_function(self, team: str) -> str:
        functions = self._places.functions_of[team]
        return next(iter(functions)) if len(functions) == 1 else ""


def alike(items: Iterable[Item], answers: Mapping[str, int]) -> bool:
    """Whether a sheet gives the same answer to everything, also to items that say the opposite of one another.

    It takes at least 8 answers on scales, to items of both keys.

    >>> from lilyroot.model.survey import questionnaire
    >>> items = questionnaire().items
    >>> alike(items, {item.id: 4 for item in items[:8]}), alike(items, {item.id: 3 for item in items[:4]})
    (True, False)
    """
    on_scales = [item for item in items if item.role == "scale" and item.id in answers]
    same = len({answers[item.id] for item in on_scales}) == 1
    return same and len(on_scales) >= FEWEST_ALIKE and len({item.sign for item in on_scales}) > 1


def _within(item: Item, text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        return None
    value = int(text)
    return value if item.lowest <= value <= item.highest else None


def _value_fault(line: int, item: Item) -> Fault:
    scale = f"a whole number from {item.lowest} to {item.highest}"
    return _fault(line, "value", f"has an answer to {item.id} that is not {scale}.", _VALUE)


def _fault(line: int, code: str, what: str, remedy: str) -> Fault:
    return Fault(line, f"answers.{code}", f"Line {line:,} {what}", remedy)


_VALUE: Final = "Correct it; a missing answer is an empty cell or the words: cannot say."
_TEAM: Final = "Write it as the HRIS file had it on the day of the wave."
