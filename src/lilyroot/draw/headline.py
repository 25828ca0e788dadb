"""The one sentence a page opens with, computed and cautious."""

from __future__ import annotations

from typing import Final

from lilyroot.draw.orientation import picked
from lilyroot.draw.trend import told, turning
from lilyroot.draw.view import Pair, View, told_apart
from lilyroot.draw.words import place, sentence, times

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
    high, low = pair.high.label, pair.low.label
    verb = "talks"
    if pair.high.cut == "kind":
        high, low, verb = f"talk {place('kind', high)}", f"talk {place('kind', low)}", "is"
    if indicator == "centric_share":
        return f"When customers come up, {high} {verb} about their situation {how_often} {low}"
    return sentence(f"{high} {verb} about customers {how_often} {low}")


def _change(view: View) -> str:
    """The surest fall and the surest rise among the departments, else the organisation's own turn."""
    turned = [(group, found) for group, found in turning(view) if found is not None]
    parts = []
    for direction in ("down", "up"):
        candidates = [
            (found.sureness, told(view, group, found))
            for group, found in turned
            if found.direction == direction and group.cut != "organisation"
        ]
        if candidates:
            parts.append(max(candidates)[1])
    if parts:
        return " and ".join(parts)
    return told(view, *turned[0]) if turned else ""
