"""How much customers come up at all, and which conversations people are most engaged in."""

from __future__ import annotations

from math import ceil, floor, log2
from typing import Final

from lilyroot.draw.charts import Dot, Dots, Row, Scale, dots
from lilyroot.draw.figure import Figure
from lilyroot.draw.orientation import COLUMNS, HEADINGS, grouped, picked, share_cells, share_scale
from lilyroot.draw.view import Group, View, surely, told_apart
from lilyroot.draw.words import about, come_up, drawing, ends, place, sentence
from lilyroot.release.combine import Combined
from lilyroot.tongue import Wording, all_translated, number, phrase, phrases, say, translated

ENGAGEMENT: Final = {
    "engagement_replies": (phrase("replies"), "water", "circle"),
    "engagement_participants": (phrase("people"), "root", "square"),
}

_COLUMNS: Final = phrases("Group", "Replies", "95 % interval", "People joining", "95 % interval", "People", "Note")


def salience(view: View) -> Figure:
    """The share of work talk that is about customers, by department, function and kind."""
    cuts = ("team", "function", "kind")
    groups = [group for cut in cuts for group in view.drawn(cut)]
    figures = picked(groups, "salience")
    rows = grouped(view, cuts, "salience", "water")
    scale = share_scale(view, figures, "salience")
    return Figure(
        "customer-talk",
        say("How much customers come up"),
        _salience_sentence(view),
        dots(rows, scale, outlined=view.uncorrected),
        dots(rows, scale, narrow=True, outlined=view.uncorrected),
        all_translated(COLUMNS),
        tuple(share_cells(view, group, "salience") for group in groups),
        view.caption("salience", figures),
        view.notes(figures),
        say("Where customers hardly come up, ask which customer the last decision touched, and how."),
        Dots(tuple(rows), scale),
    )


_MOST_AND_LEAST: Final = Wording(
    {
        "team": "most {most}, least {least}",
        "function": "by function most {most}, least {least}",
        "kind": "by kind of conversation most {most}, least {least}",
    }
)


def _salience_sentence(view: View) -> str:
    whole = view.whole("salience")
    lead = ""
    if whole is not None and whole.value is not None:
        share = about(whole.value, whole.low, whole.high)
        lead = come_up(whole.value, share)
    tails = []
    for cut, by in _MOST_AND_LEAST.english.items():
        pair = told_apart(picked(view.drawn(cut), "salience"))
        if pair is not None:
            most, least = place(cut, pair.high.label), place(cut, pair.low.label)
            tails.append(translated(by, most=most, least=least))
    if not tails:
        tails.append(say("no group stands out from the others"))
    return sentence("; ".join([lead, *tails] if lead else tails) + ".")


def engagement(view: View) -> Figure:
    """Replies and people that customer conversations draw, against others in the same channel."""
    cuts = ("kind", "function", "team")
    groups = [(cut, view.drawn(cut)) for cut in cuts]
    rows: list[Row] = []
    for cut, members in groups:
        drawn = [_row(view, group) for group in members]
        rows += [Row(HEADINGS[cut], "head"), *drawn] if drawn else []
    everyone = [group for _, members in groups for group in members]
    figures = [figure for indicator in ENGAGEMENT for figure in picked(everyone, indicator)]
    scale = _ratio_scale(figures)
    return Figure(
        "engagement",
        say("What people engage in"),
        _engagement_sentence(view, everyone),
        dots(rows, scale, outlined=view.uncorrected),
        dots(rows, scale, narrow=True, outlined=view.uncorrected),
        all_translated(_COLUMNS),
        tuple(_cells(view, group) for group in everyone),
        view.caption("engagement_replies", figures),
        (
            say(
                "Circles: replies drawn by conversations about customers. Squares: different people drawn in. "
                "Both against other conversations in the same channel."
            ),
            *view.notes(picked(everyone, "engagement_replies")),
        ),
        say("See what the liveliest customer conversations have in common, and start one more like them."),
        Dots(tuple(rows), scale),
    )


def _row(view: View, group: Group) -> Row:
    found = []
    for indicator, (name, hue, shape) in ENGAGEMENT.items():
        figure = group.figures.get(indicator)
        if figure is not None and figure.value and figure.low is not None and figure.high is not None:
            found.append(Dot(translated(name), figure.value, figure.low, figure.high, _told(figure), hue, shape))
    return view.row(group, found, group.figures.get("engagement_replies"), False)


def _told(figure: Combined) -> str:
    return f"{drawing(figure.value or 0)} ({_ends(figure)})"


def _ends(figure: Combined) -> str:
    return ends(number(figure.low or 0, ".1f"), number(figure.high or 0, ".1f"))


def _cells(view: View, group: Group) -> tuple[str, ...]:
    cells = [group.label]
    for indicator in ENGAGEMENT:
        figure = group.figures.get(indicator)
        if figure is None or figure.value is None:
            cells += ["–", ""]
        else:
            cells += [drawing(figure.value), _ends(figure)]
    replies = group.figures.get("engagement_replies")
    reason = say("uncorrected") if view.uncorrected else ""
    if replies is not None and replies.value is None:
        reason = view.why(replies)
    return (*cells, replies.persons if replies is not None else "", reason)


def _ratio_scale(figures: list[Combined]) -> Scale:
    """Halves and doubles at equal distance around 1."""
    lows = [log2(max(figure.low, 0.125)) for figure in figures if figure.low is not None]
    highs = [log2(min(max(figure.high, 0.25), 16)) for figure in figures if figure.high is not None]
    low = min(-1, floor(2 * min(lows, default=-1)) / 2)
    high = max(1, ceil(2 * max(highs, default=1)) / 2)
    names = {
        -3: "⅛", -2: "¼", -1: say("half"), 0: say("same"), 1: say("twice"),
        **{at: say("{n} times", n=2**at) for at in (2, 3, 4)},
    }  # fmt: skip
    ticks = tuple((2.0**at, name) for at, name in names.items() if low <= at <= high)
    return Scale(2.0**low, 2.0**high, ticks, 1.0, say("as other conversations"), logarithmic=True, form='0.0"×"')


def _engagement_sentence(view: View, groups: list[Group]) -> str:
    """The liveliest and the quietest group, of those that differ from 1 beyond what the best of all would."""
    figures = [figure for figure in picked(groups, "engagement_replies") if figure.value and figure.error]
    z = surely(len(figures))
    clear = [figure for figure in figures if abs((figure.value or 1) - 1) > z * (figure.error or 0)]
    above = [figure for figure in clear if (figure.value or 1) > 1]
    below = [figure for figure in clear if (figure.value or 1) < 1]
    most = max(above, key=lambda figure: figure.value or 0, default=None)
    least = min(below, key=lambda figure: figure.value or 0, default=None)
    if most is not None and least is not None:
        return say(
            "Conversations about customers draw more replies than others in the same channel, most {most}; "
            "fewer {least}.",
            most=place(most.cut, most.label),
            least=place(least.cut, least.label),
        )
    if most is not None:
        return say(
            "Conversations about customers draw more replies than others in the same channel, most {most}.",
            most=place(most.cut, most.label),
        )
    if least is not None:
        return say("Conversations about customers draw fewer {least}.", least=place(least.cut, least.label))
    whole = view.whole("engagement_replies")
    if whole is not None and whole.low is not None and whole.low > 1:
        return say("Conversations about customers draw more replies than others; no group stands out.")
    return say(
        "Nobody can tell whether conversations about customers draw more replies than others in the same channel."
    )
