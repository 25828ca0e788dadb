"""Audit two months of the sample organisation: two invented auditors who know the truth and still err.

Run by ``prepare_sample.py`` between listening and releasing. The sample is drawn by the real command; the labels come
from ``truth.parquet``, with the mistakes of two attentive people: now and then the wrong orientation, a flag that is
missed, one that is not there. They err apart from each other, so kappa is what it would be. Running it again goes on
where it stopped; a month whose audit is closed is left as it is.
"""

from __future__ import annotations

import random
import sys
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from lilyroot.audit.box import AuditBox, Label, box_file, closed_file
from lilyroot.home import Home
from lilyroot.measure.audit.draw import draw
from lilyroot.measure.audit.outcome import close_audit
from lilyroot.measure.audit.redaction import Redaction
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.store.store import Store

AUDITORS: Final = ("ines", "tomas")
SIZE: Final = 500
MONTHS: Final = 2
_SEED: Final = "the sample's auditors"
_CONFUSES: Final = 0.05  # orientations of a message
_MISSES: Final = 0.08  # flags that stand
_SEES: Final = 0.002  # flags that do not


def main() -> None:
    sample = Path(sys.argv[1])
    home = Home.find()
    truth = pq.read_table(
        sample / "truth.parquet", columns=["source", "external_id", "period", "orientation", "flags"]
    )
    periods = sorted(set(truth["period"].to_pylist()))[-MONTHS:]
    store = Store.open(home, today=date.today())  # noqa: DTZ011 - the day it is here
    for period in periods:
        if not closed_file(home, period).exists():
            if not box_file(home, period).exists():
                redact = Redaction.of(store)
                draw(store, period, AUDITORS, redact, today=date.today(), size=SIZE, seed=_SEED)  # noqa: DTZ011
            rows = [row for row in truth.to_pylist() if row["period"] == period]
            _label(store, period, {_item(store, period, row): row for row in rows})
            outcome = close_audit(home, period)
            print(f"{period}: {outcome.labelled:,} messages labelled by {' and '.join(AUDITORS)}, audit closed")
    store.close()


def _item(store: Store, period: str, row: dict[str, object]) -> str:
    message = store.keys.place(str(row["source"]), "message", str(row["external_id"]))
    return store.keys.place(period, "audit item", message)


def _label(store: Store, period: str, truth: dict[str, dict[str, object]]) -> None:
    """The auditors take turns; whoever comes second on a message labels it anew."""
    with AuditBox.open(store.home, period) as box:
        for number, auditor in enumerate(AUDITORS):
            waiting = box.waiting_for(auditor)
            mine = waiting if number else [item for place, item in enumerate(waiting) if place % 2 == 0]
            box.take_in(auditor, {item: _said(auditor, item, truth[item]) for item in mine})
        first = AUDITORS[0]
        box.take_in(first, {item: _said(first, item, truth[item]) for item in box.waiting_for(first)})


def _said(auditor: str, item: str, row: dict[str, object]) -> Label:
    chance = random.Random(f"{_SEED}/{auditor}/{item}")  # noqa: S311 - the same labels every time
    orientation, stand = str(row["orientation"]), set(row["flags"])  # type: ignore[call-overload]
    if chance.random() < _CONFUSES:
        orientation = chance.choice([other for other in ORIENTATIONS if other != orientation])
    flags = {flag for flag in FLAGS if chance.random() >= (_MISSES if flag in stand else 1 - _SEES)}
    return Label(orientation, frozenset(flags))


if __name__ == "__main__":
    main()
