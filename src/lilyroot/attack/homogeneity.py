"""Homogeneity: a small group in which everybody is alike tells everything of everybody in it.

Its figure must not stand at the end of its range. Where everybody counts once (an answer to an item), it is kept one
person's weight away from it; but the group above it less the groups beside it may say where it really stands. Where
many messages stand behind a share, a figure next to the end says "hardly any, or none", and is meant to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lilyroot.attack.differences import inside, side_by_side
from lilyroot.attack.figures import (
    CLAMP,
    NOT_SHARES,
    SMALL_BANDS,
    adds_up,
    ends_of_range,
    margins,
    parts_of_range,
    sums,
)
from lilyroot.attack.finding import Attempt, Finding, combination
from lilyroot.attack.opened import Figure, Layer, Window
from lilyroot.attack.published import Published

_NEAR: Final = 0.5
"""Found where a group is known to be nearer to the end than this part of what it is kept away from it."""


def homogeneity(window: Window) -> Attempt:
    """Figures of groups under 20 people that stand at the very end of their range."""
    small = [f for f in window.figures if f.persons in SMALL_BANDS and not f.indicator.startswith(NOT_SHARES)]
    ends = ends_of_range(window.figures)
    found = tuple(
        Finding("homogeneity", window.release, 0, f"{f.indicator} of {f.total} is {f.value:g} for everybody in it")
        for f in small
        if f.value in ends[f.indicator]
    )
    return Attempt("homogeneity", len(small), found)


def behind_the_clamp(window: Window, layer: Layer) -> Attempt:
    """Groups that are kept one person away from the end, and of which the others say that they stand at it."""
    attempt = Attempt("homogeneity", 0, ())
    ends = ends_of_range(window.figures)
    for indicator in sorted(layer.indicators & ends.keys()):
        figures = {f.total: f for f in window.figures if f.indicator == indicator}
        if adds_up(indicator):
            attempt = attempt.and_(_undone(layer.published, figures, ends[indicator]))
    return attempt


def _undone(published: Published, figures: Mapping[str, Figure], ends: tuple[float, float]) -> Attempt:
    names = [total.name for total in published.totals]
    told = [figures[name] for name in names if name in figures]
    if not told:
        return Attempt("homogeneity", 0, ())
    value = parts_of_range(told, ends)
    headcount = {total.name: published.people(total.cells) for total in published.totals}
    base = {f.total: f.base or headcount[f.total] for f in told}
    known = dict(zip(base, zip(*sums(told, list(base.values()), ends), strict=True), strict=True))
    margin = dict(zip((f.total for f in told), margins(told, value), strict=True))
    clamped = {f.total for f, at in zip(told, value, strict=True) if min(at, 1 - at) <= margin[f.total] + CLAMP / 10}
    tried, found = 0, []
    for above, parts in _families(published):
        shown = [names[part] for part in parts]
        if names[above] not in figures or not set(shown) <= figures.keys():
            continue
        for name in shown:
            if name not in clamped or margin[name] <= CLAMP:
                continue
            tried += 1
            others = [other for other in shown if other != name]
            most = (known[names[above]][1] - sum(known[other][0] for other in others)) / base[name]
            least = (known[names[above]][0] - sum(known[other][1] for other in others)) / base[name]
            if most < _NEAR * margin[name] or least > 1 - _NEAR * margin[name]:
                recipe = combination({names[above]: 1.0} | dict.fromkeys(others, -1.0))
                sentence = f"{figures[name].indicator} of {name} is the same for everybody in it: {recipe}"
                found.append(Finding("homogeneity", published.where, 0, sentence))
    return Attempt("homogeneity", tried, tuple(found))


def _families(published: Published) -> Iterator[tuple[int, list[int]]]:
    """A total, and totals of one cut inside it that make up all of it."""
    for above, parts in enumerate(inside(published)):
        for cut in sorted({published.totals[part].cut for part in parts}):
            taken = list(side_by_side(published, (part for part in parts if published.totals[part].cut == cut)))
            if sum(len(published.totals[part].cells) for part in taken) == len(published.totals[above].cells):
                yield above, taken
