"""Talk as the gate sees it: gathered with the closed audits, measured, and corrected by them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.measure.audit.correction import Verdict, correct, judge
from lilyroot.measure.audit.outcome import outcome_of, outcome_read
from lilyroot.measure.evaluation import prepared_figures
from lilyroot.measure.gather import gather, readers_by_period
from lilyroot.store.store import Store

_AUDITED: Final = pa.schema([pa.field("period", pa.string()), pa.field("outcome", pa.string())])
_MESSAGES: Final = "SELECT period, COUNT(*) AS messages FROM talk WHERE team IS NOT NULL GROUP BY period"


def gather_audited(store: Store, engine: Engine) -> list[str]:
    """Make ``fact`` and ``audited`` (the outcome of each period's closed audit) and return the periods, in order."""
    periods = gather(store, engine)
    found = {period: outcome_of(store.home, period) for period in periods}
    rows = [(period, json.dumps(asdict(outcome))) for period, outcome in found.items() if outcome]
    columns = list(zip(*rows, strict=True)) or [(), ()]
    engine.load("audited", pa.table([list(column) for column in columns], schema=_AUDITED))
    return periods


def verdicts(engine: Engine, periods: Sequence[str]) -> dict[str, Verdict]:
    """What the audit of each period corrects, withholds and leaves. They are prepared."""
    readers = readers_by_period(engine)
    messages = {row["period"]: row["messages"] for row in engine.query(_MESSAGES).to_pylist()}
    rows = engine.query("SELECT period, outcome FROM audited", _AUDITED).to_pylist()
    outcomes = {row["period"]: outcome_read(json.loads(row["outcome"])) for row in rows}
    return {
        period: judge(outcomes.get(period), readers.get(period, []), messages.get(period, 0)) for period in periods
    }


def evaluate_audited(engine: Engine, periods: Sequence[str], cells: pa.Table) -> pa.Table:
    """``evaluate`` of what is prepared, and then the error of the reader taken into account: schema FIGURES."""
    figures = prepared_figures(engine, periods, cells)
    return correct(figures, verdicts(engine, periods), readers_by_period(engine))
