"""What stays of an audit once it is closed: counts of what the reader said and what people said. No text, no message.

One JSON file for a period, ``HOME/data/audits/PERIOD.closed.json``, written once. It is as private as the readings:
it never leaves by itself; only corrected figures do, through the gate. A keyed hash in it tells an edited one.
"""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from lilyroot.audit.agreement import Agreement, Given, agreements
from lilyroot.audit.box import CLOSED_SUFFIX, AuditBox, closed_file
from lilyroot.errors import AuditError, StoreError
from lilyroot.home import Home
from lilyroot.model.labels import FLAGS
from lilyroot.store.keys import Keys
from lilyroot.store.segments import write_durably

_SEAL: Final = "seal"
BASE: Final = "base"
"""The part of a sample that was drawn from each orientation; the others are named after the flag they are for."""

MOSTLY: Final = 0.9
"""The share of the correcting sample that must be labelled before an audit counts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Messages of the correcting sample that are alike: which parts of it they are in, and both readings."""

    sets: tuple[str, ...]
    function: str
    kind: str
    orientation: str
    flags: tuple[str, ...]
    true_orientation: str
    true_flags: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A closed audit. ``population``: messages of the period by what the reader said, when the sample was drawn."""

    period: str
    drawn: str
    closed: str
    readers: tuple[str, ...]
    auditors: int
    sampled: int
    labelled: int
    population: dict[str, Any]
    cells: tuple[Cell, ...]
    agreement: dict[str, Agreement]

    @property
    def messages(self) -> int:
        """Messages the sample was drawn from."""
        return sum(self.population["orientation"].values())

    def labels_behind(self, indicator: str) -> int:
        """Labelled messages that a corrected indicator rests on."""
        flag = indicator.removeprefix("rate_")
        return sum(
            cell.n
            for cell in self.cells
            if (BASE in cell.sets and (flag not in FLAGS or flag not in cell.flags))
            or (flag in cell.flags and flag in cell.sets)
        )


def closed_audits(home: Home) -> list[str]:
    """The periods whose audit is closed."""
    return sorted(path.name.removesuffix(CLOSED_SUFFIX) for path in home.audits.glob(f"*{CLOSED_SUFFIX}"))


def outcome_of(home: Home, period: str) -> Outcome | None:
    """The outcome of a period's audit, None if there is none.

    Raises ``StoreError`` when it cannot be read or is not what closing wrote.
    """
    path = closed_file(home, period)
    if not path.exists():
        return None
    try:
        written = json.loads(path.read_bytes())
        authentic = hmac.compare_digest(str(written.pop(_SEAL, "")), _sealed(home, period, written))
        outcome = outcome_read(written)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        remedy = "Restore the data folder from a backup."
        sentence = "The outcome of an audit cannot be read."
        raise StoreError("audit.outcome", sentence, remedy=remedy, file=path.name) from error
    if not authentic:
        raise StoreError(
            "audit.edited",
            "The outcome of an audit is not the one that was written when it was closed.",
            remedy="Restore the data folder from a backup, with the key it was made with.",
            file=path.name,
        )
    return outcome


def _sealed(home: Home, period: str, written: dict[str, Any]) -> str:
    return Keys.open(home).authenticate(f"audit/{period}", json.dumps(written, sort_keys=True).encode())


def outcome_read(found: dict[str, Any]) -> Outcome:
    """An outcome from what was written of it. Raises what reading something else raises."""
    cells = tuple(Cell(**{name: _hashable(value) for name, value in cell.items()}) for cell in found["cells"])
    agreement = {name: Agreement(**one) for name, one in found["agreement"].items()}
    return Outcome(**{**found, "readers": tuple(found["readers"]), "cells": cells, "agreement": agreement})


def refuse_unfinished(home: Home, period: str) -> None:
    """Raise ``AuditError`` when fewer than nine tenths are labelled: those that were put off are no random rest."""
    with AuditBox.open(home, period) as box:
        outcome = read_outcome(box)
    if outcome.labelled < MOSTLY * outcome.sampled:
        raise AuditError(
            "audit.unfinished",
            f"{outcome.labelled:,} of {outcome.sampled:,} messages are labelled; those put off are no random rest.",
            remedy=f"Label at least {MOSTLY:.0%} of them, or give it up: lilyroot audit close {period} --give-up",
        )


def close_audit(home: Home, period: str) -> Outcome:
    """Close an open audit: keep its counts, delete its texts, items and single labels. Raises what is unfinished."""
    refuse_unfinished(home, period)
    with AuditBox.open(home, period) as box:
        outcome = read_outcome(box)
        written = asdict(outcome)
        written[_SEAL] = _sealed(home, period, written)
        write_durably(closed_file(home, period), json.dumps(written, sort_keys=True).encode())
        box.destroy()
    return outcome


def give_up(home: Home, period: str) -> None:
    """Delete an open audit with all labels; nothing stays but the log of looks."""
    with AuditBox.open(home, period) as box:
        box.destroy()


def read_outcome(box: AuditBox) -> Outcome:
    """What the audit would leave if it were closed now."""
    counted = Counter(_cell(reading, given) for _, purpose, reading, given in box.labelled() if purpose == "correct")
    return Outcome(
        period=box.period,
        drawn=box.meta("drawn"),
        closed=datetime.now(UTC).isoformat(timespec="seconds"),
        readers=tuple(json.loads(box.meta("readers"))),
        auditors=len(box.auditors),
        sampled=box.count("correct"),
        labelled=sum(counted.values()),
        population=json.loads(box.meta("population")),
        cells=tuple(replace(cell, n=counted[cell]) for cell in sorted(counted, key=repr)),
        agreement=agreements(box.pairs()),
    )


def labels_to_learn_from(box: AuditBox, auditor: str) -> Iterator[dict[str, Any]]:
    """Redacted texts with their labels, as ``lilyroot train --labels`` takes them; each look is logged."""
    for item, _, _, (orientation, flags) in box.labelled():
        if not box.holds(item):
            continue
        seen = box.look(auditor, item, "close")
        row = {"text": seen.text, "orientation": orientation, "flags": [flag for flag in FLAGS if flag in flags]}
        yield {**row, "context": seen.context, "conversation": item}


def _cell(reading: dict[str, Any], given: Given) -> Cell:
    return Cell(
        tuple(reading["sets"]),
        reading["function"],
        reading["kind"],
        reading["orientation"],
        tuple(reading["flags"]),
        given[0],
        tuple(flag for flag in FLAGS if flag in given[1]),
        1,
    )


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
