"""The one sentence a page opens with, computed and cautious."""

from __future__ import annotations

from typing import Final

from lilyroot.draw.orientation import picked
from lilyroot.draw.trend import told, turning
from lilyroot.draw.turns import SHORTEST
from lilyroot.draw.view import CUTS, Pair, View, told_apart
from lilyroot.draw.words import UNDATED, about, come_up, listed, percent, place, sentence, times
from lilyroot.tongue import phrase, say, translated

NOTHING: Final = phrase("Nothing has been released yet.")


def headline(view: View) -> str:
    """The clearest difference between groups and the clearest change over time, or that nobody can tell."""
    if not view.periods:
        return translated(NOTHING)
    contrast = _contrast(view)
    change = _change(view)
    if contrast and change:
        return f"{contrast}; {change}."
    if contrast:
        return f"{contrast}."
    first = say("Talk about customers' situations moved: {change}", change=change) if change else _level(view)
    rest = (_alike(view), "" if change else _steady(view))
    return "; ".join([first, *filter(None, rest)]) + "."


def _level(view: View) -> str:
    """Where the organisation stands, for a ledger in which no group stands out."""
    share, talk = view.whole("centric_share"), view.whole("salience")
    if share is not None and share.value is not None:
        said = about(share.value, share.low, share.high)
        return say("When customers come up, {share} of the talk is about their situation", share=said)
    if talk is not None and talk.value is not None:
        return come_up(talk.value, percent(talk.value))
    return say("Too little has been said about customers to tell how they are talked about")


def _alike(view: View) -> str:
    return say("the groups cannot be told apart") if any(len(view.drawn(cut)) > 1 for cut in CUTS) else ""


def _steady(view: View) -> str:
    """Nothing is said about change where there are not enough months for one."""
    months = [period for period in view.periods if period != UNDATED]
    return say("no change stands out from chance") if len(months) >= 2 * SHORTEST else ""


def _contrast(view: View) -> str:
    for indicator in ("centric_share", "salience"):
        for cut in CUTS:
            pair = told_apart(picked(view.drawn(cut), indicator))
            if pair is not None:
                return _said(pair, indicator)
    return ""


def _said(pair: Pair, indicator: str) -> str:
    of_kind, centric = pair.high.cut == "kind", indicator == "centric_share"
    high, low = (place("kind", one.label) if of_kind else one.label for one in (pair.high, pair.low))
    told = {
        "high": high,
        "low": low,
        "how_often": times((pair.high.value or 0) / pair.low.value) if pair.low.value else say("more often than"),
    }
    if of_kind and centric:
        return say("When customers come up, talk {high} is about their situation {how_often} talk {low}", **told)
    if centric:
        return say("When customers come up, {high} talks about their situation {how_often} {low}", **told)
    if of_kind:
        return say("Talk {high} is about customers {how_often} talk {low}", **told)
    return sentence(say("{high} talks about customers {how_often} {low}", **told))


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
        return listed(parts)
    return told(view, *turned[0]) if turned else ""
