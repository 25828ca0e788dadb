"""What the figures do not show, and why: a table, said as plainly as the figures themselves."""

from __future__ import annotations

from typing import Final

from lilyroot.draw.figure import Figure
from lilyroot.draw.not_read import not_read
from lilyroot.draw.view import CUTS, SEGMENT, View
from lilyroot.draw.words import OWN, listed, month, named
from lilyroot.release.combine import Combined
from lilyroot.release.reasons import NOTES, REASONS
from lilyroot.release.released import TOO_LITTLE, WITHHELD
from lilyroot.tongue import all_translated, phrase, phrases, retold, say, say_n, translated

COLUMNS: Final = phrases("What", "Where", "Which figures", "When", "Why")
_NEVER_GUESSED: Final = phrase("The reader does not guess at a language it does not know.")


def missing(view: View) -> Figure:
    """Groups kept private, groups with too little talk, and what was left out on the way."""
    rows: list[tuple[str, ...]] = []
    private = little = 0
    for cut, name in (("organisation", say("organisation")), *CUTS.items()):
        for group in view.groups(cut):
            figures = [group.figures[indicator] for indicator in group.figures if indicator in group.hidden]
            for status in (WITHHELD, TOO_LITTLE):
                hidden = [figure for figure in figures if figure.status == status]
                if hidden:
                    rows.append(_cells(view, group.label, name, hidden, len(group.figures)))
                if len(hidden) == len(group.figures):
                    private, little = private + (status == WITHHELD), little + (status == TOO_LITTLE)
    merged = _merged(view)
    rows += merged
    unread = not_read(view)
    if unread:
        rows.append((unread, say("organisation"), say("all figures"), "", translated(_NEVER_GUESSED)))
    left_out = _left_out(view)
    rows += [(said, say("all groups"), "", when, "") for said, when in left_out]
    return Figure(
        "missing",
        say("What is missing and why"),
        _sentence(view, private, little, len(merged), bool(rows)),
        None,
        None,
        all_translated(COLUMNS),
        tuple(rows),
        view.caption("missing", (), ""),
        view.notes(()),
        say("If a group you need is kept private, read the department it belongs to; nobody can switch this off."),
    )


def _cells(view: View, label: str, cut: str, hidden: list[Combined], of: int) -> tuple[str, ...]:
    which = say("all figures") if len(hidden) == of else say("{some} of {all} figures", some=len(hidden), all=of)
    private = hidden[0].status == WITHHELD
    what = say("{group}: kept private", group=label) if private else say("{group}: too little talk", group=label)
    seen = max(figure.periods for figure in hidden)
    when = say("the whole period") if seen > 1 else say("this period")
    reason = next((figure.reason for figure in hidden if figure.reason), "")
    return (what, cut, which, when, retold(reason, REASONS))


def _merged(view: View) -> list[tuple[str, ...]]:
    """Groups too small to stand alone, with whom they are counted, and in which months.

    Manifests name them all; a reader is told of those whose joint group is in view.
    """
    in_view = {group.label for cut in ("organisation", *CUTS, SEGMENT) for group in view.groups(cut)}
    when: dict[tuple[str, str], list[str]] = {}
    for entry in view.manifests:
        for group in entry.get("withheld") or []:
            if named(str(group["shown_in"])) not in in_view:
                continue
            said, cut = _together(str(group["label"]), str(group["shown_in"])), str(group["cut"])
            months = when.setdefault((said, cut), [])
            if entry["period"] not in months:  # two groups that are counted together are one line
                months.append(str(entry["period"]))
    why = say("A group of its own needs {k} people, and so does every difference of groups.", k=view.threshold)
    return [
        (said, CUTS.get(cut, cut), say("all figures"), _often(view, months), why)
        for (said, cut), months in sorted(when.items())
    ]


def _together(label: str, shown_in: str) -> str:
    """Example: ``_together("Campaigns", "Campaigns + Search")`` is "Campaigns is counted together with Search"."""
    parts = sorted(shown_in.split(" + "), key=lambda part: (part.endswith(OWN), part))
    if len(parts) == 1:
        return say("{group} is counted in {whole}", group=named(label), whole=named(shown_in))
    names = [say("{group} itself", group=part.removesuffix(OWN)) if part.endswith(OWN) else part for part in parts]
    return say("{group} is counted together with {others}", group=names[0], others=listed(names[1:]))


def _often(view: View, months: list[str]) -> str:
    everywhere = len(months) == len(view.periods)
    if everywhere:
        return say("every month") if len(months) > 1 else say("this period")
    return say("{some} of {all} months", some=len(months), all=len(view.periods))


def _left_out(view: View) -> list[tuple[str, str]]:
    """The releases' own notes, each once, with the months it holds for."""
    when: dict[str, list[str]] = {}
    for entry in view.manifests:
        for note in entry.get("notes") or []:
            when.setdefault(str(note), []).append(str(entry["period"]))
    told = []
    for note, periods in when.items():
        everywhere = len(periods) == len(view.manifests)
        told.append(
            (
                retold(note, NOTES),
                say("every month") if everywhere and len(periods) > 1 else listed([month(one) for one in periods]),
            )
        )
    return told


def _sentence(view: View, private: int, little: int, merged: int, anything: bool) -> str:
    said = []
    if merged:
        said.append(
            say_n(
                "{n} small group is counted together with others",
                "{n} small groups are counted together with others",
                merged,
            )
        )
    if private:
        said.append(say_n("{n} group is kept private", "{n} groups are kept private", private))
    if little:
        said.append(
            say_n(
                "{n} group has too little talk to say anything",
                "{n} groups have too little talk to say anything",
                little,
            )
        )
    if said:
        return say("{hidden}; no figure stands for fewer than {k} people.", hidden=listed(said), k=view.threshold)
    return say("No group is hidden; a few single figures are left open.") if anything else say("No group is hidden.")
