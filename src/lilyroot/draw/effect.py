"""Before and after an action in words: up, down or cannot tell, beside the whole organisation; never a cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lilyroot.draw.measures import Measure
from lilyroot.draw.words import listed, month, span
from lilyroot.score.effect import Effect, Side

NOT_A_CAUSE: Final = (
    "This is what happened after the action, not what happened because of it: other things changed in that time, too."
)
COLUMNS: Final = ("", "Time", "Figure", "95 % interval", "People")
NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class Told:
    """An effect for a reader: a sentence, a table of two rows, and what to know before believing it."""

    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    verdict: str


def told(effect: Effect, measure: Measure, hoped: str) -> Told:
    """What the figures say of an action from which ``hoped`` ("up" or "down") was expected."""
    rows = (_row("before", effect.before, measure), _row("after", effect.after, measure))
    if effect.after.figure is None or effect.before.figure is None:
        return Told(_nothing_yet(effect), COLUMNS, rows, _notes(effect), "cannot tell")
    parts = [_own(effect, measure, hoped), _beside(effect, measure)]
    return Told(" ".join(part for part in parts if part), COLUMNS, rows, _notes(effect), effect.change.direction)


def _own(effect: Effect, measure: Measure, hoped: str) -> str:
    change, place = effect.change, effect.label or "the organisation"
    if change.direction == "cannot tell":
        ends = f"{_signed(change.low, measure)} and {_signed(change.high, measure)}"
        return f"{measure.name} of {place} may have gone either way: the difference lies between {ends}."
    as_hoped = "as hoped" if change.direction == hoped else f"although {hoped} was hoped for"
    by = measure.difference(abs(change.difference or 0.0))
    return f"{measure.name} of {place} went {change.direction}, {as_hoped}, by {by}."


def _beside(effect: Effect, measure: Measure) -> str:
    """What the organisation as a whole did over the same time; "" where it is the organisation that was looked at."""
    if effect.whole.difference is None:
        return ""
    own, whole = effect.change.direction, effect.whole.direction
    if own == "cannot tell":
        return {"cannot tell": "So may that of the organisation as a whole."}.get(
            whole, f"The organisation as a whole went {whole}."
        )
    if effect.beyond.direction == own:
        also = (
            f"The organisation as a whole went {whole}, too"
            if whole == own
            else "The organisation as a whole did not"
        )
        return f"{also}; the difference between the two is beyond chance."
    if whole == own:
        return f"The organisation as a whole went {whole}, too, and we cannot tell whether this went further."
    return "But we cannot tell it from what the organisation as a whole did in that time."


def _nothing_yet(effect: Effect) -> str:
    if effect.before.figure is None:
        why = effect.before.reason or "nothing that ended before it began has been released."
        return f"There is no figure from before the action to compare with: {_lower(why)}"
    if effect.after.windows:
        return f"There is no figure from after the action: {_lower(effect.after.reason)}"
    return "Nothing that began after the action has been released yet. Once it is, this page compares the two."


def _notes(effect: Effect) -> tuple[str, ...]:
    said = [NOT_A_CAUSE]
    if "+" in effect.cell:
        said.append(f"The unit is too small to be shown alone: this is {effect.label}, counted together.")
    if len(effect.readers) > 1:
        said.append(
            f"The reader changed in between ({listed(effect.readers)}): a part of the difference may be the reader's."
        )
    return tuple(said)


def _row(name: str, side: Side, measure: Measure) -> tuple[str, ...]:
    time = named(side.windows) or NONE
    if side.figure is None or side.figure.value is None:
        return name, time, NONE, side.reason or NONE, ""
    figure = side.figure
    ends = f"{measure.said(figure.low or 0.0)} to {measure.said(figure.high or 0.0)}"
    return name, time, measure.said(side.figure.value), ends, figure.persons


def named(windows: Sequence[str]) -> str:
    """Windows as a reader says them: "April to June 2026", "2026-Q1 to 2026-Q2", "spring-2026"."""
    if not windows:
        return ""
    if all(len(name) == 7 and name[5:].isdigit() for name in windows):
        return span(windows) if len(windows) > 1 else month(windows[0])
    return windows[0] if len(windows) == 1 else f"{windows[0]} to {windows[-1]}"


def _signed(value: float | None, measure: Measure) -> str:
    amount = value or 0.0
    return f"{'plus' if amount >= 0 else 'minus'} {measure.difference(abs(amount))}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
