"""Time: what windows tell together that none tells alone.

Windows of a stream that share no days have no contribution in common, so nothing can be subtracted. The attack looks
for windows that do: the same one released again, a quarter beside its months. And it follows each cell that comes and
goes: where it is missing, does something published over a longer time give it back?
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lilyroot.attack.finding import Attempt, Finding
from lilyroot.attack.opened import Window
from lilyroot.attack.windows import months_of, overlapping

Cell = tuple[str, str]
"""A published total and an indicator."""


def over_time(windows: Sequence[Window]) -> Attempt:
    """What the windows of each stream tell by being there together."""
    of_stream: defaultdict[str, list[Window]] = defaultdict(list)
    for window in windows:
        of_stream[window.stream].append(window)
    attempt = Attempt("time", 0, ())
    for those in of_stream.values():
        attempt = attempt.and_(_shared_days(those)).and_(_trails(those))
    return attempt


def _shared_days(windows: Sequence[Window]) -> Attempt:
    found = []
    for one, other in overlapping([window.period for window in windows]):
        first, second = windows[one], windows[other]
        before = {(figure.total, figure.indicator): figure.value for figure in first.figures}
        moved = [f for f in second.figures if before.get((f.total, f.indicator), f.value) != f.value]
        told = f"{len(moved)} figures differ, such as {moved[0].indicator} of {moved[0].total}" if moved else ""
        again = "again" if first.period == second.period else f"beside {first.period}"
        recipe = f"{second.period} is released {again}: {second.release} - {first.release}"
        found.append(Finding("time", second.release, 0, f"{recipe}{'; ' if told else ''}{told}"))
    return Attempt("time", len(windows), tuple(found))


def _trails(windows: Sequence[Window]) -> Attempt:
    """Cells missing in a window whose longer window shows them, with every other part of it shown."""
    tried, found = 0, []
    shown = [_cells(window) for window in windows]
    everywhere = set().union(*shown)
    longer = [n for n, window in enumerate(windows) if len(months_of(window.period) or ()) > 1]
    for place, window in enumerate(windows):
        missing = everywhere - shown[place]
        tried += len(missing)
        for holder in longer:
            parts = _parts(windows, holder)
            if place not in parts:
                continue
            for cell in sorted(missing & shown[holder]):
                others = [part for part in parts if part != place]
                if all(cell in shown[part] for part in others):
                    minus = "".join(f" - {windows[part].period}" for part in others)
                    recipe = f"{cell[1]} of {cell[0]}: {windows[holder].period}{minus}"
                    found.append(Finding("time", window.release, 0, recipe))
    return Attempt("time", tried, tuple(found))


def _cells(window: Window) -> set[Cell]:
    return {(figure.total, figure.indicator) for figure in window.figures}


def _parts(windows: Sequence[Window], holder: int) -> list[int]:
    """Shorter windows that together make up the whole of a longer one; none if they do not."""
    months = set(months_of(windows[holder].period) or ())
    parts = [n for n, window in enumerate(windows) if n != holder and _within(window.period, months)]
    covered: set[int] = set().union(*(months_of(windows[n].period) or () for n in parts))
    return parts if covered == months else []


def _within(window: str, months: Iterable[int]) -> bool:
    own = set(months_of(window) or ())
    return bool(own) and own < set(months)
