"""What the cells of one row must not say against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from lilyroot.listen.records.cells import Fault, Kept


def check(kind: str, kept: Kept) -> None:
    """Raise the first ``Fault`` of a row whose cells were read; a row that contradicts nothing passes.

    >>> check("metrics", {"start": "2026-01-01", "end": None})
    """
    for fault in _RULES.get(kind, _nothing)(kept):
        raise fault


def _nothing(kept: Kept) -> Iterator[Fault]:
    yield from ()


def _statement(kept: Kept) -> Iterator[Fault]:
    if kept["by"] == "leader" and not kept["person"]:
        yield Fault("a leader's statement names nobody.", "Name the leader, or say that the text is official.")
    if kept["by"] == "official" and kept["person"]:
        yield Fault("an official text names a person.", "Leave person empty, or say that a leader speaks.")


def _decision(kept: Kept) -> Iterator[Fault]:
    if len(kept["values"]) > 1 and not kept["prevailed"]:
        yield Fault("two or more values are in tension and none prevailed.", "Say which of them prevailed.")
    if kept["prevailed"] and kept["prevailed"] not in kept["values"]:
        yield Fault("the value that prevailed is not among those in tension.", "Name it in values too.")


def _group(kept: Kept) -> Iterator[Fault]:
    if kept["function"] and kept["team"]:
        yield Fault("the rule names a function and a team.", "Make one row for each.")
    yield from _span(kept)


def _span(kept: Kept) -> Iterator[Fault]:
    yield from _in_order(kept, "start", "end")


def _commitment(kept: Kept) -> Iterator[Fault]:
    yield from _in_order(kept, "made", "due")
    yield from _in_order(kept, "made", "done")
    yield from _in_order(kept, "made", "withdrawn")
    if kept["done"] and kept["withdrawn"]:
        yield Fault("it was both kept and withdrawn.", "Leave one of the two days empty.")


def _in_order(kept: Kept, first: str, then: str) -> Iterator[Fault]:
    if kept[first] and kept[then] and kept[then] < kept[first]:
        yield Fault(f"{then} lies before {first}.", "Correct one of the two days.")


_RULES: Final[Mapping[str, Callable[[Kept], Iterator[Fault]]]] = {
    "statements": _statement,
    "decisions": _decision,
    "incentives": _group,
    "commitments": _commitment,
    "metrics": _span,
}
