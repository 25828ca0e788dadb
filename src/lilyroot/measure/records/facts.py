"""The tables that records are measured on: the grain of each is said beside it. ``period`` is a quarter, "2026-Q1".

Weights and minutes are whole millionths, so that sums do not depend on the order of rows.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

RECORDS: Final = "records"  # the one kind of conversation this stream knows, so that there is no cut by kind
MILLIONTHS: Final = 1_000_000


def _schema(texts: str, whole: str = "", real: str = "") -> pa.Schema:
    return pa.schema(
        [
            *[pa.field(name, pa.string(), nullable=False) for name in ("period", *texts.split())],
            *[pa.field(name, pa.int64(), nullable=False) for name in whole.split()],
            *[pa.field(name, pa.float64(), nullable=False) for name in real.split()],
        ]
    )


FACTS: Final[dict[str, pa.Schema]] = {
    # One row per record of a kind and person who stands behind it.
    "carrier": _schema("kind record person"),
    # One row per statement; official ones have no carrier.
    "statement": _schema("statement", "official"),
    # One row per statement and value it names; names: how many it names.
    "named": _schema("statement value", "names"),
    # One row per decision; tradeoff: two or more values were in tension, and one prevailed.
    "decision": _schema("decision prevailed", "tradeoff evidence"),
    # One row per incentive rule; scope: function, team, or "" for everyone.
    "incentive": _schema("rule scope name value", "weight"),
    # One row per recognition.
    "recognition": _schema("recognition value"),
    # One row per recognition and person who received it.
    "received": _schema("recognition person"),
    # One row per goal of a team; customer: it names an outcome for customers.
    "goal": _schema("goal team", "customer"),
    # One row per commitment due in the quarter. elapsed: when it ended, 0 as it was made, 1 as it fell due (later is
    # 1 too). What customers let go of before that was not kept and ended then: it was cut short (censored).
    "commitment": _schema("commitment", "kept", "elapsed"),
    # One row per metric in use.
    "metric": _schema("metric value"),
    # One row per item of an agenda.
    "agenda": _schema("item meeting value", "minutes"),
    # One row per person and team that records say this person is in: for those whom HRIS and maps do not know.
    "claimed": _schema("person team", "records"),
}

# One row per quarter and person: the function itself, which in ``placement`` may have segments behind it.
PERFORMS: Final = _schema("person function")

# One row per quarter: the fewest people that figures of it may concern, colluders included.
FEWEST: Final = _schema("", "people")

# One row per person with a place in the quarter. ``messages``: everyone counts one, as records concern all.
RECORDS_POPULATION: Final = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("period", "team", "function", "kind", "person")],
        *[
            pa.field(name, pa.int64())
            for name in (
                *("messages", "statements", "decisions", "tradeoffs"),
                *("recognitions", "received", "goals", "commitments"),
            )
        ],
    ]
)
