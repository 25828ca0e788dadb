"""The panel of a bridge: messages whose text is held, drawn by chance from every period and every orientation.

A message's key is a keyed hash already; a further hash of it gives the order in which messages are drawn, the same
every time. Nobody can choose who is in it, nor tell beforehand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from lilyroot.engines import DuckDB
from lilyroot.measure.gather import load_segments, load_who
from lilyroot.model.tables import MESSAGES, READINGS, TEXTS
from lilyroot.store.organisation import UNDATED
from lilyroot.store.store import Store

NOT_READ: Final = "not read"

Stratum = tuple[str, str]  # period, and orientation as the version before read it

# One row for each message of the panel. ``weight``: how many messages it stands for.
PANEL: Final = pa.schema(
    [
        *[pa.field(name, pa.string()) for name in ("message", "person", "period", "orientation", "text", "context")],
        pa.field("revision", pa.int64()),
        pa.field("weight", pa.float64()),
    ]
)

_CANDIDATE: Final = f"""
    SELECT t.message AS message, t.revision AS revision, COALESCE(w.person, m.speaker) AS person,
           COALESCE(strftime(m.sent, '%Y-%m'), '{UNDATED}') AS period,
           COALESCE(r.orientation, '{NOT_READ}') AS orientation
    FROM stored_text AS t
    JOIN stored_message AS m ON m.message = t.message AND m.revision = t.revision
    JOIN read_before AS r ON r.message = t.message AND r.revision = t.revision
    LEFT JOIN who AS w ON w.speaker = m.speaker
    LEFT JOIN replaced AS s ON s.message = m.message AND s.revision = m.revision
    WHERE s.message IS NULL
"""  # noqa: S608 — made of constants

_SIZES: Final = "SELECT period, orientation, COUNT(*) AS n FROM candidate GROUP BY period, orientation"

_DRAWN: Final = """
    SELECT c.message AS message, c.revision AS revision, c.person AS person, c.period AS period,
           c.orientation AS orientation, a.weight AS weight, t.text AS text, t.context AS context
    FROM (SELECT *, ROW_NUMBER() OVER (
              PARTITION BY period, orientation ORDER BY md5('bridge/1 ' || message), revision) AS place
          FROM candidate) AS c
    JOIN allotted AS a ON a.period = c.period AND a.orientation = c.orientation AND c.place <= a.n
    JOIN stored_text AS t ON t.message = c.message AND t.revision = c.revision
    ORDER BY c.period, c.orientation, c.place
"""


def draw(store: Store, engine: DuckDB, before: str, size: int) -> pa.Table:
    """About ``size`` messages (schema PANEL) whose text is held and which ``before`` has read; fewer if there are."""
    load_segments(store, engine, "stored_message", "messages", MESSAGES)
    load_segments(store, engine, "stored_text", "texts", TEXTS)
    engine.load("read_before", store.readings_of(before) or READINGS.empty_table())
    load_who(store, engine)
    engine.derive("candidate", _CANDIDATE)
    sizes = {(row["period"], row["orientation"]): row["n"] for row in engine.query(_SIZES).to_pylist()}
    taken = allotted(sizes, size)
    columns = {
        "period": pa.array([period for period, _ in taken], pa.string()),
        "orientation": pa.array([orientation for _, orientation in taken], pa.string()),
        "n": pa.array(list(taken.values()), pa.int64()),
        "weight": pa.array([sizes[stratum] / n for stratum, n in taken.items()], pa.float64()),
    }
    engine.load("allotted", pa.table(columns))
    return engine.query(_DRAWN, PANEL)


def allotted(sizes: Mapping[Stratum, int], size: int) -> dict[Stratum, int]:
    """How many messages to take from each stratum: as many of each orientation, by period in proportion.

    An orientation that has fewer gives all it has, and the others more. At least one from every stratum.
    """
    totals: dict[str, int] = {}
    for (_, orientation), n in sizes.items():
        totals[orientation] = totals.get(orientation, 0) + n
    left, share = size, {}
    for place, orientation in enumerate(sorted(totals, key=lambda name: (totals[name], name))):
        share[orientation] = min(totals[orientation], left // (len(totals) - place))
        left -= share[orientation]
    return {
        (period, orientation): min(n, math.ceil(share[orientation] * n / totals[orientation]) or 1)
        for (period, orientation), n in sorted(sizes.items())
    }
