"""Before and after an action in words: up, down or cannot tell, beside the whole organisation; never a cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lilyroot.draw.measures import Measure
from lilyroot.draw.words import ends, listed, month, span
from lilyroot.draw.words import named as named_group
from lilyroot.release.reasons import REASONS
from lilyroot.score.effect import Effect, Side
from lilyroot.tongue import Wording, all_translated, phrase, phrases, retold, say, translated

NOT_A_CAUSE: Final = phrase(
    "This is what happened after the action, not what happened because of it: other things changed in that time, too."
)
COLUMNS: Final = phrases("", "Time", "Figure", "95 % interval", "People")
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
    rows = (_row(say("before"), effect.before, measure), _row(say("after"), effect.after, measure))
    if effect.after.figure is None or effect.before.figure is None:
        return Told(_nothing_yet(effect), all_translated(COLUMNS), rows, _notes(effect), "cannot tell")
    parts = [_own(effect, measure, hoped), _beside(effect, measure)]
    return Told(
        " ".join(part for part in parts if part),
        all_translated(COLUMNS),
        rows,
        _notes(effect),
        effect.change.direction,
    )


def _own(effect: Effect, measure: Measure, hoped: str) -> str:
    change = effect.change
    told = {"name": measure.name, "group": named_group(effect.label) if effect.label else say("the organisation")}
    if change.direction == "cannot tell":
        return say(
            "{name} of {group} may have gone either way: the difference lies between {low} and {high}.",
            **told,
            low=_signed(change.low, measure),
            high=_signed(change.high, measure),
        )
    told["by"] = measure.difference(abs(change.difference or 0.0))
    if change.direction == "up":
        return (
            say("{name} of {group} went up, as hoped, by {by}.", **told)
            if hoped == "up"
            else say("{name} of {group} went up, although down was hoped for, by {by}.", **told)
        )
    return (
        say("{name} of {group} went down, as hoped, by {by}.", **told)
        if hoped == "down"
        else say("{name} of {group} went down, although up was hoped for, by {by}.", **told)
    )


def _beside(effect: Effect, measure: Measure) -> str:
    """What the organisation as a whole did over the same time; "" where it is the organisation that was looked at."""
    if effect.whole.difference is None:
        return ""
    own, whole = effect.change.direction, effect.whole.direction
    if own == "cannot tell":
        return _WHOLE[whole]
    if effect.beyond.direction == own:
        return _FURTHER[whole if whole == own else "cannot tell"]
    return _TOO[whole if whole == own else "cannot tell"]


_WHOLE: Final = Wording(
    {
        "up": "The organisation as a whole went up.",
        "down": "The organisation as a whole went down.",
        "cannot tell": "So may that of the organisation as a whole.",
    }
)
_FURTHER: Final = Wording(
    {
        "up": "The organisation as a whole went up, too; the difference between the two is beyond chance.",
        "down": "The organisation as a whole went down, too; the difference between the two is beyond chance.",
        "cannot tell": "The organisation as a whole did not; the difference between the two is beyond chance.",
    }
)
_TOO: Final = Wording(
    {
        "up": "The organisation as a whole went up, too, and we cannot tell whether this went further.",
        "down": "The organisation as a whole went down, too, and we cannot tell whether this went further.",
        "cannot tell": "But we cannot tell it from what the organisation as a whole did in that time.",
    }
)


def _nothing_yet(effect: Effect) -> str:
    if effect.before.figure is None:
        if not effect.before.reason:
            return say(
                "There is no figure from before the action to compare with: "
                "nothing that ended before it began has been released."
            )
        why = _lower(retold(effect.before.reason, REASONS))
        return say("There is no figure from before the action to compare with: {why}", why=why)
    if effect.after.windows:
        return say(
            "There is no figure from after the action: {why}", why=_lower(retold(effect.after.reason, REASONS))
        )
    return say("Nothing that began after the action has been released yet. Once it is, this page compares the two.")


def _notes(effect: Effect) -> tuple[str, ...]:
    said = [translated(NOT_A_CAUSE)]
    if "+" in effect.cell:
        said.append(
            say(
                "The unit is too small to be shown alone: this is {group}, counted together.",
                group=named_group(effect.label),
            )
        )
    if len(effect.readers) > 1:
        said.append(
            say(
                "The reader changed in between ({readers}): a part of the difference may be the reader's.",
                readers=listed(effect.readers),
            )
        )
    return tuple(said)


def _row(name: str, side: Side, measure: Measure) -> tuple[str, ...]:
    time = named(side.windows) or NONE
    if side.figure is None or side.figure.value is None:
        return name, time, NONE, retold(side.reason, REASONS) or NONE, ""
    figure = side.figure
    both = ends(measure.said(figure.low or 0.0), measure.said(figure.high or 0.0))
    return name, time, measure.said(side.figure.value), both, figure.persons


def named(windows: Sequence[str]) -> str:
    """Windows as a reader says them: "April to June 2026", "2026-Q1 to 2026-Q2", "spring-2026"."""
    if not windows:
        return ""
    if all(len(name) == 7 and name[5:].isdigit() for name in windows):
        return span(windows) if len(windows) > 1 else month(windows[0])
    return windows[0] if len(windows) == 1 else ends(windows[0], windows[-1])


def _signed(value: float | None, measure: Measure) -> str:
    amount = value or 0.0
    by = measure.difference(abs(amount))
    return say("plus {amount}", amount=by) if amount >= 0 else say("minus {amount}", amount=by)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
