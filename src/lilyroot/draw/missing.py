"""What the figures do not show, and why: a table, said as plainly as the figures themselves."""

from __future__ import annotations

from typing import Final

from lilyroot.draw.figure import Figure
from lilyroot.draw.not_read import not_read
from lilyroot.draw.view import CUTS, SEGMENT, View
from lilyroot.draw.words import OWN, counted, listed, month
from lilyroot.release.combine import Combined
from lilyroot.release.released import TOO_LITTLE, WITHHELD

_NEVER_GUESSED: Final = "The reader does not guess at a language it does not know."


def missing(view: View) -> Figure:
    """Groups kept private, groups with too little talk, and what was left out on the way."""
    rows: list[tuple[str, ...]] = []
    private = little = 0
    for cut, name in (("organisation", "organisation"), *CUTS.items()):
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
        rows.append((unread, "organisation", "all figures", "", _NEVER_GUESSED))
    left_out = _left_out(view)
    rows += [(said, "all groups", "", when, "") for said, when in left_out]
    return Figure(
        "missing",
        "What is missing and why",
        _sentence(view, private, little, len(merged), bool(rows)),
        None,
        None,
        ("What", "Where", "Which figures", "When", "Why"),
        tuple(rows),
        view.caption("missing", (), ""),
        view.notes(()),
        "If a group you need is kept private, read the department it belongs to; nobody can switch this off.",
    )


def _cells(view: View, label: str, cut: str, hidden: list[Combined], of: int) -> tuple[str, ...]:
    which = "all figures" if len(hidden) == of else f"{len(hidden)} of {of} figures"
    what = "kept private" if hidden[0].status == WITHHELD else "too little talk"
    seen = max(figure.periods for figure in hidden)
    when = "the whole period" if seen > 1 else "this period"
    reason = next((figure.reason for figure in hidden if figure.reason), "")
    return (f"{label}: {what}", cut, which, when, reason)


def _merged(view: View) -> list[tuple[str, ...]]:
    """Groups too small to stand alone, with whom they are counted, and in which months.

    Manifests name them all; a reader is told of those whose joint group is in view.
    """
    in_view = {group.label for cut in ("organisation", *CUTS, SEGMENT) for group in view.groups(cut)}
    when: dict[tuple[str, str], list[str]] = {}
    for entry in view.manifests:
        for group in entry.get("withheld") or []:
            if str(group["shown_in"]) not in in_view:
                continue
            said, cut = _together(str(group["label"]), str(group["shown_in"])), str(group["cut"])
            months = when.setdefault((said, cut), [])
            if entry["period"] not in months:  # two groups that are counted together are one line
                months.append(str(entry["period"]))
    why = f"A group of its own needs {view.threshold} people, and so does every difference of groups."
    return [
        (said, CUTS.get(cut, cut), "all figures", _often(view, months), why)
        for (said, cut), months in sorted(when.items())
    ]


def _together(label: str, shown_in: str) -> str:
    """Example: ``_together("Campaigns", "Campaigns + Search")`` is "Campaigns is counted together with Search"."""
    parts = sorted(shown_in.split(" + "), key=lambda part: (part.endswith(OWN), part))
    if len(parts) == 1:
        return f"{label} is counted in {shown_in}"
    names = [part.removesuffix(OWN) + " itself" if part.endswith(OWN) else part for part in parts]
    return f"{names[0]} is counted together with {listed(names[1:])}"


def _often(view: View, months: list[str]) -> str:
    everywhere = len(months) == len(view.periods)
    if everywhere:
        return "every month" if len(months) > 1 else "this period"
    return f"{len(months)} of {len(view.periods)} months"


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
            (note, "every month" if everywhere and len(periods) > 1 else listed([month(one) for one in periods]))
        )
    return told


def _sentence(view: View, private: int, little: int, merged: int, anything: bool) -> str:
    said = []
    if merged:
        said.append(f"{counted(merged, 'small group is', 'small groups are')} counted together with others")
    if private:
        said.append(f"{counted(private, 'group is', 'groups are')} kept private")
    if little:
        said.append(f"{counted(little, 'group has', 'groups have')} too little talk to say anything")
    if said:
        return f"{listed(said)}; no figure stands for fewer than {view.threshold} people."
    return "No group is hidden." if not anything else "No group is hidden; a few single figures are left open."
