"""The one sentence a page opens with, computed and cautious."""

from __future__ import annotations

from typing import Final

from lilyroot.draw.orientation import picked
from lilyroot.draw.trend import turning
from lilyroot.draw.view import Pair, View, told_apart
from lilyroot.draw.words import month, times
from lilyroot.release.combine import Combined

NOTHING: Final = "Nothing has been released yet."


def headline(view: View) -> str:
    """The clearest difference between groups and the clearest change over time, or that nobody can tell."""
    if not view.periods:
        return NOTHING
    contrast = _contrast(view)
    change = _change(view)
    if contrast and change:
        return f"{contrast}; {change}."
    if contrast:
        return f"{contrast}."
    if change:
        return f"Talk about customers' situations moved: {change}; the departments cannot be told apart."
    return "The groups cannot be told apart in how they talk about customers; no change stands out from chance."


def _contrast(view: View) -> str:
    for indicator in ("centric_share", "salience"):
        for groups in (view.departments(), view.groups("function"), view.groups("kind")):
            pair = told_apart(picked(groups, indicator))
            if pair is not None:
                return _said(pair, indicator)
    return ""


def _said(pair: Pair, indicator: str) -> str:
    how_often = times((pair.high.value or 0) / pair.low.value) if pair.low.value else "more often than"
    of = "about customers' situations" if indicator == "centric_share" else "about customers"
    if pair.high.cut == "kind":
        return f"Talk in {_kind(pair.high)} conversations is {of} {how_often} in {_kind(pair.low)} conversations"
    return f"{pair.high.label} talks {of} {how_often} {pair.low.label}"


def _kind(figure: Combined) -> str:
    return f"“{figure.label}”" if len(figure.label) < 3 else figure.label


def _change(view: View) -> str:
    """The surest fall and the surest rise among the departments, else the organisation's own turn."""
    turned = [(group, found) for group, found in turning(view) if found is not None]
    parts = []
    for direction, verb in (("down", "fell"), ("up", "rose")):
        candidates = [
            (found.sureness, group.label, found.after)
            for group, found in turned
            if found.direction == direction and group.cut != "organisation"
        ]
        if candidates:
            _, label, after = max(candidates)
            parts.append(f"in {label} it {verb} after {month(after)}")
    if parts:
        return " and ".join(parts)
    for _, found in turned:
        return (
            f"across the organisation it {'rose' if found.direction == 'up' else 'fell'} after {month(found.after)}"
        )
    return ""
