"""The words that stand out where customers come up: a table, never a quote."""

from __future__ import annotations

from typing import Any, Final

from lilyroot.draw.figure import Caption, Figure
from lilyroot.draw.view import View
from lilyroot.draw.words import kinds, listed, month, named
from lilyroot.release.combine import smallest_band
from lilyroot.tongue import all_translated, phrases, say

COLUMNS: Final = phrases("Group", "Words that stand out where customers come up", "People per word, at least")
MOST_SHOWN: Final = 18
_TOLD: Final = 5


def vocabulary(view: View) -> Figure:
    """Which words each group uses where customers come up and not elsewhere, in the last month that has any."""
    rows: list[dict[str, Any]] = view.released.extra("words").to_pylist()  # noqa: S610 — not Django's
    of_window = [row for row in rows if row["period"] in view.periods]
    period = max((row["period"] for row in of_window), default=view.periods[-1])
    by_group: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in sorted((row for row in of_window if row["period"] == period), key=lambda row: row["place"]):
        by_group.setdefault((row["cut"], row["label"]), []).append(row)
    groups = sorted(by_group.items(), key=lambda entry: (entry[0][0] != "organisation", entry[0][1].casefold()))
    return Figure(
        "words",
        say("Words instead of quotes"),
        _sentence(by_group),
        None,
        None,
        all_translated(COLUMNS),
        tuple(_cells(label, words) for (_, label), words in groups),
        Caption(
            "", "", month(period), say("source: {source}", source=kinds(view.kinds)) if view.kinds else "", "words"
        ),
        (say("A word is shown when enough people in two teams used it; names of staff are taken out."),),
        say(
            "Read the list aloud in a team meeting: which of these words would a customer use, and which would none?"
        ),
    )


def _sentence(by_group: dict[tuple[str, str], list[dict[str, Any]]]) -> str:
    whole = next((words for (cut, _), words in by_group.items() if cut == "organisation"), [])
    if not whole:
        return say(
            "No words can be shown: they need texts that are still held when a month is released, and enough people "
            "in two teams who use the same word about customers."
        )
    said = [say("“{word}”", word=row["word"]) for row in whole[:_TOLD]]
    return say("Where customers come up, people here say {words}.", words=listed(said))


def _cells(label: str, words: list[dict[str, Any]]) -> tuple[str, ...]:
    shown = ", ".join(row["word"] for row in words[:MOST_SHOWN])
    if len(words) > MOST_SHOWN:
        shown = say("{words} and {n} more", words=shown, n=len(words) - MOST_SHOWN)
    return (named(label), shown, smallest_band([row["persons"] for row in words]))
